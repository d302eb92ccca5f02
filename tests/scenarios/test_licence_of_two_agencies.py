"""A licence from lodging to its signed paper: two agencies in turn, a question, an amendment, a refusal and its appeal, a rule."""

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM, Actor
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.papers import queries as papers
from smartcustoms.trade.agencies import actions as agencies
from smartcustoms.trade.agencies import queries as reviews
from smartcustoms.trade.agencies.model import Condition, Decision, Outcome
from smartcustoms.trade.documents import actions, catalogue, queries
from smartcustoms.trade.documents.model import Document, State
from smartcustoms.trade.payments import queries as payments
from tests.cast import BELA
from tests.conftest import NOON
from tests.reactions.line import follow, told
from tests.trade.agencies.reviewing import EVE, GRANT, OLGA, REFUSE, TOM
from tests.trade.agencies.reviewing import OSCAR as OTHER
from tests.trade.documents.builders import content_for


def lodged(database: Database, code: str) -> str:
    content = content_for(catalogue.shipped()[code].form)
    with database.unit(by=BELA, at=NOON) as uow:
        number = actions.lodge_new(uow, code, content, original=b"x").number
    follow(database)
    return number


def there(database: Database, number: str) -> Document:
    with database.unit(by=BELA, at=NOON) as uow:
        return queries.document(uow, number)


def decide(database: Database, number: str, place: int, decision: Decision, by: Actor) -> None:
    review = there(database, number).review or ""
    with database.unit(by=by, at=NOON) as uow:
        agencies.take(uow, review, place)
        agencies.decide(uow, review, place, decision)
    follow(database)


def skilled(database: Database, who: Actor, *skills: str) -> None:
    with database.unit(by=who, at=NOON) as uow:
        agencies.put_officer(uow, user=who.user, name=who.name, skills=frozenset(skills), on_duty=True)


def test_two_agencies_in_turn_issue_a_paper_with_a_condition(database: Database) -> None:
    skilled(database, EVE, "ozone")
    skilled(database, TOM, "licensing")
    number = lodged(database, "ODS-L")
    assert there(database, number).waits_for == "EPD"
    limit = next(each for each in catalogue.shipped()["ODS-L"].conditions if each.code == "LIMIT")
    decide(database, number, 1, Decision(Outcome.GRANTED, (Condition(limit.code, limit.says),)), EVE)
    assert there(database, number).waits_for == "TID"
    decide(database, number, 2, GRANT, TOM)
    found = there(database, number)
    assert found.state is State.ISSUED
    assert [each["code"] for each in found.conditions] == ["LIMIT"]
    with database.unit(by=BELA, at=NOON) as uow:
        paper = papers.paper(uow, number)
        assert paper is not None
        assert papers.checked(uow, number, paper.code, at=clock.now()).standing.value == "valid"
        whole = queries.whole(uow, number)
    assert [each.deed for each in whole.steps] == ["begun", "lodged", "passed_on", "issued"]
    assert any(number in each for each in told(database, BELA))


def test_a_question_goes_to_the_trader_and_his_answer_to_the_agency(database: Database) -> None:
    number = lodged(database, "RTA-IE")
    review = there(database, number).review or ""
    with database.unit(by=OLGA, at=NOON) as uow:
        agencies.take(uow, review, 1)
        agencies.ask(uow, review, 1, text="Which band?")
    follow(database)
    assert (there(database, number).state, there(database, number).waits_for) == (State.ASKED, "trader")
    with database.unit(by=BELA, at=NOON) as uow:
        actions.say(uow, number, "2.4 GHz")
    follow(database)
    with database.unit(by=PLATFORM, at=NOON) as uow:
        (question,) = reviews.questions(uow, review)
    assert question.answer == "2.4 GHz"


def test_an_amendment_ends_the_review_and_begins_another(database: Database) -> None:
    number = lodged(database, "RTA-IE")
    first, content = there(database, number).review, dict(there(database, number).content)
    content["particulars"] = {**content["particulars"], "power": "99"}
    with database.unit(by=BELA, at=NOON) as uow:
        actions.amend(uow, number, content, version=1, because="slip")
    follow(database)
    second = there(database, number).review
    assert second
    with database.unit(by=PLATFORM, at=NOON) as uow:
        assert reviews.own_review(uow, second).facts["particulars.power"] == "99"
        if first != second:
            assert reviews.own_review(uow, first or "").state.value == "withdrawn"


def test_the_fee_is_asked_once(database: Database) -> None:
    number = lodged(database, "RTA-IE")
    content = dict(there(database, number).content)
    with database.unit(by=BELA, at=NOON) as uow:
        actions.amend(uow, number, content, version=1, because="slip")
    follow(database)
    with database.unit(by=BELA, at=NOON) as uow:
        (note,) = payments.notes_about(uow, number)
    assert str(note.owed.amount) == "150.00"


def test_a_refusal_is_told_with_its_reason_and_the_appeal_may_grant(database: Database) -> None:
    number = lodged(database, "RTA-IE")
    decide(database, number, 1, REFUSE, OLGA)
    refused = there(database, number)
    assert refused.state is State.REFUSED
    assert refused.reasons[0]["law"] == "Cap. 60"
    with database.unit(by=BELA, at=NOON) as uow:
        agencies.appeal(uow, refused.review or "", because="It was complete.")
    follow(database)
    assert there(database, number).state is State.LODGED
    decide(database, number, 1, GRANT, OTHER)
    assert there(database, number).state is State.ISSUED


def test_a_withdrawn_application_is_decided_by_nobody(database: Database) -> None:
    number = lodged(database, "RTA-IE")
    review = there(database, number).review or ""
    with database.unit(by=BELA, at=NOON) as uow:
        actions.withdraw(uow, number, because="sold elsewhere")
    follow(database)
    with database.unit(by=PLATFORM, at=NOON) as uow:
        assert reviews.own_review(uow, review).state.value == "withdrawn"


def test_a_simple_notification_is_decided_by_a_rule_or_drawn_for_an_officer(database: Database) -> None:
    states = [there(database, lodged(database, "RTA-TN")).state for _ in range(3)]
    assert State.ISSUED in states
    assert set(states) <= {State.ISSUED, State.LODGED}  # one in twenty is drawn by lot
