"""SQL of bundles, their reasons and the requests for another instruction."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.words.kept import as_json, from_json
from smartcustoms.trade.road_cargo.model import (
    Bundle,
    BundleState,
    BundlesWanted,
    Direction,
    Instruction,
    Override,
    State,
    Told,
    VehicleKind,
    Way,
)
from smartcustoms.trade.road_cargo.store.tables import road_assessment, road_bundle, road_consignment, road_override
from smartcustoms.trade.road_cargo.store.trucks import plates_kept, plates_of

_B = road_bundle.c


def insert_bundle(uow: UnitOfWork, one: Bundle) -> bool:
    """Keep a new bundle; False when its number is taken."""
    row = {
        "number": one.number,
        "organisation": one.organisation,
        "truck": one.truck,
        "kind": one.kind.value,
        "marks": list(one.marks),
        "plates": plates_kept(one.plates),
        "references": list(one.references),
        "exemption": one.exemption,
        "control_point": one.control_point,
        "direction": one.direction.value,
        "expected_at": one.expected_at,
        "state": one.state.value,
        "instruction": one.instruction.value,
        "way": one.way.value,
        "made_by": one.made_by,
        "made_at": one.made_at,
        "changed_at": one.changed_at,
    }
    new = pg.insert(road_bundle).values(row).on_conflict_do_nothing().returning(_B.number)
    return uow.connection.execute(new).scalar() is not None


def change_bundle(uow: UnitOfWork, number: str, changes: Mapping[str, Any]) -> None:
    """Change columns of a bundle."""
    uow.connection.execute(sa.update(road_bundle).where(_B.number == number).values({"changed_at": uow.at, **changes}))


def bundle(uow: UnitOfWork, number: str, *, lock: bool = False) -> Bundle | None:
    """Give one bundle that the asker may see; the reasons where he may see those."""
    found = _with_reasons().where(_B.number == number)
    row = uow.connection.execute(found.with_for_update(of=road_bundle) if lock else found).one_or_none()
    return _bundle(row) if row else None


def bundle_of(
    uow: UnitOfWork, mark: str, at: datetime, *, most_ahead: timedelta, most_late: timedelta
) -> Bundle | None:
    """Give the living bundle with a mark whose crossing is nearest to a moment."""
    near = _with_reasons().where(
        _B.marks.contains([mark]), _B.state == BundleState.BUNDLED.value,
        _B.expected_at.between(at - most_late, at + most_ahead),
    )  # fmt: skip
    distance = sa.func.abs(sa.func.extract("epoch", _B.expected_at) - at.timestamp())
    row = uow.connection.execute(near.order_by(distance, _B.number).limit(1)).one_or_none()
    return _bundle(row) if row else None


def with_declaration(uow: UnitOfWork, declaration: str) -> list[str]:
    """Give the bundles that carry goods of a declaration and whose trucks are still to cross, in the order of their numbers."""
    c = road_consignment.c
    found = sa.select(c.bundle).distinct().where(c.declaration == declaration, c.state == State.BUNDLED.value)
    return list(uow.connection.execute(found.order_by(c.bundle)).scalars())


def waiting(uow: UnitOfWork, *, mark: str, organisation: str, since: datetime) -> list[str]:
    """Give the bundles of a truck or of a haulier that are to cross after a moment, in the order of their numbers."""
    found = sa.select(_B.number).where(_B.state == BundleState.BUNDLED.value, _B.expected_at > since)
    found = found.where(_B.marks.contains([mark])) if mark else found.where(_B.organisation == organisation)
    return list(uow.connection.execute(found.order_by(_B.number)).scalars())


def last_of_truck(uow: UnitOfWork, truck: str, direction: Direction, *, before: datetime) -> Bundle | None:
    """Give a truck's newest bundle of a direction before a moment that crossed or is still to cross."""
    alive = _B.state.in_([BundleState.BUNDLED.value, BundleState.CROSSED.value])
    found = _with_reasons().where(_B.truck == truck, _B.direction == direction.value, _B.expected_at < before, alive)
    row = uow.connection.execute(found.order_by(_B.expected_at.desc(), _B.number).limit(1)).one_or_none()
    return _bundle(row) if row else None


def bundles(uow: UnitOfWork, wanted: BundlesWanted, *, own: str = "") -> tuple[list[Bundle], int]:
    """Give a page of bundles, the next crossing first among those to come, and how many there are."""
    told: list[Any] = [_B.organisation == own] if own else []
    for column, value in (
        (_B.direction, wanted.direction),
        (_B.state, wanted.state),
        (_B.instruction, wanted.instruction),
    ):
        if value is not None:
            told.append(column == value.value)
    if wanted.control_point:
        told.append(_B.control_point == wanted.control_point)
    if wanted.since:
        told.append(_B.expected_at >= wanted.since)
    if wanted.until:
        told.append(_B.expected_at <= wanted.until)
    if wanted.text:
        text = wanted.text.upper().replace(" ", "").replace("粵", "粤")
        told.append((_B.number == text) | _B.marks.contains([text]) | _B.references.contains([text]))
    total = uow.connection.execute(sa.select(sa.func.count()).select_from(road_bundle).where(*told)).scalar_one()
    page = _with_reasons().where(*told).order_by(_B.expected_at.desc(), _B.number).limit(wanted.per_page)
    rows = uow.connection.execute(page.offset((wanted.page - 1) * wanted.per_page))
    return [_bundle(row) for row in rows], total


def put_reasons(uow: UnitOfWork, number: str, reasons: Sequence[Told]) -> None:
    """Keep why a bundle was given its instruction."""
    row = {
        "bundle": number,
        "at": uow.at,
        "reasons": [{"code": one.code, "says": as_json(one.says)} for one in reasons],
    }
    new = pg.insert(road_assessment).values(row)
    uow.connection.execute(new.on_conflict_do_update(index_elements=["bundle"], set_=row))


def add_override(uow: UnitOfWork, one: Override) -> None:
    """Keep a request for another instruction."""
    row = {name: getattr(one, name) for name in Override.__dataclass_fields__}
    uow.connection.execute(sa.insert(road_override).values({**row, "was": one.was.value, "to": one.to.value}))


def overrides(uow: UnitOfWork, number: str, *, lock: bool = False) -> list[Override]:
    """Give the requests for another instruction of a bundle, newest first."""
    o = road_override.c
    found = sa.select(road_override).where(o.bundle == number).order_by(o.asked_at.desc())
    rows = uow.connection.execute(found.with_for_update() if lock else found)
    return [Override(**{**dict(row._mapping), "was": Instruction(row.was), "to": Instruction(row.to)}) for row in rows]


def decide_override(uow: UnitOfWork, one: Override, *, agreed: bool) -> None:
    """Note what the second officer said."""
    o = road_override.c
    which = (o.bundle == one.bundle) & (o.asked_at == one.asked_at)
    uow.connection.execute(sa.update(road_override).where(which).values(decided_by=uow.by.user, agreed=agreed))


def _with_reasons() -> sa.Select[Any]:
    beside = road_bundle.outerjoin(road_assessment, road_assessment.c.bundle == _B.number)
    return sa.select(road_bundle, road_assessment.c.reasons).select_from(beside)


def _bundle(row: sa.Row[Any]) -> Bundle:
    return Bundle(
        number=row.number,
        organisation=row.organisation,
        truck=row.truck,
        plates=plates_of(row.plates),
        kind=VehicleKind(row.kind),
        references=tuple(row.references),
        exemption=row.exemption,
        control_point=row.control_point,
        direction=Direction(row.direction),
        expected_at=row.expected_at,
        state=BundleState(row.state),
        instruction=Instruction(row.instruction),
        instructed_at=row.instructed_at,
        instructed_by=row.instructed_by,
        reasons=tuple(Told(one["code"], from_json(one["says"])) for one in row.reasons or ()),
        way=Way(row.way),
        made_by=row.made_by,
        made_at=row.made_at,
        changed_at=row.changed_at,
    )
