"""Guarantee accounts: deposit, hold, release, draw; never below zero, however many ask at once."""

import threading
from decimal import Decimal

import pytest

from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.errors import Conflict
from smartcustoms.kernel.money import Money
from smartcustoms.trade.payments import actions, queries
from smartcustoms.trade.payments.model import (
    Account,
    InsufficientGuarantee,
    NoteIncomplete,
    NotPayable,
    NotRefundable,
    NotThere,
)
from tests.cast import BELA, CHEN, DAOUD, ESI
from tests.conftest import NOON
from tests.trade.payments.builders import a_note, balance, hkd, paid


def deposited(database: Database, amount: str) -> str:
    with database.unit(by=ESI, at=NOON) as uow:
        note = actions.ask_deposit(uow, BELA.organisation, hkd(amount), key=f"d{amount}")
    return paid(database, note, f"D-{note}").number


def account(database: Database) -> tuple[str, str]:
    with database.unit(by=BELA, at=NOON) as uow:
        found = queries.account(uow, BELA.organisation)
    assert isinstance(found, Account)
    return str(found.available.amount), str(found.held.amount)


def hold(database: Database, amount: str, about: str = "SEAL-1") -> None:
    with database.unit(by=DAOUD, at=NOON) as uow:
        actions.hold(uow, BELA.organisation, hkd(amount), about=about)


def test_a_deposit_is_free_once_paid_and_held_money_comes_back(database: Database) -> None:
    deposited(database, "1000")
    hold(database, "600")
    hold(database, "600")  # again: nothing changes
    assert account(database) == ("400.00", "600.00")
    for _ in range(2):
        with database.unit(by=DAOUD, at=NOON) as uow:
            actions.release(uow, "SEAL-1")
    assert account(database) == ("1000.00", "0.00")
    assert balance(database, "guarantee") == "-1000.00"
    assert balance(database, "deposits") == "0.00"


def test_too_little_is_refused_with_what_is_missing(database: Database) -> None:
    deposited(database, "1000")
    hold(database, "600")
    with pytest.raises(InsufficientGuarantee) as refused:
        hold(database, "400.01", "SEAL-2")
    assert "HKD 0.01" in str(refused.value.mend)
    with pytest.raises(InsufficientGuarantee), database.unit(by=DAOUD, at=NOON) as uow:
        actions.hold(uow, CHEN.organisation, hkd("1"), about="SEAL-3")
    with pytest.raises(Conflict):
        hold(database, "1", "SEAL-1")
    with pytest.raises(NoteIncomplete):
        hold(database, "0", "SEAL-4")
    with pytest.raises(NotThere), database.unit(by=DAOUD, at=NOON) as uow:
        actions.release(uow, "SEAL-9")


def test_a_draw_pays_a_note_and_the_rest_is_free_again(database: Database) -> None:
    deposited(database, "1000")
    hold(database, "600")
    note = a_note(database, "250.00")
    with database.unit(by=ESI, at=NOON) as uow:
        assert actions.draw(uow, "SEAL-1", note) == hkd("250")
    assert account(database) == ("750.00", "0.00")
    with database.unit(by=BELA, at=NOON) as uow:
        assert queries.note(uow, note).owed.amount == 0
        assert [each.gateway for each in queries.payments_of(uow, note)] == ["guarantee"]
    with pytest.raises(NotPayable), database.unit(by=ESI, at=NOON) as uow:
        actions.draw(uow, "SEAL-1", a_note(database))
    assert balance(database, "guarantee") == "-750.00"


def test_a_deposit_is_given_back_only_as_far_as_it_is_free(database: Database) -> None:
    receipt = deposited(database, "1000")
    hold(database, "600")
    numbers = []
    for amount in ("500", "400"):
        with database.unit(by=BELA, at=NOON) as uow:
            numbers.append(actions.ask_refund(uow, receipt, hkd(amount), because="We stop trading"))
    with pytest.raises(NotRefundable), database.unit(by=ESI, at=NOON) as uow:
        actions.decide_refund(uow, numbers[0], granted=True)
    with database.unit(by=ESI, at=NOON) as uow:
        actions.decide_refund(uow, numbers[1], granted=True)
    assert account(database) == ("0.00", "600.00")
    assert balance(database, "guarantee") == "-600.00"


def test_of_forty_movements_at_once_only_as_many_are_held_as_there_is_money_for(database: Database) -> None:
    deposited(database, "1000")
    taken, refused = list[str](), list[str]()

    def ask(number: int) -> None:
        try:
            hold(database, "100", f"SEAL-{number}")
            taken.append(str(number))
        except InsufficientGuarantee:
            refused.append(str(number))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(40)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert (len(taken), len(refused)) == (10, 30)
    assert account(database) == ("0.00", "1000.00")


def test_another_currency_is_not_enough(database: Database) -> None:
    deposited(database, "1000")
    with pytest.raises(InsufficientGuarantee), database.unit(by=DAOUD, at=NOON) as uow:
        actions.hold(uow, BELA.organisation, Money(Decimal("1.00"), "USD"), about="SEAL-1")
