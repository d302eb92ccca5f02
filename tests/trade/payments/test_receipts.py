"""A payment for a note has a signed receipt that anybody can check; an application's fee has its note, once."""

from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.papers import queries as papers
from smartcustoms.kernel.papers.model import Standing
from smartcustoms.trade.payments import actions, queries
from tests.cast import BELA, ESI
from tests.conftest import NOON
from tests.reactions.line import follow
from tests.trade.documents.test_actions import lodged
from tests.trade.payments.builders import a_note, asked, hkd, paid, said


def test_a_receipt_is_a_signed_paper_once(database: Database) -> None:
    payment = paid(database, a_note(database))
    follow(database)
    with database.unit(by=BELA, at=NOON) as uow:
        paper = papers.paper(uow, payment.number)
        assert paper is not None
        checked = papers.checked(uow, payment.number, paper.code, at=paper.issued_at)
    assert checked.standing is Standing.VALID
    assert checked.content is not None
    assert checked.content["amount"] == "100.00"
    with database.unit(by=ESI, at=NOON) as uow:
        actions.issue_receipt(uow, payment.number)  # again: the same paper
        assert papers.paper(uow, payment.number) == paper


def test_money_for_nothing_of_ours_has_no_receipt_and_supervisors_look_at_it(database: Database) -> None:
    attempt = asked(database, a_note(database))
    stray = said(
        database,
        attempt.__class__(**{n: getattr(attempt, n) for n in attempt.__slots__} | {"reference": "X"}),
        hkd("5"),
        "T-9",
    )
    follow(database)
    with database.unit(by=ESI, at=NOON) as uow:
        assert papers.paper(uow, stray.number) is None
        assert [each.number for each in queries.kept_apart(uow)[0]] == [stray.number]


def test_a_second_transfer_that_goes_to_another_note_keeps_its_receipt(database: Database) -> None:
    note, other = a_note(database), a_note(database, "30.00")
    attempt = asked(database, note)
    said(database, attempt, hkd("100"), "T-1")
    second = said(database, attempt, hkd("100"), "T-2")
    follow(database)
    with database.unit(by=ESI, at=NOON) as uow:
        before = papers.paper(uow, second.number)
        actions.assign(uow, second.number, other)
    follow(database)  # nothing of it fails
    with database.unit(by=BELA, at=NOON) as uow:
        assert papers.paper(uow, second.number) == before
        assert queries.payment(uow, second.number).note == other


def test_what_is_raised_and_rolled_back_leaves_nothing(database: Database) -> None:
    note = a_note(database)
    attempt = asked(database, note)
    try:
        with database.unit(by=ESI, at=NOON) as uow:
            actions.take_at_counter(uow, note, hkd("10"), reference="S-1")
            raise KeyboardInterrupt  # the process is killed before the commit
    except KeyboardInterrupt:
        pass
    with database.unit(by=ESI, at=NOON) as uow:
        assert queries.payments_of(uow, note) == []
        assert queries.note(uow, note).owed == hkd("100")
        assert queries.books(uow)["notes_agree"]
    assert said(database, attempt, hkd("100"), "T-1").applied == hkd("100")


def test_the_fee_of_an_application_has_its_note_once(database: Database) -> None:
    paying, free = lodged(database, "RTA-IE"), lodged(database, "RTA-TN")
    follow(database)
    follow(database)
    with database.unit(by=BELA, at=NOON) as uow:
        (note,) = queries.notes_about(uow, paying)
        whole = queries.note(uow, note.number)
        assert queries.notes_about(uow, free) == []
    assert str(whole.total) == "HKD 150.00"
    assert (whole.lines[0].kind.value, "Cap. 106" in whole.lines[0].law) == ("fee", True)
