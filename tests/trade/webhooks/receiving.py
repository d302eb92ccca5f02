"""A trader's system that takes notices: a real HTTP server on this machine, which can be down, slow, broken or well."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Receiver:
    """What it is to answer next (a status, or seconds to wait), and what it took."""

    port: int = 0
    answers: list[int | float] = field(default_factory=list)
    asked: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    taken: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/notices"

    @property
    def ids(self) -> list[str]:
        """The ids of what was taken."""
        return [heads["smartcustoms-delivery"] for heads, _ in self.taken]


@contextmanager
def receiver(port: int = 0) -> Iterator[Receiver]:
    """Open a receiver; without a port on any that is free."""
    found = Receiver()

    class _Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heads = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(heads.get("content-length", 0)))
            found.asked.append((heads, body))
            answer = found.answers.pop(0) if found.answers else 200
            if isinstance(answer, float):
                time.sleep(answer)
                return
            if 200 <= answer < 300:
                found.taken.append((heads, body))
            self.send_response(answer)
            if 300 <= answer < 400:
                self.send_header("Location", f"http://127.0.0.1:{found.port}/elsewhere")
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", port), _Handler)
    found.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
