"""The life of a rule on the database: written, tried, proposed, in force by a second officer, judged by, learned of, ended."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from smartcustoms.kernel.actor import PLATFORM, Actor
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.risk import actions as risk
from smartcustoms.trade.risk.actions import rules as actions
from smartcustoms.trade.risk.features import NAMES
from smartcustoms.trade.risk.model import Lane, RuleState
from smartcustoms.trade.risk.queries import rules as queries
from smartcustoms.trade.watchlists import actions as watchlists
from smartcustoms.trade.watchlists.model import Subject
from tests.cast import AMINA, BELA, ESI
from tests.conftest import NOON
from tests.trade.risk.rule_rows import a_history, a_row

TEXT = 'rule "SPIRITS-1"\nif hs_code starts with "2208" and price_per_kg < 5\nthen red'
KEY = b"a key for tests only, 32 bytes.."


def draft(database: Database, text: str = TEXT, by: Actor = AMINA) -> None:
    with database.unit(by=by, at=NOON) as uow:
        actions.draft(uow, text, purpose="Undervalued spirits")


def in_force(database: Database, text: str = TEXT, code: str = "SPIRITS-1") -> None:
    draft(database, text)
    with database.unit(by=AMINA, at=NOON) as uow:
        actions.try_on_history(uow, code, a_history())
        actions.propose(uow, code)
    with database.unit(by=ESI, at=NOON) as uow:
        assert actions.activate(uow, code).latest.state is RuleState.ACTIVE


def test_a_rule_goes_its_way_and_judges_only_when_in_force(database: Database) -> None:
    draft(database)
    with database.unit(by=AMINA, at=NOON) as uow, pytest.raises(actions.NotBackTested):
        actions.propose(uow, "SPIRITS-1")
    with database.unit(by=AMINA, at=NOON) as uow:
        tried = actions.try_on_history(uow, "SPIRITS-1", a_history())
        kept = queries.rule(uow, "SPIRITS-1")
        assert kept is not None
        assert kept.latest.backtest is not None
        assert kept.latest.backtest["figures"]["hits"] == tried.hits > 0
        assert actions.propose(uow, "SPIRITS-1").latest.state is RuleState.PROPOSED
        assert not queries.rule_book(uow, on=NOON.date()).rules
    with database.unit(by=AMINA, at=NOON) as uow, pytest.raises(actions.SecondOfficerNeeded):
        actions.activate(uow, "SPIRITS-1")
    with database.unit(by=ESI, at=NOON) as uow:
        actions.activate(uow, "SPIRITS-1")
        book = queries.rule_book(uow, on=NOON.date())
        assert [one.rule.code for one in book.hits(a_row(value=40.0))] == ["SPIRITS-1"]
        assert book.hits(a_row(value=60.0)) == ()


def test_an_amended_rule_stays_in_force_until_its_next_version_is_activated(database: Database) -> None:
    in_force(database)
    with database.unit(by=AMINA, at=NOON) as uow:
        amended = actions.amend(uow, "SPIRITS-1", TEXT.replace("< 5", "< 3"))
        assert (amended.latest.version, amended.latest.state, amended.active) == (2, RuleState.DRAFT, 1)
        assert queries.rule_book(uow, on=NOON.date()).hits(a_row(value=40.0))
        actions.try_on_history(uow, "SPIRITS-1", a_history())
        actions.amend(uow, "SPIRITS-1", TEXT.replace("< 5", "< 2"))
    with database.unit(by=AMINA, at=NOON) as uow, pytest.raises(actions.NotBackTested):
        actions.propose(uow, "SPIRITS-1")
    with database.unit(by=AMINA, at=NOON) as uow:
        actions.try_on_history(uow, "SPIRITS-1", a_history())
        actions.propose(uow, "SPIRITS-1")
    with database.unit(by=ESI, at=NOON) as uow:
        assert actions.activate(uow, "SPIRITS-1").active == 2
        states = [(one.version, one.state) for one in queries.rule_versions(uow, "SPIRITS-1")]
        assert states == [(2, RuleState.ACTIVE), (1, RuleState.SUPERSEDED)]
        assert not queries.rule_book(uow, on=NOON.date()).hits(a_row(value=40.0))


def test_a_suspended_rule_comes_back_only_by_another_officer(database: Database) -> None:
    in_force(database)
    with database.unit(by=ESI, at=NOON) as uow:
        with pytest.raises(actions.RuleUnclear):
            actions.suspend(uow, "SPIRITS-1", because=" ")
        actions.suspend(uow, "SPIRITS-1", because="Too many hits")
        assert not queries.rule_book(uow, on=NOON.date()).rules
    for officer in (ESI, AMINA):
        with pytest.raises(actions.SecondOfficerNeeded), database.unit(by=officer, at=NOON) as uow:
            actions.activate(uow, "SPIRITS-1")
    with database.unit(by=ESI, at=NOON) as uow:
        assert actions.retire(uow, "SPIRITS-1", because="Not needed").latest.state is RuleState.RETIRED
    with pytest.raises(actions.WrongState), database.unit(by=ESI, at=NOON) as uow:
        actions.retire(uow, "SPIRITS-1", because="Not needed")


def test_a_suspended_version_comes_back_beside_a_newer_draft(database: Database) -> None:
    in_force(database)
    with database.unit(by=ESI, at=NOON) as uow:
        actions.amend(uow, "SPIRITS-1", TEXT.replace("< 5", "< 3"))
    with database.unit(by=AMINA, at=NOON) as uow:
        actions.suspend(uow, "SPIRITS-1", because="Too many hits")
    with database.unit(by=replace(ESI, user="another"), at=NOON) as uow:
        back = actions.activate(uow, "SPIRITS-1")
        assert (back.active, back.latest.version, back.latest.state) == (1, 2, RuleState.DRAFT)


def test_the_base_is_the_rate_of_the_random_arm_once_that_is_known(database: Database) -> None:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        assert queries.base_rate(uow) == queries.BASE_UNKNOWN
        history = a_history(days=30)
        risk.bring_history(uow, history)
        arm = history.filter(chosen_by="random")
        assert arm.height == 100
        assert queries.base_rate(uow) == pytest.approx(arm["finding"].mean())


def test_a_proposal_sent_back_is_a_draft_again(database: Database) -> None:
    draft(database)
    with database.unit(by=AMINA, at=NOON) as uow:
        actions.try_on_history(uow, "SPIRITS-1", a_history())
        actions.propose(uow, "SPIRITS-1")
    with database.unit(by=ESI, at=NOON) as uow:
        back = actions.send_back(uow, "SPIRITS-1", because="Too wide")
        assert (back.latest.state, back.latest.because) == (RuleState.DRAFT, "Too wide")


def test_hits_are_kept_and_findings_move_the_hit_rate(database: Database, settings: Settings) -> None:
    in_force(database)
    rows = [a_row(f"D{n}", value=20.0) for n in range(4)] + [a_row("D9", value=900.0)]
    with database.unit(by=BELA, at=NOON) as uow:  # a trader lodges; he sees nothing of the rules
        book_rows = actions.judge(uow, _book(database), rows, key=KEY)
        assert sorted(book_rows) == [(f"D{n}", 1) for n in range(4)]
        assert queries.rules(uow) == []
    later = NOON + timedelta(days=3)
    with database.unit(by=ESI, at=later) as uow:
        assert actions.learn(uow, "D0", 1, found=True, revenue=70.0, on=later.date()) == 1
        assert actions.learn(uow, "D1", None, found=False, revenue=0.0, on=later.date()) == 1
        doing = queries.rule_doing(uow, "SPIRITS-1")
        assert doing is not None
        assert (doing.hits, doing.selected, doing.rate.examined, doing.rate.found) == (4, 4, 2, 1)
        assert doing.rate.revenue == 70.0
        assert doing.advice is None
        assert queries.rule_hits_by_day(uow, "SPIRITS-1", days=5)[1] == (NOON.date(), 4, 4)


def test_the_most_hits_without_selection_hold_over_transactions_and_batches(database: Database) -> None:
    in_force(database, TEXT.replace("then red", "then red 0.001%, at most 3 hits unselected"))
    book = _book(database)
    for start in (0, 2, 4, 6):
        rows = [a_row(f"D{n}", value=20.0) for n in range(start, start + 2)]
        with database.unit(by=BELA, at=NOON) as uow:
            made = actions.judge(uow, book, rows, key=KEY)
        chosen = [number for (number, _), ones in made.items() if ones[0].selects]
        assert chosen == (["D3"] if start == 2 else ["D7"] if start == 6 else [])
    with database.unit(by=BELA, at=NOON) as uow:
        made = actions.judge(uow, book, [a_row(f"E{n}", value=20.0) for n in range(600)], key=KEY)
        assert sum(ones[0].selects for ones in made.values()) == 150
        assert {ones[0].propensity for ones in made.values() if ones[0].selects} == {1.0}


def test_lodging_again_is_no_second_draw(database: Database) -> None:
    in_force(database, TEXT.replace("then red", "then red 0.001%, at most 3 hits unselected"))
    book = _book(database)
    for _ in range(6):
        with database.unit(by=BELA, at=NOON) as uow:
            (made,) = actions.judge(uow, book, [a_row(value=20.0)], key=KEY).values()
        assert (made[0].selects, made[0].propensity) == (False, 0.00001)


def test_hits_that_select_are_given_to_the_lanes_with_their_purpose(database: Database) -> None:
    in_force(database)
    with database.unit(by=BELA, at=NOON) as uow:
        (hit,) = actions.rule_hits(uow, [a_row("D1", value=20.0), a_row("D2", value=900.0)])["D1"]
        assert (hit.rule, hit.lane, hit.item) == ("SPIRITS-1", Lane.RED, 1)
        assert str(hit.says) == "Rule SPIRITS-1: Undervalued spirits"
    with database.unit(by=ESI, at=NOON) as uow:
        actions.suspend(uow, "SPIRITS-1", because="Too many hits")
    with database.unit(by=BELA, at=NOON) as uow:
        assert actions.rule_hits(uow, [a_row("D3", value=20.0)]) == {}


def test_a_rule_that_names_a_feature_uses_the_matrix_it_is_given(database: Database) -> None:
    in_force(database, 'rule "NEW" if importer_is_new > 0 then yellow', "NEW")
    matrix = np.zeros((2, len(NAMES)), np.float32)
    matrix[1, NAMES.index("importer_is_new")] = 1.0
    rows = [a_row("D1"), a_row("D2")]
    with database.unit(by=BELA, at=NOON) as uow:
        assert list(actions.rule_hits(uow, rows, matrix=matrix)) == ["D2"]
        assert actions.rule_hits(uow, [a_row("D3")]) == {}


def test_a_list_is_read_as_of_the_day(database: Database) -> None:
    with database.unit(by=AMINA, at=NOON) as uow:
        watchlists.make(uow, "watched", Subject.COMPANY, purpose="Test")
        watchlists.add(uow, "watched", ["A1"], because="Case 7", since=NOON.date() + timedelta(1))
    in_force(database, 'rule "W" if importer in list "watched" then yellow', "W")
    with database.unit(by=AMINA, at=NOON) as uow:
        today, tomorrow = NOON.date(), NOON.date() + timedelta(1)
        assert queries.rule_book(uow, on=today).hits(a_row()) == ()
        assert [one.rule.lane for one in queries.rule_book(uow, on=tomorrow).hits(a_row())] == [Lane.YELLOW]
        with pytest.raises(actions.RuleTextRefused, match="no list"):
            actions.draft(uow, 'rule "X" if importer in list "wached" then red', purpose="Test")


def test_what_is_no_rule_is_refused_with_its_place(database: Database) -> None:
    with database.unit(by=AMINA, at=NOON) as uow:
        with pytest.raises(actions.RuleTextRefused) as refusal:
            actions.draft(uow, 'rule "X"\nif valeu > 1 then red', purpose="Test")
        assert (refusal.value.fault.line, refusal.value.fault.column, refusal.value.fault.meant) == (2, 4, "value")
        with pytest.raises(actions.RuleUnclear):
            actions.draft(uow, TEXT, purpose=" ")
        with pytest.raises(actions.NoSuchRule):
            actions.propose(uow, "NONE")
    draft(database)
    with database.unit(by=ESI, at=NOON) as uow:
        with pytest.raises(actions.RuleThere):
            actions.draft(uow, TEXT, purpose="Again")
        with pytest.raises(actions.RuleUnclear):
            actions.amend(uow, "SPIRITS-1", TEXT.replace("SPIRITS-1", "SPIRITS-2"))


def _book(database: Database) -> queries.RuleBook:
    with database.unit(by=AMINA, at=NOON) as uow:
        return queries.rule_book(uow, on=NOON.date())
