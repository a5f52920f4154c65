"""The pages of a seller's site for the browser's tests, served from an origin of their own under a strict policy."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

from leadgate.contracts.browser_scripts import INTEGRITY

LABELS = {
    "email": "E-mail at work",
    "Position": "Your role",
    "Firma": "Company",
    "Mitarbeiter": "People who work there",
    "Land": "Country",
    "use_case": "What shall it do",
    "team_size": "How many would use it",
    "timeline": "When to start",
}
SHORT = ("email", "Position", "Firma", "Mitarbeiter")
FORMS = {"/demo": tuple(LABELS), "/short": SHORT}
"""The fields of the form on each page; `/pricing` and any other path have none."""

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 26rem; padding: 0 1rem; }
label { display: block; margin: 0 0 .8rem; }
input, select { box-sizing: border-box; display: block; font: inherit; padding: .4rem; width: 100%; }
fieldset { border: 0; margin: 0; padding: 0; }
button, .leadgate-book { background: #1a4fba; border: 0; border-radius: .3rem; color: #fff; display: inline-block;
  font: inherit; padding: .5rem 1rem; text-decoration: none; }
.leadgate-status { margin: 1rem 0; }
[hidden] { display: none !important; }
"""


@dataclass(frozen=True)
class Site:
    """A site that shows forms: `origin` is its address; `foreign` is the same site under an unlisted one."""

    api_url: str
    port: int

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def foreign(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def policy(self, path: str) -> str:
        """The Content-Security-Policy that docs/forms.md asks for, and nothing more."""
        api = "{0.scheme}://{0.netloc}".format(urlsplit(self.api_url))
        connects = "'none'" if path.startswith("/blocked") else api
        return (
            f"default-src 'none'; script-src {api}; connect-src {connects}; style-src 'self'; img-src 'self'; "
            f"form-action {api} {self.origin}; base-uri 'none'; frame-ancestors 'none'"
        )

    def page(self, path: str) -> str:
        fields = FORMS.get(path.removeprefix("/blocked"), ())
        form = f'<form action="{self.api_url}/forms/web" method="post">{"".join(map(_field, fields))}'
        form += "<button>Ask for a demo</button></form>"
        return (
            "<!doctype html><html lang=en><meta charset=utf-8><title>Seller</title><link rel=stylesheet href=/style>"
            f"<h1>{'Thanks' if path == '/thanks' else 'Ask for a demo'}</h1>"
            f"{form if fields else ''}{self.script_tag()}</html>"
        )

    def script_tag(self) -> str:
        (version, integrity) = list(INTEGRITY.items())[-1]
        return (
            f'<script src="{self.api_url}/static/{version}/leadgate.js" integrity="{integrity}" '
            f'crossorigin="anonymous" data-form="web" data-endpoint="{self.api_url}" data-wait="10" defer></script>'
        )


def _field(name: str) -> str:
    kind = "email required" if name == "email" else "text"
    return f'<label>{escape(LABELS[name])} <input type={kind} name="{name}"></label>'


@contextmanager
def serving(api_url: str) -> Iterator[Site]:
    """Serve the site until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            is_style = path == "/style"
            body = (STYLE if is_style else site.page(path)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/css" if is_style else "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", site.policy(path))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Keep the suite's output free of requests."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site = Site(api_url, server.server_port)
        Thread(target=server.serve_forever, daemon=True).start()
        yield site
        server.shutdown()
