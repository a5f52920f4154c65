"""An API on this machine that answers as a test says, and notes what it was asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import sleep
from typing import Any


@dataclass
class AnswersApi:
    """What it answers with (status, headers, body), how slowly, and the requests and bodies that it got."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"{}"
    pause: float = 0.0
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    posted: list[bytes] = field(default_factory=list)
    url: str = ""


@contextmanager
def answers_api() -> Iterator[AnswersApi]:
    """Run the API in a thread as long as the test needs it."""
    api = AnswersApi()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            api.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            self.send_response(api.status)
            for name, value in ({"Content-Length": str(len(api.body))} | api.headers).items():
                self.send_header(name, value)
            self.end_headers()
            for byte in [api.body] if not api.pause else [api.body[n : n + 1] for n in range(len(api.body))]:
                sleep(api.pause)
                try:
                    self.wfile.write(byte)
                except OSError:
                    return

        def do_POST(self) -> None:
            api.posted.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.do_GET()

        def log_message(self, *_: Any) -> None:
            """Keep the tests' output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    api.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
