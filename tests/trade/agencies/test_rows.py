"""An agency sees its own steps and what is shared with it: asked by direct SQL, as code with a forgotten filter would."""

import pytest
import sqlalchemy as sa

from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.database.unit import Database
from smartcustoms.trade.agencies import actions, queries
from smartcustoms.trade.agencies.model import NoSuchReview, RouteStep, Wanted
from tests.cast import BELA, CHEN, ESI
from tests.conftest import NOON
from tests.trade.agencies.reviewing import EVE, OLGA, TOM, begun


def rows(database: Database, by: Actor) -> dict[str, int]:
    tables = ("review", "review_step", "review_question", "review_mark", "review_officer", "review_template")
    with database.unit(by=by, at=NOON) as uow:
        return {each: uow.connection.execute(sa.text(f"select count(*) from {each}")).scalar_one() for each in tables}


@pytest.fixture
def number(database: Database) -> str:
    made = begun(database).number
    begun(database, about="D2", route=(RouteStep("EPD", lead=True),))
    with database.unit(by=OLGA, at=NOON) as uow:
        actions.put_officer(uow, user="olga", name="Olga", skills=frozenset({"radio"}), on_duty=True)
        actions.put_template(uow, code="x", kind="letter", says={"en": "x"})
        actions.take(uow, made, 1)
        actions.ask(uow, made, 1, text="Which model?")
        actions.flag(uow, made, "odd")
    return made


def test_who_sees_which_rows(database: Database, number: str) -> None:
    own = {"review_officer": 1, "review_template": 1, "review_mark": 1}
    none = dict.fromkeys(own, 0)
    assert rows(database, OLGA) == {"review": 1, "review_step": 1, "review_question": 1, **own}
    assert rows(database, EVE) == {"review": 2, "review_step": 2, "review_question": 0, **none}
    assert rows(database, TOM) == {"review": 1, "review_step": 3, "review_question": 1, **none}
    assert rows(database, BELA) == {"review": 2, "review_step": 4, "review_question": 1, **none}
    assert sum(rows(database, CHEN).values()) == 0


def test_a_foreign_step_cannot_be_changed_by_sql(database: Database, number: str) -> None:
    with database.unit(by=OLGA, at=NOON) as uow:
        changed = uow.connection.execute(sa.text("update review_step set state = 'decided' where position = 2"))
        assert changed.rowcount == 0


def test_shared_is_seen(database: Database, number: str) -> None:
    with database.unit(by=EVE, at=NOON) as uow:
        assert [each.agency for each in queries.review(uow, number).steps] == ["EPD"]
    with database.unit(by=OLGA, at=NOON) as uow:
        actions.share(uow, number, 1, agency="EPD")
        actions.share(uow, number, 1, agency="EPD")
    with database.unit(by=EVE, at=NOON) as uow:
        assert [each.agency for each in queries.review(uow, number).steps] == ["OFCA", "EPD"]
        assert queries.queue(uow, Wanted())[1] == 2


def test_customs_is_an_agency_among_others(database: Database, number: str) -> None:
    with database.unit(by=ESI, at=NOON) as uow:
        with pytest.raises(NoSuchReview):
            queries.review(uow, number)
        with pytest.raises(NoSuchReview):
            actions.flag(uow, number, "none of its business")
        assert queries.queue(uow, Wanted())[1] == 0
    own = begun(database, about="D3", route=(RouteStep("C&ED", lead=True),)).number
    with database.unit(by=ESI, at=NOON) as uow:
        assert queries.review(uow, own).number == own
        assert queries.queue(uow, Wanted())[1] == 1


def test_the_owner_is_no_officer(database: Database, number: str) -> None:
    with database.unit(by=BELA, at=NOON) as uow:
        with pytest.raises(NoSuchReview):
            queries.review(uow, number)
        with pytest.raises(Exception, match=r"no such review|another|for OFCA"):
            actions.take(uow, number, 1)
    with database.unit(by=CHEN, at=NOON) as uow, pytest.raises(NoSuchReview):
        queries.own_review(uow, number)
