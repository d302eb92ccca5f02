"""What files say: captured frames, recorded journeys, evidence packs. No database."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from smartcustoms.trade.elocks import recorded
from smartcustoms.trade.elocks.journey import AlarmType, order_of
from smartcustoms.trade.elocks.judging import alarms
from smartcustoms.trade.elocks.keyring import Keyring
from smartcustoms.trade.elocks.model import FrameRefused, HttpRequest, Message, as_json
from smartcustoms.trade.elocks.proofs.pack import read_pack, written
from smartcustoms.trade.elocks.proofs.trust import read_roots, roots_file
from smartcustoms.trade.elocks.proofs.verifying import Finding, verify
from smartcustoms.trade.elocks.protocols.catalogue import PROTOCOLS
from smartcustoms.trade.elocks.recorded_pack import recorded_pack
from smartcustoms.trade.elocks.watching import Watch


def decoded(frames: list[Mapping[str, Any]], *, received_at: datetime) -> Iterator[dict[str, Any]]:
    """Read captured frames (`protocol`, `input`) in order, one answer each: its positions, and why it was refused, if it was.

    Frames of one protocol are one session: who logged in and in which time zone holds for those after it. `received_at` stands
    for the time of a fix that names none.
    """
    sessions: dict[str, Any] = {}
    for frame in frames:
        name = str(frame.get("protocol", "")) if isinstance(frame, Mapping) else ""
        protocol = PROTOCOLS.get(name)
        if protocol is None:
            yield {"positions": [], "refused": f"type: no protocol {name[:40]!r}; known are {', '.join(PROTOCOLS)}"}
            continue
        session = sessions.setdefault(name, None) or protocol.begin(received_at)
        sessions[name] = session
        try:
            messages = protocol.read(_input(frame.get("input")), session)
        except FrameRefused as refused:
            yield {"positions": [], "refused": refused.reason}
        else:
            yield _answer(messages)


def _input(said: Any) -> bytes | HttpRequest:
    if not isinstance(said, Mapping):
        raise FrameRefused("type: the frame has no input")
    try:
        body = bytes.fromhex(said.get("hex") or "")
    except (TypeError, ValueError):
        raise FrameRefused("value: the input is no hexadecimal text") from None
    match said.get("kind"):
        case "hex":
            return body
        case "text":
            return str(said.get("text", "")).encode("utf-8", "replace")
        case "http":
            body = body or str(said.get("body") or said.get("text") or "").encode("utf-8", "replace")
            return HttpRequest(str(said.get("method", "GET")), str(said.get("uri", "/")), body)
        case other:
            raise FrameRefused(f"type: input of kind {str(other)[:20]!r}")


def _answer(messages: list[Message]) -> dict[str, Any]:
    positions = [_position(each) for message in messages for each in message.positions]
    refused = next((message.refused for message in messages if message.refused), None)
    return {"positions": positions, "refused": refused}


def _position(position: Any) -> dict[str, Any]:
    """Write a position with its five first names always there, null where the device said nothing."""
    always = dict.fromkeys(("time", "latitude", "longitude", "valid", "speed_kmh"))
    written = always | as_json(position)
    return {
        name: round(value, 7) if name in ("latitude", "longitude") and value is not None else value
        for name, value in written.items()
    }


def judged(root: Any) -> Iterator[dict[str, Any]]:
    """Judge recorded journeys and give one answer per alarm that stands, journey by journey, in event time.

    All times are the lock's own (Unix seconds): `at` since when the rule was broken, `raised_at` the fix that showed it. The order in
    which fixes came changes nothing, so an alarm that late data took back is not among them and `withdrawn_at` is always null here.
    """
    for number, journey, fixes in recorded.journeys(root):
        for each in alarms(journey, (fix for _, fix in fixes)):
            yield _alarm(number, each.type, each.at, each.raised_at, None)


def judged_as_received(root: Any) -> Iterator[dict[str, Any]]:
    """Replay recorded journeys as they were received and give every alarm the control room had, those taken back too.

    `raised_at` and `withdrawn_at` are times of the platform's clock: when the fix that decided was received, or, for silence, when the
    limit was over. Fixes received in the same second are taken in event time.
    """
    for number, journey, fixes in recorded.journeys(root):
        watch = Watch(journey)
        for received, fix in sorted(fixes, key=lambda each: (each[0], order_of(each[1]))):
            watch.add(fix, received=received)
        for each in sorted([*watch.standing, *watch.withdrawn], key=lambda one: (one.raised_at, one.at, one.type)):
            yield _alarm(number, each.type, each.at, each.raised_at, each.withdrawn_at)


def _alarm(number: Any, kind: AlarmType, at: float, raised_at: float, withdrawn_at: float | None) -> dict[str, Any]:
    return {"journey": number, "type": kind.value, "at": at, "raised_at": raised_at, "withdrawn_at": withdrawn_at}


def verified(content: bytes, roots: Any | None) -> Finding:
    """Check an evidence pack against trust roots (the root of their JSON file); without them, its inner consistency.

    Raises:
        PackUnreadable: it is no pack.
        FrameRefused: the trust roots cannot be read.
    """
    trusted = None if roots is None else read_roots(roots)
    return verify(read_pack(content), trusted)


def packed_recording(root: Any, number: str, keys: Keyring, *, at: datetime) -> bytes | None:
    """Make the pack of one recorded journey, attested by this installation's gateway; None when the file has no such journey."""
    for name, journey, fixes in recorded.journeys(root):
        if str(name) == number:
            lock = next(
                str(each.get("lock_id") or "recorded") for each in root["journeys"] if str(each["id"]) == number
            )
            return written(recorded_pack(lock, journey, fixes, keys, round(at.timestamp() * 1000)))
    return None


def trust_roots(keys: Keyring) -> dict[str, Any]:
    """Give this administration's public key, as `verify --keys` reads it."""
    return roots_file({keys.administration: keys.own.public})
