"""Reads what a batch of frames of many connections says: fixes, acknowledgements, and what is refused. JT/T 808 is read in columns."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import structlog

from smartcustoms.kernel.database.trouble import TROUBLES
from smartcustoms.trade.elocks.fixes import fix_of
from smartcustoms.trade.elocks.gateway.columns import read_columns
from smartcustoms.trade.elocks.gateway.said import NEWEST, OLDEST, Item, Reading, Refusal
from smartcustoms.trade.elocks.journey import Received
from smartcustoms.trade.elocks.model import FrameRefused, Message, is_number

_log = structlog.get_logger(__name__)
FEW: Final = 24
"""Fewer frames of JT/T 808 are read one by one: columns begin to pay with about as many."""


def read_batch(items: Sequence[Item], at: datetime) -> Reading:
    """Read frames in the order in which they came. When the database is away, nothing was read: the whole batch is read again."""
    try:
        return _read(items, at)
    except TROUBLES:
        for each in items:
            if each.stream.name == "native":
                each.session.seen.clear()  # or what was read before would be taken for replayed; the tables keep each once anyway
        raise


def _read(items: Sequence[Item], at: datetime) -> Reading:
    found = Reading()
    columns = [each for each in items if each.frames]
    if sum(each.frames for each in columns) < FEW:
        columns = []
    for each in items:
        if not columns or not each.frames:
            for frame in each.frame.split(b"\x7e") if each.frames else (each.frame,):
                if frame:
                    read_one(each._replace(frame=frame), at, found)
    if columns:
        read_columns(columns, at, found, read_one)
    return found


def read_one(item: Item, at: datetime, found: Reading) -> None:
    """Read one frame by its protocol's own decoder."""
    name = item.stream.name
    try:
        messages = item.stream.read(item.frame, item.session)
    except FrameRefused as refused:
        found.refuse(item, Refusal(name, _device(item.session), refused.reason, item.frame))
        return
    except TROUBLES:
        raise  # the database was asked for a key, and is away: the whole batch is read again
    except Exception as fault:  # noqa: BLE001 - one frame that a decoder did not foresee must not stop the others
        _log.exception("elocks.unforeseen", protocol=name)
        found.refuse(item, Refusal(name, _device(item.session), f"type: unforeseen, {fault!r:.100}", item.frame))
        return
    for message in messages:
        device = message.device or _device(item.session)
        if not is_number(device):
            found.refuse(item, Refusal(name, "", "value: the lock names itself by what is no number", item.frame))
            continue
        found.said[device] = item.connection
        _take(message, device, item, at, found)
        answer = item.stream.acknowledge(message, item.frame)
        if answer is not None:
            found.acknowledgements.append((item.connection, device, answer))
        if message.kind.value == "answer" or item.stream.answers_by_event:
            found.answers.append((name, device, item.frame))


def _take(message: Message, device: str, item: Item, at: datetime, found: Reading) -> None:
    signed = item.frame if item.stream.name == "native" else None
    for position in message.positions:
        fix = fix_of(position)
        if fix is None or not _is_dated(fix.t, at):
            found.refusals.append(
                Refusal(item.stream.name, device, "date: the lock's clock is not set, or wrong", item.frame)
            )
        else:
            found.received.append(Received(device, None, fix, at, item.stream.name, signed))


def _device(session: Any) -> str:
    named = getattr(session, "device", None) or ""
    return named if is_number(named) else ""


def _is_dated(t: float, at: datetime) -> bool:
    now = at.timestamp()
    return now - OLDEST.total_seconds() <= t <= now + NEWEST.total_seconds()
