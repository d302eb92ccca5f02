"""HTTP/1.1 as a stream, just enough for phones that report by OsmAnd's requests: a request in, a status out."""

import re
from typing import Final

from smartcustoms.kernel import clock
from smartcustoms.trade.elocks.model import FrameRefused, HttpRequest, Message
from smartcustoms.trade.elocks.protocols import osmand

TAKEN: Final = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
REFUSED: Final = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_HEAD: Final = 8 * 1024
_BODY: Final = 16 * 1024
_LENGTH: Final = re.compile(rb"^content-length:[ \t]*([0-9]{1,7})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_LINE: Final = re.compile(rb"(GET|POST) (/[\x21-\x7e]{0,4000}) HTTP/1\.[01]")


def split(stream: bytes) -> tuple[list[bytes], bytes]:
    """Cut a stream into requests, head and body; give what is left."""
    requests = []
    while (end := stream.find(b"\r\n\r\n")) >= 0:
        said = _LENGTH.search(stream, 0, end + 2)
        length = min(int(said[1]), _BODY + 1) if said else 0
        if len(stream) < end + 4 + length:
            break
        requests.append(stream[: end + 4 + length])
        stream = stream[end + 4 + length :]
    return requests, stream


def read(request: bytes, session: osmand.Session) -> list[Message]:
    """Read one request; the moment of receipt stands for a fix that names none."""
    head, _, body = request.partition(b"\r\n\r\n")
    line = _LINE.match(head)
    if line is None or len(head) > _HEAD or len(body) > _BODY:
        raise FrameRefused("type: no request that a phone sends")
    session.received_at = clock.now()
    return [osmand.decode(HttpRequest(line[1].decode(), line[2].decode(), body), session)]
