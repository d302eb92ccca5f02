"""Tables of how scans look and of references of concealments, and all their SQL."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.boundary.comparison.model import (
    Described,
    Mark,
    Method,
    Place,
    Reference,
    Review,
    State,
    Vehicle,
    Version,
)
from smartcustoms.kernel.database.tables import TABLES, customs_only, personal
from smartcustoms.kernel.database.unit import UnitOfWork

_TIME = sa.DateTime(timezone=True)
_THIS_TRANSACTION = sa.text("(pg_current_xact_id()::text)::bigint")

scan_looks = sa.Table(
    "scan_looks",
    TABLES,
    sa.Column("scan", sa.Text, primary_key=True),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("method", sa.Text, nullable=False),
    sa.Column("vector", sa.LargeBinary, nullable=False),
    sa.Column("picture", sa.LargeBinary, nullable=False),
    sa.Column("transaction", sa.BigInteger, nullable=False, server_default=_THIS_TRANSACTION, index=True),
    info=customs_only(),
)
concealment = sa.Table(
    "concealment",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("scan", sa.Text, nullable=False, index=True),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("simulated", sa.Boolean, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("version", sa.SmallInteger, nullable=False),
    sa.Column("vehicle", sa.Text, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("method", sa.Text, nullable=False),
    sa.Column("commodity", sa.Text, nullable=False),
    sa.Column("tags", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("case", sa.Text, nullable=False),
    sa.Column("changed_at", _TIME, nullable=False),
    sa.Index("ix_concealment_changed_at", "changed_at"),
    info=customs_only(),
)
concealment_version = sa.Table(
    "concealment_version",
    TABLES,
    sa.Column("concealment", sa.Text, sa.ForeignKey("concealment.number"), primary_key=True),
    sa.Column("version", sa.SmallInteger, primary_key=True),
    sa.Column("said", pg.JSONB, nullable=False),
    sa.Column("by", sa.Text, nullable=False, info=personal("analyst who wrote it; kept as long as the reference")),
    sa.Column("at", _TIME, nullable=False),
    sa.Column("because", sa.Text, nullable=False),
    info=customs_only(),
)
concealment_review = sa.Table(
    "concealment_review",
    TABLES,
    sa.Column("concealment", sa.Text, sa.ForeignKey("concealment.number"), primary_key=True),
    sa.Column("version", sa.SmallInteger, primary_key=True),
    sa.Column("by", sa.Text, primary_key=True, info=personal("analyst who reviewed it; kept as long as the reference")),
    sa.Column("at", _TIME, nullable=False),
    sa.Column("agrees", sa.Boolean, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    info=customs_only(),
)
_L, _C, _V, _R = scan_looks.c, concealment.c, concealment_version.c, concealment_review.c
_FACETS = ("vehicle", "place", "method", "state", "case")


@dataclass(frozen=True, slots=True)
class KeptLook:
    """How a scan looks, as it is kept: by which method, its vector in single floats, its small picture."""

    scan: str
    subject: str
    method: str
    vector: bytes
    picture: bytes


def keep_look(uow: UnitOfWork, look: KeptLook) -> None:
    """Keep how a scan looks, once a method: what another method said before goes."""
    new = pg.insert(scan_looks).values(asdict(look))
    again = {name: new.excluded[name] for name in ("method", "vector", "picture")} | {"transaction": _THIS_TRANSACTION}
    uow.connection.execute(
        new.on_conflict_do_update(index_elements=["scan"], set_=again, where=_L.method != new.excluded.method)
    )


def looked_otherwise(uow: UnitOfWork, method: str, *, limit: int) -> list[str]:
    """Give scans whose look was noted by another method."""
    found = sa.select(_L.scan).where(_L.method != method).order_by(_L.scan).limit(limit)
    return list(uow.connection.execute(found).scalars())


def looks_since(uow: UnitOfWork, method: str, horizon: int) -> tuple[int, list[str], np.ndarray]:
    """Give the scans whose look was noted by transactions from a horizon on, each with its look as a row of single floats.

    First comes the horizon to ask from next: the oldest transaction that was still under way, so that none is passed over.
    """
    settled = sa.text("select pg_snapshot_xmin(pg_current_snapshot())::text")
    following = int(uow.connection.execute(settled).scalar_one())
    found = sa.select(_L.scan, _L.vector).where(_L.transaction >= horizon, _L.method == method).order_by(_L.scan)
    rows = uow.connection.execute(found).all()
    vectors = np.frombuffer(b"".join(row.vector for row in rows), "<f4").astype(np.float32)
    return following, [row.scan for row in rows], vectors.reshape(len(rows), -1) if rows else vectors


def looks_of(uow: UnitOfWork, scans: Sequence[str], method: str) -> dict[str, KeptLook]:
    """Give how scans look, by scan."""
    kept = sa.select(_L.scan, _L.subject, _L.method, _L.vector, _L.picture)
    rows = uow.connection.execute(kept.where(_L.scan.in_(scans), _L.method == method))
    return {row.scan: KeptLook(*row) for row in rows}


def insert(uow: UnitOfWork, number: str, scan: str, subject: str, simulated: bool, version: Version) -> None:
    """Keep a new reference."""
    row = {"number": number, "scan": scan, "subject": subject, "simulated": simulated, "state": State.WAITING.value}
    uow.connection.execute(sa.insert(concealment).values(row | _searched(version)))
    _insert_version(uow, number, version)


def add_version(uow: UnitOfWork, number: str, version: Version, state: State) -> None:
    """Keep another version of a reference."""
    changed = sa.update(concealment).where(_C.number == number)
    uow.connection.execute(changed.values(_searched(version) | {"state": state.value}))
    _insert_version(uow, number, version)


def add_review(uow: UnitOfWork, number: str, review: Review, state: State) -> None:
    """Keep a review, and where the reference stands then."""
    row = {name: getattr(review, name) for name in Review.__slots__} | {"concealment": number}
    uow.connection.execute(sa.insert(concealment_review).values(row))
    set_state(uow, number, state, review.at)


def set_state(uow: UnitOfWork, number: str, state: State, at: datetime) -> None:
    """Change where a reference stands."""
    changed = sa.update(concealment).where(_C.number == number)
    uow.connection.execute(changed.values(state=state.value, changed_at=at))


def reference(uow: UnitOfWork, number: str, *, lock: bool = False) -> Reference | None:
    """Give a reference with its versions and reviews."""
    found = sa.select(concealment).where(_C.number == number)
    row = uow.connection.execute(found.with_for_update() if lock else found).one_or_none()
    if row is None:
        return None
    return _whole(uow, [row])[0]


def references(uow: UnitOfWork, wanted: Mapping[str, str], *, limit: int, offset: int) -> tuple[list[Reference], int]:
    """Give a page of references and how many there are in all, the newest change first; what is left empty does not narrow."""
    found = sa.select(concealment)
    for name in _FACETS:
        if wanted.get(name):
            found = found.where(_C[name] == wanted[name])
    if not wanted.get("state"):
        found = found.where(_C.state != State.WITHDRAWN.value)
    if wanted.get("tag"):
        found = found.where(_C.tags.contains([wanted["tag"].lower()]))
    if wanted.get("commodity"):
        found = found.where(_C.commodity.icontains(wanted["commodity"], autoescape=True))
    if wanted.get("text"):
        columns = (_C.number, _C.scan, _C.subject, _C.commodity, _C.case)
        found = found.where(sa.or_(*(each.icontains(wanted["text"], autoescape=True) for each in columns)))
    total = uow.connection.execute(sa.select(sa.func.count()).select_from(found.subquery())).scalar_one()
    ordered = found.order_by(_C.changed_at.desc(), _C.number).limit(limit).offset(offset)
    return _whole(uow, uow.connection.execute(ordered).all()), int(total)


def by_scan(uow: UnitOfWork, scans: list[str]) -> dict[str, tuple[str, ...]]:
    """Give the references that scans stand in, withdrawn ones left out."""
    found = (
        sa.select(_C.scan, _C.number).where(_C.scan.in_(scans), _C.state != State.WITHDRAWN.value).order_by(_C.number)
    )
    made: dict[str, tuple[str, ...]] = {}
    for row in uow.connection.execute(found):
        made[row.scan] = (*made.get(row.scan, ()), row.number)
    return made


def _whole(uow: UnitOfWork, rows: Sequence[sa.Row[Any]]) -> list[Reference]:
    """Give references with their versions and reviews: two questions, however many references."""
    numbers = [row.number for row in rows]
    versions: dict[str, list[Version]] = {number: [] for number in numbers}
    reviews: dict[str, list[Review]] = {number: [] for number in numbers}
    written = sa.select(concealment_version).where(_V.concealment.in_(numbers)).order_by(_V.version)
    for each in uow.connection.execute(written):
        made = Version(each.version, _described(each.said), each.by, each.at, each.because)
        versions[each.concealment].append(made)
    for each in uow.connection.execute(
        sa.select(concealment_review).where(_R.concealment.in_(numbers)).order_by(_R.at)
    ):
        reviews[each.concealment].append(Review(each.version, each.by, each.at, each.agrees, each.note))
    return [
        Reference(
            row.number, row.scan, row.subject, row.simulated, State(row.state),
            tuple(versions[row.number]), tuple(reviews[row.number]),
        )
        for row in rows
    ]  # fmt: skip


def _searched(version: Version) -> dict[str, Any]:
    said = version.said
    plain = {"vehicle": said.vehicle.value, "place": said.place.value, "method": said.method.value}
    more = {"commodity": said.commodity, "tags": list(said.tags), "case": said.case}
    return plain | more | {"version": version.place, "changed_at": version.at}


def _insert_version(uow: UnitOfWork, number: str, version: Version) -> None:
    said = {name: getattr(version.said, name) for name in Described.__slots__}
    said |= {name: said[name].value for name in ("vehicle", "place", "method")}
    said |= {"tags": list(version.said.tags)}
    said |= {"marks": [{"view": m.view, "label": m.label, "corners": m.corners} for m in version.said.marks]}
    row = {"concealment": number, "version": version.place, "said": said}
    row |= {"by": version.by, "at": version.at, "because": version.because}
    uow.connection.execute(sa.insert(concealment_version).values(row))


def _described(kept: dict[str, Any]) -> Described:
    marks = tuple(
        Mark(each["view"], each["label"], tuple((x, y) for x, y in each["corners"])) for each in kept["marks"]
    )
    read = {"vehicle": Vehicle(kept["vehicle"]), "place": Place(kept["place"]), "method": Method(kept["method"])}
    return Described(**kept | read | {"tags": tuple(kept["tags"]), "marks": marks})
