"""SQL of trucks and their plates."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.road_cargo.model import Jurisdiction, Plate, Truck, VehicleKind
from smartcustoms.trade.road_cargo.store.tables import road_truck

_T = road_truck.c


def put_truck(uow: UnitOfWork, truck: Truck, *, pin_hash: str | None) -> None:
    """Keep a truck, new or changed; without a hash its PIN stays as it is."""
    row = {
        "number": truck.number,
        "organisation": truck.organisation,
        "kind": truck.kind.value,
        "marks": [each.mark for each in truck.plates],
        "plates": plates_kept(truck.plates),
        "changed_at": truck.changed_at,
        **({"pin_hash": pin_hash} if pin_hash is not None else {}),
    }
    new = pg.insert(road_truck).values(row)
    uow.connection.execute(new.on_conflict_do_update(index_elements=["number"], set_=row))


def with_digits(uow: UnitOfWork, digits: str) -> list[Truck]:
    """Give the trucks in use whose mark of Hong Kong has these digits: it is the first of the marks."""
    only = sa.func.regexp_replace(_T.marks[1], "[^0-9]", "", "g")
    found = sa.select(road_truck).where(_T.retired_at.is_(None), only == digits, _T.plates[0][0].astext == "hk")
    return [_truck(row) for row in uow.connection.execute(found.order_by(_T.number).limit(20))]


def retire_truck(uow: UnitOfWork, number: str) -> None:
    """Note that a truck is no longer the haulier's."""
    uow.connection.execute(sa.update(road_truck).where(_T.number == number).values(retired_at=uow.at))


def trucks(uow: UnitOfWork, *, organisation: str = "", number: str = "", mark: str = "") -> list[Truck]:
    """Give trucks in use: of an organisation, of a number, or with a mark among their plates."""
    found = sa.select(road_truck).where(_T.retired_at.is_(None))
    if organisation:
        found = found.where(_T.organisation == organisation)
    if number:
        found = found.where(_T.number == number)
    if mark:
        found = found.where(_T.marks.contains([mark]))
    return [_truck(row) for row in uow.connection.execute(found.order_by(_T.marks, _T.number).limit(1000))]


def pin_hash(uow: UnitOfWork, number: str) -> str:
    """Give the hash of a truck's PIN; empty when it has none."""
    return uow.connection.execute(sa.select(_T.pin_hash).where(_T.number == number)).scalar() or ""


def _truck(row: sa.Row[Any]) -> Truck:
    return Truck(
        number=row.number,
        organisation=row.organisation,
        plates=plates_of(row.plates),
        kind=VehicleKind(row.kind),
        has_pin=bool(row.pin_hash),
        changed_at=row.changed_at,
    )


def plates_kept(plates: Iterable[Plate]) -> list[list[str]]:
    """Give plates as they are kept."""
    return [[each.jurisdiction.value, each.mark] for each in plates]


def plates_of(kept: Iterable[Sequence[str]]) -> tuple[Plate, ...]:
    """Give plates from what is kept."""
    return tuple(Plate(Jurisdiction(whose), mark) for whose, mark in kept)
