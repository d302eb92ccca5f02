"""Watches every request: a span that goes on from the caller's trace, a log line, and how long it took.

The answer names its trace in the header `Trace-Id`, so that a person who reports a fault can say which.
"""

import time
from typing import Final

import structlog
from opentelemetry import metrics, trace
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from smartcustoms.kernel.events.trace import following

_log = structlog.get_logger(__name__)
_SECONDS: Final = metrics.get_meter("smartcustoms").create_histogram(
    "smartcustoms.request", unit="s", description="How long requests took, by route and status"
)
_QUIET: Final = ("/static/", "/health", "/live/")


class Watched:
    """Middleware around the whole application."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(  # noqa: D102 - the ASGI interface
        self, scope: Scope, receive: Receive, send: Send
    ) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"traceparent"), None)
        begun, status = time.perf_counter(), 500

        async def answering(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                number = f"{trace.get_current_span().get_span_context().trace_id:032x}"
                message["headers"] = [*message.get("headers", []), (b"trace-id", number.encode())]
            await send(message)

        with following(given, f"{scope['method']} {scope['path']}"):
            try:
                await self.app(scope, receive, answering)
            finally:
                self._tell(scope, status, time.perf_counter() - begun)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", None) or "unknown"
        _SECONDS.record(seconds, {"route": route, "method": scope["method"], "status": status})
        failed = status >= 500 and not scope["path"].startswith("/health")  # not being ready is an answer, not a fault
        if failed or not scope["path"].startswith(_QUIET):
            tell = _log.error if failed else _log.info
            tell("request", method=scope["method"], route=route, status=status, ms=round(seconds * 1000, 1))
