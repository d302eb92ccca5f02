"""What can be asked of declarations. Row-level security leaves traders their own; customs see all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from smartcustoms.business.recognition.model import Consignor
from smartcustoms.business.traders.model import PartySeen, Role
from smartcustoms.kernel import spreadsheet
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import begin_of
from smartcustoms.kernel.errors import NotFound
from smartcustoms.kernel.identifiers import is_numbered
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.declarations import store
from smartcustoms.trade.declarations.life import BY_OFFICER, PRE_LODGED, Told, life_of
from smartcustoms.trade.declarations.life import NAMES as STATE_NAMES
from smartcustoms.trade.declarations.model import (
    PREFIX,
    Checked,
    Declaration,
    Direction,
    Draft,
    Drafted,
    FileLodged,
    Links,
    ListPage,
    Lodged,
    NoSuchDeclaration,
    Reason,
    RefusedRow,
    Status,
    Step,
    Version,
    Wanted,
    is_pre_lodged,
)
from smartcustoms.trade.declarations.reading import drafted, entered_again
from smartcustoms.trade.declarations.refused import MOST_KEPT, NoSuchRefusal, Refusal, RefusalsWanted
from smartcustoms.trade.declarations.sheets_in import Caps, table
from smartcustoms.trade.declarations.sheets_out import csv_of, xlsx_of
from smartcustoms.trade.risk import queries as risks
from smartcustoms.trade.risk.model import Lane

MOST_EXPORTED: Final = 100_000
_STATUS_NAMES: Final = {
    Status.LODGED: sentence("lodged"),
    Status.ACCEPTED: sentence("accepted"),
    Status.UNDER_CONTROL: sentence("under control"),
    Status.RELEASED: sentence("released"),
    Status.DETAINED: sentence("detained"),
    Status.WITHDRAWN: sentence("withdrawn"),
}
DIRECTION_NAMES: Final = {
    "import": sentence("Import"),
    "export": sentence("Export"),
    "transhipment": sentence("Transhipment"),
}
DEED_NAMES: Final = {
    "lodged": sentence("Lodged"),
    PRE_LODGED: sentence("Lodged, before the goods arrived"),
    "amended": sentence("Amended"),
    "withdrawn": sentence("Withdrawn"),
    "released": sentence("Released"),
    "detained": sentence("Detained"),
    "moved_to_lane": sentence("Moved to another lane"),
    **{state.value: STATE_NAMES[state] for state in BY_OFFICER},
}


class NoSuchDraft(NotFound):
    """There is no such draft, or it is another organisation's."""

    code = "draft_unknown"


class NoSuchFile(NotFound):
    """There is no such file, or it is another organisation's."""

    code = "declaration_file_unknown"


def declaration(uow: UnitOfWork, number: str) -> Declaration:
    """Give one declaration, whole.

    Raises:
        NoSuchDeclaration: there is none of this number, or it is not the asker's to see.
    """
    return _there(store.by_number(uow, number) if is_numbered(number, PREFIX) else None, number)


def several(uow: UnitOfWork, numbers: Sequence[str]) -> list[Declaration]:
    """Give those declarations of the numbers that the asker may see, whole, in the order of the numbers; for some hundreds at once."""
    return store.by_numbers(uow, numbers) if numbers else []


def parties(uow: UnitOfWork, numbers: Sequence[str]) -> list[PartySeen]:
    """Give the parties that declarations name, with the role in which they do, declaration by declaration."""
    found: list[PartySeen] = []
    for row in store.parties(uow, numbers):
        owner = Role.EXPORTER if row.direction == Direction.EXPORT.value else Role.IMPORTER
        named = (
            (row.importer, owner),
            (row.declarant, Role.DECLARANT),
            (row.seller, Role.SELLER),
            (row.courier, Role.CARRIER),
        )
        found += [PartySeen(code, role) for code, role in named if code]
    return found


def consignors(uow: UnitOfWork, numbers: Sequence[str]) -> list[tuple[str, Consignor]]:
    """Give who sends the goods of import declarations, by number, as they name the seller."""
    return [
        (row.number, Consignor(row.seller, row.seller_name or "", row.seller_address or ""))
        for row in store.senders(uow, numbers)
    ]


def held(uow: UnitOfWork, number: str) -> Declaration:
    """Give one declaration and hold it, for an action, until the transaction ends.

    Raises:
        NoSuchDeclaration: there is none of this number, or it is not the asker's to see.
    """
    return _there(store.by_number(uow, number, to_change=True) if is_numbered(number, PREFIX) else None, number)


def _there(found: Declaration | None, number: str) -> Declaration:
    if found is None:
        raise NoSuchDeclaration(
            sentence("There is no declaration {number}.", number=number[:40]),
            mend=sentence("Check the number; its last character is a check character."),
            field="number",
            seen=number[:40],
        )
    return found


def drafted_from(entered: Mapping[str, Any]) -> Drafted:
    """Take the cells out of our own JSON of a declaration; nothing in it is checked."""
    return drafted(entered)


def by_reference(uow: UnitOfWork, reference: str) -> list[str]:
    """Give the numbers of the asker's organisation's declarations of an own reference that were not withdrawn, at most ten."""
    return store.numbers_of_reference(uow, uow.by.organisation, reference)


def links(uow: UnitOfWork, found: Declaration) -> Links:
    """Give which declaration a supplementary one completes, and which ones complete this one."""
    first = store.completed(uow, found.organisation, found.header.previous) if found.header.previous else None
    names = [each.upper() for each in (found.number, found.header.reference) if each]
    later = store.completing(uow, found.organisation, names)
    return Links(first if first != found.number else None, tuple(each for each in later if each != found.number))


def declarations(uow: UnitOfWork, wanted: Wanted) -> ListPage:
    """Give one page of the declarations that match."""
    return store.page_of(uow, wanted)


def reasons(uow: UnitOfWork, number: str) -> list[Reason]:
    """Give why a declaration has its lane, as far as its trader may know, each with the mend where he can mend it.

    Raises:
        NoSuchDeclaration.
    """
    found = declaration(uow, number)
    return [Reason(says, mend) for says, mend in risks.reasons_for_trader(uow, found.number)]


def timeline(uow: UnitOfWork, number: str) -> list[Step]:
    """Give all that happened to a declaration, oldest first.

    Raises:
        NoSuchDeclaration.
    """
    found = declaration(uow, number)
    deed = PRE_LODGED if is_pre_lodged(found.header.type) else "lodged"
    return [Step(found.lodged_at, deed, found.lodged_by, 1), *store.steps_of(uow, number)]


def deed_name(deed: str) -> Sentence:
    """Say a deed of the timeline."""
    return DEED_NAMES[deed]


def notifications(uow: UnitOfWork, number: str) -> tuple[Told, ...]:
    """Give what customs told of a declaration at each step of its life, oldest first.

    Raises:
        NoSuchDeclaration.
    """
    return life_of(timeline(uow, number), declaration(uow, number).status)


def state_names() -> Mapping[str, Sentence]:
    """Give the states of a life that a notification tells of, each with its name."""
    return {state.value: name for state, name in STATE_NAMES.items()}


def notification_json(told: Told, number: str, own: str | None) -> dict[str, Any]:
    """Write a notification as the JSON of its message (RES); `own` is the trader's reference."""
    from smartcustoms.trade.declarations.wco.responses import response

    return response(
        function=told.function, reference=f"{number}-{told.place}", at=told.at, number=number, version=told.version,
        own=own, because=told.because,
    )  # fmt: skip


def notification_xml(told: Told, number: str, own: str | None) -> bytes:
    """Write a notification as its message (RES) in XML."""
    from smartcustoms.trade.declarations.wco.writing import written

    return written(notification_json(told, number, own))


def versions(uow: UnitOfWork, number: str) -> list[Version]:
    """Give the versions of a declaration that were amended away, oldest first."""
    return store.versions_of(uow, declaration(uow, number).number)


def exported(uow: UnitOfWork, wanted: Wanted, *, as_xlsx: bool = False) -> bytes:
    """Give the declarations that match as a table, one row per goods item: CSV (UTF-8), or XLSX. At most 100,000 rows."""
    rows = store.rows_for_export(uow, wanted, MOST_EXPORTED)
    return xlsx_of(rows) if as_xlsx else csv_of(rows)


def original(uow: UnitOfWork, number: str) -> bytes | None:
    """Give what was sent for the present version; None for a declaration that came in a file."""
    return store.original_of(uow, declaration(uow, number).original)


def refusal(uow: UnitOfWork, number: str) -> Refusal:
    """Give a lodging by API that was refused.

    Raises:
        NoSuchRefusal: there is none of this number, or it is another organisation's.
    """
    found = store.refusal_by_number(uow, number)
    if found is None:
        raise NoSuchRefusal(
            sentence("There is no such refused lodging."),
            mend=sentence("Look in the list of refused lodgings; the newest {count} are kept.", count=MOST_KEPT),
            seen=number[:40],
        )
    return found


def refusals(uow: UnitOfWork, wanted: RefusalsWanted) -> tuple[list[Refusal], int]:
    """Give a page of the refused lodgings that the asker may see, and how many there are."""
    return store.refusals(uow, wanted)


def every_refusal(uow: UnitOfWork, wanted: RefusalsWanted) -> list[Refusal]:
    """Give all refused lodgings that the filters let through, at most 100,000, for an export."""
    return store.refusals(uow, replace(wanted, page=1, per_page=MOST_EXPORTED))[0]


def draft(uow: UnitOfWork, draft_id: UUID) -> Draft:
    """Give a draft.

    Raises:
        NoSuchDraft.
    """
    found = store.draft_by_id(uow, draft_id)
    if found is None or found.organisation != uow.by.organisation:
        raise NoSuchDraft(sentence("There is no such draft."), mend=sentence("Open it from the list of your drafts."))
    return found


def drafts(uow: UnitOfWork) -> list[Draft]:
    """Give the newest drafts of the asker's organisation."""
    return store.drafts_of(uow, 50)


def file_lodged(uow: UnitOfWork, file: UUID) -> FileLodged:
    """Give a file of declarations and how far it has come.

    Raises:
        NoSuchFile.
    """
    found = store.file_by_id(uow, file)
    if found is None:
        raise NoSuchFile(sentence("There is no such file."), mend=sentence("Open it from the list of your files."))
    return found


def files_lodged(uow: UnitOfWork) -> list[FileLodged]:
    """Give the newest files of declarations."""
    return store.files_of(uow, 20)


def refused_rows(uow: UnitOfWork, file: UUID, at_most: int = 100_000) -> list[RefusedRow]:
    """Give a file's refused rows in its order."""
    return store.refused_rows(uow, file_lodged(uow, file).id, at_most)


def refused_csv(rows: Iterable[RefusedRow]) -> str:
    """Write refused rows as a table: row, field, value, reason, how to mend it."""
    told = ((each.row, each.fault) for each in rows)
    cells = ([row, f.path, f.seen, f.code, str(f.says), str(f.mend)] for row, f in told)
    return spreadsheet.csv_of(["row", "field", "value", "code", "reason", "mend"], cells)


def status_name(status: Status) -> Sentence:
    """Say where a declaration stands."""
    return _STATUS_NAMES[status]


def answer_kept(lodged: Lodged) -> dict[str, Any]:
    """Write an answer so that it can be given again."""
    return {
        "number": lodged.number,
        "version": lodged.version,
        "at": lodged.at.isoformat(),
        "status": lodged.status.value,
        "lane": lodged.lane.value if lodged.lane else None,
        "original": lodged.original,
        "told": [store.fault_kept(each) for each in lodged.told],
        "reasons": [store.reason_kept(each) for each in lodged.reasons],
    }


def answer_again(kept: Mapping[str, Any]) -> Lodged:
    """Give a kept answer again."""
    return Lodged(
        kept["number"],
        kept["version"],
        datetime.fromisoformat(kept["at"]),
        Status(kept["status"]),
        Lane(kept["lane"]) if kept["lane"] else None,
        kept["original"],
        tuple(store.fault_of(each) for each in kept["told"]),
        tuple(store.reason_of(each) for each in kept["reasons"]),
        repeated=True,
    )


def body_kept(old: Declaration) -> dict[str, Any]:
    """Write a version's cells."""
    found = entered_again(old.header, old.items)
    return {"header": dict(found.header), "items": [dict(item) for item in found.items]}


def columns_kept(found: Checked) -> dict[str, Any]:
    """Give the columns that follow from what was declared."""
    return store.header_row(found)


def lodged_between(uow: UnitOfWork, organisation: str, *, since: date, until: date) -> int:
    """Count what an organisation lodged in a span of days, both counted, and did not withdraw."""
    end = begin_of(until + timedelta(days=1))
    return store.count_lodged(uow, organisation, since=begin_of(since), until=end)


def sheet(content: bytes, *, name: str, most: int = 10_000) -> list[dict[str, str]]:
    """Read a sheet that came from outside (CSV, XLSX, Parquet) as lines of text cells by the heads of their columns.

    Raises:
        FileUnusable: it is no table, or larger than its caps.
    """
    caps = Caps(sent=8 * 1024 * 1024, unpacked=64 * 1024 * 1024, rows=most)
    frame = table(content, name=name, caps=caps)
    frame = frame.rename(
        {head: head.strip().lower() for head in frame.columns if head.strip().lower() not in frame.columns}
    )
    return [{head: cell or "" for head, cell in row.items()} for row in frame.to_dicts()]
