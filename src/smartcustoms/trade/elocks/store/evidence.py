"""The log of events, its checkpoints, and what other administrations signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.audit.merkle import BLOCK, leaf_hash
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.elocks.journey import Received
from smartcustoms.trade.elocks.signing.suites import PublicKey
from smartcustoms.trade.elocks.store.fixes import digest, fix_of_row, moment_of
from smartcustoms.trade.elocks.store.tables import (
    elock_checkpoint,
    elock_event,
    elock_fix,
    elock_log_block,
    elock_partner,
    elock_verdict,
)

_E: Final = elock_event.c
_F: Final = elock_fix.c
_B: Final = elock_log_block.c
_C: Final = elock_checkpoint.c


@dataclass(frozen=True, slots=True)
class Logged:
    """An event in the log."""

    position: int
    sequence: int
    raw: bytes


def take_turn(uow: UnitOfWork) -> bool:
    """Tell whether this transaction alone may append to the log."""
    return bool(uow.connection.exec_driver_sql("select pg_try_advisory_xact_lock(7211)").scalar())


def size(uow: UnitOfWork) -> int:
    """Give how many events the log has."""
    return int(uow.connection.execute(sa.select(sa.func.coalesce(sa.func.max(_E.position) + 1, 0))).scalar_one())


def waiting(uow: UnitOfWork, *, since: datetime, limit: int) -> list[Received]:
    """Give fixes of journeys that were received since a moment and are not in the log, in the order in which they were received."""
    same = sa.and_(_E.lock == _F.lock, _E.at == _F.at, _E.digest == _F.digest)
    found = (
        sa.select(elock_fix)
        .where(_F.received_at > since, _F.journey.is_not(None), ~sa.exists().where(same))
        .order_by(_F.received_at, _F.lock, _F.at, _F.digest)
        .limit(limit)
    )
    return [
        Received(row.lock, row.journey, fix_of_row(row), row.received_at, row.protocol, row.signed)
        for row in uow.connection.execute(found)
    ]


def heads(uow: UnitOfWork, journeys: Sequence[str]) -> dict[str, Logged]:
    """Give the last event of the chain of each of some journeys."""
    found = (
        sa.select(_E.journey, _E.position, _E.sequence, _E.raw)
        .where(_E.journey.in_(journeys))
        .order_by(_E.journey, _E.sequence.desc())
        .ext(pg.distinct_on(_E.journey))
    )
    return {row.journey: Logged(row.position, row.sequence, bytes(row.raw)) for row in uow.connection.execute(found)}


def numbers(uow: UnitOfWork, asked: Sequence[tuple[str, int]]) -> set[tuple[str, int]]:
    """Give which numbers of which journeys are in the log already."""
    if not asked:
        return set()
    found = sa.select(_E.journey, _E.sequence).where(sa.tuple_(_E.journey, _E.sequence).in_(asked))
    return {(str(journey), int(number)) for journey, number in uow.connection.execute(found)}


def leave_out(uow: UnitOfWork, each: Received) -> None:
    """Take a forged fix out of its journey; it stays in the table, of no journey."""
    which = (_F.lock == each.lock) & (_F.at == moment_of(each.fix)) & (_F.digest == digest(each.fix))
    uow.connection.execute(sa.update(elock_fix).where(which).values(journey=None))


def append(
    uow: UnitOfWork, rows: Sequence[tuple[int, int, Received, bytes]], blocks: Sequence[tuple[int, int, bytes]]
) -> None:
    """Put events (position, sequence, fix, bytes) and the blocks that they complete into the log."""
    new = [
        {
            "position": position, "journey": each.journey, "sequence": sequence, "lock": each.lock, "digest": digest(each.fix), "raw": raw,
            "at": moment_of(each.fix),
        }
        for position, sequence, each, raw in rows
    ]  # fmt: skip
    for start in range(0, len(new), 1000):
        uow.connection.execute(sa.insert(elock_event).values(new[start : start + 1000]))
    if blocks:
        uow.connection.execute(sa.insert(elock_log_block), [{"level": a, "index": b, "root": c} for a, b, c in blocks])


def of_journey(uow: UnitOfWork, journey: str) -> list[Logged]:
    """Give a journey's events in the order of its chain."""
    found = sa.select(_E.position, _E.sequence, _E.raw).where(_E.journey == journey).order_by(_E.sequence)
    return [Logged(row.position, row.sequence, bytes(row.raw)) for row in uow.connection.execute(found)]


class LookUp:
    """Gives roots of the log's subtrees as the kernel's tree asks for them: leaves and stored blocks, read 256 at a time."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._known: dict[tuple[int, int], bytes] = {}

    def __call__(self, level: int, index: int) -> bytes:
        """Give the root of a complete subtree."""
        if (level, index) not in self._known:
            self._read(level, index >> BLOCK << BLOCK)
        return self._known[level, index]

    def _read(self, level: int, first: int) -> None:
        last = first + (1 << BLOCK)
        if level == 0:
            found = sa.select(_E.position, _E.raw).where(_E.position >= first, _E.position < last)
            self._known |= {(0, int(at)): leaf_hash(bytes(raw)) for at, raw in self._uow.connection.execute(found)}
            return
        blocks = sa.select(_B["index"], _B.root).where(_B.level == level, _B["index"] >= first, _B["index"] < last)
        self._known |= {(level, int(at)): bytes(root) for at, root in self._uow.connection.execute(blocks)}


def put_checkpoint(uow: UnitOfWork, administration: str, of_size: int, signer: str, statement: bytes) -> None:
    """Keep a signed checkpoint, ours or another's, by its owner or co-signed; the same again changes nothing."""
    row = {"administration": administration, "size": of_size, "signer": signer, "statement": statement}
    uow.connection.execute(pg.insert(elock_checkpoint).values(row).on_conflict_do_nothing())


def checkpoints(uow: UnitOfWork, administration: str, *, signer: str | None = None) -> list[tuple[int, str, bytes]]:
    """Give the checkpoints over an administration's log by size: size, signer, statement."""
    found = sa.select(_C.size, _C.signer, _C.statement).where(_C.administration == administration).order_by(_C.size)
    rows = uow.connection.execute(found.where(_C.signer == signer) if signer else found)
    return [(int(of_size), str(who), bytes(statement)) for of_size, who, statement in rows]


def put_partner(uow: UnitOfWork, administration: str, key: PublicKey) -> None:
    """Keep another administration's key."""
    row = {"administration": administration, "suite": key.suite.name, "public_key": key.raw}
    new = pg.insert(elock_partner).values(row)
    uow.connection.execute(new.on_conflict_do_update(index_elements=["administration"], set_=row))


def partners(uow: UnitOfWork) -> dict[str, PublicKey]:
    """Give the keys of the other administrations."""
    rows = uow.connection.execute(sa.select(elock_partner))
    return {row.administration: PublicKey.read(row.suite, bytes(row.public_key)) for row in rows}


def put_verdict(uow: UnitOfWork, journey: str, administration: str, last: int, statement: bytes) -> None:
    """Keep a verdict; the same again changes nothing."""
    row: dict[str, Any] = {"journey": journey, "administration": administration, "last": last, "statement": statement}
    uow.connection.execute(pg.insert(elock_verdict).values(row).on_conflict_do_nothing())


def verdicts(uow: UnitOfWork, journey: str) -> list[tuple[str, bytes]]:
    """Give the verdicts on a journey: whose, and the statement; of each administration the one that reaches furthest."""
    v = elock_verdict.c
    found = (
        sa.select(v.administration, v.statement).where(v.journey == journey).order_by(v.administration, v.last.desc())
    )
    rows = uow.connection.execute(found.ext(pg.distinct_on(v.administration)))
    return [(str(whose), bytes(statement)) for whose, statement in rows]
