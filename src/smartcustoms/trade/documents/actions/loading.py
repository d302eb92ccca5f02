"""What every action on a document begins with: the row, locked; may he; does it stand so that this can be done."""

from collections.abc import Mapping
from typing import Any

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.errors import Conflict
from smartcustoms.kernel.identifiers import numbered
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.documents import queries, store
from smartcustoms.trade.documents.content import hs_codes_of, title_of
from smartcustoms.trade.documents.model import PREFIX, Document, DocumentType, NoSuchDocument, NotNow, State
from smartcustoms.trade.documents.wording import words_of


def loaded(uow: UnitOfWork, number: str, *states: State) -> Document:
    """Give a document, locked till the end of the transaction.

    Raises:
        NoSuchDocument: there is none, or it is not the actor's to act on.
        NotNow: it stands in none of the states.
    """
    found = store.asked.one(uow, number, lock=True)
    if found is None or not queries.acts_on(uow, found):
        raise NoSuchDocument(
            sentence("There is no such document."), mend=sentence("Look in the list of documents."), seen=number[:40]
        )
    if states and found.state not in states:
        raise NotNow(
            sentence("This cannot be done as the document stands: {state}.", state=found.state.value),
            mend=sentence("Open the document to see what can be done."),
            seen=found.state.value,
        )
    return found


def unchanged(found: Document, version: int) -> None:
    """Refuse what was written over an older version.

    Raises:
        Conflict: somebody changed it since.
    """
    if version != found.version:
        raise Conflict(
            sentence("Somebody changed this since you opened it."),
            mend=sentence("Open it again; version {version} is the newest.", version=found.version),
            field="version",
            seen=str(version),
        )


def new_number(uow: UnitOfWork) -> str:
    """Give the next number of a document."""
    return numbered(PREFIX, uow.at.year, store.written.serial(uow))


def type_today(uow: UnitOfWork, code: str) -> DocumentType:
    """Give a type that may be applied for today.

    Raises:
        NoSuchType: there is none, or it is not in force.
    """
    return queries.document_type(uow, code, on=day_of(uow.at))


def keep_new(
    uow: UnitOfWork, number: str, kind: DocumentType, content: Mapping[str, Any], *, reference: str = ""
) -> None:
    """Keep a new draft."""
    row = {
        "number": number,
        "organisation": uow.by.organisation,
        "type": kind.code,
        "type_version": kind.version,
        "state": State.DRAFT.value,
        "applicant": uow.by.user,
        "version": 1,
        "begun_at": uow.at,
        "changed_at": uow.at,
        "waits_for": "trader",
        "waits_since": uow.at,
        "fee": kind.fee.amount,
        "currency": kind.fee.currency,
        **written(kind, content),
        "reference": reference[:60],
    }
    store.written.add_document(uow, row, search_words(number, kind, row))
    step(uow, number, uow.by.organisation, "begun", waits_for="trader")


def written(kind: DocumentType, content: Mapping[str, Any]) -> dict[str, Any]:
    """Give the columns that follow from what was written."""
    return {"content": dict(content), "title": title_of(kind, content), "hs_codes": hs_codes_of(content)}


def search_words(number: str, kind: DocumentType, row: Mapping[str, Any]) -> list[str]:
    """Give the words under which a document is found."""
    return words_of([number, kind.code, row.get("reference", ""), row["title"], *row["hs_codes"], *kind.names.values()])


def step(uow: UnitOfWork, number: str, organisation: str, deed: str, *, waits_for: str, note: str = "") -> None:
    """Note a deed on the timeline and in the audit trail."""
    store.written.add_step(uow, number, organisation, deed, waits_for=waits_for, note=note)
    uow.note(f"document.{deed}", number, waits_for=waits_for, **({"note": note[:200]} if note else {}))
