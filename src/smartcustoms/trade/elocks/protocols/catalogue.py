"""Which protocols there are, by name, each with how it reads one captured input in a session."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from smartcustoms.trade.elocks.model import FrameRefused, HttpRequest, Message
from smartcustoms.trade.elocks.protocols import eseal, gt06, jt600, jt808, native, osmand, teltonika


@dataclass(frozen=True, slots=True)
class Protocol:
    """One protocol: how a session begins, and how an input is read in it."""

    name: str
    begin: Callable[[datetime], Any]
    read: Callable[[bytes | HttpRequest, Any], list[Message]]


def _stream(capture: Callable[[bytes, Any], list[Message]]) -> Callable[[bytes | HttpRequest, Any], list[Message]]:
    def read(piece: bytes | HttpRequest, session: Any) -> list[Message]:
        if isinstance(piece, HttpRequest):
            raise FrameRefused("type: an HTTP request, where bytes are spoken")
        return capture(piece, session)

    return read


def _http(piece: bytes | HttpRequest, session: osmand.Session) -> list[Message]:
    if not isinstance(piece, HttpRequest):
        raise FrameRefused("type: bytes, where HTTP is spoken")
    return [osmand.decode(piece, session)]


PROTOCOLS: Final = {
    each.name: each
    for each in (
        Protocol("jt808", lambda _at: jt808.Session(), _stream(jt808.capture)),
        Protocol("jt600", lambda _at: jt600.Session(), _stream(jt600.capture)),
        Protocol("eseal", lambda _at: eseal.Session(), _stream(eseal.capture)),
        Protocol("gt06", lambda _at: gt06.Session(), _stream(gt06.capture)),
        Protocol("teltonika", lambda _at: teltonika.Session(), _stream(teltonika.capture)),
        Protocol("native", lambda _at: native.Session(), _stream(native.capture)),
        Protocol("osmand", lambda at: osmand.Session(at), _http),
    )
}
