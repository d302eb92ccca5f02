"""Notes and money to start from."""

import itertools
from decimal import Decimal
from typing import Any

from smartcustoms.kernel.actor import PLATFORM, Actor
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.money import Money
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.payments import actions, queries
from smartcustoms.trade.payments.collecting_gateway import MemoryGateway, message, signature_of
from smartcustoms.trade.payments.model import Attempt, LineKind, NoteLine, Payment
from tests.cast import BELA, ESI
from tests.conftest import NOON

_KEYS = itertools.count(1)


def hkd(amount: str | int) -> Money:
    return Money(Decimal(amount), "HKD").rounded()


def a_line(amount: str = "100.00", kind: LineKind = LineKind.PENALTY, currency: str = "HKD") -> NoteLine:
    money = Money(Decimal(amount), currency).rounded()
    return NoteLine(kind, sentence("Lodged late"), money, "Cap. 60E")


def a_note(database: Database, amount: str = "100.00", organisation: str = BELA.organisation, **more: Any) -> str:
    given = {"about": "DEC-1", "key": f"test:{next(_KEYS)}", "lines": [a_line(amount)]} | more
    with database.unit(by=ESI, at=NOON) as uow:
        return actions.raise_note(uow, organisation=organisation, **given)


def asked(database: Database, note: str, by: Actor = BELA, at: Any = NOON) -> Attempt:
    with database.unit(by=by, at=at) as uow:
        return actions.ask(uow, note, through=MemoryGateway())


def said(database: Database, attempt: Attempt, money: Money, transaction: str, at: Any = NOON) -> Payment:
    """Let the memory service say, signed, that money came."""
    service = MemoryGateway()
    body = message(transaction, attempt.reference, money, at)
    found = service.read(body, signature_of(service.secret, body))
    with database.unit(by=PLATFORM, at=at) as uow:
        return actions.take(uow, found)


def paid(database: Database, note: str, transaction: str = "T-1") -> Payment:
    """Pay all that is owed on a note through the memory service."""
    attempt = asked(database, note)
    return said(database, attempt, attempt.amount, transaction)


def books(database: Database) -> dict[str, Any]:
    """Give the books, having seen that they agree."""
    with database.unit(by=ESI, at=NOON) as uow:
        found = queries.books(uow)
    assert found["entries_unbalanced"] == 0
    assert found["notes_agree"]
    assert found["guarantees_agree"]
    return found


def balance(database: Database, account: str, currency: str = "HKD") -> str:
    found = {(each["account"], each["currency"]): each["balance"] for each in books(database)["balances"]}
    return str(found.get((account, currency), "0.00"))
