"""SQL that writes documents."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.documents.model import Attached, GoodsLine
from smartcustoms.trade.documents.store.tables import (
    document,
    document_attachment,
    document_delegation,
    document_goods,
    document_key,
    document_link,
    document_message,
    document_serial,
    document_step,
    document_subscription,
    document_use,
    document_version,
    document_word,
)


def serial(uow: UnitOfWork) -> int:
    """Give the next serial of a document's number."""
    return int(uow.connection.execute(sa.select(document_serial.next_value())).scalar_one())


def claim_key(uow: UnitOfWork, key: str, digest: str, number: str) -> tuple[str, str]:
    """Claim an idempotency key for a number; give the digest and number that hold it, ours or an earlier one's.

    Two at the same time: the second waits for the first to commit, then reads what it claimed.
    """
    k = document_key.c
    row = {"organisation": uow.by.organisation, "key": key, "digest": digest, "number": number, "at": uow.at}
    new = pg.insert(document_key).values(row).on_conflict_do_nothing().returning(k.number)
    if uow.connection.execute(new).scalar() is not None:
        return digest, number
    found = sa.select(k.digest, k.number).where(k.organisation == uow.by.organisation, k.key == key)
    held = uow.connection.execute(found).one()
    return held.digest, held.number


def add_document(uow: UnitOfWork, row: Mapping[str, Any], words: Iterable[str]) -> None:
    """Keep a new document with the words under which it is found."""
    uow.connection.execute(sa.insert(document).values(dict(row)))
    put_words(uow, row["number"], row["organisation"], words, new=True)


def change(uow: UnitOfWork, number: str, changes: Mapping[str, Any]) -> None:
    """Change columns of a document."""
    uow.connection.execute(
        sa.update(document).where(document.c.number == number).values({"changed_at": uow.at, **changes})
    )


def put_words(uow: UnitOfWork, number: str, organisation: str, words: Iterable[str], *, new: bool = False) -> None:
    """Put the words under which a document is found in place of earlier ones."""
    if not new:
        uow.connection.execute(sa.delete(document_word).where(document_word.c.number == number))
    rows = [{"word": word, "number": number, "organisation": organisation} for word in words]
    if rows:
        uow.connection.execute(sa.insert(document_word), rows)


def add_version(uow: UnitOfWork, row: Mapping[str, Any]) -> None:
    """Keep an earlier version of what was written."""
    uow.connection.execute(
        sa.insert(document_version).values({**row, "replaced_at": uow.at, "replaced_by": uow.by.user})
    )


def add_step(uow: UnitOfWork, number: str, organisation: str, deed: str, *, waits_for: str, note: str = "") -> None:
    """Add an entry to the timeline."""
    row = {"number": number, "organisation": organisation, "at": uow.at, "deed": deed, "by": uow.by.user}
    uow.connection.execute(sa.insert(document_step).values({**row, "waits_for": waits_for, "note": note[:2000]}))


def add_message(uow: UnitOfWork, number: str, organisation: str, side: str, text: str) -> None:
    """Keep a message."""
    row = {"number": number, "organisation": organisation, "at": uow.at, "side": side}
    uow.connection.execute(sa.insert(document_message).values({**row, "by": uow.by.user, "text": text}))


def add_attachment(uow: UnitOfWork, number: str, organisation: str, one: Attached) -> None:
    """Keep that a file goes along."""
    row = {
        "id": one.id,
        "number": number,
        "organisation": organisation,
        "code": one.code,
        "hash": one.hash,
        "file_name": one.name,
        "media_type": one.media_type,
        "size": one.size,
        "added_at": one.added_at,
    }
    uow.connection.execute(sa.insert(document_attachment).values(row))


def remove_attachment(uow: UnitOfWork, number: str, which: Any) -> bool:
    """Take a file off; False when there is none. Its bytes stay kept under their hash."""
    a = document_attachment.c
    gone = sa.delete(document_attachment).where(a.number == number, a.id == which).returning(a.id)
    return uow.connection.execute(gone).scalar() is not None


def add_link(uow: UnitOfWork, number: str, relation: str, other: str, organisation: str) -> bool:
    """Keep a link; False when it is there already."""
    row = {"number": number, "relation": relation, "other": other, "organisation": organisation, "at": uow.at}
    new = pg.insert(document_link).values(row).on_conflict_do_nothing().returning(document_link.c.number)
    return uow.connection.execute(new).scalar() is not None


def put_goods(uow: UnitOfWork, number: str, organisation: str, lines: Iterable[GoodsLine]) -> None:
    """Keep how much a document covers of each line of goods."""
    rows = [
        {
            "number": number,
            "organisation": organisation,
            "line": each.line,
            "hs_code": each.hs_code,
            "description": each.description,
            "unit": each.unit,
            "granted": each.granted,
            "left": each.left,
        }
        for each in lines
    ]
    if rows:
        uow.connection.execute(pg.insert(document_goods).on_conflict_do_nothing(), rows)


def add_use(
    uow: UnitOfWork, number: str, organisation: str, line: int, declaration: str, item: int, quantity: Decimal
) -> bool:
    """Keep that an item of a declaration uses a quantity; False when that is kept already."""
    row = {"number": number, "organisation": organisation, "line": line, "declaration": declaration, "item": item}
    new = pg.insert(document_use).values({**row, "quantity": quantity, "at": uow.at}).on_conflict_do_nothing()
    return uow.connection.execute(new.returning(document_use.c.number)).scalar() is not None


def take_off(uow: UnitOfWork, number: str, line: int, quantity: Decimal) -> bool:
    """Write a quantity off a line when so much is left; False when it is not. The row is locked till the end."""
    g = document_goods.c
    enough = (g.number == number) & (g.line == line) & (g.left >= quantity)
    done = sa.update(document_goods).where(enough).values(left=g.left - quantity).returning(g.line)
    return uow.connection.execute(done).scalar() is not None


def give_back(uow: UnitOfWork, declaration: str) -> list[tuple[str, str, str, int, Decimal]]:
    """Give back what a declaration used, and untie it; give number, organisation, unit, item and quantity of each line."""
    u, g, k = document_use.c, document_goods.c, document_link.c
    kept = sa.select(u.number).where(u.declaration == declaration).order_by(u.number)
    numbers = list(dict.fromkeys(uow.connection.execute(kept).scalars()))
    if not numbers:
        return []
    lock = sa.select(g.line).where(g.number.in_(numbers)).order_by(g.number, g.line).with_for_update()
    uow.connection.execute(lock)  # in the order in which lodging locks them: two never wait for each other
    gone = sa.delete(document_use).where(u.declaration == declaration)
    rows = uow.connection.execute(gone.returning(u.number, u.organisation, u.line, u.item, u.quantity)).all()
    found = []
    for row in sorted(rows, key=lambda row: (row.number, row.line, row.item)):
        back = sa.update(document_goods).where(g.number == row.number, g.line == row.line)
        unit = uow.connection.execute(back.values(left=g.left + row.quantity).returning(g.unit)).scalar_one()
        found.append((row.number, row.organisation, unit, row.item, row.quantity))
    untied = sa.delete(document_link).where(k.number.in_(numbers), k.relation == "declared_by", k.other == declaration)
    uow.connection.execute(untied)
    return found


def put_subscription(uow: UnitOfWork, kind: str) -> bool:
    """Keep that the actor's organisation applies for a type; False when it is kept already."""
    row = {"organisation": uow.by.organisation, "type": kind, "since": uow.at, "by": uow.by.user}
    new = pg.insert(document_subscription).values(row).on_conflict_do_nothing().returning(document_subscription.c.type)
    return uow.connection.execute(new).scalar() is not None


def remove_subscription(uow: UnitOfWork, kind: str) -> None:
    """Take a subscription away."""
    s = document_subscription.c
    uow.connection.execute(
        sa.delete(document_subscription).where(s.organisation == uow.by.organisation, s.type == kind)
    )


def put_delegation(uow: UnitOfWork, member: str, deputy: str, *, since: date, until: date | None) -> None:
    """Let a deputy act on a member's applications."""
    d = document_delegation.c
    row = {"organisation": uow.by.organisation, "member": member, "deputy": deputy, "since": since, "until": until}
    new = pg.insert(document_delegation).values({**row, "given_by": uow.by.user})
    uow.connection.execute(
        new.on_conflict_do_update(
            index_elements=[d.organisation, d.member, d.deputy],
            set_={"since": since, "until": until, "given_by": uow.by.user},
        )
    )


def remove_delegation(uow: UnitOfWork, member: str, deputy: str) -> None:
    """Take a delegation back."""
    d = document_delegation.c
    which = (d.organisation == uow.by.organisation) & (d.member == member) & (d.deputy == deputy)
    uow.connection.execute(sa.delete(document_delegation).where(which))
