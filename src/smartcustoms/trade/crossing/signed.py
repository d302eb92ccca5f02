"""What the centre and a lane sign for each other: the book of decisions, the driver's code, each line of a lane's journal. Pure.

Each is a JWS (RFC 7515) with Ed25519 (RFC 8037); its `typ` says what it is, so that one can never stand for another. A book is two lines:
the signed head, which names the lane, its serial, its times and the SHA-256 of the second line, and that line.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

import msgspec
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from smartcustoms.kernel.receipts import signing_key
from smartcustoms.trade.crossing.model import BOOK_LASTS, CODE_LASTS, Answer, Direction, Expected, LaneKind, Rules

BOOK: Final = "crossing-book+jws"
CODE: Final = "crossing-code+jws"
PASSAGE: Final = "crossing-passage+jws"
_AHEAD: Final = timedelta(seconds=60)
"""A clock may run so far behind the centre's."""
LARGEST_BOOK: Final = 64 * 1024 * 1024


class Wrong(StrEnum):
    """Why something signed is refused."""

    SIGNATURE = "signature"  # not signed by whom it should be, altered, or something else
    LANE = "lane"  # another lane's
    REPLAYED = "replayed"  # older than one already taken
    EARLY = "early"  # from a later time than this clock's
    EXPIRED = "expired"
    BODY = "body"  # not what the signed head says, or unreadable


class SignedRefused(ValueError):
    """Something signed is refused; `why` says in one word for what."""

    def __init__(self, why: Wrong) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class Head:
    """The signed head of a book."""

    lane: str
    serial: int
    issued_at: datetime
    expires_at: datetime
    slips: tuple[str, ...]
    control_point: str
    direction: Direction
    kind: LaneKind
    devices: tuple[str, ...]
    open: bool
    rules: Rules = field(default_factory=Rules)


def sign(kind: str, body: Mapping[str, Any], seed: bytes) -> str:
    """Sign a small body with the key that follows from a seed of 32 bytes."""
    return jws.serialize_compact(
        {"alg": "Ed25519", "typ": kind}, msgspec.json.encode(body), signing_key(seed), algorithms=["Ed25519"]
    )


def verify(kind: str, text: str, public: OKPKey) -> dict[str, Any]:
    """Give the body of something signed.

    Raises:
        SignedRefused: it is none, altered, signed by another, or another kind of thing.
    """
    try:
        found = jws.deserialize_compact(text.strip(), public, algorithms=["Ed25519"])
        body = msgspec.json.decode(found.payload)
        if found.headers().get("typ") == kind and isinstance(body, dict):
            return body
    except (JoseError, ValueError, TypeError, RecursionError, KeyError):
        pass
    raise SignedRefused(Wrong.SIGNATURE)


def public_of(key: str) -> OKPKey:
    """Read a public key: base64url of the 32 bytes of Ed25519, as a lane prints it at enrolment. ValueError where it is none."""
    try:
        return OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": key})
    except (JoseError, ValueError, TypeError, KeyError) as wrong:
        raise ValueError("no Ed25519 key in base64url") from wrong


def public_text(seed: bytes) -> str:
    """Give the public key that follows from a seed, as `public_of` reads it."""
    return str(signing_key(seed).as_dict(private=False)["x"])


def write_book(expected: Iterable[Expected], passed: Iterable[str], head: Head, seed: bytes) -> str:
    """Write a lane's book: two lines, the first signed. `passed`: bundles that went through a lane already."""
    body = msgspec.json.encode([[_row(each) for each in expected], sorted(passed)]).decode()
    said = {
        "lane": head.lane,
        "serial": head.serial,
        "iat": head.issued_at.timestamp(),
        "exp": head.expires_at.timestamp(),
        "sha256": hashlib.sha256(body.encode()).hexdigest(),
        "slips": list(head.slips),
        "point": head.control_point,
        "direction": head.direction.value,
        "kind": head.kind.value,
        "devices": list(head.devices),
        "open": head.open,
        "rules": [head.rules.needed, str(head.rules.weight_share), head.rules.weight_kg],
    }
    return f"{sign(BOOK, said, seed)}\n{body}\n"


def read_book(
    text: str, public: OKPKey, *, lane: str, after: int, at: datetime, expired_too: bool = False
) -> tuple[Head, list[Expected], list[str]]:
    """Read a book that is meant for a lane, newer than the serial `after`, and good at a moment: head, trucks, bundles passed.

    Raises:
        SignedRefused: it is not; `why` says for what.
    """
    first, _, rest = text[:LARGEST_BOOK].partition("\n")
    said, body = verify(BOOK, first, public), rest.removesuffix("\n")
    try:
        head = Head(
            said["lane"], int(said["serial"]), _moment(said["iat"]), _moment(said["exp"]), tuple(said["slips"]),
            said["point"], Direction(said["direction"]), LaneKind(said["kind"]), tuple(said["devices"]), bool(said["open"]),
            Rules(int(said["rules"][0]), Decimal(said["rules"][1]), int(said["rules"][2])),
        )  # fmt: skip
        _check(head, lane=lane, after=after, at=at, expired_too=expired_too)
        if hashlib.sha256(body.encode()).hexdigest() != said["sha256"]:
            raise SignedRefused(Wrong.BODY)
        rows, passed = msgspec.json.decode(body)
        return head, [_of_row(row, head) for row in rows], passed
    except SignedRefused:
        raise
    except (ValueError, KeyError, TypeError, IndexError, ArithmeticError) as wrong:
        raise SignedRefused(Wrong.BODY) from wrong


def _check(head: Head, *, lane: str, after: int, at: datetime, expired_too: bool) -> None:
    if head.lane != lane:
        raise SignedRefused(Wrong.LANE)
    if head.serial <= after:
        raise SignedRefused(Wrong.REPLAYED)
    if head.issued_at > at + _AHEAD:
        raise SignedRefused(Wrong.EARLY)
    if head.expires_at - head.issued_at > BOOK_LASTS or (at >= head.expires_at and not expired_too):
        raise SignedRefused(Wrong.EXPIRED)


def write_code(bundle: str, *, at: datetime, seed: bytes) -> str:
    """Write the driver's code for a bundle: good for a few minutes from now."""
    return sign(CODE, {"b": bundle, "iat": int(at.timestamp()), "exp": int((at + CODE_LASTS).timestamp())}, seed)


def read_code(text: str, public: OKPKey, *, at: datetime) -> str:
    """Give the bundle that a driver's code names.

    Raises:
        SignedRefused: signature, early, or expired.
    """
    said = verify(CODE, text[:2000], public)
    try:
        begins, ends, bundle = _moment(said["iat"]), _moment(said["exp"]), str(said["b"])
    except (ValueError, KeyError, TypeError, OverflowError) as wrong:
        raise SignedRefused(Wrong.BODY) from wrong
    if begins > at + _AHEAD:
        raise SignedRefused(Wrong.EARLY)
    if at >= ends or ends - begins > CODE_LASTS:
        raise SignedRefused(Wrong.EXPIRED)
    return bundle


def _row(one: Expected) -> list[Any]:
    """What a lane must know of a truck, and no more: neither the trader nor the reasons."""
    return [
        one.bundle, sorted(one.plates), one.rfid, one.elock, one.elock_whole, one.weight_kg, one.answer.value,
        sorted(each.value for each in one.green), one.not_before.timestamp(), one.not_after.timestamp(),
    ]  # fmt: skip


def _of_row(row: list[Any], head: Head) -> Expected:
    bundle, plates, rfid, elock, whole, weight, answer, green, begins, ends = row
    return Expected(
        bundle=bundle, organisation="", control_point=head.control_point, direction=head.direction, plates=frozenset(plates),
        rfid=rfid, elock=elock, elock_whole=whole, weight_kg=weight, answer=Answer(answer),
        green=frozenset(LaneKind(each) for each in green), not_before=_moment(begins), not_after=_moment(ends),
    )  # fmt: skip


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
