"""All SQL about refused lodgings."""

from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database import lists
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.words.kept import as_json, from_json
from smartcustoms.trade.declarations.refused import MOST_KEPT, Form, Refusal, RefusalsWanted, RefusedFault
from smartcustoms.trade.declarations.store.tables import declaration_refusal, declaration_refusal_serial

_F: Final = declaration_refusal.c
_SORTS: Final = {name: _F[name] for name in ("number", "reference", "code", "times", "first_at", "last_at")}


def refusal_serial(uow: UnitOfWork) -> int:
    """Take the next serial number of a refused lodging."""
    return int(uow.connection.execute(declaration_refusal_serial.next_value().select()).scalar_one())


def keep_refusal(uow: UnitOfWork, one: Refusal) -> Refusal:
    """Keep a refusal, or count it again where the same bytes were refused for the same; the oldest beyond the bound go."""
    faults = [_fault_kept(each) for each in one.faults]
    told = _keepable({"says": as_json(one.says), "mend": as_json(one.mend), "faults": faults})
    plain = ("number", "organisation", "sent_by", "first_at", "last_at", "times", "reference", "hash", "size", "code")
    row = {name: getattr(one, name) for name in plain} | told | {"form": one.form.value}
    again = {"times": _F.times + 1, "last_at": one.last_at, "sent_by": one.sent_by, **told}
    new = pg.insert(declaration_refusal).values(row)
    kept = new.on_conflict_do_update(index_elements=["organisation", "hash", "code"], set_=again)
    found = _refusal(uow.connection.execute(kept.returning(declaration_refusal)).one())
    if found.times == 1:
        own = sa.select(_F.number).where(_F.organisation == one.organisation)
        oldest = own.order_by(_F.last_at.desc(), _F.number.desc()).offset(MOST_KEPT)
        uow.connection.execute(sa.delete(declaration_refusal).where(_F.number.in_(oldest)))
    return found


def refusal_by_number(uow: UnitOfWork, number: str) -> Refusal | None:
    """Give one refusal that the asker may see."""
    row = uow.connection.execute(sa.select(declaration_refusal).where(_F.number == number)).one_or_none()
    return _refusal(row) if row else None


def refusals(uow: UnitOfWork, wanted: RefusalsWanted) -> tuple[list[Refusal], int]:
    """Give a page of refusals in the order asked for, and how many there are."""
    found = sa.select(declaration_refusal)
    if wanted.text:
        found = found.where(lists.begins(wanted.text, _F.number, _F.reference, _F.code, _F.hash))
    found = found.where(*lists.within(wanted.since, wanted.until, _F.first_at, _F.last_at))
    order = lists.ordered(wanted.sort, _SORTS, otherwise=_F.last_at, then=_F.number)
    rows, total = lists.page_of(uow, found, order, page=wanted.page, size=wanted.per_page)
    return [_refusal(row) for row in rows], total


def _fault_kept(each: RefusedFault) -> dict[str, Any]:
    told = {"says": as_json(each.says), "mend": as_json(each.mend)}
    return {"code": each.code, "path": each.path, "seen": each.seen, **told}


def _keepable(told: Any) -> Any:
    """Give values that a database takes: what was refused may be refused for a sign that it does not."""
    match told:
        case str():
            return told.replace("\x00", "").encode("utf-8", "replace").decode()
        case dict():
            return {name: _keepable(value) for name, value in told.items()}
        case list():
            return [_keepable(each) for each in told]
    return told


def _refusal(row: sa.Row[Any]) -> Refusal:
    fields = dict(row._mapping)
    faults = tuple(
        RefusedFault(each["code"], each["path"], each["seen"], from_json(each["says"]), from_json(each["mend"]))
        for each in fields.pop("faults")
    )
    says, mend = from_json(fields.pop("says")), from_json(fields.pop("mend"))
    return Refusal(**{**fields, "form": Form(fields["form"])}, faults=faults, says=says, mend=mend)
