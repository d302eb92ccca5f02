"""Notes, payments and refunds: once each, to the cent, late, double, short, too much, foreign; nothing of others'."""

import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest

from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.errors import Conflict
from smartcustoms.kernel.money import Money
from smartcustoms.trade.payments import actions, queries
from smartcustoms.trade.payments.collecting_gateway import MemoryGateway, message, signature_of
from smartcustoms.trade.payments.model import (
    Attempt,
    CallbackForged,
    LineKind,
    NoteIncomplete,
    NoteState,
    NotPayable,
    NotRefundable,
    NotThere,
    RefundState,
    SamePerson,
    Standing,
)
from tests.cast import BELA, CHEN, DAOUD, ESI
from tests.conftest import NOON
from tests.trade.payments.builders import a_line, a_note, asked, balance, books, hkd, paid, said


def state(database: Database, note: str) -> tuple[str, str, str, str]:
    with database.unit(by=BELA, at=NOON) as uow:
        found = queries.note(uow, note)
    return found.state.value, str(found.paid.amount), str(found.owed.amount), str(found.written_off.amount)


def test_a_note_is_raised_once_under_its_key_and_paid_once(database: Database) -> None:
    one, again = a_note(database, key="same"), a_note(database, key="same")
    assert one == again
    payment = paid(database, one)
    assert payment.standing is Standing.APPLIED
    assert state(database, one) == ("paid", "100.00", "0.00", "0.00")
    assert balance(database, "receivable") == "0.00"
    assert balance(database, "clearing:memory") == "100.00"
    assert balance(database, "revenue") == "-100.00"


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [a_line("0")],
        [a_line("-1")],
        [a_line(), a_line(currency="USD")],
        [a_line(), a_line(kind=LineKind.GUARANTEE)],
    ],
)
def test_a_note_nobody_can_owe_is_refused(database: Database, lines: list[object]) -> None:
    with pytest.raises(NoteIncomplete) as refused:
        a_note(database, lines=lines)
    assert str(refused.value.mend)


def test_the_same_message_twice_has_one_effect_and_another_amount_is_a_conflict(database: Database) -> None:
    attempt = asked(database, a_note(database))
    one, again = (said(database, attempt, hkd("100"), "T-1") for _ in range(2))
    assert one == again
    with pytest.raises(Conflict):
        said(database, attempt, hkd("99"), "T-1")
    assert balance(database, "clearing:memory") == "100.00"


def test_paid_twice_by_two_transfers_the_second_is_the_payers(database: Database) -> None:
    note = a_note(database)
    attempt = asked(database, note)
    said(database, attempt, hkd("100"), "T-1")
    second = said(database, attempt, hkd("100"), "T-2")
    assert (second.standing, str(second.applied.amount)) == (Standing.OVER, "0.00")
    assert state(database, note)[0] == "paid"
    assert balance(database, "unapplied") == "-100.00"


def test_short_then_the_rest_then_too_much(database: Database) -> None:
    note = a_note(database)
    said(database, asked(database, note), hkd("60"), "T-1")
    assert state(database, note) == ("open", "60.00", "40.00", "0.00")
    rest = asked(database, note)
    assert rest.amount == hkd("40")
    last = said(database, rest, hkd("50"), "T-2")
    assert (last.standing, str(last.applied.amount)) == (Standing.OVER, "40.00")
    assert balance(database, "unapplied") == "-10.00"


def test_foreign_money_and_money_for_nothing_are_kept_apart(database: Database) -> None:
    note = a_note(database)
    attempt = asked(database, note)
    foreign = said(database, attempt, Money(Decimal("100.00"), "USD"), "T-1")
    assert foreign.standing is Standing.HELD
    assert state(database, note)[2] == "100.00"
    assert balance(database, "unapplied", "USD") == "-100.00"
    stray = said(database, attempt.__class__(**{**_fields(attempt), "reference": "NOTHING"}), hkd("5"), "T-9")
    assert (stray.organisation, stray.note, stray.standing) == ("customs", "", Standing.HELD)


def _fields(attempt: object) -> dict[str, object]:
    return {name: getattr(attempt, name) for name in attempt.__slots__}  # type: ignore[attr-defined]


def test_late_money_is_taken_and_marked(database: Database) -> None:
    attempt = asked(database, a_note(database))
    late = said(database, attempt, hkd("100"), "T-1", at=NOON + timedelta(days=1))
    assert (late.late, late.standing) == (True, Standing.APPLIED)


def test_an_attempt_that_waits_is_given_again_and_a_paid_note_takes_none(database: Database) -> None:
    note = a_note(database)
    first = asked(database, note)
    assert asked(database, note) == first
    assert asked(database, note, at=NOON + timedelta(hours=1)) != first
    paid(database, note)
    with pytest.raises(NotPayable):
        asked(database, note)


@pytest.mark.parametrize(
    ("old", "new", "mark"),
    [(b"", b"", ""), (b"", b"", "0" * 64), (b"100.00", b"900.00", None), (b"PA", b"PB", None), (b"", b"", "é")],
)
def test_a_message_not_signed_by_the_service_has_no_effect(old: bytes, new: bytes, mark: str | None) -> None:
    service = MemoryGateway()
    body = message("T-1", "PA", hkd("100"), NOON)
    right = signature_of(service.secret, body)
    with pytest.raises(CallbackForged):
        service.read(body.replace(old, new) if old else body, right if mark is None else mark)


@pytest.mark.parametrize(
    "body",
    [b"[]", b"{}", b'{"transaction": 5}', b"\xff", message("T", "R", Money(Decimal("NaN"), "HKD"), NOON),
     message("T", "R", Money(Decimal("-1"), "HKD"), NOON), message("T", "R", Money(Decimal("1.001"), "HKD"), NOON),
     message("T", "R", Money(Decimal("1"), "XXX"), NOON), message("", "R", hkd("1"), NOON),
     message("T", "R", hkd("1"), NOON.replace(tzinfo=None))],
)  # fmt: skip
def test_a_signed_message_that_cannot_be_read_is_refused(body: bytes) -> None:
    service = MemoryGateway()
    with pytest.raises(CallbackForged):
        service.read(body, signature_of(service.secret, body))


def test_twenty_messages_at_once_have_one_effect(database: Database) -> None:
    note = a_note(database)
    attempt, faults = asked(database, note), list[BaseException]()

    def say() -> None:
        try:
            said(database, attempt, hkd("100"), "T-1")
        except BaseException as fault:  # noqa: BLE001 - told below
            faults.append(fault)

    threads = [threading.Thread(target=say) for _ in range(20)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert faults == []
    with database.unit(by=ESI, at=NOON) as uow:
        assert len(queries.payments_of(uow, note)) == 1
    assert balance(database, "clearing:memory") == "100.00"


def test_the_counter_takes_at_most_what_is_owed_once_by_its_slip(database: Database) -> None:
    note = a_note(database)
    with database.unit(by=DAOUD, at=NOON) as uow:
        one = actions.take_at_counter(uow, note, hkd("40"), reference="S-1")
    with database.unit(by=DAOUD, at=NOON) as uow:
        assert actions.take_at_counter(uow, note, hkd("40"), reference="S-1") == one
    for money, slip in ((hkd("61"), "S-2"), (hkd("0"), "S-3"), (hkd("1"), " "), (Money(Decimal(1), "USD"), "S-4")):
        with pytest.raises(NotPayable), database.unit(by=DAOUD, at=NOON) as uow:
            actions.take_at_counter(uow, note, money, reference=slip)
    assert state(database, note)[1:3] == ("40.00", "60.00")


def test_what_is_over_goes_to_another_note_of_the_same_trader_only(database: Database) -> None:
    first, second, chens = a_note(database), a_note(database, "30.00"), a_note(database, organisation="chen-co")
    over = said(database, asked(database, first), hkd("150"), "T-1")
    with database.unit(by=ESI, at=NOON) as uow:
        assert actions.assign(uow, over.number, second) == hkd("30")
    assert state(database, second)[0] == "paid"
    with pytest.raises(NotPayable), database.unit(by=ESI, at=NOON) as uow:
        actions.assign(uow, over.number, chens)
    assert balance(database, "unapplied") == "-20.00"


def test_writing_off_leaves_nothing_owed_and_keeps_the_reason(database: Database) -> None:
    note = a_note(database)
    said(database, asked(database, note), hkd("60"), "T-1")
    with pytest.raises(NoteIncomplete), database.unit(by=ESI, at=NOON) as uow:
        actions.write_off(uow, note, because=" ")
    with database.unit(by=ESI, at=NOON) as uow:
        actions.write_off(uow, note, because="The company was wound up")
    assert state(database, note) == ("closed", "60.00", "0.00", "40.00")
    with pytest.raises(NotPayable), database.unit(by=ESI, at=NOON) as uow:
        actions.write_off(uow, note, because="again")
    assert balance(database, "written_off") == "40.00"


def test_a_refund_needs_two_people_and_ends_at_zero(database: Database) -> None:
    note = a_note(database)
    over = said(database, asked(database, note), hkd("150"), "T-1")
    with database.unit(by=BELA, at=NOON) as uow:
        number = actions.ask_refund(uow, over.number, hkd("70"), because="Paid too much, and the penalty was lifted")
    with pytest.raises(NotRefundable), database.unit(by=BELA, at=NOON) as uow:
        actions.ask_refund(uow, over.number, hkd("80.01"), because="too much")
    with database.unit(by=ESI, at=NOON) as uow:
        actions.decide_refund(uow, number, granted=True)
    assert balance(database, "unapplied") == "0.00"
    assert balance(database, "revenue") == "-80.00"
    service = MemoryGateway()
    with database.unit(by=DAOUD, at=NOON) as uow:
        actions.send_refund(uow, number, through=service)
    for _ in range(2):
        with database.unit(by=DAOUD, at=NOON) as uow:
            actions.confirm_refund(uow, number)
    assert service.given_back == [(number, hkd("70"))]
    assert balance(database, "refunds") == "0.00"
    assert balance(database, "clearing:memory") == "80.00"


def test_who_asks_does_not_decide_and_a_decided_refund_is_not_decided_again(database: Database) -> None:
    payment = paid(database, a_note(database))
    with database.unit(by=ESI, at=NOON) as uow:
        number = actions.ask_refund(uow, payment.number, hkd("10"), because="Asked for the trader")
    with pytest.raises(SamePerson), database.unit(by=ESI, at=NOON) as uow:
        actions.decide_refund(uow, number, granted=True)
    with database.unit(by=DAOUD, at=NOON) as uow:
        actions.decide_refund(uow, number, granted=False)
    with pytest.raises(NotRefundable), database.unit(by=DAOUD, at=NOON) as uow:
        actions.decide_refund(uow, number, granted=True)
    with pytest.raises(NotRefundable), database.unit(by=DAOUD, at=NOON) as uow:
        actions.send_refund(uow, number, reference="X")
    with database.unit(by=BELA, at=NOON) as uow:
        assert queries.refund(uow, number).state is RefundState.REFUSED
    assert balance(database, "refunds") == "0.00"


def test_chen_sees_and_touches_nothing_of_belas(database: Database) -> None:
    note = a_note(database)
    payment = paid(database, note)
    with database.unit(by=CHEN, at=NOON) as uow:
        assert queries.notes(uow) == ([], 0)
        for ask in (queries.note, queries.payment):
            with pytest.raises(NotThere):
                ask(uow, note if ask is queries.note else payment.number)
    with pytest.raises(NotThere), database.unit(by=CHEN, at=NOON) as uow:
        actions.ask_refund(uow, payment.number, hkd("1"), because="mine now")
    with pytest.raises(NotThere):
        asked(database, note, by=CHEN)


def test_late_charges_are_raised_once_each_by_data(database: Database) -> None:
    note = a_note(database, "1000.00", due_on=date(2026, 11, 1))
    a_note(database, "1000.00", due_on=date(2026, 11, 24))  # its last day is today
    for at in (NOON, NOON, NOON + timedelta(days=200), NOON + timedelta(days=200)):
        with database.unit(by=ESI, at=at) as uow:
            actions.charge_lateness(uow)
    with database.unit(by=BELA, at=NOON) as uow:
        found, _ = queries.notes(uow, state=NoteState.OPEN)
    late = sorted(str(each.total.amount) for each in found if each.key.startswith(f"late:{note}:"))
    assert late == ["100.00", "50.00"]
    books(database)


def test_the_ageing_counts_what_is_owed_by_days(database: Database) -> None:
    for days, amount in ((0, "1.00"), (1, "10.00"), (30, "20.00"), (31, "40.00"), (91, "80.00")):
        a_note(database, amount, due_on=date(2026, 11, 24) - timedelta(days=days))
    with database.unit(by=ESI, at=NOON) as uow:
        found = {each["bucket"]: str(each["owed"].amount) for each in queries.ageing(uow, date(2026, 11, 24))}
    assert found == {"to 0": "1.00", "to 30": "30.00", "to 60": "40.00", "to 90": "0.00", "over 90": "80.00"}


def together(database: Database, *notes: str) -> Attempt:
    with database.unit(by=BELA, at=NOON) as uow:
        return actions.ask(uow, *notes, through=MemoryGateway())


def test_several_notes_are_paid_by_one_payment_and_each_knows_its_part(database: Database) -> None:
    notes = [a_note(database, amount) for amount in ("10.00", "20.50", "30.00")]
    attempt = together(database, *reversed(notes))
    assert (attempt.amount, attempt.notes) == (hkd("60.50"), tuple(sorted(notes)))
    assert together(database, *notes) == attempt
    payment = said(database, attempt, attempt.amount, "T-1")
    assert said(database, attempt, attempt.amount, "T-1") == payment
    assert (payment.standing, payment.applied) == (Standing.APPLIED, hkd("60.50"))
    with database.unit(by=BELA, at=NOON) as uow:
        assert [queries.note(uow, each).owed for each in notes] == [hkd(0)] * 3
        assert queries.parts(uow, payment.number, "HKD") == [
            (each, queries.note(uow, each).total) for each in sorted(notes)
        ]
        assert [each.number for each in queries.payments_of(uow, notes[2])] == [payment.number]
        assert queries.owed(uow, NOON.date()) == []
    assert balance(database, "unapplied") == "0.00"


def test_too_little_for_several_notes_goes_in_their_order_and_too_much_stays_the_payers(database: Database) -> None:
    one, other = sorted(a_note(database, "10.00") for _ in range(2))
    short = said(database, together(database, one, other), hkd("12.00"), "T-1")
    assert short.standing is Standing.APPLIED
    with database.unit(by=BELA, at=NOON) as uow:
        assert [queries.note(uow, each).owed for each in (one, other)] == [hkd(0), hkd("8.00")]
    third = a_note(database, "5.00")
    over = said(database, together(database, other, third), hkd("20.00"), "T-2")
    assert (over.standing, over.amount - over.applied) == (Standing.OVER, hkd("7.00"))
    assert balance(database, "unapplied") == "-7.00"


def test_what_cannot_be_paid_together_is_refused_and_nothing_begins(database: Database) -> None:
    mine, paid_one = a_note(database), a_note(database)
    paid(database, paid_one)
    deposit = a_note(database, lines=[a_line(kind=LineKind.GUARANTEE)])
    chens = a_note(database, organisation=CHEN.organisation)
    for wrong in ([], [mine, paid_one], [mine, deposit]):
        with pytest.raises(NotPayable) as refused:
            together(database, *wrong)
        assert refused.value.field == "notes"
    with pytest.raises(NotThere):
        together(database, mine, chens)
    with database.unit(by=ESI, at=NOON) as uow, pytest.raises(NotPayable):
        actions.ask(uow, mine, chens, through=MemoryGateway())
