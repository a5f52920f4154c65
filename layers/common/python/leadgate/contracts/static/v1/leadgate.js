// Leadgate's script for a form of your page: how the visitor came, and the answer without leaving the page.
// It reads as it is served; docs/forms.md says how to use it. Whatever fails in it, the browser posts the form.
(() => {
  "use strict";

  const options = document.currentScript ? document.currentScript.dataset : {};
  const STORE = "leadgate";
  const MOST_VIEWS = 30;
  const PATIENCE_MS = 15000;
  const PAUSE_MS = 1000;
  const TOKEN = /^(cf-turnstile|h-captcha|g-recaptcha)-response$/;
  const MARKS = [
    "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id", "gclid", "fbclid", "li_fat_id",
  ];
  const TEXTS = {
    Sending: "Sending …",
    Thanks: "Thank you. We will be in touch.",
    Book: "Thank you. Choose a time that suits you.",
    Button: "Book a meeting",
    Questions: "Thank you. Please tell us a little more.",
    Yes: "Yes",
    No: "No",
    Invalid: "Please check what you entered.",
    Offline: "You are offline. What you entered is still here: send it again when you are connected.",
    Busy: "This form is busy. What you entered is still here: send it again in some minutes.",
    Plain: "This did not work at once; we send it another way …",
  };
  const text = (name) => options["text" + name] || TEXTS[name];
  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
  const short = (value) => String(value).slice(0, 500);

  // Pages without TLS have no randomUUID.
  const newId = () => (crypto.randomUUID
    ? crypto.randomUUID()
    : Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join(""));

  // ---------------------------------------------------------------- how the visitor came

  const isPrivate = navigator.doNotTrack === "1" || navigator.globalPrivacyControl === true;

  function recall() {
    // Storage may be blocked, or hold what somebody else wrote.
    try {
      const kept = JSON.parse(localStorage.getItem(STORE));
      return kept && typeof kept === "object" ? kept : {};
    } catch {
      return {};
    }
  }

  function keep(visits) {
    try {
      if (visits) localStorage.setItem(STORE, JSON.stringify(visits));
      else localStorage.removeItem(STORE);
    } catch {
      // Without storage this page alone is known.
    }
  }

  // Queries of other pages may name people, so only their address without it.
  function referrer() {
    const { origin, pathname } = new URL(document.referrer || location.href);
    return origin === location.origin ? "" : short(origin + pathname);
  }

  function touch() {
    const query = new URLSearchParams(location.search);
    const found = MARKS.map((name) => [name, short(query.get(name) || "")]);
    return Object.fromEntries([...found, ["referrer", referrer()]].filter(([, value]) => value));
  }

  function noteVisit() {
    if (isPrivate) {
      keep(null);
      return null;
    }
    const visits = recall();
    const now = touch();
    const page = short(location.pathname);
    const views = Array.isArray(visits.views) ? visits.views : [];
    visits.id = visits.id || newId();
    // A visit of somebody known is not their first, though nothing older is kept here.
    if (!visits.known && !visits.first) visits.first = { ...now, page };
    // A visit that came from nowhere does not hide where the visitor came from before.
    if (Object.keys(now).length) visits.last = now;
    const view = { type: "page_view", at: new Date().toISOString(), page, id: newId() };
    visits.views = [...views, view].slice(-MOST_VIEWS);
    keep(visits);
    return visits;
  }

  // Flat names, as a plain form can post them too.
  function attribution(visits) {
    const fields = { anonymous_id: visits.id, "source.page": short(location.pathname) };
    for (const [name, value] of Object.entries(visits.last || {})) {
      fields[name === "referrer" ? "source.referrer" : name] = value;
    }
    for (const [name, value] of Object.entries(visits.first || {})) fields["source.first_" + name] = value;
    return fields;
  }

  // ---------------------------------------------------------------- one form

  class PostedForm {
    constructor(form, visits) {
      this.form = form;
      this.visits = visits;
      this.address = addressOf(form);
      this.openedAt = performance.now();
      this.post = {};
      this.status = make("div", { className: "leadgate-status", tabIndex: -1 });
    }

    takeOver() {
      const { form, status, address: action } = this;
      // Read out by screen readers when its text changes; so it has to be there before.
      status.setAttribute("role", "status");
      form.after(status);
      setTrap(form);
      const enctype = "application/x-www-form-urlencoded";
      for (const [name, value] of Object.entries({ action, method: "post", enctype, "accept-charset": "utf-8" })) {
        form.setAttribute(name, value);
      }
      form.addEventListener("submit", (event) => this.onSubmit(event));
      // Who comes back to this page after a plain post may post again.
      window.addEventListener("pageshow", () => this.setBusy(false));
    }

    onSubmit(event) {
      if (this.isBusy) event.preventDefault();
      if (event.defaultPrevented) return;
      // What throws before preventDefault leaves the form to the browser.
      const typed = typedInto(this.form, event.submitter);
      const post = this.postOf(typed);
      event.preventDefault();
      this.deliver(typed, post);
    }

    // What the script adds to what the visitor typed, whichever way it is posted.
    added() {
      const open = Math.round(performance.now() - this.openedAt);
      return { ...(this.visits ? attribution(this.visits) : {}), lg_elapsed_ms: open };
    }

    // The same entries are the same post under the same key, and count once however often they are sent.
    // The token of a captcha is another each time.
    postOf(typed) {
      const entries = JSON.stringify(typed, (name, value) => (TOKEN.test(name) ? undefined : value));
      if (this.post.entries !== entries) this.post = { entries, key: newId() };
      const signals = this.visits ? { signals: this.visits.views } : {};
      return { key: this.post.key, body: JSON.stringify({ ...this.added(), ...signals, ...typed }) };
    }

    async deliver(typed, post) {
      try {
        this.setBusy(true);
        this.say("Sending");
        this.receive(await send(this.address, post));
        this.setBusy(false);
      } catch {
        if (navigator.onLine === false) {
          this.say("Offline");
          this.setBusy(false);
        } else {
          this.say("Plain");
          this.postPlainly(typed);
        }
      }
    }

    postPlainly(typed) {
      const { form } = this;
      for (const [name, value] of Object.entries({ ...typed, ...this.added() })) {
        if (!form.elements.namedItem(name)) form.append(make("input", { type: "hidden", name, value }));
      }
      // A field may be named submit, and hide the form's own.
      HTMLFormElement.prototype.submit.call(form);
    }

    receive({ code, answer }) {
      this.form.querySelectorAll("[aria-invalid]").forEach((field) => field.removeAttribute("aria-invalid"));
      if (code === 422) this.showFaults(answer.errors);
      else if (code === 429) this.say("Busy");
      else if (code === 200 || code === 202) this.showNext(answer.next_step || {});
      else throw new Error("refused");
    }

    showFaults(errors) {
      const named = errors.map(({ pointer, detail }) => ({ name: pointer.slice(1), detail }));
      const fields = named.map(({ name }) => this.form.elements.namedItem(name)).filter((field) => field?.setAttribute);
      if (!fields.length) this.forget();
      fields.forEach((field) => field.setAttribute("aria-invalid", "true"));
      this.say("Invalid", ...named.map(({ name, detail }) => ` ${name} ${detail}.`));
      fields[0].focus();
    }

    // Nothing that the visitor typed is wrong, so it is what was kept of them: they cannot mend that.
    forget() {
      keep(null);
      this.visits = null;
      throw new Error("kept");
    }

    showNext({ action, booking_url: href, questions }) {
      // The person is known: what was kept of them goes; that there was a first visit stays.
      if (this.visits) keep({ id: this.visits.id, known: true, views: [] });
      if (action === "answer" && this.ask(questions)) return;
      if (action === "book" && /^https?:/.test(href)) {
        this.say("Book", " ", make("a", { className: "leadgate-book", href, textContent: text("Button") }));
      } else {
        this.say("Thanks");
      }
      this.form.hidden = true;
      this.status.focus();
    }

    // The answers are posted with all that was entered before: a visitor is answered by their own post alone.
    ask(questions) {
      const { form } = this;
      const named = questions.map((question) => ({ ...question, name: question.fact.replace(/^person\./, "") }));
      const open = named.filter(({ name }) => !form.elements.namedItem(name)?.value);
      if (!open.length) return false;
      const group = make("fieldset", { className: "leadgate-questions" });
      group.append(...open.filter(({ name }) => !form.elements.namedItem(name)).map(questionField));
      const [button] = buttonsOf(form);
      if (button) button.before(group);
      else form.append(group);
      // The answers belong to who asked.
      form.querySelectorAll("[type=email], [name=email]").forEach((field) => { field.readOnly = true; });
      const fields = open.map(({ name }) => form.elements.namedItem(name));
      fields.forEach((field) => { field.required = true; });
      this.say("Questions");
      try {
        // A captcha proves one post.
        (window.turnstile || window.hcaptcha).reset();
      } catch {
        // There is none.
      }
      fields[0].focus?.();
      return true;
    }

    say(name, ...more) {
      this.status.replaceChildren(text(name), ...more);
    }

    setBusy(isBusy) {
      this.isBusy = isBusy;
      this.form.setAttribute("aria-busy", isBusy);
      // Not `disabled`: that would take the focus away from who uses a keyboard.
      buttonsOf(this.form).forEach((button) => button.setAttribute("aria-disabled", isBusy));
    }
  }

  const buttonsOf = (form) => form.querySelectorAll("[type=submit], button:not([type])");

  async function send(address, post) {
    const first = await attempt(address, post).catch(() => null);
    if (first && first.code < 500) return first;
    await new Promise((done) => setTimeout(done, PAUSE_MS));
    return attempt(address, post);
  }

  async function attempt(address, { key, body }) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
    const headers = {
      "Content-Type": "application/json",
      "Idempotency-Key": key,
      Prefer: "wait=" + (options.wait || 5),
    };
    try {
      const response = await fetch(address, {
        method: "POST", headers, body, credentials: "omit", signal: stop.signal,
      });
      return { code: response.status, answer: await response.json() };
    } finally {
      clearTimeout(timer);
    }
  }

  function questionField({ name, fact, ask, type, values = [] }) {
    const choices = type === "bool"
      ? [["true", text("Yes")], ["false", text("No")]]
      : values.map((value) => [value, value.replace(/_/g, " ")]);
    const isNumber = ["int", "num", "duration"].includes(type);
    const field = choices.length
      ? make("select", { name })
      : make("input", { name, type: isNumber ? "number" : "text", step: "any" });
    if (choices.length) field.append(...[["", ""], ...choices].map(([value, words]) => new Option(words, value)));
    const label = make("label", { textContent: (ask || fact) + " " });
    label.append(field);
    return label;
  }

  function addressOf(form) {
    const { endpoint, form: id } = options;
    return endpoint && id
      ? endpoint.replace(/\/+$/, "") + "/forms/" + encodeURIComponent(id)
      : new URL(form.getAttribute("action") || "", document.baseURI).href;
  }

  function typedInto(form, button) {
    const fields = Object.create(null);
    const put = (name, value) => { fields[name] = name in fields ? [].concat(fields[name], value) : value; };
    // Files cannot be posted.
    new FormData(form).forEach((value, name) => { if (typeof value === "string") put(name, value); });
    if (button && button.name) put(button.name, button.value);
    return fields;
  }

  // A field that people do not see and programs fill.
  function setTrap(form) {
    const name = form.dataset.honeypot || "website_url_2";
    if (form.elements.namedItem(name)) return;
    const trap = make("div", { className: "leadgate-trap", hidden: true });
    trap.setAttribute("aria-hidden", "true");
    trap.append(make("input", { type: "text", name, tabIndex: -1, autocomplete: "off" }));
    form.append(trap);
  }

  function isOurs(form) {
    const mark = form.getAttribute("data-leadgate");
    if (mark !== null) return !mark || !options.form || mark === options.form;
    const posted = /\/forms\/([^/?#]+)$/.exec(form.getAttribute("action") || "");
    return posted !== null && (!options.form || posted[1] === options.form);
  }

  function start() {
    let visits = null;
    try {
      visits = noteVisit();
    } catch {
      // The form matters more than how its visitor came.
    }
    const form = [...document.forms].find(isOurs);
    if (form) new PostedForm(form, visits).takeOver();
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
