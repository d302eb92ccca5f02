"""Through HTTP: two agencies side by side, one asks, the lead decides with two people; the paper is issued, checked by anybody, revoked."""

from dataclasses import replace
from datetime import timedelta

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM, Actor
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.papers import actions as papers
from smartcustoms.kernel.papers.model import Paper, Section
from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.agencies import actions as agencies
from smartcustoms.trade.agencies import queries as reviews
from smartcustoms.trade.agencies.model import Review, RouteStep, State
from tests.cast import ADA, BELA
from tests.reactions.line import follow
from tests.trade.agencies.reviewing import EVE, KEEP_RECORDS, OLGA, TOM
from tests.trade.agencies.test_web import with_account
from tests.web_client import client

TINA = replace(TOM, user="tina", name="Officer Tina")
ROUTE = (
    RouteStep("OFCA", skill="radio", order=1, days=2),
    RouteStep("EPD", order=1, days=2),
    RouteStep("TID", order=2, lead=True, days=1, second_approval=True),
)


def applied(database: Database) -> str:
    """Begin the review of an application whose route is made up for this story."""
    with database.unit(by=BELA, at=clock.now()) as uow:
        return agencies.begin(
            uow,
            about="APP-1",
            kind="MADE-UP",
            title={"en": "Permit of a story", "zh-Hant": "故事許可證", "zh-Hans": "故事许可证"},
            owner=BELA.organisation,
            route=ROUTE,
            facts={"goods": "transmitters with batteries", "quantity": "12"},
            by=BELA.user,
            at=clock.now(),
            offered=(KEEP_RECORDS,),
        ).number


def found(database: Database, number: str) -> Review:
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        return reviews.review(uow, number)


def decided(database: Database, settings: Settings, who: Actor, position: int, number: str, **chosen: object) -> None:
    with client(database, settings, as_=who) as web:
        step = f"/reviews/{number}/steps/{position}"
        assert web.fill(f"{step}/take", page="/reviews").status_code == 303
        assert web.fill(f"{step}/decision", {"outcome": "granted", **chosen}, page="/reviews").status_code == 303
    follow(database)


def asked_and_answered(database: Database, settings: Settings, number: str) -> None:
    step = f"/reviews/{number}/steps/2"
    with client(database, settings, as_=EVE) as web:
        web.fill(f"{step}/take", page="/reviews")
        web.fill(f"{step}/question", {"text": "How are the batteries packed?", "days": "7"}, page="/reviews")
    follow(database)
    with client(database, settings, as_=BELA) as web:
        own = f"/own-reviews/{number}"
        assert "How are the batteries packed?" in web.get(own).text
        (question,) = web.call("GET", own).json()["questions"]
        sent = web.fill(f"{own}/answers/{question['id']}", {"text": "In steel cases."}, page=own)
        assert sent.status_code == 303
    with client(database, settings, as_=EVE) as web:
        assert "In steel cases." in web.get(f"/reviews/{number}").text
        assert web.fill(f"{step}/decision", {"outcome": "granted"}, page="/reviews").status_code == 303
    follow(database)


def issued(database: Database, settings: Settings, review: Review) -> Paper:
    """Issue the paper, as a capability does that answers `DecisionReached`."""
    today = clock.now().date()
    conditions = tuple(each for step in review.steps if step.decision for each in step.decision.conditions)
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        return papers.issue(
            uow,
            kind=review.kind,
            number="P26000000001",
            title=review.title,
            holder=review.owner,
            content=dict(review.facts),
            sections=[Section("Conditions", tuple((each.code, each.says) for each in conditions))],
            valid_from=today - timedelta(days=1),
            valid_until=today + timedelta(days=90),
            by=reviews.agencies()["TID"].names,
            at=clock.now(),
            settings=settings,
        )


def test_the_story(database: Database, settings: Settings) -> None:
    with_account(database, OLGA, EVE, TOM, TINA)
    number = applied(database)
    decided(database, settings, OLGA, 1, number, condition="records")
    asked_and_answered(database, settings, number)
    decided(database, settings, TOM, 3, number)
    assert found(database, number).state is State.OPEN
    with client(database, settings, as_=TINA) as web:
        assert web.fill(f"/reviews/{number}/steps/3/approval", page="/reviews").status_code == 303
    follow(database)
    review = found(database, number)
    assert review.state is State.GRANTED
    paper = issued(database, settings, review)
    with client(database, settings) as anybody:
        page = anybody.get(f"/papers/{paper.number}", params={"code": paper.code}).text
        assert 'data-standing="valid"' in page
        assert "Keep records for a year." in page
        assert "Trade and Industry Department" in page
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        papers.revoke(uow, paper.number, because="The batteries burnt.", by="TID", at=uow.at)
    with client(database, settings) as anybody:
        told = anybody.get(f"/api/v1/papers/{paper.number}", params={"code": paper.code}).json()
    assert told["standing"] == "revoked"
    assert "The batteries burnt." in told["says"]
    with client(database, settings, as_=ADA) as web:
        assert {each["agency"] for each in web.call("GET", "/reviews/figures").json()} == {"OFCA", "EPD", "TID"}
