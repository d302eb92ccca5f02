"""Participants of the scheme with their breaches, and what officers saw of seals at clearance points."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.elocks.running import Breach, Participant, SealCheck
from smartcustoms.trade.elocks.store.tables import elock_breach, elock_check, elock_participant

_P: Final = elock_participant.c
_B: Final = elock_breach.c
_C: Final = elock_check.c


def put(uow: UnitOfWork, each: Participant) -> bool:
    """Keep a new participant; False when its number is taken."""
    new = pg.insert(elock_participant).values(asdict(each)).on_conflict_do_nothing().returning(_P.number)
    return uow.connection.execute(new).scalar() is not None


def one(uow: UnitOfWork, number: str, *, lock: bool = False) -> Participant | None:
    """Give a participant; locked till the end of the transaction when asked."""
    found = sa.select(elock_participant).where(_P.number == number)
    row = uow.connection.execute(found.with_for_update() if lock else found).one_or_none()
    return None if row is None else Participant(*row)


def participants(
    uow: UnitOfWork, *, text: str, state: str, limit: int, offset: int
) -> tuple[list[tuple[Participant, int]], int]:
    """Give a page of participants with how many breaches each has, and how many there are."""
    count = sa.select(sa.func.count()).where(_B.participant == _P.number).scalar_subquery()
    found = sa.select(elock_participant, count)
    if state:
        found = found.where(_P.state == state)
    if text:
        found = found.where((_P.number == text) | _P.name.icontains(text, autoescape=True))
    total = uow.connection.execute(sa.select(sa.func.count()).select_from(found.subquery())).scalar_one()
    rows = uow.connection.execute(found.order_by(_P.number).limit(limit).offset(offset))
    return [(Participant(*row[:-1]), int(row[-1])) for row in rows], total


def change(uow: UnitOfWork, number: str, changes: dict[str, Any]) -> None:
    """Change columns of a participant."""
    uow.connection.execute(sa.update(elock_participant).where(_P.number == number).values(changes))


def breaches(uow: UnitOfWork, participant: str) -> list[Breach]:
    """Give a participant's breaches in order."""
    found = sa.select(elock_breach).where(_B.participant == participant).order_by(_B.number)
    return [Breach(*row) for row in uow.connection.execute(found)]


def put_breach(uow: UnitOfWork, each: Breach) -> None:
    """Keep a breach."""
    uow.connection.execute(sa.insert(elock_breach).values(asdict(each)))


def put_check(uow: UnitOfWork, each: SealCheck) -> None:
    """Keep what was seen of a seal."""
    uow.connection.execute(sa.insert(elock_check).values(asdict(each)))


def checks(uow: UnitOfWork, journey: str) -> list[SealCheck]:
    """Give what was seen of a journey's seal, in order."""
    found = sa.select(_C.journey, _C.what, _C.intact, _C.note, _C.photo, _C.officer, _C.at).where(_C.journey == journey)
    return [SealCheck(*row) for row in uow.connection.execute(found.order_by(_C.number))]


def last_check(uow: UnitOfWork, journey: str, officer: str, *, since: datetime) -> SealCheck | None:
    """Give what an officer noted last about a journey's seal since a moment."""
    found = [each for each in checks(uow, journey) if each.officer == officer and each.at >= since]
    return found[-1] if found else None
