"""Money is conserved: whatever is done in whatever order, notes are paid + owed + written off, and every account agrees."""

from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.money import Money
from smartcustoms.trade.payments import actions, queries
from tests.cast import BELA, DAOUD, ESI
from tests.conftest import NOON
from tests.trade.payments.builders import a_line, a_note, asked, books, hkd, said

cents = st.integers(1, 50_000).map(lambda each: str(Decimal(each) / 100))


class Till(RuleBasedStateMachine):
    """Everything that moves money, against a model that only counts what came and what went."""

    database: Database
    runs = 0

    def __init__(self) -> None:
        super().__init__()
        Till.runs += 1
        self.notes: list[str] = []
        self.payments: list[str] = []
        self.refunds: list[str] = []
        self.holds: list[str] = []
        self.steps = 0

    def tried(self, what: Any) -> Any:
        """Do something that may be refused; a refusal changes nothing."""
        self.steps += 1
        try:
            return what()
        except Refused:
            return None

    def one(self, kept: list[str], place: int) -> str:
        return kept[place % len(kept)] if kept else "none"

    def do(self, by: Any, what: Any) -> Any:
        with self.database.unit(by=by, at=NOON) as uow:
            return what(uow)

    @rule(amount=cents)
    def raise_one(self, amount: str) -> None:
        self.notes.append(a_note(self.database, lines=[a_line(amount)]))

    @rule(amount=cents)
    def deposit(self, amount: str) -> None:
        key = f"{Till.runs}-{self.steps}-{len(self.notes)}"
        ask = lambda: self.do(ESI, lambda uow: actions.ask_deposit(uow, BELA.organisation, hkd(amount), key=key))  # noqa: E731
        if (made := self.tried(ask)) is not None:
            self.notes.append(made)

    @rule(
        place=st.integers(0),
        share=st.sampled_from(["0.5", "1", "2"]),
        currency=st.sampled_from(["HKD", "HKD", "HKD", "USD"]),
    )
    def pay(self, place: int, share: str, currency: str) -> None:
        attempt = self.tried(lambda: asked(self.database, self.one(self.notes, place)))
        if attempt is not None:
            money = Money(max(attempt.amount.amount * Decimal(share), Decimal("0.01")), currency).rounded()
            name = f"T-{Till.runs}-{self.steps}-{len(self.payments)}"
            self.payments.append(said(self.database, attempt, money, name).number)
            said(self.database, attempt, money, name)  # said again: no second effect

    @rule(place=st.integers(0), amount=cents)
    def at_counter(self, place: int, amount: str) -> None:
        note, slip = self.one(self.notes, place), f"S-{Till.runs}-{self.steps}"
        self.tried(lambda: self.do(DAOUD, lambda uow: actions.take_at_counter(uow, note, hkd(amount), reference=slip)))

    @rule(place=st.integers(0))
    def write_off(self, place: int) -> None:
        note = self.one(self.notes, place)
        self.tried(lambda: self.do(ESI, lambda uow: actions.write_off(uow, note, because="cannot be had")))

    @rule(payment=st.integers(0), note=st.integers(0))
    def assign(self, payment: int, note: int) -> None:
        one, to = self.one(self.payments, payment), self.one(self.notes, note)
        self.tried(lambda: self.do(ESI, lambda uow: actions.assign(uow, one, to)))

    @rule(place=st.integers(0), amount=cents)
    def ask_refund(self, place: int, amount: str) -> None:
        one = self.one(self.payments, place)
        ask = lambda: self.do(BELA, lambda uow: actions.ask_refund(uow, one, hkd(amount), because="too much"))  # noqa: E731
        if (made := self.tried(ask)) is not None:
            self.refunds.append(made)

    @rule(place=st.integers(0), granted=st.booleans())
    def decide(self, place: int, granted: bool) -> None:
        one = self.one(self.refunds, place)
        self.tried(lambda: self.do(ESI, lambda uow: actions.decide_refund(uow, one, granted=granted)))

    @rule(place=st.integers(0))
    def send_and_confirm(self, place: int) -> None:
        one = self.one(self.refunds, place)
        self.tried(lambda: self.do(DAOUD, lambda uow: actions.send_refund(uow, one, reference="by hand")))
        self.tried(lambda: self.do(DAOUD, lambda uow: actions.confirm_refund(uow, one)))

    @rule(amount=cents)
    def hold(self, amount: str) -> None:
        about = f"M-{Till.runs}-{self.steps}"
        ask = lambda: self.do(DAOUD, lambda uow: actions.hold(uow, BELA.organisation, hkd(amount), about=about))  # noqa: E731
        if self.tried(ask) is not None:
            self.holds.append(about)

    @rule(place=st.integers(0), note=st.integers(0), drawn=st.booleans())
    def release_or_draw(self, place: int, note: int, drawn: bool) -> None:
        about, to = self.one(self.holds, place), self.one(self.notes, note)
        if drawn:
            self.tried(lambda: self.do(ESI, lambda uow: actions.draw(uow, about, to)))
        else:
            self.tried(lambda: self.do(DAOUD, lambda uow: actions.release(uow, about)))

    @invariant()
    def every_cent_agrees(self) -> None:
        found = books(self.database)
        assert sum((Decimal(each["balance"]) for each in found["balances"]), Decimal(0)) == 0
        with self.database.unit(by=ESI, at=NOON) as uow:
            for number in self.notes:
                note = queries.note(uow, number)
                assert note.total == note.paid + note.owed + note.written_off
                assert note.owed.amount >= 0
            account = queries.account(uow, BELA.organisation)
        assert account is None or (account.available.amount >= 0 and account.held.amount >= 0)


def test_money_is_conserved(database: Database) -> None:
    Till.database = database
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        Till, settings=settings(max_examples=10, stateful_step_count=25, deadline=None, suppress_health_check=slow)
    )
