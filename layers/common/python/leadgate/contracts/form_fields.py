"""The fields of a browser form, under whatever names its page gives them, as the body of a lead."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from unicodedata import combining, normalize
from urllib.parse import parse_qsl
from zlib import crc32

from leadgate.contracts.captcha import TOKEN_FIELDS
from leadgate.contracts.problem import Fault, Problem
from leadgate.domain.abuse import FormReturn
from leadgate.domain.form import ELAPSED, Form

MAX_FIELDS = 300
KNOWN_FIELDS: Final = frozenset({
    "email", "first_name", "last_name", "full_name", "phone", "title", "linkedin_url", "message", "company", "answers",
    "source", "consent", "signals", "anonymous_id", "submitted_at", "test",
})  # fmt: skip
_GROUPS = frozenset({"company", "answers", "source", "consent"})
_NOT_A_NAME = re.compile(r"[^a-z0-9]+")
CLICK_IDS = frozenset({"gclid", "fbclid", "li_fat_id"})
YES = frozenset({"true", "yes", "on", "1"})


@dataclass(slots=True)
class FormBody:
    """A lead's body made of form fields, and where each part of it came from on the form."""

    body: dict[str, Any] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)

    def blame(self, problem: Problem) -> Problem:
        """Point the faults of a problem at the fields of the form instead of the body made of them."""
        faults = [Fault(self.field_of(fault.pointer), fault.detail) for fault in problem.faults]
        return Problem(problem.status, problem.kind, problem.detail, faults, problem.headers)

    def field_of(self, pointer: str) -> str:
        """Give the pointer of the field that a part of the body came from."""
        return self.origins.get(pointer, pointer)


def read_fields(raw: bytes) -> dict[str, object]:
    """Read a form-encoded body.

    Args:
        raw: the bytes of an `application/x-www-form-urlencoded` body.

    Returns:
        The fields; one that comes several times (a group of boxes) holds a list.

    Raises:
        Problem: 400 when it cannot be read or has more than 300 fields.

    Source: WHATWG URL Standard, section 5.1.
    """
    try:
        pairs = parse_qsl(raw.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
    except UnicodeDecodeError:
        raise Problem(400, "not-a-form", "The form is not UTF-8; add accept-charset=utf-8 to it.") from None
    except ValueError:
        raise Problem(400, "not-a-form", f"The form has more than {MAX_FIELDS} fields.") from None
    fields: dict[str, object] = {}
    for name, value in pairs:
        before = fields.get(name)
        if name not in fields:
            fields[name] = value
        elif isinstance(before, list):
            before.append(value)
        else:
            fields[name] = [before, value]
    return fields


def take_return(fields: Mapping[str, object], form: Form) -> tuple[dict[str, object], FormReturn]:
    """Take out of a post what says how the form came back, and nothing of the person.

    Args:
        fields: the posted fields, or a posted JSON object.
        form: the form, which names its honeypot and the least time that it takes.

    Returns:
        The fields without those and without the tokens of captchas, and what the first two held.
    """
    watching = {form.honeypot, ELAPSED} | TOKEN_FIELDS
    kept = {name: value for name, value in fields.items() if name not in watching}
    honeypot = None if form.honeypot is None else fields.get(form.honeypot)
    return kept, FormReturn(honeypot, fields.get(ELAPSED), form.min_seconds)


def lasting(fields: Mapping[str, object]) -> dict[str, object]:
    """Give what was posted without its time and its captcha's token: a post that is repeated has others."""
    return {name: value for name, value in fields.items() if name != ELAPSED and name not in TOKEN_FIELDS}


def to_lead_body(fields: Mapping[str, object], form: Form) -> FormBody:
    """Sort form fields into the body of a lead.

    Args:
        fields: the posted fields, or a posted JSON object.
        form: the form, whose mapping says what its fields mean (`{"Firma": "company.name"}`).

    Returns:
        The body: mapped and known names in their places, `utm_*` and click ids under source, all else as answers.
    """
    made = FormBody()
    for name, value in fields.items():
        # Boxes and repeated fields that were left empty come as a list of nothing.
        if value in (None, "") or (isinstance(value, list) and all(item == "" for item in value)):
            continue
        # A question is answered under its fact's name, and facts of a person stand at the top of a body.
        target = form.mapping.get(name, name).removeprefix("person.")
        if target in _GROUPS and isinstance(value, dict):
            for inner, inner_value in value.items():
                put(made, f"{target}.{inner}", inner_value, f"/{name}/{inner}")
        else:
            put(made, target, value, f"/{name}")
    source = made.body.setdefault("source", {})
    source["form"] = form.id
    # The form's owner says how its leads come in, and so which policy decides them; a visitor does not.
    source.pop("motion", None)
    if form.channel:
        source["channel"] = form.channel
    return made


def put(made: FormBody, target: str, value: object, posted: str) -> None:
    """Put a value where a target such as `company.name`, `utm_source` or a label of one's own says.

    Args:
        made: the body that is being made.
        target: the place; what names no place of a lead's body is a label, and becomes an answer.
        value: what was posted.
        posted: the pointer of the field that it was posted in.
    """
    group, _, key = target.partition(".")
    if target.startswith("utm_"):
        parameter = slug(target.removeprefix("utm_"))
        made.body.setdefault("source", {}).setdefault("utm", {})[parameter] = value
        made.origins[f"/source/utm/{parameter}"] = posted
    elif target in CLICK_IDS:
        _set(made, "source", target, value, posted)
    elif key and group in _GROUPS:
        _set(made, group, slug(key), _plain(group, key, value), posted)
    elif target == "company":
        _set(made, "company", "name", value, posted)
    elif target in KNOWN_FIELDS and target not in _GROUPS:
        made.body[target] = value in YES if target == "test" and isinstance(value, str) else value
        made.origins[f"/{target}"] = posted
    elif target == "consent":
        _set(made, "consent", "marketing", _plain("consent", "marketing", value), posted)
    else:
        add_answer(made, target, value, posted)


def add_answer(made: FormBody, label: str, value: object, posted: str) -> None:
    """Keep a value as an answer under its own label, beside those that are there."""
    _set(made, "answers", _unused(made, slug(label)), value, posted)


def _unused(made: FormBody, name: str) -> str:
    """Two labels that differ only in signs are two answers."""
    taken = made.body.get("answers", {})
    return next(free for free in (name, *(f"{name}_{n}" for n in range(2, MAX_FIELDS + 2))) if free not in taken)


def _set(made: FormBody, group: str, key: str, value: object, posted: str) -> None:
    made.body.setdefault(group, {})[key] = value
    made.origins[f"/{group}/{key}"] = posted


def _plain(group: str, key: str, value: object) -> object:
    """A ticked box posts text; consent is true or false."""
    if group == "consent" and key == "marketing" and isinstance(value, str):
        return value.casefold() in YES
    return value


def slug(name: str) -> str:
    """Make a fact's name of a label in any language; labels without a Latin letter get a number of their own."""
    plain = "".join(letter for letter in normalize("NFKD", name.casefold()) if not combining(letter))
    name_of_it = _NOT_A_NAME.sub("_", plain).strip("_")[:60]
    if name_of_it[:1].isalpha():
        return name_of_it
    return f"field_{name_of_it}"[:60] if name_of_it else f"field_{crc32(name.encode('utf-8', 'replace')):08x}"
