"""Tables of the crossing and all their SQL."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.lists import ordered, page_of
from smartcustoms.kernel.database.tables import TABLES, customs_only, owned_by, personal
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.words.kept import as_json, from_json
from smartcustoms.kernel.words.model import Sentence
from smartcustoms.trade.crossing.model import (
    Answer,
    Device,
    Direction,
    Expected,
    Kept,
    Lane,
    LaneKind,
    Passage,
    Reason,
    Tag,
    Wanted,
    seen_as_json,
    seen_of_json,
)
from smartcustoms.trade.crossing.saving import HourOfLanes

_WHEN: Final = sa.DateTime(timezone=True)
_YEARS: Final = "kept two years, as records of passages are"
_TEXTS: Final = pg.ARRAY(sa.Text)

crossing_lane = sa.Table(
    "crossing_lane",
    TABLES,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("control_point", sa.Text, nullable=False, index=True),
    sa.Column("direction", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("devices", _TEXTS, nullable=False),
    sa.Column("open", sa.Boolean, nullable=False),
    sa.Column("public_key", sa.Text, nullable=False, server_default=""),
    sa.Column("epoch", sa.Integer, nullable=False, server_default="0"),
    sa.Column("place", sa.Integer, nullable=False, server_default="0"),
    sa.Column("digest", sa.Text, nullable=False, server_default=""),
    sa.Column("serial", sa.Integer, nullable=False, server_default="0"),
    sa.Column("heard_at", _WHEN),
    sa.Column("out_of_order", _TEXTS, nullable=False, server_default="{}"),
    sa.Column("waiting", sa.Integer, nullable=False, server_default="0"),
    info=customs_only(),
)
crossing_tag = sa.Table(
    "crossing_tag",
    TABLES,
    sa.Column("rfid", sa.Text, primary_key=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column(
        "plates",
        _TEXTS,
        nullable=False,
        info=personal("plates of a truck, to know it at a lane; until the tag is retired"),
    ),
    sa.Column("tare_kg", sa.Integer),
    sa.Column("retired_at", _WHEN),
    sa.Index("ix_crossing_tag_plates", "plates", postgresql_using="gin"),
    info=owned_by("organisation"),
)
crossing_expected = sa.Table(
    "crossing_expected",
    TABLES,
    sa.Column("bundle", sa.Text, primary_key=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("control_point", sa.Text, nullable=False),
    sa.Column("direction", sa.Text, nullable=False),
    sa.Column("plates", _TEXTS, nullable=False, info=personal(f"plates of a truck, to know it at the lane; {_YEARS}")),
    sa.Column("rfid", sa.Text, nullable=False, server_default=""),
    sa.Column("elock", sa.Text, nullable=False, server_default=""),
    sa.Column("elock_whole", sa.Boolean, nullable=False, server_default="true"),
    sa.Column("weight_kg", sa.Integer),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("reasons", pg.JSONB, nullable=False, server_default="[]"),
    sa.Column("green", _TEXTS, nullable=False, server_default="{}"),
    sa.Column("green_because", pg.JSONB, nullable=False, server_default="[]"),
    sa.Column("declaration", sa.Text, nullable=False, server_default="", index=True),
    sa.Column("not_before", _WHEN, nullable=False),
    sa.Column("not_after", _WHEN, nullable=False),
    sa.Column("changed_at", _WHEN, nullable=False),
    sa.Index("ix_crossing_expected_due", "control_point", "direction", "not_after"),
    info=owned_by("organisation"),
)
crossing_passage = sa.Table(
    "crossing_passage",
    TABLES,
    sa.Column("lane", sa.Text, primary_key=True),
    sa.Column("epoch", sa.Integer, primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True),
    sa.Column("digest", sa.Text, nullable=False, server_default=""),
    sa.Column("control_point", sa.Text, nullable=False),
    sa.Column("direction", sa.Text, nullable=False),
    sa.Column("organisation", sa.Text, nullable=False, server_default=""),
    sa.Column("declaration", sa.Text, nullable=False, server_default=""),
    sa.Column("at", _WHEN, nullable=False),
    sa.Column("received_at", _WHEN, nullable=False),
    sa.Column(
        "seen",
        pg.JSONB,
        nullable=False,
        info=personal(f"plates, tag and code of a truck as read, to prove the answer; {_YEARS}"),
    ),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("reasons", _TEXTS, nullable=False),
    sa.Column("bundle", sa.Text, nullable=False, server_default=""),
    sa.Column("book", sa.Integer, nullable=False),
    sa.Column("alone", sa.Boolean, nullable=False),
    sa.Column("slip", sa.Text, nullable=False, server_default=""),
    sa.Column("took_us", sa.Integer, nullable=False),
    sa.Column("overridden", sa.Text),
    sa.Column(
        "overridden_by",
        sa.Text,
        nullable=False,
        server_default="",
        info=personal(f"officer who decided, to answer for it; {_YEARS}"),
    ),
    sa.Column("overridden_at", _WHEN),
    sa.Column("because", sa.Text, nullable=False, server_default=""),
    sa.Index("ix_crossing_passage_at", "control_point", "at"),
    sa.Index("ix_crossing_passage_bundle", "bundle", "at", postgresql_where=sa.text("bundle <> ''")),
    info=owned_by("organisation"),
)
_L, _T, _E, _P = crossing_lane.c, crossing_tag.c, crossing_expected.c, crossing_passage.c
_LONGEST_WAIT_S: Final = 12 * 3600
"""A wait beyond this is a clock that is wrong."""
_FINAL: Final = sa.func.coalesce(_P.overridden, _P.answer)
_SORTS: Final = {"at": _P.at, "lane": _P.lane, "took_us": _P.took_us}


def put_lane(uow: UnitOfWork, lane: Lane) -> bool:
    """Keep a new lane; False when the code is taken."""
    row = {
        "code": lane.code, "control_point": lane.control_point, "direction": lane.direction.value, "kind": lane.kind.value,
        "devices": sorted(each.value for each in lane.devices), "open": lane.open,
    }  # fmt: skip
    new = pg.insert(crossing_lane).values(row).on_conflict_do_nothing().returning(_L.code)
    return uow.connection.execute(new).scalar() is not None


def change_lane(uow: UnitOfWork, code: str, changes: Mapping[str, Any]) -> None:
    """Change columns of a lane."""
    uow.connection.execute(sa.update(crossing_lane).where(_L.code == code).values(dict(changes)))


def lane(uow: UnitOfWork, code: str, *, hold: bool = False) -> Lane | None:
    """Give a lane; with `hold` others wait until this transaction ends."""
    found = sa.select(crossing_lane).where(_L.code == code)
    row = uow.connection.execute(found.with_for_update() if hold else found).one_or_none()
    return _lane(row) if row else None


def lanes(uow: UnitOfWork, control_point: str = "") -> list[Lane]:
    """Give the lanes, of one control point or of all, by their codes."""
    found = sa.select(crossing_lane).order_by(_L.control_point, _L.code)
    if control_point:
        found = found.where(_L.control_point == control_point)
    return [_lane(row) for row in uow.connection.execute(found)]


def put_tag(uow: UnitOfWork, tag: Tag) -> None:
    """Keep a tag, or what it stands for now."""
    row = {
        "rfid": tag.rfid, "organisation": tag.organisation, "plates": sorted(tag.plates), "tare_kg": tag.tare_kg,
        "retired_at": tag.retired_at,
    }  # fmt: skip
    new = pg.insert(crossing_tag).values(row)
    uow.connection.execute(new.on_conflict_do_update(index_elements=[_T.rfid], set_=row))


def tags(uow: UnitOfWork, *, plates: Iterable[str] = (), text: str = "", limit: int = 200) -> list[Tag]:
    """Give the tags in use: those on any of some plates, or those that a text names."""
    found = sa.select(crossing_tag).where(_T.retired_at.is_(None))
    if wanted := list(plates):
        found = found.where(_T.plates.overlap(sa.cast(wanted, _TEXTS)))
    if text:
        found = found.where((_T.rfid == text) | (_T.organisation == text) | _T.plates.contains([text]))
    rows = uow.connection.execute(found.order_by(_T.rfid).limit(limit))
    return [Tag(**{**row._mapping, "plates": frozenset(row.plates)}) for row in rows]


def put_expected(uow: UnitOfWork, one: Expected) -> None:
    """Keep what is expected of a bundle, in place of what was."""
    row = {
        "bundle": one.bundle, "organisation": one.organisation, "control_point": one.control_point,
        "direction": one.direction.value, "plates": sorted(one.plates), "rfid": one.rfid, "elock": one.elock,
        "elock_whole": one.elock_whole, "weight_kg": one.weight_kg, "answer": one.answer.value,
        "reasons": [as_json(each) for each in one.reasons],
        "green": sorted(each.value for each in one.green), "green_because": [as_json(each) for each in one.green_because],
        "declaration": one.declaration, "not_before": one.not_before,
        "not_after": one.not_after, "changed_at": uow.at,
    }  # fmt: skip
    new = pg.insert(crossing_expected).values(row)
    uow.connection.execute(new.on_conflict_do_update(index_elements=[_E.bundle], set_=row))


def forget_expected(uow: UnitOfWork, bundle: str) -> bool:
    """Take a bundle out; False when it was not there."""
    return uow.connection.execute(sa.delete(crossing_expected).where(_E.bundle == bundle)).rowcount > 0


def expected(uow: UnitOfWork, bundle: str) -> Expected | None:
    """Give what is expected of one bundle."""
    row = uow.connection.execute(sa.select(crossing_expected).where(_E.bundle == bundle)).one_or_none()
    return _expected(row) if row else None


def due(
    uow: UnitOfWork, control_point: str, direction: Direction, *, since: datetime, until: datetime
) -> list[Expected]:
    """Give who is expected at a control point at any moment from `since` up to `until`."""
    found = sa.select(crossing_expected).where(
        _E.control_point == control_point, _E.direction == direction.value, _E.not_after > since, _E.not_before <= until
    )
    return [_expected(row) for row in uow.connection.execute(found.order_by(_E.not_before, _E.bundle))]


def due_count(uow: UnitOfWork, control_point: str, *, at: datetime) -> int:
    """Give how many trucks are expected at a control point now."""
    which = (_E.control_point == control_point) & (_E.not_before <= at) & (_E.not_after > at)
    return int(
        uow.connection.execute(sa.select(sa.func.count()).select_from(crossing_expected).where(which)).scalar_one()
    )


def own_expected(uow: UnitOfWork, *, since: datetime, limit: int = 100) -> list[Expected]:
    """Give what is expected of the asker's own trucks, the next first."""
    found = sa.select(crossing_expected).where(_E.not_after > since).order_by(_E.not_before, _E.bundle).limit(limit)
    return [_expected(row) for row in uow.connection.execute(found)]


def passed(uow: UnitOfWork, bundles: Iterable[str]) -> set[str]:
    """Give which of some bundles went through a lane already."""
    found = sa.select(_P.bundle).where(_P.bundle.in_(list(bundles)), sa.literal(Answer.GO.value) == _FINAL)
    return set(uow.connection.execute(found).scalars())


def put_passage(uow: UnitOfWork, kept: Kept, digest: str) -> bool:
    """Keep a passage; False when its place is taken: it came before."""
    one = kept.passage
    row = {
        "lane": one.lane, "epoch": kept.epoch, "place": one.place, "digest": digest, "control_point": kept.control_point,
        "direction": kept.direction.value, "organisation": kept.organisation, "declaration": kept.declaration, "at": one.at,
        "received_at": kept.received_at, "seen": seen_as_json(one.seen), "answer": one.answer.value,
        "reasons": [each.value for each in one.reasons], "bundle": one.bundle, "book": one.book, "alone": one.alone,
        "slip": one.slip, "took_us": one.took_us,
    }  # fmt: skip
    new = pg.insert(crossing_passage).values(row).on_conflict_do_nothing().returning(_P.place)
    return uow.connection.execute(new).scalar() is not None


def digest_of(uow: UnitOfWork, lane: str, epoch: int, place: int) -> str | None:
    """Give the SHA-256 of the line a passage came by."""
    found = sa.select(_P.digest).where(_P.lane == lane, _P.epoch == epoch, _P.place == place)
    return uow.connection.execute(found).scalar()


def passage(uow: UnitOfWork, lane: str, epoch: int, place: int, *, hold: bool = False) -> Kept | None:
    """Give one passage."""
    found = sa.select(crossing_passage).where(_P.lane == lane, _P.epoch == epoch, _P.place == place)
    row = uow.connection.execute(found.with_for_update() if hold else found).one_or_none()
    return _kept(row) if row else None


def change_passage(uow: UnitOfWork, kept: Kept, changes: Mapping[str, Any]) -> None:
    """Change columns of a passage."""
    which = (_P.lane == kept.passage.lane) & (_P.epoch == kept.epoch) & (_P.place == kept.passage.place)
    uow.connection.execute(sa.update(crossing_passage).where(which).values(dict(changes)))


def passages(uow: UnitOfWork, wanted: Wanted) -> tuple[list[Kept], int]:
    """Give a page of passages that the asker may see, and how many there are."""
    found = sa.select(crossing_passage).where(*_wheres(wanted))
    then = sa.tuple_(_P.lane, _P.epoch, _P.place)
    order = ordered(wanted.sort, _SORTS, otherwise=_P.at, then=then)
    rows, total = page_of(uow, found, order, page=wanted.page, size=wanted.size)
    return [_kept(row) for row in rows], total


def tallies(uow: UnitOfWork, control_point: str, *, since: datetime) -> list[tuple[str, str, int]]:
    """Give lane, what counts (go, inspect) and how many passages since a moment."""
    found = sa.select(_P.lane, _FINAL, sa.func.count()).where(_P.control_point == control_point, _P.at > since)
    return [(str(a), str(b), int(c)) for a, b, c in uow.connection.execute(found.group_by(_P.lane, _FINAL))]


def reason_counts(uow: UnitOfWork, control_point: str, *, since: datetime) -> dict[str, int]:
    """Give how often each reason was told since a moment."""
    each = sa.func.unnest(_P.reasons).label("reason")
    inner = sa.select(each).where(_P.control_point == control_point, _P.at > since).subquery()
    found = sa.select(inner.c.reason, sa.func.count()).group_by(inner.c.reason).order_by(sa.func.count().desc())
    return {str(reason): int(count) for reason, count in uow.connection.execute(found)}


def hours_of_lanes(uow: UnitOfWork, kind: LaneKind, *, since: datetime) -> list[HourOfLanes]:
    """Give, by control point, direction and hour, how long trucks that went waited at lanes of a kind, and at lanes for all."""
    waited = sa.func.extract("epoch", _P.at - sa.cast(_P.seen["came_at"].astext, _WHEN))
    known = waited.between(0, _LONGEST_WAIT_S)
    hour = sa.func.concat_ws(" ", _P.control_point, _P.direction, sa.func.date_trunc("hour", _P.at, "UTC")).label(
        "hour"
    )
    found = (
        sa.select(
            hour, _L.kind, sa.func.count().filter(known), sa.func.count().filter(known.is_not(True)),
            sa.func.percentile_cont(0.5).within_group(waited).filter(known), sa.func.sum(waited).filter(known),
        )
        .join(crossing_lane, _L.code == _P.lane)
        .where(_P.at > since, sa.literal(Answer.GO.value) == _FINAL, _L.kind.in_([kind.value, LaneKind.ORDINARY.value]))
        .group_by(hour, _L.kind)
    )  # fmt: skip
    return [
        HourOfLanes(name, of == kind.value, trucks, float(median or 0), float(total or 0), unmeasured)
        for name, of, trucks, unmeasured, median, total in uow.connection.execute(found)
    ]


def _wheres(wanted: Wanted) -> Sequence[sa.ColumnElement[bool]]:
    wheres: list[sa.ColumnElement[bool]] = []
    for column, value in ((_P.control_point, wanted.control_point), (_P.lane, wanted.lane)):
        wheres += [column == value] if value else []
    wheres += [sa.literal(wanted.answer.value) == _FINAL] if wanted.answer else []
    wheres += [_P.reasons.contains([wanted.reason.value])] if wanted.reason else []
    wheres += [_P.at >= wanted.since] if wanted.since else []
    wheres += [_P.at < wanted.until] if wanted.until else []
    if wanted.text:
        plate = _P.seen["plates"].contains([wanted.text])
        wheres.append((_P.bundle == wanted.text) | (_P.declaration == wanted.text) | (_P.slip == wanted.text) | plate)
    return wheres


def _lane(row: sa.Row[Any]) -> Lane:
    fields = dict(row._mapping)
    changes = {
        "direction": Direction(row.direction), "kind": LaneKind(row.kind), "devices": _devices(row.devices),
        "out_of_order": _devices(row.out_of_order),
    }  # fmt: skip
    return Lane(**{**fields, **changes})


def _devices(codes: Iterable[str]) -> frozenset[Device]:
    return frozenset(Device(each) for each in codes)


def _expected(row: sa.Row[Any]) -> Expected:
    fields = {name: value for name, value in row._mapping.items() if name != "changed_at"}
    changes = {
        "direction": Direction(row.direction), "plates": frozenset(row.plates), "answer": Answer(row.answer),
        "reasons": tuple(_reason(each) for each in row.reasons), "green": frozenset(LaneKind(each) for each in row.green),
        "green_because": tuple(_reason(each) for each in row.green_because),
    }  # fmt: skip
    return Expected(**{**fields, **changes})


def _reason(kept: Any) -> Sentence:
    return from_json(kept) if isinstance(kept, dict) else Sentence("{said}", {"said": str(kept)})


def _kept(row: sa.Row[Any]) -> Kept:
    one = Passage(
        lane=row.lane, place=row.place, at=row.at, seen=seen_of_json(row.seen), answer=Answer(row.answer),
        reasons=tuple(Reason(each) for each in row.reasons), bundle=row.bundle, book=row.book, alone=row.alone,
        slip=row.slip, took_us=row.took_us,
    )  # fmt: skip
    return Kept(
        passage=one, epoch=row.epoch, control_point=row.control_point, direction=Direction(row.direction),
        organisation=row.organisation, declaration=row.declaration, received_at=row.received_at,
        overridden=Answer(row.overridden) if row.overridden else None, overridden_by=row.overridden_by,
        overridden_at=row.overridden_at, because=row.because,
    )  # fmt: skip
