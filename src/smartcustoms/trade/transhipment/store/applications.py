"""Applications with their files, controls and history."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec
import sqlalchemy as sa

from smartcustoms.kernel.database import lists
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.identifiers import new_id
from smartcustoms.kernel.money import Money
from smartcustoms.trade.transhipment.model import (
    Application,
    Attached,
    Class,
    Control,
    ControlKind,
    FileKind,
    Noted,
    Particulars,
    State,
    Wanted,
)
from smartcustoms.trade.transhipment.store.tables import (
    transhipment_application,
    transhipment_control,
    transhipment_file,
    transhipment_serial,
    transhipment_step,
)

_A: Final = transhipment_application.c
_CONTROL: Final = frozenset(Control.__dataclass_fields__)
_SORTS: Final = {
    "number": _A.number,
    "changed": _A.changed_at,
    "arrives": _A.arrives_on,
    "state": _A.state,
}


def serial(uow: UnitOfWork) -> int:
    """Give the next serial of a number."""
    return int(uow.connection.execute(transhipment_serial.next_value()).scalar_one())


def insert(uow: UnitOfWork, row: Mapping[str, Any]) -> None:
    """Keep a new application."""
    uow.connection.execute(sa.insert(transhipment_application).values(dict(row)))


def change(uow: UnitOfWork, number: str, changes: Mapping[str, Any]) -> None:
    """Change columns of an application."""
    values = {"changed_at": uow.at, **changes}
    uow.connection.execute(sa.update(transhipment_application).where(_A.number == number).values(values))


def columns_of(said: Particulars) -> dict[str, Any]:
    """Give the columns that follow from particulars."""
    return {
        "agreement": said.agreement,
        "through_bill": said.through_bill,
        "arrives_on": said.arrives_on,
        "particulars": msgspec.to_builtins(said),
    }


def by_key(uow: UnitOfWork, organisation: str, key: str) -> str | None:
    """Give the number of an organisation's application under a key."""
    found = sa.select(_A.number).where(_A.organisation == organisation, _A.key == key)
    return uow.connection.execute(found).scalar()


def with_bill(uow: UnitOfWork, organisation: str, bill: str, *, but: str) -> str | None:
    """Give the number of another live application of an organisation for a through bill."""
    live = [each.value for each in (State.UNPAID, State.QUEUED, State.IN_HAND, State.UNDER_CONTROL, State.ISSUED)]
    found = sa.select(_A.number).where(
        _A.organisation == organisation, _A.through_bill == bill, _A.state.in_(live), _A.number != but
    )
    return uow.connection.execute(found.limit(1)).scalar()


def one(uow: UnitOfWork, number: str, *, lock: bool = False) -> Application | None:
    """Give one application; locked till the end of the transaction when asked."""
    found = sa.select(transhipment_application).where(_A.number == number)
    row = uow.connection.execute(found.with_for_update() if lock else found).one_or_none()
    return None if row is None else application_of(row)


def listed(uow: UnitOfWork, wanted: Wanted) -> tuple[list[Application], int]:
    """Give a page of the applications the asker sees, and how many there are."""
    found = sa.select(transhipment_application)
    if wanted.state is not None:
        found = found.where(_A.state == wanted.state.value)
    if wanted.of is not None:
        found = found.where(_A.of == wanted.of.value)
    if wanted.agreement:
        found = found.where(_A.agreement == wanted.agreement)
    if wanted.text:
        found = found.where(
            (_A.number == wanted.text.upper())
            | _A.through_bill.icontains(wanted.text, autoescape=True)
            | _A.organisation.icontains(wanted.text, autoescape=True)
        )
    order = lists.ordered(wanted.sort, _SORTS, otherwise=_A.changed_at, then=_A.number)
    rows, total = lists.page_of(uow, found, order, page=wanted.page, size=wanted.per_page)
    return [application_of(each) for each in rows], total


def counts(uow: UnitOfWork) -> list[tuple[str, str, int]]:
    """Give how many applications the asker sees, by agreement and state."""
    found = sa.select(_A.agreement, _A.state, sa.func.count()).group_by(_A.agreement, _A.state).order_by(_A.agreement)
    return [(str(a), str(s), int(n)) for a, s, n in uow.connection.execute(found)]


def add_file(uow: UnitOfWork, number: str, organisation: str, each: Attached) -> None:
    """Keep a file of an application."""
    row = {name: getattr(each, name) for name in ("id", "kind", "hash", "name", "media_type", "size", "at")}
    uow.connection.execute(sa.insert(transhipment_file).values(**row, number=number, organisation=organisation))


def remove_file(uow: UnitOfWork, number: str, which: UUID) -> bool:
    """Take a file off; tell whether it was there."""
    f = transhipment_file.c
    gone = sa.delete(transhipment_file).where(f.number == number, f.id == which).returning(f.id)
    return uow.connection.execute(gone).scalar() is not None


def files(uow: UnitOfWork, number: str) -> list[Attached]:
    """Give the files of an application, oldest first."""
    f = transhipment_file.c
    rows = uow.connection.execute(sa.select(transhipment_file).where(f.number == number).order_by(f.at, f.id))
    return [Attached(r.id, FileKind(r.kind), r.hash, r.name, r.media_type, r.size, r.at) for r in rows]


def add_control(uow: UnitOfWork, row: Mapping[str, Any]) -> None:
    """Keep an ordered control."""
    uow.connection.execute(sa.insert(transhipment_control).values(dict(row)))


def change_control(uow: UnitOfWork, which: UUID, changes: Mapping[str, Any]) -> None:
    """Keep the result of a control."""
    uow.connection.execute(
        sa.update(transhipment_control).where(transhipment_control.c.id == which).values(dict(changes))
    )


def controls(uow: UnitOfWork, number: str) -> list[Control]:
    """Give the controls of an application, oldest first."""
    c = transhipment_control.c
    rows = uow.connection.execute(
        sa.select(transhipment_control).where(c.number == number).order_by(c.ordered_at, c.id)
    )
    return [
        Control(
            **{name: value for name, value in r._mapping.items() if name in _CONTROL} | {"kind": ControlKind(r.kind)}
        )
        for r in rows
    ]


def add_step(uow: UnitOfWork, number: str, organisation: str, step: str, note: str) -> None:
    """Note a line of an application's history."""
    row = {
        "id": new_id(uow.at),
        "number": number,
        "organisation": organisation,
        "at": uow.at,
        "step": step,
        "note": note,
    }
    uow.connection.execute(sa.insert(transhipment_step).values(row))


def steps(uow: UnitOfWork, number: str) -> Sequence[Noted]:
    """Give an application's history, newest first."""
    s = transhipment_step.c
    found = sa.select(s.at, s.step, s.note).where(s.number == number).order_by(s.at.desc(), s.id.desc())
    return [Noted(*row) for row in uow.connection.execute(found)]


def application_of(row: sa.Row[Any]) -> Application:
    """Give a row as an application."""
    return Application(
        number=row.number,
        organisation=row.organisation,
        state=State(row.state),
        version=row.version,
        particulars=msgspec.convert(row.particulars, Particulars, strict=False),
        begun_at=row.begun_at,
        changed_at=row.changed_at,
        lodged_at=row.lodged_at,
        fee=None if row.fee is None else Money(row.fee, row.currency).rounded(),
        note=row.note,
        of=Class(row.of) if row.of else None,
        queued_at=row.queued_at,
        ahead=row.ahead,
        bound=row.bound,
        taken_at=row.taken_at,
        taken_by=row.taken_by,
        decided_at=row.decided_at,
        because=row.because,
        paper=row.paper,
    )
