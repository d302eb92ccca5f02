"""Fixes on their way through the log: which shard a lock belongs to, and batches as bytes."""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from smartcustoms.trade.elocks.journey import Fix, Received

SHARDS: Final = 16
"""Parts of the log, each taken in by one worker at a time; a lock is always of the same one."""
MOST: Final = 1_000
"""Fixes in one message: under 200 KB, a fifth of what a broker takes unless told otherwise."""


class LogAway(ConnectionError):
    """The broker does not answer; what was to be published is not taken as published."""


class NoBatch(ValueError):
    """The bytes are no batch of fixes."""


def shard_of(lock: str) -> int:
    """Give the shard of a lock; the same on every machine."""
    return zlib.crc32(lock.encode()) % SHARDS


def batches(received: Iterable[Received]) -> Iterator[tuple[int, bytes]]:
    """Write fixes as messages, each with its shard; a shard's fixes keep their order."""
    of_shard: dict[int, list[Any]] = {}
    for each in received:
        rows = of_shard.setdefault(shard_of(each.lock), [])
        fix = each.fix
        said = (
            fix.t,
            fix.lat,
            fix.lon,
            fix.kmh,
            fix.rope,
            fix.motor,
            fix.cover,
            fix.event,
            fix.battery_percent,
            fix.source,
        )
        rows.append((each.lock, said, each.received_at.timestamp(), each.protocol, each.signed))
    for shard, rows in of_shard.items():
        for first in range(0, len(rows), MOST):
            yield shard, msgspec.msgpack.encode(rows[first : first + MOST])


def read_batch_of(message: bytes) -> Sequence[Received]:
    """Read a message.

    Raises:
        NoBatch: these bytes were never written by `batches`.
    """
    try:
        rows = msgspec.msgpack.decode(message)
        return [
            Received(lock, None, Fix(*said), datetime.fromtimestamp(at, UTC), protocol, signed)
            for lock, said, at, protocol, signed in rows
        ]
    except (msgspec.DecodeError, TypeError, ValueError, OverflowError) as fault:
        raise NoBatch(f"{fault!r:.100}") from None
