"""Table of scans and all its SQL."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.boundary.scans.model import Format, Kind, Scan
from smartcustoms.kernel.database.tables import TABLES, customs_only, personal
from smartcustoms.kernel.database.unit import UnitOfWork

scan_kept = sa.Table(
    "scan_kept",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("file", sa.Text, nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("format", sa.Text, nullable=False),
    sa.Column("simulated", sa.Boolean, nullable=False),
    sa.Column("beam", sa.Text, nullable=False),
    sa.Column("scanner", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False, index=True),
    sa.Column("scanned_at", sa.Text, nullable=False),
    sa.Column("views", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("columns", sa.Integer, nullable=False),
    sa.Column("rows", sa.Integer, nullable=False),
    sa.Column("dual_energy", sa.Boolean, nullable=False),
    sa.Column("picture", sa.Text, nullable=False),
    sa.Column(
        "brought_by",
        sa.Text,
        nullable=False,
        info=personal("officer who brought the scan; evidence, kept as long as the scan"),
    ),
    sa.Column("brought_at", sa.DateTime(timezone=True), nullable=False, index=True),
    info=customs_only(),
)
scan_sight = sa.Table(
    "scan_sight",
    TABLES,
    sa.Column("scan", sa.Text, sa.ForeignKey("scan_kept.number"), primary_key=True),
    sa.Column("officer", sa.Text, primary_key=True, info=personal("officer who is to decide; till he has decided")),
    sa.Column("shown", sa.Text),
    sa.Column("picture", sa.Text),
    info=customs_only(),
)
_S, _G = scan_kept.c, scan_sight.c


def insert(uow: UnitOfWork, scan: Scan) -> bool:
    """Keep a scan; False when one with the same original is kept already."""
    row = {name: getattr(scan, name) for name in Scan.__slots__}
    row |= {"kind": scan.kind.value, "format": scan.format.value, "views": list(scan.views)}
    new = pg.insert(scan_kept).values(row).on_conflict_do_nothing().returning(_S.number)
    return uow.connection.execute(new).scalar() is not None


def by_number(uow: UnitOfWork, number: str) -> Scan | None:
    """Give a scan by its number."""
    row = uow.connection.execute(sa.select(scan_kept).where(_S.number == number)).one_or_none()
    return _scan(row) if row else None


def by_file(uow: UnitOfWork, digest: str) -> Scan | None:
    """Give a scan by the hash of its original."""
    row = uow.connection.execute(sa.select(scan_kept).where(_S.file == digest)).one_or_none()
    return _scan(row) if row else None


def scans(uow: UnitOfWork, *, kind: str, text: str, limit: int, offset: int) -> tuple[list[Scan], int]:
    """Give a page of scans, the newest first, and how many there are in all."""
    found = sa.select(scan_kept)
    if kind:
        found = found.where(_S.kind == kind)
    if text:
        like = f"%{text.replace('%', '').replace('_', '')}%"
        found = found.where(_S.number.ilike(like) | _S.name.ilike(like) | _S.subject.ilike(like))
    total = uow.connection.execute(sa.select(sa.func.count()).select_from(found.subquery())).scalar_one()
    rows = uow.connection.execute(found.order_by(_S.brought_at.desc(), _S.number).limit(limit).offset(offset))
    return [_scan(row) for row in rows], int(total)


def earlier(uow: UnitOfWork, scan: Scan) -> list[Scan]:
    """Give the earlier scans of the same subject, the newest first."""
    same = (
        (_S.subject == scan.subject)
        & (_S.subject != "")
        & (_S.number != scan.number)
        & (_S.brought_at <= scan.brought_at)
    )
    rows = uow.connection.execute(
        sa.select(scan_kept).where(same).order_by(_S.brought_at.desc(), _S.number.desc()).limit(20)
    )
    return [_scan(row) for row in rows]


def beside(uow: UnitOfWork, scan: Scan) -> tuple[str, str]:
    """Give the numbers of the scans brought just before and just after one, empty at the ends."""
    place, here = sa.tuple_(_S.brought_at, _S.number), sa.tuple_(scan.brought_at, scan.number)
    asked = (
        sa.select(_S.number).where(place < here).order_by(_S.brought_at.desc(), _S.number.desc()).limit(1),
        sa.select(_S.number).where(place > here).order_by(_S.brought_at, _S.number).limit(1),
    )
    before, after = (uow.connection.execute(each).scalar() or "" for each in asked)
    return before, after


def _scan(row: sa.Row[Any]) -> Scan:
    known = {name: getattr(row, name) for name in Scan.__slots__}
    return Scan(**known | {"kind": Kind(row.kind), "format": Format(row.format), "views": tuple(row.views)})


def keep_sight(uow: UnitOfWork, scan: str, officer: str, *, shown: str | None, picture: str | None) -> None:
    """Keep that an officer is to decide on a scan, and the files that he sees instead of its own where there are such."""
    row = {"shown": shown, "picture": picture}
    new = pg.insert(scan_sight).values(row | {"scan": scan, "officer": officer})
    uow.connection.execute(new.on_conflict_do_update(index_elements=["scan", "officer"], set_=row))


def drop_sight(uow: UnitOfWork, scan: str, officer: str) -> None:
    """Forget that an officer is to decide on a scan."""
    uow.connection.execute(sa.delete(scan_sight).where(_G.scan == scan, _G.officer == officer))


def sight(uow: UnitOfWork, scan: str, officer: str) -> tuple[str | None, str | None] | None:
    """Give the files an officer who is to decide sees instead of a scan's own and of its small picture; None: he is not to decide."""
    found = sa.select(_G.shown, _G.picture).where(_G.scan == scan, _G.officer == officer)
    row = uow.connection.execute(found).one_or_none()
    return None if row is None else (row.shown, row.picture)
