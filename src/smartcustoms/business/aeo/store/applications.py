"""Applications, what goes along with them, and the steps of applications and operators."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.business.aeo.lifecycle import UNDECIDED
from smartcustoms.business.aeo.model import Application, Attached, State, Step
from smartcustoms.business.aeo.store.tables import aeo_application, aeo_attachment, aeo_step
from smartcustoms.kernel.database import lists
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.identifiers import new_id

_A, _F, _S = aeo_application.c, aeo_attachment.c, aeo_step.c
_SORTS: Final = {"number": _A.number, "name": _A.name, "state": _A.state, "tier": _A.tier, "changed": _A.changed_at}


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list of applications shows; the empty text and 0 leave all."""

    text: str = ""
    state: str = ""
    tier: int = 0
    sort: str = "-changed"


def insert(uow: UnitOfWork, made: Application) -> bool:
    """Keep a new application; False when the organisation has one that is not decided."""
    row = {name: getattr(made, name) for name in _A.keys()} | {"state": made.state.value}  # noqa: SIM118 - a column collection
    row |= {"answers": dict(made.answers), "form": dict(made.form)}
    new = pg.insert(aeo_application).values(row).on_conflict_do_nothing().returning(_A.number)
    return uow.connection.execute(new).scalar() is not None


def change(uow: UnitOfWork, number: str, changes: Mapping[str, Any]) -> None:
    """Change columns of an application."""
    done = sa.update(aeo_application).where(_A.number == number).values({**changes, "changed_at": uow.at})
    uow.connection.execute(done)


def one(uow: UnitOfWork, number: str, *, lock: bool = False) -> Application | None:
    """Give one; locked till the end of the transaction when asked."""
    found = sa.select(aeo_application).where(_A.number == number)
    row = uow.connection.execute(found.with_for_update() if lock else found).one_or_none()
    return _application(row) if row is not None else None


def undecided(uow: UnitOfWork, organisation: str) -> Application | None:
    """Give an organisation's application that is not decided."""
    states = [each.value for each in UNDECIDED]
    found = sa.select(aeo_application).where(_A.organisation == organisation, _A.state.in_(states))
    row = uow.connection.execute(found).one_or_none()
    return _application(row) if row is not None else None


def of_organisation(uow: UnitOfWork, organisation: str) -> list[Application]:
    """Give an organisation's applications, the newest first."""
    found = sa.select(aeo_application).where(_A.organisation == organisation).order_by(_A.begun_at.desc(), _A.number)
    return [_application(row) for row in uow.connection.execute(found)]


def listed(uow: UnitOfWork, asked: Listed, *, page: int, size: int) -> tuple[list[Application], int]:
    """Give a page of applications that were lodged, and how many there are."""
    order = lists.ordered(asked.sort, _SORTS, otherwise=_A.changed_at, then=_A.number)
    found = sa.select(aeo_application).where(*_where(asked))
    rows, total = lists.page_of(uow, found, order, page=page, size=size)
    return [_application(row) for row in rows], total


def _where(asked: Listed) -> list[sa.ColumnElement[bool]]:
    where: list[sa.ColumnElement[bool]] = [_A.state != State.DRAFT.value]
    if asked.state:
        where.append(_A.state == asked.state)
    if asked.tier:
        where.append(_A.tier == asked.tier)
    if asked.text:
        text = asked.text
        where.append(
            sa.or_(
                _A.number == text.upper(),
                _A.organisation == text,
                _A.name.icontains(text, autoescape=True),
                _A.renews == text.upper(),
            )
        )
    return where


def counts(uow: UnitOfWork) -> list[tuple[str, int, int]]:
    """Count the applications by state and tier."""
    found = sa.select(_A.state, _A.tier, sa.func.count()).group_by(_A.state, _A.tier)
    return [(state, tier, count) for state, tier, count in uow.connection.execute(found)]


def days_to_decide(uow: UnitOfWork) -> list[float]:
    """Give of each decided application how many days lay between its first lodging and the decision."""
    gone = sa.extract("epoch", _A.decided_at - _A.lodged_at) / 86400
    return [float(each) for each in uow.connection.execute(sa.select(gone).where(_A.decided_at.is_not(None))).scalars()]


def attach(uow: UnitOfWork, about: str, organisation: str, made: Attached) -> bool:
    """Keep that a file goes along; False when it does already."""
    row = {name: getattr(made, name) for name in ("code", "hash", "name", "media_type", "size", "at")}
    new = pg.insert(aeo_attachment).values(row | {"about": about, "organisation": organisation})
    return uow.connection.execute(new.on_conflict_do_nothing().returning(_F.hash)).scalar() is not None


def attachments(uow: UnitOfWork, about: str) -> list[Attached]:
    """Give what goes along, in order of its coming."""
    found = sa.select(_F.code, _F.hash, _F.name, _F.media_type, _F.size, _F.at).where(_F.about == about)
    return [Attached(*row) for row in uow.connection.execute(found.order_by(_F.at, _F.hash))]


def add_step(uow: UnitOfWork, about: str, organisation: str, deed: str, note: str) -> None:
    """Keep one step."""
    row = {"id": new_id(uow.at), "about": about, "organisation": organisation, "at": uow.at, "by": uow.by.user}
    uow.connection.execute(sa.insert(aeo_step).values(row | {"deed": deed, "note": note[:4000]}))


def steps(uow: UnitOfWork, about: Sequence[str]) -> list[Step]:
    """Give the steps of applications and operators, the newest first."""
    found = sa.select(_S.at, _S.by, _S.deed, _S.note).where(_S.about.in_(list(about)))
    return [Step(*row) for row in uow.connection.execute(found.order_by(_S.id.desc()))]


def _application(row: sa.Row[Any]) -> Application:
    kept = dict(row._mapping)
    return Application(**{**kept, "state": State(kept["state"])})
