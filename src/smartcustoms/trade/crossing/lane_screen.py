"""The lane's own small server at the kerb: its display, which needs no centre, and the door for devices that push readings by HTTP.

`GET /` the display; `GET /answer` what it shows; `POST /seen` a reading, answered with go or inspect; `POST /look` a picture of the truck,
with its other identities as a reading in the header `Reading`, answered likewise with the plates that were read. It listens where it is
told, by default on the lane's own machine: whoever reaches it can only ask, for every identity is still matched.
"""

import json
from collections.abc import Callable
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from typing import Any, ClassVar, Final

from markupsafe import escape

from smartcustoms.trade.crossing.devices_gateway import LARGEST_PICTURE
from smartcustoms.trade.crossing.display import STAYS, Shown, shown_of, waiting
from smartcustoms.trade.crossing.running import LONGEST, ReadingUnfit, Running, answer_json

_TAKEN: Final = {"/seen": LONGEST, "/look": LARGEST_PICTURE}
"""What may be posted where, and how long it may be."""
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


class Door(BaseHTTPRequestHandler):
    """Answers for one lane; `served` sets which, and the clock."""

    running: ClassVar[Running]
    at: ClassVar[Callable[[], datetime]]

    def do_GET(self) -> None:
        """Show the display, or what it shows."""
        shown = now_shown(self.running, type(self).at())
        if self.path == "/":
            self._send(200, page_of(shown).encode(), "text/html; charset=utf-8")
        elif self.path == "/answer":
            body = {"kind": shown.kind, "lines": dict(shown.lines), "slip": shown.slip, "alone": self.running.alone}
            self._send(200, json.dumps(body).encode(), "application/json")
        else:
            self._send(404, b"{}", "application/json")

    def do_POST(self) -> None:
        """Take a reading and answer it."""
        length, most = self.headers.get("content-length", ""), _TAKEN.get(self.path)
        if most is None or not length.isdecimal() or int(length) > most:
            self._send(404, b"{}", "application/json")
            return
        body = self.rfile.read(int(length))
        try:
            given = (
                self._looked(body)
                if self.path == "/look"
                else answer_json(self.running.answer(body, at=type(self).at()))
            )
            self._send(200, json.dumps(given).encode(), "application/json")
        except ReadingUnfit as unfit:
            self._send(422, json.dumps({"error": str(unfit), "answer": "inspect"}).encode(), "application/json")

    def _looked(self, picture: bytes) -> dict[str, Any]:
        """Answer a truck by its picture; what was read of it is told too."""
        if self.running.eye is None:
            raise ReadingUnfit("this lane reads no pictures; start it with --plates")
        reading = self.headers.get("reading") or "{}"
        given = answer_json(self.running.answer(reading, at=type(self).at(), picture=picture))
        sight = self.running.sight
        if sight is None:
            return given
        read = {"plates": sight.plates, "doubts": sight.doubts, "took_ms": sight.took_ms, "silent": sight.silent}
        return given | {"read": read}

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        for name, value in (("Content-Type", kind), ("Content-Length", str(len(body))), ("Cache-Control", "no-store")):
            self.send_header(name, value)
        self.send_header("Content-Security-Policy", _POLICY)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's own word
        """Say nothing: the journal says who passed."""


def served(running: Running, host: str, port: int, *, at: Callable[[], datetime]) -> ThreadingHTTPServer:
    """Make the server; the caller runs and closes it. OSError where it cannot listen there."""
    door = type("LaneDoor", (Door,), {"running": running, "at": staticmethod(at)})
    return ThreadingHTTPServer((host, port), door)


def now_shown(running: Running, at: datetime) -> Shown:
    """Give what the display shows: the last answer for its time, then the invitation to the next truck."""
    last = running.last
    return shown_of(last) if last is not None and at - last.at <= STAYS else waiting()


def page_of(shown: Shown) -> str:
    """Draw the display as a page that renews itself each second, without a script or anything from elsewhere."""
    style = files(__package__ or "").joinpath("static", "crossing.css").read_text("utf-8")
    lines = "".join(f'<p class="cr-answer__line" lang="{code}">{escape(text)}</p>' for code, text in shown.lines)
    plates = f'<p class="cr-answer__small">{escape(" · ".join(shown.plates))}</p>' if shown.plates else ""
    slip = f'<p class="cr-answer__small">{escape(" · ".join(text for _, text in shown.slip_lines))}: {escape(shown.slip)}</p>'
    return (
        '<!doctype html><html lang="zh-Hant"><head><meta charset="utf-8"><meta http-equiv="refresh" content="1">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Lane</title>'
        f"<style>{style} body{{margin:0;font-family:system-ui,sans-serif;background:#000}} .cr-answer{{min-height:92vh}}</style></head>"
        f'<body class="cr-display"><main class="cr-answer cr-answer--{shown.kind}">'
        f'<span class="cr-answer__sign" aria-hidden="true">{shown.sign}</span>'
        f"{lines}{plates}{slip if shown.slip else ''}</main></body></html>"
    )
