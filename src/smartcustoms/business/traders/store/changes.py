"""SQL of corrections, of traders that may be one, and of merges."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.business.traders.model import Candidate, Correction, Merge, Progress, Trader, Why
from smartcustoms.business.traders.plainly import particulars_of, plain_particulars
from smartcustoms.business.traders.store.register import whole
from smartcustoms.business.traders.store.tables import trader, trader_candidate, trader_correction, trader_merge
from smartcustoms.kernel.database.unit import UnitOfWork

_C, _D, _M, _T = trader_correction.c, trader_candidate.c, trader_merge.c, trader.c


def insert_correction(uow: UnitOfWork, made: Correction) -> bool:
    """Keep a correction; False when another of the trader waits."""
    row = {
        "number": made.number,
        "trader": made.trader,
        "organisation": made.organisation,
        "state": made.progress.value,
        "proposed": plain_particulars(made.proposed),
        "version": made.version,
        "because": made.because,
        "proposed_at": made.proposed_at,
        "proposed_by": made.proposed_by,
    }
    kept = pg.insert(trader_correction).values(row).on_conflict_do_nothing().returning(_C.number)
    return uow.connection.execute(kept).scalar() is not None


def decide_correction(uow: UnitOfWork, number: str, progress: Progress, *, answer: str) -> None:
    """Note how a correction was decided."""
    changed = sa.update(trader_correction).where(_C.number == number)
    uow.connection.execute(
        changed.values(state=progress.value, decided_at=uow.at, decided_by=uow.by.user, answer=answer)
    )


def correction(uow: UnitOfWork, number: str, *, lock: bool = False) -> Correction | None:
    """Give one correction."""
    found = sa.select(trader_correction).where(_C.number == number)
    row = uow.connection.execute(found.with_for_update() if lock else found).one_or_none()
    return _correction(row) if row is not None else None


def corrections(
    uow: UnitOfWork, *, numbers: Iterable[str] | None = None, progress: Progress | None, limit: int, offset: int = 0
) -> tuple[list[Correction], int]:
    """Give a page of corrections, the newest first, and how many there are in all."""
    found = sa.select(trader_correction)
    if numbers is not None:
        found = found.where(_C.trader.in_(list(numbers)))
    if progress is not None:
        found = found.where(_C.state == progress.value)
    total = uow.connection.execute(sa.select(sa.func.count()).select_from(found.subquery())).scalar_one()
    page = found.order_by(_C.proposed_at.desc(), _C.number).limit(limit).offset(offset)
    return [_correction(row) for row in uow.connection.execute(page)], total


def _correction(row: sa.Row[Any]) -> Correction:
    return Correction(
        number=row.number,
        trader=row.trader,
        organisation=row.organisation,
        progress=Progress(row.state),
        proposed=particulars_of(row.proposed),
        version=row.version,
        because=row.because,
        proposed_at=row.proposed_at,
        proposed_by=row.proposed_by,
        decided_at=row.decided_at,
        answer=row.answer,
    )


def every_trader(uow: UnitOfWork, *, batch: int = 2_000) -> Iterator[Trader]:
    """Give every trader that was not merged and is not closed, by number."""
    last = ""
    while True:
        asked = sa.select(_T.number).where(_T.number > last, _T.merged_into.is_(None), _T.state != "closed")
        numbers = list(uow.connection.execute(asked.order_by(_T.number).limit(batch)).scalars())
        if not numbers:
            return
        last = numbers[-1]
        yield from whole(uow, numbers)


def keep_candidates(uow: UnitOfWork, pairs: Iterable[tuple[str, str, float, tuple[Why, ...]]]) -> int:
    """Keep pairs that may be one; what an officer decided stays decided. Pairs no longer found and undecided go."""
    uow.connection.execute(sa.delete(trader_candidate).where(_D.state == "found"))
    rows = [
        {
            "one": min(one, other),
            "other": max(one, other),
            "score": Decimal(str(score)),
            "reasons": [asdict(each) for each in reasons],
            "state": "found",
            "found_at": uow.at,
        }
        for one, other, score, reasons in pairs
    ]
    for at in range(0, len(rows), 1_000):
        kept = pg.insert(trader_candidate).values(rows[at : at + 1_000])
        uow.connection.execute(kept.on_conflict_do_nothing())
    return len(rows)


def candidates(uow: UnitOfWork, *, of: str = "", limit: int, offset: int = 0) -> tuple[list[Candidate], int]:
    """Give a page of the pairs that wait for an officer, the surest first, and how many there are in all."""
    one, other = trader.alias("first"), trader.alias("second")
    found = (
        sa.select(trader_candidate, one.c.name.label("one_name"), other.c.name.label("other_name"))
        .join(one, one.c.number == _D.one)
        .join(other, other.c.number == _D.other)
        .where(_D.state == "found", one.c.merged_into.is_(None), other.c.merged_into.is_(None))
    )
    if of:
        found = found.where((_D.one == of) | (_D.other == of))
    total = uow.connection.execute(sa.select(sa.func.count()).select_from(found.subquery())).scalar_one()
    page = found.order_by(_D.score.desc(), _D.one, _D.other).limit(limit).offset(offset)
    return [
        Candidate(
            one=row.one,
            other=row.other,
            one_name=row.one_name,
            other_name=row.other_name,
            score=float(row.score),
            reasons=tuple(Why(**each) for each in row.reasons),
        )
        for row in uow.connection.execute(page)
    ], total


def set_apart(uow: UnitOfWork, one: str, other: str, *, because: str) -> None:
    """Note that two traders are two, so that they are not found again."""
    row = {
        "one": min(one, other), "other": max(one, other), "score": Decimal(0), "reasons": [], "state": "apart",
        "found_at": uow.at, "decided_at": uow.at, "decided_by": uow.by.user, "because": because,
    }  # fmt: skip
    kept = pg.insert(trader_candidate).values(row)
    decided: Mapping[str, Any] = {name: row[name] for name in ("state", "decided_at", "decided_by", "because")}
    uow.connection.execute(kept.on_conflict_do_update(index_elements=["one", "other"], set_=dict(decided)))


def insert_merge(uow: UnitOfWork, made: Merge, *, state_before: str) -> None:
    """Keep that one trader was merged into another."""
    row = {
        "number": made.number, "survivor": made.survivor, "absorbed": made.absorbed, "state_before": state_before,
        "at": made.at, "by": made.by, "because": made.because,
    }  # fmt: skip
    uow.connection.execute(sa.insert(trader_merge).values(row))


def merge(uow: UnitOfWork, number: UUID) -> tuple[Merge, str] | None:
    """Give a merge, locked, and in which state the absorbed trader was before."""
    row = uow.connection.execute(sa.select(trader_merge).where(_M.number == number).with_for_update()).one_or_none()
    return (_merge(row), row.state_before) if row is not None else None


def undo_merge(uow: UnitOfWork, number: UUID, *, because: str) -> None:
    """Note that a merge was undone."""
    changed = sa.update(trader_merge).where(_M.number == number)
    uow.connection.execute(changed.values(undone_at=uow.at, undone_by=uow.by.user, undone_because=because))


def merges(uow: UnitOfWork, numbers: Iterable[str]) -> list[Merge]:
    """Give the merges of traders, the newest first, undone ones too."""
    every = list(numbers)
    found = sa.select(trader_merge).where(_M.survivor.in_(every) | _M.absorbed.in_(every))
    return [_merge(row) for row in uow.connection.execute(found.order_by(_M.at.desc(), _M.number.desc()))]


def _merge(row: sa.Row[Any]) -> Merge:
    return Merge(
        number=row.number, survivor=row.survivor, absorbed=row.absorbed, at=row.at, by=row.by, because=row.because,
        undone_at=row.undone_at,
    )  # fmt: skip
