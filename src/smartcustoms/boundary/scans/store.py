"""Tables of scans and of the files that came in, and all their SQL."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.boundary.scans.intake import Arrival, Came, Figures, Outcome, Shown, Source, Wanted, keepable
from smartcustoms.boundary.scans.model import Format, Kind, Scan
from smartcustoms.kernel.database import lists
from smartcustoms.kernel.database.tables import TABLES, customs_only, personal
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.words.kept import as_json, from_json

_TIME = sa.DateTime(timezone=True)

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
    sa.Column("brought_at", _TIME, nullable=False, index=True),
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
scan_arrival_serial = sa.Sequence("scan_arrival_serial", metadata=TABLES)
scan_arrival = sa.Table(
    "scan_arrival",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("file", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("folder", sa.Text, nullable=False),
    sa.Column("mark", sa.Text, nullable=False),
    sa.Column("brought_by", sa.Text, nullable=False, info=personal("who or which machine brought it last; 90 days")),
    sa.Column("brought_name", sa.Text, nullable=False, info=personal("his or its name then; 90 days")),
    sa.Column("first_at", _TIME, nullable=False),
    sa.Column("last_at", _TIME, nullable=False, index=True),
    sa.Column("times", sa.Integer, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("scan", sa.Text, nullable=False),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("says", pg.JSONB(none_as_null=True)),
    sa.Column("mend", pg.JSONB(none_as_null=True)),
    sa.Column("seen", sa.Text, nullable=False),
    sa.Column("again_at", _TIME),
    sa.Column("again_by", sa.Text, nullable=False, info=personal("officer who put the file back; 90 days")),
    sa.Column("dealt_at", _TIME),
    sa.Column("dealt_by", sa.Text, nullable=False, info=personal("officer who dealt with the refusal; 90 days")),
    sa.Column("dealt_note", sa.Text, nullable=False, info=personal("what he noted; 90 days")),
    sa.UniqueConstraint("source", "file"),
    info=customs_only(),
)
_S, _G, _A = scan_kept.c, scan_sight.c, scan_arrival.c
_LONG: Final = 30
_SORTS: Final = {name: _A[name] for name in ("number", "name", "source", "outcome", "times", "last_at")}


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


def kinds(uow: UnitOfWork, numbers: Sequence[str]) -> dict[str, str]:
    """Give the kind of each of these scans that are kept."""
    rows = uow.connection.execute(sa.select(_S.number, _S.kind).where(_S.number.in_(numbers)))
    return {row.number: row.kind for row in rows}


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


def deciding(uow: UnitOfWork, officer: str) -> frozenset[str]:
    """Give the scans that an officer is to decide on."""
    return frozenset(uow.connection.execute(sa.select(_G.scan).where(_G.officer == officer)).scalars())


def arrival_serial(uow: UnitOfWork) -> int:
    """Take the next serial number of a file that came in."""
    return int(uow.connection.execute(scan_arrival_serial.next_value().select()).scalar_one())


def keep_arrival(uow: UnitOfWork, number: str, came: Came, *, scan: str = "", why: Refused | None = None) -> str | None:
    """Keep a file that came in under a number, or count it again where it came so before; give the number it has.

    None: the same file of a folder was counted already, and was not moved since.
    """
    told = {"code": "", "says": None, "mend": None, "seen": ""}
    if why is not None:
        said = {"says": as_json(why.says), "mend": as_json(why.mend), "seen": (why.seen or "")[:200]}
        told = keepable({"code": why.code, **said})
    outcome = Outcome.REFUSED if why else Outcome.TAKEN
    last = {name: getattr(came, name) for name in ("name", "size", "kind", "folder", "mark")} | told
    last |= {"brought_by": uow.by.user, "brought_name": uow.by.name[:200], "last_at": uow.at}
    last |= {"outcome": outcome.value, "scan": scan, "dealt_at": None, "dealt_by": "", "dealt_note": ""}
    first = {"number": number, "source": came.source.value, "file": came.file, "first_at": uow.at, "times": 1}
    new = pg.insert(scan_arrival).values(last | first | {"again_at": None, "again_by": ""})
    other = (new.excluded.mark == "") | (_A.mark != new.excluded.mark) | (_A.outcome != new.excluded.outcome)
    # A file that was put back has only the end of a long name: the whole is known already.
    length = sa.func.char_length(new.excluded.name)
    is_end = (length > _LONG) & (sa.func.right(_A.name, length) == new.excluded.name)
    again = last | {"times": _A.times + 1, "name": sa.case((is_end, _A.name), else_=new.excluded.name)}
    kept = new.on_conflict_do_update(index_elements=["source", "file"], set_=again, where=other).returning(_A.number)
    found = uow.connection.execute(kept).scalar()
    return None if found is None else str(found)


def arrival(uow: UnitOfWork, number: str, *, to_change: bool = False) -> Arrival | None:
    """Give a file that came in by its number; to change it, nobody else may meanwhile."""
    asked = sa.select(scan_arrival).where(_A.number == number.replace("\x00", ""))
    row = uow.connection.execute(asked.with_for_update() if to_change else asked).one_or_none()
    return _arrival(row) if row else None


def arrivals(uow: UnitOfWork, wanted: Wanted, *, page: int, size: int) -> tuple[list[Arrival], int]:
    """Give a page of the files that came in, and how many there are in all."""
    rows, total = lists.page_of(uow, _wanted(wanted), _order(wanted.sort), page=page, size=size)
    return [_arrival(row) for row in rows], total


def every_arrival(uow: UnitOfWork, wanted: Wanted, *, at_once: int = 2000) -> Iterator[Arrival]:
    """Give all files that came in, however many: some are fetched at once, so that memory does not grow with them."""
    found = _wanted(wanted).order_by(*_order(wanted.sort)).execution_options(yield_per=at_once)
    for row in uow.connection.execute(found):
        yield _arrival(row)


def figures(uow: UnitOfWork, *, since: datetime) -> dict[Source, Figures]:
    """Count by their way in the files that came since a moment, those open, and tell when one last came."""
    taken, refused = _A.outcome == Outcome.TAKEN.value, _A.outcome == Outcome.REFUSED.value
    counts = (
        sa.func.count().filter(taken, _A.last_at >= since),
        sa.func.count().filter(refused, _A.last_at >= since),
        sa.func.count().filter(refused, _A.dealt_at.is_(None)),
        sa.func.max(_A.last_at),
    )
    rows = uow.connection.execute(sa.select(_A.source, *counts).group_by(_A.source))
    return {
        Source(source): Figures(taken_today=taken, refused_today=refused, open=still, last_at=last)
        for source, taken, refused, still, last in rows
    }


def note_again(uow: UnitOfWork, number: str) -> None:
    """Note that a refused file is put back; when it comes again it is counted again."""
    changed = {"again_at": uow.at, "again_by": uow.by.user, "mark": ""}
    uow.connection.execute(sa.update(scan_arrival).where(_A.number == number).values(changed))


def note_dealt(uow: UnitOfWork, number: str, note: str | None) -> None:
    """Note that a refusal was dealt with, and what was said of it; None: that it is open again."""
    dealt: dict[str, Any] = {"dealt_at": uow.at, "dealt_by": uow.by.user, "dealt_note": note}
    changed = dealt if note is not None else {"dealt_at": None, "dealt_by": "", "dealt_note": ""}
    uow.connection.execute(sa.update(scan_arrival).where(_A.number == number).values(changed))


def forget_arrivals(uow: UnitOfWork, *, before: datetime) -> int:
    """Forget the files that last came before a moment; give how many."""
    return int(uow.connection.execute(sa.delete(scan_arrival).where(_A.last_at < before)).rowcount)


def _wanted(wanted: Wanted) -> sa.Select[Any]:
    found = sa.select(scan_arrival).where(*lists.within(wanted.since, wanted.until, _A.first_at, _A.last_at))
    refused = _A.outcome == Outcome.REFUSED.value
    match wanted.outcome:
        case Shown.TAKEN:
            found = found.where(~refused)
        case Shown.REFUSED:
            found = found.where(refused)
        case Shown.OPEN:
            found = found.where(refused, _A.dealt_at.is_(None))
        case None:
            pass
    if wanted.source:
        found = found.where(_A.source == wanted.source.value)
    if text := wanted.text.replace("\x00", ""):
        own = [each.icontains(text, autoescape=True) for each in (_A.name, _A.code, _A.scan, _A.number)]
        # Only what was refused is found by its hash: who is to decide on a scan is told none (docs/decisions/0036).
        found = found.where(sa.or_(*own, refused & _A.file.istartswith(text, autoescape=True)))
    return found


def _order(sort: str) -> list[lists.Column]:
    return lists.ordered(sort, _SORTS, otherwise=_A.last_at, then=_A.number)


def _arrival(row: sa.Row[Any]) -> Arrival:
    known = {name: getattr(row, name) for name in Arrival.__slots__}
    known |= {"source": Source(row.source), "outcome": Outcome(row.outcome)}
    known |= {name: from_json(known[name]) if known[name] else None for name in ("says", "mend")}
    return Arrival(**known)
