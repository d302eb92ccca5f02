"""Write a declaration in several sittings, or begin from one that was lodged."""

from uuid import UUID

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.identifiers import new_id
from smartcustoms.trade.declarations import queries, store
from smartcustoms.trade.declarations.model import Drafted
from smartcustoms.trade.declarations.reading import entered_again


def draft(uow: UnitOfWork, drafted: Drafted, *, into: UUID | None = None) -> UUID:
    """Keep what was entered so far, unchecked; `into` is the draft to write over.

    Raises:
        NoSuchDraft: there is none of that number, or it is another organisation's.
    """
    number = queries.draft(uow, into).id if into else new_id(uow.at)
    store.keep_draft(uow, number, {"header": dict(drafted.header), "items": [dict(item) for item in drafted.items]})
    return number


def copy(uow: UnitOfWork, number: str) -> UUID:
    """Begin a draft with the cells of a lodged declaration, without its reference and date.

    Raises:
        NoSuchDeclaration.
    """
    old = queries.declaration(uow, number)
    found = entered_again(old.header, old.items)
    header = {name: text for name, text in found.header.items() if name not in ("reference", "declared_on")}
    return draft(uow, Drafted(header, found.items))


def discard(uow: UnitOfWork, draft_id: UUID) -> None:
    """Remove a draft.

    Raises:
        NoSuchDraft.
    """
    store.drop_draft(uow, queries.draft(uow, draft_id).id)
