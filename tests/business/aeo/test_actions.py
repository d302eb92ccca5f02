"""The life of an operator through the actions: complete, visited, decided by two, certified, suspended, revoked, barred, renewed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from smartcustoms.business.aeo import actions, queries
from smartcustoms.business.aeo.model import (
    Barred,
    Deed,
    Met,
    NoSuchThing,
    NotComplete,
    NotFilledIn,
    NotNow,
    SameEyes,
    Severity,
    Standing,
    State,
)
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.papers import queries as papers
from smartcustoms.kernel.papers.model import Standing as PaperStanding
from tests.business.aeo.applying import FORM, OBJECTS, decided, granted, lodged, picture, visited
from tests.cast import ADA, BELA, CHEN, DAOUD, ESI
from tests.conftest import NOON

TODAY = date(2026, 11, 24)


def test_what_is_missing_is_named_and_the_self_assessment_is_carried_over(database: Database) -> None:
    with database.unit(by=BELA, at=NOON) as uow:
        found = actions.begin(uow, tier=1)
        assert actions.begin(uow, tier=1).number == found.number
    with database.unit(by=BELA, at=NOON) as uow, pytest.raises(NotComplete) as refused:
        actions.lodge(uow, found.number)
    named = {each.code for each in refused.value.gaps}
    assert {"name", "process_map", "site_plan", "questionnaire"} <= named
    assert "crisis" not in named  # of tier 2 only
    with database.unit(by=BELA, at=NOON) as uow, pytest.raises(NotFilledIn):
        actions.carry_over(uow, found.number)
    number = lodged(database)
    with database.unit(by=BELA, at=NOON) as uow:
        found = queries.application(uow, number)
        assert found.state is State.LODGED
        assert found.answers
        assert found.assessment


def test_odd_fields_are_told_with_their_mend(database: Database) -> None:
    with database.unit(by=BELA, at=NOON) as uow:
        number = actions.begin(uow, tier=2).number
        actions.save(uow, number, FORM | {"founded": "long ago", "contact_mail": "nobody", "role": "king", "shoe": "9"})
        gaps = {each.code: each.mend["en"] for each in queries.gaps_of(uow, queries.application(uow, number))}
    assert {"founded", "contact_mail", "role"} <= set(gaps)
    assert "digits" in gaps["founded"]


def test_another_organisation_sees_and_does_nothing(database: Database) -> None:
    number = lodged(database)
    for do in (
        lambda uow: queries.application(uow, number),
        lambda uow: queries.whole_application(uow, number),
        lambda uow: actions.withdraw(uow, number),
    ):
        with database.unit(by=CHEN, at=NOON) as uow, pytest.raises(NoSuchThing):
            do(uow)


def test_granting_needs_a_closed_visit_without_open_findings(database: Database) -> None:
    number = lodged(database)
    with database.unit(by=DAOUD, at=NOON) as uow, pytest.raises(NotNow):
        actions.propose(uow, number, Deed.GRANT, because="Looks good")
    with database.unit(by=DAOUD, at=NOON) as uow:
        visit = actions.plan_visit(uow, number, site="Warehouse", on=TODAY).number
    with database.unit(by=DAOUD, at=NOON) as uow:
        asked = [(each.code, one.id) for each, ones in queries.visit(uow, visit).criteria for one in ones]
        actions.note_points(uow, visit, {one: (Met.MET, "") for _, one in asked[1:]})
        actions.note_points(uow, visit, {asked[0][1]: (Met.NOT_MET, "No record")})
        actions.photograph(uow, visit, asked[0][1], picture(), name="door.png", through=OBJECTS)
    with database.unit(by=DAOUD, at=NOON) as uow, pytest.raises(NotComplete, match="no finding"):
        actions.close_visit(uow, visit, conclusion="Done")
    with database.unit(by=DAOUD, at=NOON) as uow:
        finding = actions.find(uow, visit, criterion=asked[0][0], severity=Severity.MAJOR, says="Keep the records")
        assert finding.due_on == TODAY + timedelta(days=30)
        actions.close_visit(uow, visit, conclusion="Done")
        assert len(queries.visit(uow, visit).noted[asked[0][1]].photos) == 1
    with database.unit(by=DAOUD, at=NOON) as uow, pytest.raises(NotNow, match="corrective"):
        actions.propose(uow, number, Deed.GRANT, because="Looks good")
    with database.unit(by=BELA, at=NOON) as uow:
        actions.answer_finding(uow, finding.id, answer="Kept now", content=picture(9), name="e.png", through=OBJECTS)
    with database.unit(by=DAOUD, at=NOON) as uow:
        actions.judge_answer(uow, finding.id, accepted=False, because="Not readable")
    with database.unit(by=BELA, at=NOON) as uow:
        actions.answer_finding(uow, finding.id, answer="Here again")
    with database.unit(by=DAOUD, at=NOON) as uow:
        actions.judge_answer(uow, finding.id, accepted=True)
    decided(database, number, Deed.GRANT)
    with database.unit(by=BELA, at=NOON) as uow:
        assert queries.application(uow, number).state is State.GRANTED


def test_one_person_does_not_decide_alone(database: Database) -> None:
    number = lodged(database)
    visited(database, number)
    with database.unit(by=ESI, at=NOON) as uow:
        made = actions.propose(uow, number, Deed.REFUSE, because="No records")
    with database.unit(by=ESI, at=NOON) as uow, pytest.raises(SameEyes):
        actions.decide(uow, made.id, agree=True)
    with database.unit(by=DAOUD, at=NOON) as uow, pytest.raises(NotNow):
        actions.propose(uow, number, Deed.GRANT, because="A second one at the same time")


def test_the_certificate_tells_the_truth_at_every_moment(database: Database) -> None:
    found = granted(database, tier=2)
    assert (found.valid_from, found.valid_until, found.tier) == (TODAY, date(2029, 11, 23), 2)
    assert found.parties == ("BELA-1", "BELA-2")
    assert found.number.startswith("AE26")

    def stands(number: str) -> PaperStanding:
        with database.unit(by=PLATFORM, at=NOON) as uow:
            paper = papers.paper(uow, number)
            return papers.checked(uow, number, paper.code, at=NOON).standing

    assert stands(found.paper) is PaperStanding.VALID
    decided(database, found.number, Deed.SUSPEND)
    assert stands(found.paper) is PaperStanding.REVOKED
    with database.unit(by=BELA, at=NOON) as uow:
        assert queries.benefits_of(uow, "bela-trading") is None
    decided(database, found.number, Deed.REINSTATE)
    with database.unit(by=BELA, at=NOON) as uow:
        again = queries.operator(uow, found.number)
        assert queries.benefits_of(uow, "bela-trading") == queries.benefits(2, TODAY)
    assert (again.standing, again.paper) == (Standing.ACTIVE, f"{found.number}02")
    assert stands(again.paper) is PaperStanding.VALID


def test_the_bar_after_a_revocation_is_exact(database: Database) -> None:
    found = granted(database)
    decided(database, found.number, Deed.REVOKE)
    last_moment = datetime(2028, 11, 23, 15, 59, tzinfo=UTC)  # 23:59 in Hong Kong
    with database.unit(by=BELA, at=last_moment) as uow, pytest.raises(Barred) as refused:
        actions.begin(uow, tier=1)
    assert refused.value.seen == "2028-11-23"
    with database.unit(by=BELA, at=last_moment + timedelta(minutes=1)) as uow:
        assert actions.begin(uow, tier=1).state is State.DRAFT


def test_an_appeal_is_heard_by_others_and_undoes_the_decision(database: Database) -> None:
    found = granted(database)
    decided(database, found.number, Deed.REVOKE)
    with database.unit(by=BELA, at=NOON) as uow:
        which = queries.whole_operator(uow, found.number).decisions[0].id
    late = NOON + timedelta(days=31)
    with database.unit(by=BELA, at=late) as uow, pytest.raises(NotNow, match="last day"):
        actions.appeal(uow, which, says="Too late")
    with database.unit(by=BELA, at=NOON + timedelta(days=30)) as uow:
        made = actions.appeal(uow, which, says="It was another's goods")
    with database.unit(by=ESI, at=NOON) as uow, pytest.raises(SameEyes):
        actions.hear(uow, made.id, uphold=True, because="Right")
    with database.unit(by=ADA, at=NOON) as uow:
        actions.hear(uow, made.id, uphold=True, because="Right")
    with database.unit(by=BELA, at=NOON) as uow:
        again = queries.operator(uow, found.number)
    assert (again.standing, again.barred_until, again.valid_until) == (Standing.ACTIVE, None, found.valid_until)


def test_renewal_opens_to_the_day_and_goes_on_from_the_last(database: Database) -> None:
    found = granted(database)
    before = datetime(2029, 5, 22, 15, 59, tzinfo=UTC)  # 22 May, 23:59 in Hong Kong
    with database.unit(by=BELA, at=before) as uow, pytest.raises(NotNow):
        actions.begin(uow, tier=1)
    opens = before + timedelta(minutes=1)
    number = lodged(database, tier=2, at=opens)
    visited(database, number, at=opens)
    decided(database, number, Deed.GRANT, at=opens)
    with database.unit(by=BELA, at=opens) as uow:
        again = queries.operator(uow, found.number)
        old, new = (one for each in (again.paper, again.renewed_paper) if (one := papers.paper(uow, each)))
        stand = [papers.checked(uow, each.number, each.code, at=opens).standing for each in (old, new)]
    assert (again.valid_from, again.valid_until, again.tier, again.edition) == (NOON.date(), date(2032, 11, 23), 1, 2)
    last, first = date(2029, 11, 23), date(2029, 11, 24)
    assert (again.paper, again.renewed_from) == (found.paper, first)
    assert (old.valid_from, old.valid_until) == (NOON.date(), last)
    assert stand == [PaperStanding.VALID, PaperStanding.NOT_YET]
    assert (new.valid_from, new.valid_until) == (first, date(2032, 11, 23)), "three years from the day after"
    evening = datetime(2029, 11, 23, 15, 59, tzinfo=UTC)  # 23:59 of the last day in Hong Kong
    for at, count in ((evening, 0), (evening + timedelta(minutes=1), 1), (evening + timedelta(minutes=2), 0)):
        with database.unit(by=PLATFORM, at=at) as uow:
            assert (actions.begin_renewed(uow), actions.expire_over(uow)) == (count, 0)
    with database.unit(by=BELA, at=evening) as uow:
        then = queries.operator(uow, found.number)
    assert (then.valid_from, then.paper, then.tier, then.renewed_from) == (first, again.renewed_paper, 2, None)


@pytest.mark.parametrize("day", [date(2029, 11, 23), date(2029, 11, 24)])
def test_suspended_after_renewal_takes_both_certificates_back_and_reinstated_gives_what_is_left(
    database: Database, day: date
) -> None:
    found = granted(database)
    opens = datetime(2029, 6, 1, 4, tzinfo=UTC)
    number = lodged(database, tier=1, at=opens)
    visited(database, number, at=opens)
    decided(database, number, Deed.GRANT, at=opens)
    decided(database, found.number, Deed.SUSPEND, at=opens)
    noon = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
    with database.unit(by=PLATFORM, at=noon) as uow:
        assert queries.operator(uow, found.number).paper == queries.operator(uow, found.number).renewed_paper == ""
    decided(database, found.number, Deed.REINSTATE, at=noon)
    with database.unit(by=PLATFORM, at=noon) as uow:
        again = queries.operator(uow, found.number)
        spans = [
            (one.valid_from, one.valid_until)
            for each in (again.paper, again.renewed_paper)
            if each and (one := papers.paper(uow, each))
        ]
    renewed = (date(2029, 11, 24), date(2032, 11, 23))
    assert spans == ([renewed] if day == renewed[0] else [(NOON.date(), day), renewed])


def test_over_is_over_the_day_after_the_last(database: Database) -> None:
    found = granted(database)
    last = datetime(2029, 11, 23, 15, 59, tzinfo=UTC)
    for at, count in ((last, 0), (last + timedelta(minutes=1), 1), (last + timedelta(minutes=2), 0)):
        with database.unit(by=PLATFORM, at=at) as uow:
            assert actions.expire_over(uow) == count
    with database.unit(by=BELA, at=last) as uow:
        assert queries.operator(uow, found.number).standing is Standing.EXPIRED


def test_each_is_reminded_once_of_each_thing(database: Database) -> None:
    found = granted(database)
    with database.unit(by=PLATFORM, at=NOON) as uow:
        assert actions.remind(uow) == 0
    due = datetime(2027, 11, 18, 4, tzinfo=UTC)  # a week before the first report
    for at, count in ((due, 1), (due, 0), (due + timedelta(days=8), 1), (due + timedelta(days=9), 0)):
        with database.unit(by=PLATFORM, at=at) as uow:
            assert actions.remind(uow) == count, at
    with database.unit(by=BELA, at=due) as uow:
        actions.report(uow, found.number, {"changes": "none", "incidents": "none"})
        owed = queries.whole_operator(uow, found.number).reports
    assert [each.lodged_at is None for each in owed] == [False, True]
    with database.unit(by=PLATFORM, at=datetime(2029, 5, 23, 4, tzinfo=UTC)) as uow:
        assert actions.remind(uow) >= 1  # renewal opens


def test_trusted_are_known_while_in_good_standing(database: Database) -> None:
    found = granted(database, tier=2)

    def known(on: date) -> set[str]:
        with database.unit(by=PLATFORM, at=NOON) as uow:
            return set(queries.trust(uow, on=on).operators)

    assert known(day_of(NOON)) == {"bela-trading"}
    assert known(found.valid_until) == known(TODAY)
    assert known(found.valid_until + timedelta(days=1)) == set()
    decided(database, found.number, Deed.SUSPEND)
    assert known(TODAY) == set()
