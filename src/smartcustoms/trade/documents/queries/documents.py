"""Applications and documents: lists, one whole, who may act on it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from smartcustoms.kernel.actor import Kind
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.errors import NotFound
from smartcustoms.kernel.identifiers import new_id
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.documents import catalogue, store
from smartcustoms.trade.documents.forms import cells_of
from smartcustoms.trade.documents.model import (
    Attached,
    Delegation,
    Document,
    DocumentType,
    GoodsLine,
    Link,
    Listed,
    Message,
    NoSuchDocument,
    Page,
    Step,
    Use,
    Version,
    Wanted,
)

COMPANY_USER: Final = "company_user"
"""The role of somebody who acts on his own applications only, and on those of members whose deputy he is."""
_EXPORTED: Final = 10_000


@dataclass(frozen=True, slots=True)
class Whole:
    """A document with all that belongs to it."""

    document: Document
    type: DocumentType
    steps: tuple[Step, ...]
    messages: tuple[Message, ...]
    attachments: tuple[Attached, ...]
    links: tuple[Link, ...]
    versions: tuple[Version, ...]
    goods: tuple[GoodsLine, ...]
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class Used:
    """What one item of a declaration used of a document, as the declaration sees it."""

    number: str
    title: str
    type: str
    item: int
    quantity: Decimal
    unit: str
    at: datetime


def documents(uow: UnitOfWork, wanted: Wanted) -> Page:
    """Give a page of the documents that the asker may see, newest first."""
    inside = uow.by.kind in {Kind.CUSTOMS, Kind.SYSTEM}
    applicants = frozenset({uow.by.user}) if wanted.mine else acts_for(uow)
    return store.asked.listed(
        uow, wanted, organisation=None if inside else uow.by.organisation, applicants=None if inside else applicants
    )


def every(uow: UnitOfWork, wanted: Wanted) -> Iterator[Listed]:
    """Give all documents of a list, at most 10,000, for an export."""
    page, given = replace(wanted, page=1, per_page=1000), 0
    while given < _EXPORTED and (rows := documents(uow, page).rows):
        yield from rows
        given, page = given + len(rows), replace(page, page=page.page + 1)


def document(uow: UnitOfWork, number: str) -> Document:
    """Give one document.

    Raises:
        NoSuchDocument: there is none, or it is not the asker's to see.
    """
    found = store.asked.one(uow, number)
    if found is None or not acts_on(uow, found):
        raise NoSuchDocument(
            sentence("There is no such document."), mend=sentence("Look in the list of documents."), seen=number[:40]
        )
    return found


def whole(uow: UnitOfWork, number: str) -> Whole:
    """Give one document with all that belongs to it; the look is noted.

    Raises:
        NoSuchDocument: there is none, or it is not the asker's to see.
    """
    found = document(uow, number)
    uow.looked(f"document {number}")
    return Whole(
        found,
        type_of(uow, found),
        tuple(store.asked.steps(uow, number)),
        tuple(store.asked.messages(uow, number)),
        tuple(store.asked.attachments(uow, number)),
        tuple(store.asked.links(uow, number)),
        tuple(store.asked.versions(uow, number)),
        tuple(store.asked.goods(uow, number)),
        tuple(store.asked.uses(uow, number)),
    )


def type_of(uow: UnitOfWork, found: Document) -> DocumentType:
    """Give the type of a document in the version it was written in."""
    if not found.type_version.isdigit():
        return catalogue.shipped()[found.type]
    held = store.types.version(uow, found.type, int(found.type_version))
    if held is None:
        return catalogue.shipped()[found.type]
    return catalogue.kept_type(held.body, found.type_version)


def attachment(uow: UnitOfWork, number: str, which: UUID) -> Attached:
    """Give a file that goes along with a document.

    Raises:
        NotFound: there is none.
    """
    document(uow, number)
    found = next((each for each in store.asked.attachments(uow, number) if each.id == which), None)
    if found is None:
        raise NotFound(sentence("There is no such file."), mend=sentence("Open the document again."), seen=str(which))
    return found


def same_file(one: Attached, *, at: datetime) -> Attached:
    """Give the same file under a number of its own, for another document."""
    return replace(one, id=new_id(at), added_at=at)


def used_by(uow: UnitOfWork, declaration: str) -> list[Used]:
    """Give what a declaration used of which documents, as far as the asker may see them."""
    return [Used(*row) for row in store.asked.used_by(uow, declaration)]


def counts(uow: UnitOfWork) -> dict[str, int]:
    """Give how many documents of the asker's organisation stand in each state."""
    return store.asked.counts(uow, uow.by.organisation)


def subscriptions(uow: UnitOfWork) -> list[str]:
    """Give the types that the asker's organisation has subscribed to."""
    return store.asked.subscriptions(uow, uow.by.organisation)


def delegations(uow: UnitOfWork) -> list[Delegation]:
    """Give who may act on whose applications in the asker's organisation."""
    return store.asked.delegations(uow, uow.by.organisation)


def acts_for(uow: UnitOfWork) -> frozenset[str] | None:
    """Give the users whose applications the asker may act on; None: everybody's of his organisation.

    A company user acts on his own, and on those of whoever made him deputy; individuals and company administrators on all.
    """
    if COMPANY_USER not in uow.by.roles or uow.by.roles & {"trader", "declarant"}:
        return None
    today = day_of(uow.at)
    held = [each for each in delegations(uow) if each.deputy == uow.by.user and each.holds(today)]
    return frozenset({uow.by.user, *(each.member for each in held)})


def acts_on(uow: UnitOfWork, found: Document) -> bool:
    """Tell whether the asker may act on a document that its table lets him see."""
    allowed = acts_for(uow)
    return allowed is None or found.applicant in allowed


def cells(content: Mapping[str, Any]) -> dict[str, str]:
    """Give what was filled in as cells by path, such as `goods.0.hs_code`."""
    return cells_of(content)
