"""SQL of consignments."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database import lists
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.road_cargo.model import Consignment, Direction, Items, State, Wanted, Way
from smartcustoms.trade.road_cargo.store.tables import road_consignment, road_consignment_version, road_key

_C, _K = road_consignment.c, road_key.c
_SORTS: Final = {"lodged_at": _C.lodged_at, "expected_on": _C.expected_on, "number": _C.number, "packages": _C.packages}


def claim_key(uow: UnitOfWork, key: str, digest: str) -> tuple[str, str]:
    """Claim an idempotency key; give the digest and number that hold it: ours and no number yet, or an earlier one's.

    Two at the same time: the second waits for the first to commit, then reads what it claimed.
    """
    row = {"organisation": uow.by.organisation, "key": key, "digest": digest, "number": "", "at": uow.at}
    new = pg.insert(road_key).values(row).on_conflict_do_nothing().returning(_K.key)
    if uow.connection.execute(new).scalar() is not None:
        return digest, ""
    found = sa.select(_K.digest, _K.number).where(_K.organisation == uow.by.organisation, _K.key == key)
    held = uow.connection.execute(found).one()
    return held.digest, held.number


def name_key(uow: UnitOfWork, key: str, number: str) -> None:
    """Note which number a claimed key stands for."""
    which = (_K.organisation == uow.by.organisation) & (_K.key == key)
    uow.connection.execute(sa.update(road_key).where(which).values(number=number))


def insert_consignment(uow: UnitOfWork, one: Consignment) -> bool:
    """Keep a new consignment; False when its number is taken."""
    row = _columns(one.items, one.number) | {
        "number": one.number,
        "seen_by": seen_by(one),
        "shipper": one.shipper,
        "agent": one.agent,
        "direction": one.direction.value,
        "state": one.state.value,
        "version": one.version,
        "lodged_by": one.lodged_by,
        "lodged_at": one.lodged_at,
        "changed_at": one.changed_at,
        "way": one.way.value,
        "declaration": one.declaration,
        "replaces": one.replaces,
    }
    new = pg.insert(road_consignment).values(row).on_conflict_do_nothing().returning(_C.number)
    return uow.connection.execute(new).scalar() is not None


def seen_by(one: Consignment) -> list[str]:
    """Give the organisations that see a consignment."""
    return sorted({one.shipper, one.agent} - {""})


def replace_items(uow: UnitOfWork, old: Consignment, items: Items, *, because: str) -> None:
    """Put new items in the place of a consignment's, keeping the old ones as a version."""
    kept = {"number": old.number, "version": old.version, "seen_by": seen_by(old), "replaced_at": uow.at}
    uow.connection.execute(
        sa.insert(road_consignment_version).values(**kept, because=because, body=msgspec.to_builtins(old.items))
    )
    change_consignments(uow, [old.number], {**_columns(items, old.number), "version": old.version + 1})


def change_consignments(uow: UnitOfWork, numbers: Iterable[str], changes: Mapping[str, Any]) -> None:
    """Change columns of consignments."""
    which = _C.number.in_(sorted(numbers))
    uow.connection.execute(sa.update(road_consignment).where(which).values({"changed_at": uow.at, **changes}))


def consignments(uow: UnitOfWork, numbers: Iterable[str], *, lock: bool = False) -> dict[str, Consignment]:
    """Give consignments by number, locked in the order of their numbers when they will change."""
    found = sa.select(road_consignment).where(_C.number.in_(sorted(numbers))).order_by(_C.number)
    rows = uow.connection.execute(found.with_for_update() if lock else found)
    return {row.number: _consignment(row) for row in rows}


def versions(uow: UnitOfWork, number: str) -> list[tuple[int, datetime, str, Items]]:
    """Give the earlier versions of a consignment's items, newest first."""
    v = road_consignment_version.c
    found = sa.select(road_consignment_version).where(v.number == number).order_by(v.version.desc())
    return [
        (r.version, r.replaced_at, r.because, msgspec.convert(r.body, Items)) for r in uow.connection.execute(found)
    ]


def listed(uow: UnitOfWork, wanted: Wanted, *, own: str = "") -> tuple[list[Consignment], int]:
    """Give a page of consignments and how many there are; `own` names the organisation whose are asked for, "" for all."""
    found = sa.select(road_consignment)
    if own:
        found = found.where((_C.shipper == own) | (_C.agent == own))
    for column, value in ((_C.direction, wanted.direction), (_C.state, wanted.state)):
        if value is not None:
            found = found.where(column == value.value)
    if wanted.since:
        found = found.where(_C.expected_on >= wanted.since)
    if wanted.until:
        found = found.where(_C.expected_on <= wanted.until)
    if wanted.text:
        found = found.where(_C.found_by.contains(wanted.text.lower(), autoescape=True))
    order = lists.ordered(wanted.sort, _SORTS, otherwise=_C.lodged_at, then=_C.number)
    rows, total = lists.page_of(uow, found, order, page=wanted.page, size=wanted.per_page)
    return [_consignment(row) for row in rows], total


def _columns(items: Items, number: str) -> dict[str, Any]:
    told = [number, items.consignor.name, items.consignee.name, *(f"{one.kind} {one.goods}" for one in items.packages)]
    return {
        "expected_on": items.expected_on,
        "packages": sum(each.count for each in items.packages),
        "found_by": "\n".join(told).lower()[:4000],
        "body": msgspec.to_builtins(items),
    }


def _consignment(row: sa.Row[Any]) -> Consignment:
    return Consignment(
        number=row.number,
        shipper=row.shipper,
        agent=row.agent,
        direction=Direction(row.direction),
        items=msgspec.convert(row.body, Items),
        state=State(row.state),
        version=row.version,
        lodged_by=row.lodged_by,
        lodged_at=row.lodged_at,
        changed_at=row.changed_at,
        way=Way(row.way),
        bundle=row.bundle,
        declaration=row.declaration,
        replaces=row.replaces,
    )
