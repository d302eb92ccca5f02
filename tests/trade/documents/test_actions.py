"""The life of an application: drafts, lodging once per key, amending, questions, decisions, partial use, what others may not see."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from smartcustoms.kernel.actor import PLATFORM, Actor, Kind
from smartcustoms.kernel.database.unit import Database, UnitOfWork
from smartcustoms.kernel.errors import Conflict
from smartcustoms.kernel.files.model import TooLarge, TypeDiffers
from smartcustoms.kernel.files.object_gateway import in_memory
from smartcustoms.kernel.papers import queries as papers
from smartcustoms.kernel.people import actions as people
from smartcustoms.kernel.people.model import Organisation
from smartcustoms.trade.documents import actions, catalogue, queries
from smartcustoms.trade.documents.model import (
    KeyUsed,
    NoSuchDocument,
    NotEnoughLeft,
    NotFilledIn,
    NotNow,
    Relation,
    State,
    Wanted,
)
from tests.cast import AMINA, BELA, CHEN
from tests.conftest import NOON
from tests.trade.documents.builders import content_for

FORM = catalogue.shipped()["RTA-TN"].form
TRN = content_for(FORM)
PDF = b"%PDF-1.7 simulated"


def do(database: Database, who: Actor, what: Callable[[UnitOfWork], Any], *, at: Any = NOON) -> Any:
    with database.unit(by=who, at=at) as uow:
        return what(uow)


def lodged(database: Database, code: str = "RTA-TN", content: Any = None, who: Actor = BELA) -> str:
    made = content or content_for(catalogue.shipped()[code].form)
    number: str = do(database, who, lambda uow: actions.lodge_new(uow, code, made, original=b"x").number)
    return number


def issued(database: Database, code: str = "RTA-TN", content: Any = None) -> str:
    number = lodged(database, code, content)
    do(database, PLATFORM, lambda uow: actions.decided(uow, number, review="R1", granted=True))
    return number


def seen(database: Database, number: str, who: Actor = BELA) -> Any:
    return do(database, who, lambda uow: queries.whole(uow, number))


def test_a_draft_is_kept_as_it_is_and_lodged_when_it_is_in_order(database: Database) -> None:
    number = do(database, BELA, lambda uow: actions.begin(uow, "RTA-TN", {"goods": [{"description": "Radio"}]}))
    with pytest.raises(NotFilledIn) as refused:
        do(database, BELA, lambda uow: actions.lodge(uow, number))
    assert "goods.0.hs_code" in {fault.field for fault in refused.value.faults}
    assert seen(database, number).document.state is State.DRAFT
    do(database, BELA, lambda uow: actions.save(uow, number, TRN, version=1))
    with pytest.raises(Conflict):
        do(database, BELA, lambda uow: actions.save(uow, number, {}, version=1))
    do(database, BELA, lambda uow: actions.lodge(uow, number))
    found = seen(database, number)
    assert (found.document.state, found.document.waits_for) == (State.LODGED, "OFCA")
    assert [each.deed for each in found.steps] == ["begun", "lodged"]


def test_a_required_file_is_asked_and_files_are_told_by_their_bytes(database: Database) -> None:
    at = in_memory()
    content = content_for(catalogue.shipped()["PEST-IE"].form)
    number = do(database, BELA, lambda uow: actions.begin(uow, "PEST-IE", content))
    with pytest.raises(NotFilledIn) as refused:
        do(database, BELA, lambda uow: actions.lodge(uow, number))
    assert [fault.field for fault in refused.value.faults] == ["attachments.safety_data_sheet"]
    with pytest.raises(TypeDiffers):
        do(
            database,
            BELA,
            lambda uow: actions.attach(uow, number, "safety_data_sheet", b"<html>", name="a.pdf", through=at),
        )
    with pytest.raises(TooLarge):
        do(
            database,
            BELA,
            lambda uow: actions.attach(uow, number, "invoice", PDF + b"0" * 10_000_000, name="a.pdf", through=at),
        )
    with pytest.raises(actions.NotAttachable):
        do(database, BELA, lambda uow: actions.attach(uow, number, "poem", PDF, name="a.pdf", through=at))
    for _ in range(2):
        do(
            database,
            BELA,
            lambda uow: actions.attach(uow, number, "safety_data_sheet", PDF, name="../a.pdf", through=at),
        )
    do(database, BELA, lambda uow: actions.lodge(uow, number))
    (file,) = seen(database, number).attachments
    assert (file.name, file.media_type, file.size) == ("a.pdf", "application/pdf", len(PDF))


def test_one_number_per_key_and_another_body_is_refused(database: Database) -> None:
    def lodge(body: bytes) -> Any:
        return do(database, BELA, lambda uow: actions.lodge_new(uow, "RTA-TN", TRN, original=body, key="k"))

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lodge, [b"same"] * 16))
    assert len({each.number for each in answers}) == 1
    assert sum(not each.repeated for each in answers) == 1
    before = seen(database, answers[0].number).document
    with pytest.raises(KeyUsed):
        lodge(b"other")
    assert seen(database, answers[0].number).document == before
    assert (
        do(database, CHEN, lambda uow: actions.lodge_new(uow, "RTA-TN", TRN, original=b"z", key="k")).number
        != before.number
    )


def test_a_refused_lodging_leaves_the_key_free(database: Database) -> None:
    with pytest.raises(NotFilledIn):
        do(database, BELA, lambda uow: actions.lodge_new(uow, "RTA-TN", {}, original=b"a", key="k"))
    assert not do(database, BELA, lambda uow: actions.lodge_new(uow, "RTA-TN", TRN, original=b"b", key="k")).repeated


def test_a_code_that_is_not_there_offers_what_may_be_meant(database: Database) -> None:
    wrong = {**TRN, "goods": [{**TRN["goods"][0], "hs_code": "851760"}]}
    with pytest.raises(NotFilledIn) as refused:
        lodged(database, content=wrong)
    (fault,) = refused.value.faults
    assert (fault.field, fault.seen) == ("goods.0.hs_code", "851760")
    assert "8517" in str(fault.mend)


def test_another_trader_sees_and_changes_nothing(database: Database) -> None:
    number = lodged(database)
    for what in (
        lambda uow: queries.whole(uow, number),
        lambda uow: actions.withdraw(uow, number, because=""),
        lambda uow: actions.say(uow, number, "hello"),
        lambda uow: actions.copy(uow, number),
        lambda uow: actions.amend(uow, number, TRN, version=1, because="x"),
    ):
        with pytest.raises(NoSuchDocument):
            do(database, CHEN, what)
    assert do(database, CHEN, lambda uow: queries.documents(uow, Wanted())).total == 0
    assert do(database, AMINA, lambda uow: queries.documents(uow, Wanted())).total == 1


def test_a_company_user_acts_on_his_own_and_as_a_deputy(database: Database) -> None:
    one, two = (replace(BELA, user=name, roles=frozenset({"company_user"})) for name in ("one", "two"))
    with database.unit(by=PLATFORM, at=NOON) as uow:
        people.found_organisation(uow, Organisation(BELA.organisation, "Bela", Kind.TRADER))
        for name in ("one", "two"):
            people.invite(
                uow,
                name=name,
                email=f"{name}@bela.example",
                organisation=BELA.organisation,
                roles_given={"trader"},
                number=name,
            )
    number = lodged(database, who=one)
    with pytest.raises(NoSuchDocument):
        seen(database, number, two)
    do(database, BELA, lambda uow: actions.delegate(uow, member="one", deputy="two", until=NOON.date()))
    assert seen(database, number, two).document.applicant == "one"
    later = NOON + timedelta(days=2)
    with pytest.raises(NoSuchDocument):
        do(database, two, lambda uow: queries.whole(uow, number), at=later)
    assert seen(database, number).document.number == number  # the company's administrator


def test_a_question_waits_for_the_trader_and_the_answer_goes_back(database: Database) -> None:
    number = lodged(database)
    for _ in range(2):
        do(database, PLATFORM, lambda uow: actions.ask(uow, number, agency="OFCA", text="Which band?"))
    found = seen(database, number)
    assert (found.document.state, found.document.waits_for) == (State.ASKED, "trader")
    assert len(found.messages) == 1
    do(database, BELA, lambda uow: actions.say(uow, number, "2.4 GHz"))
    found = seen(database, number)
    assert (found.document.state, found.document.waits_for) == (State.LODGED, "OFCA")
    assert [(each.side, each.text) for each in found.messages] == [("OFCA", "Which band?"), ("trader", "2.4 GHz")]
    with pytest.raises(actions.NothingSaid):
        do(database, BELA, lambda uow: actions.say(uow, number, "  "))


def test_a_decision_issues_one_paper_and_a_late_one_of_an_old_review_does_nothing(database: Database) -> None:
    number = lodged(database)
    do(database, PLATFORM, lambda uow: actions.review_begun(uow, number, review="R1"))
    do(database, BELA, lambda uow: actions.amend(uow, number, TRN, version=1, because="a slip"))
    do(database, PLATFORM, lambda uow: actions.review_begun(uow, number, review="R2"))
    do(database, PLATFORM, lambda uow: actions.decided(uow, number, review="R1", granted=False))
    assert seen(database, number).document.state is State.LODGED
    condition = {"code": "LIMIT", "en": "Not more than 5.", "zh-Hant": "不多於 5。", "zh-Hans": "不多于 5。"}
    for _ in range(2):
        do(
            database,
            PLATFORM,
            lambda uow: actions.decided(uow, number, review="R2", granted=True, conditions=[condition]),
        )
    found = seen(database, number)
    assert found.document.state is State.ISSUED
    assert found.document.valid_until == NOON.date() + timedelta(days=29)
    assert [each.deed for each in found.steps].count("issued") == 1
    assert (found.versions[0].version, found.versions[0].because) == (1, "a slip")
    paper = do(database, BELA, lambda uow: papers.paper(uow, number))
    content = do(database, BELA, lambda uow: papers.file_of(uow, paper, "pdf"))
    assert content.startswith(b"%PDF")
    told = do(database, BELA, lambda uow: papers.checked(uow, number, paper.code, at=NOON))
    assert told.standing.value == "valid"
    assert told.content["application"] == TRN


def test_an_amended_document_replaces_the_issued_one_when_it_is_issued(database: Database) -> None:
    number = issued(database)
    made = do(database, BELA, lambda uow: actions.amend(uow, number, TRN, version=1, because="another flight"))
    assert made != number
    assert seen(database, number).document.state is State.ISSUED
    do(database, PLATFORM, lambda uow: actions.decided(uow, made, review="R9", granted=True))
    assert seen(database, number).document.state is State.REPLACED
    paper = do(database, BELA, lambda uow: papers.paper(uow, number))
    assert paper.revoked_at is not None


def test_refused_with_reasons_withdrawn_copied_renewed_revoked_and_over(database: Database) -> None:
    number = lodged(database)
    reason = {"code": "NO", "en": "The band is not allocated.", "law": "Cap. 106"}
    do(database, PLATFORM, lambda uow: actions.decided(uow, number, review="R", granted=False, reasons=[reason]))
    assert seen(database, number).document.reasons == (reason,)
    with pytest.raises(NotNow):
        do(database, BELA, lambda uow: actions.withdraw(uow, number, because="late"))
    copied = do(database, BELA, lambda uow: actions.copy(uow, number))
    assert seen(database, copied).document.content == TRN
    do(database, BELA, lambda uow: actions.withdraw(uow, copied, because="not needed"))
    assert seen(database, copied).document.state is State.WITHDRAWN
    there = issued(database, "PHARM-E")
    with pytest.raises(NotNow, match="too early"):
        do(database, BELA, lambda uow: actions.renew(uow, there))
    renewed = do(database, BELA, lambda uow: actions.renew(uow, there), at=NOON + timedelta(days=160))
    assert ("renews", there) in {(each.relation, each.other) for each in seen(database, renewed).links}
    assert do(database, PLATFORM, lambda uow: actions.expire_over(uow), at=NOON + timedelta(days=200)) == 1
    assert seen(database, there).document.state is State.EXPIRED
    other = issued(database)
    do(database, PLATFORM, lambda uow: actions.revoke(uow, other, because="False particulars."))
    assert seen(database, other).document.state is State.REVOKED


def test_import_and_export_licence_and_declaration_are_linked(database: Database) -> None:
    one, two = lodged(database), lodged(database)
    do(database, BELA, lambda uow: actions.link(uow, one, Relation.IMPORT_OF, two))
    do(database, BELA, lambda uow: actions.link(uow, one, Relation.DECLARED_BY, "26HK000001"))
    assert {each.relation for each in seen(database, one).links} == {"import_of", "declared_by"}
    assert {each.relation for each in seen(database, two).links} == {"by:import_of"}
    with pytest.raises(actions.NotLinkable):
        do(database, BELA, lambda uow: actions.link(uow, one, Relation.IMPORT_OF, "D26000000000"))
    others = lodged(database, who=CHEN)
    with pytest.raises(NoSuchDocument):
        do(database, BELA, lambda uow: actions.link(uow, one, Relation.IMPORT_OF, others))


def use(database: Database, number: str, declaration: str, quantity: str, item: int = 1) -> None:
    do(
        database,
        PLATFORM,
        lambda uow: actions.write_off(
            uow, number, declaration=declaration, item=item, hs_code="380891", quantity=Decimal(quantity)
        ),
    )


def test_quantities_are_written_off_never_below_zero_and_given_back(database: Database) -> None:
    number = issued(database, "PHARM-E")  # 12.5 of it
    use(database, number, "DEC1", "5")
    use(database, number, "DEC1", "5")  # the same item again
    with pytest.raises(NotEnoughLeft, match=r"7\.5"):
        use(database, number, "DEC2", "7.6")
    use(database, number, "DEC2", "7.5")
    assert seen(database, number).goods[0].left == 0
    assert do(database, PLATFORM, lambda uow: actions.give_back(uow, "DEC1")) == 1
    assert do(database, PLATFORM, lambda uow: actions.give_back(uow, "DEC1")) == 0
    assert seen(database, number).goods[0].left == 5
    with pytest.raises(NotEnoughLeft, match="does not cover"):
        do(
            database,
            PLATFORM,
            lambda uow: actions.write_off(uow, number, declaration="D", item=1, hs_code="220830", quantity=Decimal(1)),
        )


def test_many_declarations_at_once_never_use_more_than_there_is(database: Database) -> None:
    number = issued(database, "PHARM-E")

    def one(place: int) -> bool:
        try:
            use(database, number, f"DEC{place}", "2")
        except NotEnoughLeft:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        taken = sum(pool.map(one, range(24)))
    assert taken == 6  # 12.5 / 2
    assert seen(database, number).goods[0].left == Decimal("0.5")


def test_a_document_for_one_declaration_takes_no_other(database: Database) -> None:
    number = issued(database)  # a notification is used once
    use(database, number, "DEC1", "1")
    with pytest.raises(NotEnoughLeft, match="DEC1"):
        use(database, number, "DEC2", "1")


def test_an_officers_list_without_filters_counts_every_document(database: Database) -> None:
    assert do(database, AMINA, lambda uow: queries.documents(uow, Wanted())).total == 0
    for place in range(3):
        do(database, BELA, lambda uow, place=place: actions.begin(uow, "RTA-TN", {}, key=f"k{place}"))
    page = do(database, AMINA, lambda uow: queries.documents(uow, Wanted(per_page=2)))
    assert (len(page.rows), page.total) == (2, 3)


def test_lists_are_searched_filtered_and_paged(database: Database) -> None:
    radio = lodged(database, content={**TRN, "goods": [{**TRN["goods"][0], "description": "Walkie-talkie 對講機"}]})
    issued(database, "PHARM-E")

    def numbers(**asked: Any) -> list[str]:
        page = do(database, BELA, lambda uow: queries.documents(uow, Wanted(**asked)))
        return [each.number for each in page.rows]

    for text in ("walkie", "talkie", "對講機", radio, "rta-tn", "radiocomm"):
        assert numbers(text=text) == [radio], text
    assert numbers(text="walkie 講機") == [radio]
    assert numbers(text="nothing") == []
    assert numbers(state="lodged") == [radio]
    assert numbers(type="RTA-TN") == numbers(agency="OFCA") == [radio]
    assert len(numbers(per_page=1)) == 1
    assert set(numbers()) == set(numbers(per_page=1) + numbers(per_page=1, page=2))
