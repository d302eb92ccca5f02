"""Files that go along, and links with other documents."""

from uuid import UUID

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import NotFound, Refused
from smartcustoms.kernel.files import actions as files
from smartcustoms.kernel.files.object_gateway import Objects
from smartcustoms.kernel.identifiers import is_numbered, new_id
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.documents import queries, store
from smartcustoms.trade.documents.actions.loading import loaded, step
from smartcustoms.trade.documents.model import OPEN, PREFIX, Attached, Relation, State

MOST_FILES = 30
_BY_HAND = (Relation.IMPORT_OF, Relation.EXPORT_OF, Relation.DECLARED_BY)


class NotAttachable(Refused):
    """A file is not one that this document takes."""

    code = "not_attachable"


class NotLinkable(Refused):
    """Two documents cannot be linked so."""

    code = "not_linkable"


def attach(
    uow: UnitOfWork, number: str, code: str, content: bytes, *, name: str, through: Objects | None = None
) -> Attached:
    """Attach a file: its kind is told by its bytes, its size is limited, it is kept under its hash.

    Raises:
        NoSuchDocument, NotNow: nothing may be attached now.
        NotAttachable: the type takes no such file, or there are 30 already.
        EmptyFile, TooLarge, TypeDiffers: the file is not as the type asks.
    """
    found = loaded(uow, number, State.DRAFT, *OPEN)
    wanted = {each.code: each for each in queries.type_of(uow, found).attachments}
    held = store.asked.attachments(uow, number)
    if code not in wanted or len(held) >= MOST_FILES:
        raise NotAttachable(
            sentence("This file cannot be attached."),
            mend=sentence(
                "Choose one of: {known}; at most {most} files.", known=", ".join(wanted) or "—", most=MOST_FILES
            ),
            field="code",
            seen=code[:40],
        )
    asks = wanted[code]
    kept = files.keep(
        uow,
        content,
        name=name,
        owner=found.organisation,
        at_most=asks.at_most_mb * 1_000_000,
        only=asks.types,
        through=through,
    )
    same = next((each for each in held if (each.code, each.hash) == (code, kept.hash)), None)
    if same is not None:
        return same
    made = Attached(new_id(uow.at), code, kept.hash, kept.name, kept.media_type, kept.size, uow.at)
    store.written.add_attachment(uow, number, found.organisation, made)
    step(uow, number, found.organisation, "attached", waits_for=found.waits_for, note=f"{code}: {kept.name}")
    return made


def detach(uow: UnitOfWork, number: str, which: UUID) -> None:
    """Take a file off a draft.

    Raises:
        NoSuchDocument, NotNow: it is no draft.
        NotFound: there is no such file.
    """
    found = loaded(uow, number, State.DRAFT)
    if not store.written.remove_attachment(uow, number, which):
        raise NotFound(sentence("There is no such file."), mend=sentence("Open the document again."), seen=str(which))
    step(uow, number, found.organisation, "detached", waits_for=found.waits_for)


def link(uow: UnitOfWork, number: str, relation: Relation, other: str) -> None:
    """Link a document with another one of the organisation's, or with a declaration by its number.

    Raises:
        NoSuchDocument: one of the two is not there.
        NotLinkable: they cannot be linked so.
    """
    found, other = loaded(uow, number), other.strip().upper()
    if relation not in _BY_HAND or other == number:
        raise NotLinkable(
            sentence("These cannot be linked so."),
            mend=sentence("Choose one of: {known}.", known=", ".join(each.value for each in _BY_HAND)),
            field="relation",
            seen=relation.value,
        )
    if relation is not Relation.DECLARED_BY:
        if not is_numbered(other, PREFIX):
            raise NotLinkable(
                sentence("This is no number of a document."),
                mend=sentence("Write it as it is printed; its last character checks the others."),
                field="other",
                seen=other[:40],
            )
        loaded(uow, other)
    if store.written.add_link(uow, number, relation.value, other[:40], found.organisation):
        step(
            uow, number, found.organisation, "linked", waits_for=found.waits_for, note=f"{relation.value} {other[:40]}"
        )
