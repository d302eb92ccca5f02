"""SQL that asks for documents."""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from smartcustoms.kernel.database import lists
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.money import Money
from smartcustoms.trade.documents.model import (
    Attached,
    Delegation,
    Document,
    GoodsLine,
    Link,
    Listed,
    Message,
    Page,
    State,
    Step,
    Use,
    Version,
    Wanted,
)
from smartcustoms.trade.documents.store.tables import (
    document,
    document_attachment,
    document_delegation,
    document_goods,
    document_link,
    document_message,
    document_step,
    document_subscription,
    document_use,
    document_version,
    document_word,
)
from smartcustoms.trade.documents.wording import words_of

_D = document.c
_LISTED = (
    _D.number, _D.organisation, _D.type, _D.state, _D.title, _D.reference, _D.applicant, _D.lodged_at, _D.changed_at,
    _D.waits_for, _D.waits_since, _D.valid_until,
)  # fmt: skip


def one(uow: UnitOfWork, number: str, *, lock: bool = False) -> Document | None:
    """Give a document; locked till the end of the transaction when asked."""
    found = sa.select(document).where(_D.number == number)
    row = uow.connection.execute(found.with_for_update() if lock else found).one_or_none()
    return _document(row) if row is not None else None


def listed(uow: UnitOfWork, wanted: Wanted, *, organisation: str | None, applicants: frozenset[str] | None) -> Page:
    """Give a page of documents, newest first; of one organisation, and only some people's, where that is said."""
    # A plan kept for any word, state or page guesses a tenth of all rows; one made for what is asked reads a few by an index.
    uow.connection.exec_driver_sql("set local plan_cache_mode = force_custom_plan")
    found = _narrowed(sa.select(*_LISTED), wanted, organisation, applicants)
    one_each = sa.select(sa.literal(1)).select_from(document)
    total = lists.counted(uow, _narrowed(one_each, wanted, organisation, applicants))
    ordered = found.order_by(_D.changed_at.desc(), _D.number.desc())
    rows = uow.connection.execute(ordered.limit(wanted.per_page).offset((wanted.page - 1) * wanted.per_page))
    return Page(tuple(_listed(row) for row in rows), total, wanted.page, wanted.per_page)


def _narrowed(found: Any, wanted: Wanted, organisation: str | None, applicants: frozenset[str] | None) -> Any:
    if organisation is not None:
        found = found.where(_D.organisation == organisation)
    if applicants is not None:
        found = found.where(_D.applicant.in_(sorted(applicants)))
    for column, value in ((_D.state, wanted.state), (_D.type, wanted.type), (_D.waits_for, wanted.agency)):
        if value:
            found = found.where(column == value)
    for word in words_of([wanted.text])[:5]:
        w = document_word.alias()
        within = (w.c.word >= word) & (w.c.word < word + "\U0010ffff")
        which = sa.select(w.c.number).where(within)
        if organisation is not None:
            which = which.where(w.c.organisation == organisation)
        found = found.where(_D.number.in_(which))
    return found


def counts(uow: UnitOfWork, organisation: str) -> dict[str, int]:
    """Give how many documents of an organisation stand in each state."""
    found = sa.select(_D.state, sa.func.count()).where(_D.organisation == organisation).group_by(_D.state)
    return {str(state): int(n) for state, n in uow.connection.execute(found)}


def steps(uow: UnitOfWork, number: str) -> list[Step]:
    """Give the timeline, oldest first."""
    s = document_step.c
    rows = uow.connection.execute(sa.select(document_step).where(s.number == number).order_by(s.sequence).limit(1000))
    return [Step(row.at, row.deed, row.by, row.waits_for, row.note) for row in rows]


def messages(uow: UnitOfWork, number: str) -> list[Message]:
    """Give the messages, oldest first."""
    m = document_message.c
    rows = uow.connection.execute(sa.select(document_message).where(m.number == number).order_by(m.sequence).limit(500))
    return [Message(row.at, row.side, row.by, row.text) for row in rows]


def attachments(uow: UnitOfWork, number: str) -> list[Attached]:
    """Give the files that go along, in the order they came."""
    a = document_attachment.c
    rows = uow.connection.execute(sa.select(document_attachment).where(a.number == number).order_by(a.added_at, a.id))
    return [Attached(r.id, r.code, r.hash, r.file_name, r.media_type, r.size, r.added_at) for r in rows]


def links(uow: UnitOfWork, number: str) -> list[Link]:
    """Give the links of a document, its own and those that others have with it."""
    k = document_link.c
    own = uow.connection.execute(sa.select(k.relation, k.other).where(k.number == number).order_by(k.at))
    back = uow.connection.execute(sa.select(k.relation, k.number).where(k.other == number).order_by(k.at))
    return [*(Link(row.relation, row.other) for row in own), *(Link(f"by:{row.relation}", row.number) for row in back)]


def versions(uow: UnitOfWork, number: str) -> list[Version]:
    """Give the earlier versions, newest first."""
    v = document_version.c
    rows = uow.connection.execute(sa.select(document_version).where(v.number == number).order_by(v.version.desc()))
    return [Version(row.version, row.content, row.replaced_at, row.replaced_by, row.because) for row in rows]


def goods(uow: UnitOfWork, number: str) -> list[GoodsLine]:
    """Give how much a document covers and what is left."""
    g = document_goods.c
    rows = uow.connection.execute(sa.select(document_goods).where(g.number == number).order_by(g.line))
    return [GoodsLine(r.line, r.hs_code, r.description, r.unit, r.granted, r.left) for r in rows]


def uses(uow: UnitOfWork, number: str) -> list[Use]:
    """Give which declarations used how much."""
    u = document_use.c
    rows = uow.connection.execute(
        sa.select(document_use).where(u.number == number).order_by(u.at, u.declaration).limit(1000)
    )
    return [Use(r.line, r.declaration, r.item, r.quantity, r.at) for r in rows]


def use(uow: UnitOfWork, number: str, line: int, declaration: str, item: int) -> Use | None:
    """Give what one item of a declaration used of one line."""
    u = document_use.c
    which = (u.number == number) & (u.line == line) & (u.declaration == declaration) & (u.item == item)
    row = uow.connection.execute(sa.select(document_use).where(which)).one_or_none()
    return Use(row.line, row.declaration, row.item, row.quantity, row.at) if row is not None else None


def several(uow: UnitOfWork, numbers: Collection[str]) -> list[Document]:
    """Give documents by their numbers, in that order, each locked against being changed until the transaction ends."""
    found = sa.select(document).where(_D.number.in_(sorted(numbers))).order_by(_D.number).with_for_update(read=True)
    return [_document(row) for row in uow.connection.execute(found)]


def goods_locked(uow: UnitOfWork, numbers: Collection[str]) -> dict[str, list[GoodsLine]]:
    """Give what is left of some documents by number, locked until the transaction ends, always in the same order."""
    g = document_goods.c
    rows = sa.select(document_goods).where(g.number.in_(list(numbers))).order_by(g.number, g.line).with_for_update()
    found: dict[str, list[GoodsLine]] = {}
    for r in uow.connection.execute(rows) if numbers else ():
        line = GoodsLine(r.line, r.hs_code, r.description, r.unit, r.granted, r.left)
        found.setdefault(r.number, []).append(line)
    return found


def users(uow: UnitOfWork, numbers: Collection[str]) -> dict[str, set[str]]:
    """Give by which declarations some documents are used."""
    u = document_use.c
    rows = sa.select(u.number, u.declaration).where(u.number.in_(list(numbers))).distinct()
    found: dict[str, set[str]] = {}
    for row in uow.connection.execute(rows) if numbers else ():
        found.setdefault(row.number, set()).add(row.declaration)
    return found


def used_by(uow: UnitOfWork, declaration: str) -> list[tuple[str, str, str, int, Decimal, str, datetime]]:
    """Give what a declaration used, item by item: number, title and type of the document, item, quantity, unit, when."""
    u, g = document_use.c, document_goods.c
    joined = document_use.join(document, _D.number == u.number).join(
        document_goods, (g.number == u.number) & (g.line == u.line)
    )
    rows = sa.select(u.number, _D.title, _D.type, u.item, u.quantity, g.unit, u.at).select_from(joined)
    found = rows.where(u.declaration == declaration).order_by(u.item, u.number, u.line)
    return [tuple(row) for row in uow.connection.execute(found.limit(2000))]


def over(uow: UnitOfWork, *, on: date, limit: int) -> list[str]:
    """Give the numbers of issued documents whose last day is before a day."""
    found = sa.select(_D.number).where(_D.state == State.ISSUED.value, _D.valid_until < on).order_by(_D.valid_until)
    return list(uow.connection.execute(found.limit(limit)).scalars())


def subscriptions(uow: UnitOfWork, organisation: str) -> list[str]:
    """Give the types that an organisation has subscribed to."""
    s = document_subscription.c
    return list(
        uow.connection.execute(sa.select(s.type).where(s.organisation == organisation).order_by(s.type)).scalars()
    )


def delegations(uow: UnitOfWork, organisation: str) -> list[Delegation]:
    """Give who may act on whose applications in an organisation."""
    d = document_delegation.c
    rows = uow.connection.execute(
        sa.select(document_delegation).where(d.organisation == organisation).order_by(d.member, d.deputy)
    )
    return [Delegation(r.member, r.deputy, r.since, r.until) for r in rows]


def _document(row: sa.Row[Any]) -> Document:
    return Document(
        number=row.number,
        organisation=row.organisation,
        type=row.type,
        type_version=row.type_version,
        state=State(row.state),
        title=row.title,
        reference=row.reference,
        applicant=row.applicant,
        hs_codes=tuple(row.hs_codes),
        content=row.content,
        version=row.version,
        begun_at=row.begun_at,
        changed_at=row.changed_at,
        lodged_at=row.lodged_at,
        waits_for=row.waits_for,
        waits_since=row.waits_since,
        review=row.review,
        paper=row.paper,
        issued_at=row.issued_at,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        conditions=tuple(row.conditions),
        reasons=tuple(row.reasons),
        fee=Money(row.fee, row.currency),
    )


def _listed(row: sa.Row[Any]) -> Listed:
    return Listed(
        row.number, row.organisation, row.type, State(row.state), row.title, row.reference, row.applicant,
        row.lodged_at, row.changed_at, row.waits_for, row.waits_since, row.valid_until,
    )  # fmt: skip
