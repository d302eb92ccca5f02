"""Consignors are matched with partners' operators: by number at once, by name once an officer says so; trusted while active."""

from dataclasses import replace
from datetime import timedelta

import polars as pl
import pytest

from smartcustoms.business.recognition import actions, likeness, queries
from smartcustoms.business.recognition.actions import exchanging
from smartcustoms.business.recognition.arrangements import arrangement
from smartcustoms.business.recognition.model import (
    Consignor,
    How,
    Match,
    MatchState,
    NoSuchMatch,
    Operator,
    Status,
)
from smartcustoms.business.recognition.payload import minimised
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.risk import actions as risk
from smartcustoms.trade.risk import queries as risks
from smartcustoms.trade.risk.lanes import Plan
from smartcustoms.trade.risk.model import FACTS, SENDER
from tests.business.recognition.noisy import consignors, operators
from tests.business.recognition.sides import an_operator
from tests.cast import AMINA, BELA, ESI
from tests.conftest import NOON
from tests.trade.risk.histories import a_row
from tests.web_client import client

LANTERN = replace(
    an_operator(1, of="SG"), name="Harbour Lantern Trading Pte Ltd", address="12 Orchard Road, Singapore 238841"
)
SEEN = Consignor("SEL-77", "HARBOUR LANTERN TRDG PTE", "12 Orchard Rd, Singapore")


def told(database: Database, *each: Operator, administration: str = "SG") -> None:
    """Let a partner have told of operators."""
    known = arrangement(f"HK-{administration}")
    with database.unit(by=PLATFORM, at=NOON) as uow:
        rows = [exchanging._row(administration, one, minimised(one, known)) for one in each]
        exchanging.store.put_operators(uow, rows)


def index(database: Database, settings: Settings) -> int:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        return actions.index_operators(uow, settings)


def look(database: Database, *each: Consignor, days: int = 0) -> int:
    with database.unit(by=PLATFORM, at=NOON + timedelta(days=days)) as uow:
        return actions.look_for(uow, each)


def only(database: Database, state: MatchState | None = None) -> Match:
    with database.unit(by=AMINA, at=NOON) as uow:
        (found,), total = queries.matches(uow, state=state)
    assert total == 1
    return found


def trusted(database: Database, settings: Settings, *who: Consignor | str) -> set[str]:
    """Give the codes of those that are trusted as declared: a text is a code alone, with no name beside it."""
    asked = [each if isinstance(each, Consignor) else Consignor(each, "") for each in who]
    with database.unit(by=PLATFORM, at=NOON) as uow:
        (rows,) = uow.ask(queries.consignors_asked({each.code for each in asked}, on=NOON.date()))
        return {each.code for _, each in queries.trusted_consignors(rows, asked, settings, on=NOON.date())}


def decide(database: Database, *, accepted: bool) -> None:
    with database.unit(by=AMINA, at=NOON) as uow:
        actions.decide_match(uow, SEEN.code, "SG", LANTERN.number, accepted=accepted, because="seen the papers")


def test_a_name_waits_for_an_officer_whose_word_is_kept_and_may_be_taken_back(
    database: Database, settings: Settings
) -> None:
    told(database, LANTERN, an_operator(2, of="SG"))
    assert index(database, settings) == 2
    assert index(database, settings) == 0
    assert look(database, SEEN) == 1
    assert look(database, SEEN) == 0, "the same is looked for once a day"
    found = only(database, MatchState.PROPOSED)
    assert (found.likely.number, found.how, found.likely.sure) == (LANTERN.number, How.NAME, True)
    assert {why.code for why in found.likely.reasons} == {"name", "address"}
    assert trusted(database, settings, SEEN.code) == set()
    decide(database, accepted=True)
    assert trusted(database, settings, SEEN.code) == {SEEN.code}
    decide(database, accepted=False)
    assert look(database, SEEN, days=2) == 1
    assert only(database).state is MatchState.REJECTED, "what was rejected is not proposed again"
    assert trusted(database, settings, SEEN.code) == set()
    with database.unit(by=AMINA, at=NOON) as uow:
        actions.undo_match(uow, SEEN.code, "SG", LANTERN.number)
        with pytest.raises(NoSuchMatch):
            actions.undo_match(uow, SEEN.code, "SG", "AEOSG9")
    assert (only(database).state, only(database).decided_by) == (MatchState.PROPOSED, "")


def test_a_number_counts_only_with_the_operator_s_name_beside_it(database: Database, settings: Settings) -> None:
    told(database, LANTERN)
    index(database, settings)
    by_tin, name = str(LANTERN.tin), "HARBOUR LANTERN TRDG PTE"
    both = {by_tin, LANTERN.number}
    assert trusted(database, settings, *(Consignor(each, name) for each in both)) == both, "before anything is kept"
    for otherwise in (
        Consignor(by_tin, ""),
        Consignor(by_tin, "Quiet Valley Textiles"),
        Consignor(by_tin, "Harbour View Foods", str(LANTERN.address)),
        Consignor(by_tin, "Harbour Lantern Holdings", "88 Nathan Road, Kowloon, Hong Kong 999077"),
    ):
        assert trusted(database, settings, otherwise) == set(), otherwise
    look(database, Consignor(by_tin, "Harbour Lantern Trading"))
    assert (only(database).state, only(database).how) == (MatchState.ACCEPTED, How.NUMBER)
    assert trusted(database, settings, by_tin) == set(), "what was seen once lends no name to a number written alone"
    look(database, Consignor(by_tin, "Quiet Valley Textiles"), days=2)
    assert only(database).state is MatchState.PROPOSED
    assert trusted(database, settings, Consignor(by_tin, name)) == {by_tin}, (
        "a stranger's slip costs the operator nothing"
    )


def test_a_number_without_a_name_waits_for_an_officer_or_for_a_name(database: Database, settings: Settings) -> None:
    told(database, LANTERN)
    index(database, settings)
    by_tin = str(LANTERN.tin)
    look(database, Consignor(by_tin, ""))
    found = only(database, MatchState.PROPOSED)
    assert [why.code for why in found.likely.reasons] == ["same_number", "not_named"]
    with database.unit(by=AMINA, at=NOON) as uow:
        actions.decide_match(uow, by_tin, "SG", LANTERN.number, accepted=True, because="seen the papers")
    assert trusted(database, settings, by_tin) == {by_tin}, "an officer vouches for the code"
    assert trusted(database, settings, Consignor(by_tin, "Quiet Valley Textiles")) == set()
    with database.unit(by=AMINA, at=NOON) as uow:
        actions.decide_match(uow, by_tin, "SG", LANTERN.number, accepted=False)
    assert trusted(database, settings, Consignor(by_tin, str(LANTERN.name))) == set(), "what was rejected stays so"
    with database.unit(by=AMINA, at=NOON) as uow:
        actions.undo_match(uow, by_tin, "SG", LANTERN.number)
    look(database, Consignor(by_tin, str(LANTERN.name)), days=2)
    assert only(database).state is MatchState.ACCEPTED, "it waited for a name only"


def test_a_consignor_under_another_name_goes_back_to_the_officer(database: Database, settings: Settings) -> None:
    told(database, LANTERN)
    index(database, settings)
    look(database, SEEN)
    decide(database, accepted=True)
    look(database, replace(SEEN, name="Harbour Lantern Trading"), days=2)
    assert only(database).state is MatchState.ACCEPTED
    look(database, replace(SEEN, name="Quiet Valley Textiles"), days=4)
    assert only(database).state is MatchState.PROPOSED


def test_trust_ends_with_the_status_the_day_and_the_consent(database: Database, settings: Settings) -> None:
    told(database, LANTERN)
    index(database, settings)
    code = str(LANTERN.tin)
    who = Consignor(code, str(LANTERN.name))
    for bad in (
        replace(LANTERN, status=Status.SUSPENDED),
        replace(LANTERN, status=Status.REVOKED),
        replace(LANTERN, valid_until=NOON.date() - timedelta(days=1)),
        replace(LANTERN, valid_from=NOON.date() + timedelta(days=1)),
    ):
        told(database, bad)
        assert trusted(database, settings, who) == set()
        told(database, LANTERN)
        assert trusted(database, settings, who) == {code}
    told(database, replace(LANTERN, valid_until=NOON.date()))
    assert trusted(database, settings, who) == {code}
    with database.unit(by=PLATFORM, at=NOON) as uow:
        exchanging.store.forget(uow, "SG", [LANTERN.number])
    assert trusted(database, settings, who) == set()


def test_risk_spares_the_share_of_the_arrangement_and_no_more_once_suspended(
    database: Database, settings: Settings
) -> None:
    told(database, LANTERN)
    index(database, settings)
    with database.unit(by=ESI, at=NOON) as uow:
        risk.set_plan(uow, "*", Plan(share=1.0, random_rate=0.0, exploration=0.0, least_value=1e-9))

    def chosen(begin: str, **changes: str) -> set[str]:
        given = {
            "seller": str(LANTERN.tin),
            "departure": "SG",
            "seller_name": str(LANTERN.name),
            "seller_address": "",
        } | changes
        named = {name: given.pop(name) for name in SENDER}
        rows = [a_row(declaration=f"{begin}{n}", on=NOON.date(), **given) | named for n in range(25)]
        with database.unit(by=BELA, at=NOON) as uow:
            alone = {risk.assess(uow, [row]).chosen_by for row in rows}
        with database.unit(by=BELA, at=NOON) as uow:
            together = risk.assess_many(
                uow, pl.DataFrame(rows, schema={**FACTS, **dict.fromkeys(SENDER, pl.String())}), explain=False
            )
        assert {one.chosen_by for one in together} == alone
        return alone

    assert chosen("A") == {"spared", "model"}
    with database.unit(by=ESI, at=NOON) as uow:
        every = [queried for n in range(25) if (queried := risks.assessment(uow, f"A{n}"))]
    assert {each.code for one in every if one.chosen_by == "spared" for each in one.reasons} >= {"trusted-consignor"}
    assert chosen("N", seller_name="") == {"model"}, "anybody can write a number"
    assert chosen("O", seller_name="Quiet Valley Textiles") == {"model"}
    assert chosen("B", departure="VN") == {"model"}, "only what comes from the partner"
    assert chosen("C", direction="export") == {"model"}
    told(database, replace(LANTERN, status=Status.SUSPENDED))
    assert chosen("D") == {"model"}


def test_noisy_names_and_addresses_are_matched_with_few_mistakes(database: Database, settings: Settings) -> None:
    known = operators(250, seed=11)
    for where in {each[0] for each in known}:
        told(database, *(one for code, one in known if code == where), administration=where)
    index(database, settings)
    right = wrong = 0
    written = list(consignors(known, 100, seed=12))
    with database.unit(by=PLATFORM, at=NOON) as uow:
        actions.look_for(uow, [each.consignor for each in written])
        found, _ = queries.matches(uow, size=1000)
    sure = {each.consignor.code: each.likely.number for each in found if each.likely.sure}
    for each in written:
        if each.consignor.code in sure:
            right, wrong = (
                right + (sure[each.consignor.code] == each.truth),
                wrong + (sure[each.consignor.code] != each.truth),
            )
    assert right / (right + wrong) >= 0.97
    assert right / sum(each.truth is not None for each in written) >= 0.90


def test_an_operator_of_the_same_name_elsewhere_is_never_sure() -> None:
    twins = [("SG", LANTERN), ("MY", replace(LANTERN, number="AEOMY1"))]
    found = likeness.likely(SEEN, twins)
    assert len(found) == 2
    assert not any(each.sure for each in found)
    assert likeness.likely(SEEN, twins[:1])[0].sure


def test_the_queue_in_pages_csv_and_json(database: Database, settings: Settings) -> None:
    told(database, LANTERN)
    index(database, settings)
    look(database, SEEN)
    which = {"code": SEEN.code, "administration": "SG", "number": LANTERN.number}
    with client(database, settings, as_=AMINA) as amina:
        for language in ("en", "zh-Hant", "zh-Hans"):
            assert SEEN.name in amina.get(f"/recognition/matches?lang={language}").text
        sent = {**which, "decision": "accept", "because": "papers seen"}
        page = "/recognition/matches?lang=en"
        assert amina.fill("/recognition/matches/decision", sent, page=page).status_code == 303
        assert SEEN.name not in amina.get("/recognition/matches").text
        assert "papers seen" in amina.get("/recognition/matches?state=accepted").text
        assert "accepted,2" in amina.get("/recognition/matches/export.csv?state=").text
        assert amina.get("/api/v1/recognition/matches?state=accepted").json()["matches"][0]["because"] == "papers seen"
        decision = "/recognition/matches/decision"
        back = amina.call("POST", decision, {**which, "decision": "undo"})
        assert (back.status_code, back.json()["state"]) == (200, "proposed")
        lost = amina.call("POST", decision, {**which, "number": "X", "decision": "accept"})
        assert (lost.status_code, lost.json()["code"]) == (404, "no_such_match")
    with client(database, settings, as_=BELA) as bela:
        assert bela.get("/recognition/matches").status_code == 403
