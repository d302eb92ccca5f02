"""Amended, withdrawn and presented by message: matched, checked, answered, once; the given notifications walked through a life."""

from collections import Counter
from itertools import pairwise
from typing import Any

import pytest

from smartcustoms.kernel import clock
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.declarations import actions, queries
from smartcustoms.trade.declarations.life import State, life_of
from smartcustoms.trade.declarations.model import (
    Channel,
    KeyUsed,
    NoSuchDeclaration,
    NotAccepted,
    NotInThatState,
    Status,
)
from smartcustoms.trade.declarations.requests import (
    NotALife,
    meanings,
)
from smartcustoms.trade.declarations.wco.amending import AmendmentUnusable
from smartcustoms.trade.declarations.wco.reading import Matter, read
from tests.cast import BELA, CHEN, DAOUD
from tests.shared_data import shared
from tests.trade.declarations.test_life import GOOD, XML, step
from tests.trade.declarations.test_web import headers
from tests.trade.declarations.wco.builders import DEC, MD
from tests.web_client import client

ITEMS = "67A/68A[{item}]"
MASS = """<GoodsShipment><GovernmentAgencyGoodsItem><SequenceNumeric>{item}</SequenceNumeric><Commodity><GoodsMeasure>
<GrossMassMeasure>21.5</GrossMassMeasure><NetNetWeightMeasure>19</NetNetWeightMeasure></GoodsMeasure></Commodity>
</GovernmentAgencyGoodsItem></GoodsShipment>"""


def request(
    number: str, kind: str, *, own: str = "CHANGE-1", pointers: str = "", body: str = "", why: str = "Weighed again"
) -> bytes:
    """Write a message that changes a declaration, as the given ones are written."""
    points = "".join(
        f"<Pointer><SequenceNumeric>{part.partition('[')[2].rstrip(']') or 1}</SequenceNumeric>"
        f"<DocumentSectionCode>{part.partition('[')[0]}</DocumentSectionCode></Pointer>"
        for part in pointers.split("/")[:-1]
    )
    points = points[: -len("</Pointer>")] + f"<TagID>{pointers.split('/')[-1]}</TagID></Pointer>" if points else ""
    change = f"<Amendment><ChangeReasonCode>28</ChangeReasonCode>{points}</Amendment>" if points else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<md:MetaData xmlns:md="{MD}" xmlns="{DEC}"><md:WCODataModelVersionCode>3.6</md:WCODataModelVersionCode><md:WCOTypeName>DEC</md:WCOTypeName>
<Declaration><FunctionCode>13</FunctionCode><FunctionalReferenceID>{own}</FunctionalReferenceID><ID>{number}</ID><TypeCode>{kind}</TypeCode>
<AdditionalInformation><StatementDescription>{why}</StatementDescription><StatementTypeCode>AES</StatementTypeCode>
<Pointer><SequenceNumeric>1</SequenceNumeric><DocumentSectionCode>42A</DocumentSectionCode></Pointer>
<Pointer><SequenceNumeric>1</SequenceNumeric><DocumentSectionCode>06A</DocumentSectionCode></Pointer></AdditionalInformation>
{change}{body}</Declaration></md:MetaData>""".encode()


def amendment(number: str, item: int = 2, own: str = "CHANGE-1") -> bytes:
    return request(number, "COR", own=own, pointers=f"42A/67A/68A[{item}]/23A/65A/128", body=MASS.format(item=item))


def send(database: Database, content: bytes, who: Any = BELA) -> Any:
    with database.unit(by=who, at=clock.now()) as uow:
        return actions.by_message(uow, content, through=Channel.API)


def states(database: Database, number: str) -> list[str]:
    with database.unit(by=BELA, at=clock.now()) as uow:
        return [each.state.value for each in queries.notifications(uow, number)]


def test_an_amendment_changes_what_it_points_at_and_nothing_else_and_once(database: Database) -> None:
    number = send(database, GOOD).number
    with database.unit(by=BELA, at=clock.now()) as uow:
        before = queries.declaration(uow, number)
    for name, own in ((number, "CHANGE-1"), ("OURS-1", "CHANGE-2")):  # by our number, and by the sender's own reference
        content = amendment(name, own=own)
        first, again = send(database, content), send(database, content)
        assert (first.kind, first.number, first.kept_only) == ("amendment", number, ())
        assert (again.place, again.repeated, first.repeated) == (first.place, True, False)
    with database.unit(by=BELA, at=clock.now()) as uow:
        after = queries.declaration(uow, number)
        assert [str(each.because) for each in queries.timeline(uow, number) if each.deed == "amended"] == [
            "Weighed again"
        ] * 2
    assert (after.version, str(after.items[1].net_mass_kg), str(after.items[1].gross_mass_kg)) == (3, "19", "21.5")
    assert (after.items[0], after.header) == (before.items[0], before.header)
    assert after.items[1].hs_code == before.items[1].hs_code
    assert states(database, number).count("amended") == 2


def test_what_the_house_does_not_hold_is_named_and_stays_with_the_message(database: Database) -> None:
    number = send(database, GOOD).number
    statement = "<GoodsShipment><GovernmentAgencyGoodsItem><SequenceNumeric>1</SequenceNumeric>\
<AdditionalInformation><StatementCode>X</StatementCode>\
<StatementDescription>new</StatementDescription></AdditionalInformation></GovernmentAgencyGoodsItem></GoodsShipment>"
    done = send(database, request(number, "COR", pointers="42A/67A/68A[1]/03A/225", body=statement))
    assert len(done.kept_only) == 1
    assert done.kept_only[0].startswith(
        "Declaration[1]/GoodsShipment[1]/GovernmentAgencyGoodsItem[1]/AdditionalInformation"
    )
    with database.unit(by=BELA, at=clock.now()) as uow:
        assert b"<StatementDescription>new" in (queries.original(uow, number) or b"")


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (lambda number: amendment(number, item=9), AmendmentUnusable),
        (lambda number: request(number, "COR", body=MASS.format(item=1)), AmendmentUnusable),
        (lambda _: amendment("NOT-THERE"), NoSuchDeclaration),
    ],
)
def test_an_amendment_that_cannot_be_applied_changes_nothing(
    database: Database, content: Any, error: type[Exception]
) -> None:
    number = send(database, GOOD).number
    with pytest.raises(error):
        send(database, content(number))
    with database.unit(by=BELA, at=clock.now()) as uow:
        assert queries.declaration(uow, number).version == 1


PREVIOUS = b"<PreviousDocument><CategoryCode>Y</CategoryCode><ID>%b</ID><TypeCode>%b</TypeCode></PreviousDocument>"


def completing(named: str, kind: bytes = b"SDE") -> bytes:
    """Give a supplementary declaration of ours that completes a simplified one."""
    made = GOOD.replace(b">IMA<", b">IMY<").replace(b">OURS-1<", b">OURS-2<")
    return made.replace(b"</Importer>", b"</Importer>" + PREVIOUS % (named.encode(), kind))


def test_a_supplementary_declaration_is_linked_to_the_one_that_it_completes(
    database: Database, settings: Settings
) -> None:
    first = send(database, GOOD.replace(b">IMA<", b">IMC<")).number
    by_number = send(database, completing(first, b"ZZZ")).number
    by_reference = send(database, completing("ours-1").replace(b">OURS-2<", b">OURS-3<")).number
    other = send(database, completing("24GBCDS123456789R1").replace(b">OURS-2<", b">OURS-4<")).number
    with client(database, settings, as_=BELA) as bela:

        def links(number: str) -> tuple[str | None, list[str]]:
            given = bela.get(f"/api/v1/declarations/{number}").json()
            return given["completes"], given["completed_by"]

        assert links(first) == (None, [by_number, by_reference])
        assert links(by_number) == links(by_reference) == (first, [])
        assert links(other) == (None, [])
        assert bela.get(f"/api/v1/declarations/{other}").json()["declaration"]["previous"] == "24GBCDS123456789R1"
        assert f"/declarations/{first}" in bela.get(f"/declarations/{by_number}").text
    with pytest.raises(NotAccepted) as refused:  # another's, and so not there
        send(database, completing(first), CHEN)
    assert [each.code for each in refused.value.faults if each.field == "previous"] == ["earlier_unknown"]


def test_nobody_changes_anothers_by_message_and_a_reference_is_used_once(database: Database) -> None:
    number = send(database, GOOD).number
    for kind in ("COR", "INV", "GPR"):
        with pytest.raises(NoSuchDeclaration):
            send(database, request(number, kind), CHEN)
    send(database, amendment(number))
    with pytest.raises(KeyUsed):
        send(database, amendment(number, item=1))


def test_a_cancellation_is_answered_again_and_refused_where_the_life_does_not_allow_it(
    database: Database, settings: Settings
) -> None:
    early = GOOD.replace(b">IMA<", b">IMD<")
    with client(database, settings, as_=BELA) as bela:
        heads = headers(bela) | XML | {"Accept": "application/xml"}
        received = bela.post("/api/v1/declarations", content=early, headers=heads)
        number = received.headers["Location"].rpartition("/")[2]
        assert b"<FunctionCode>02<" in received.content
        answers = [bela.post("/api/v1/declarations", content=request(number, "INV"), headers=heads) for _ in range(2)]
        assert [each.status_code for each in answers] == [200, 200]
        assert answers[0].content == answers[1].content
        assert b"<FunctionCode>10<" in answers[0].content
        assert states(database, number) == ["pre_lodged", "cancelled"]
        late = bela.post("/api/v1/declarations", content=amendment(number, own="L"), headers=heads)
        assert (late.status_code, read(late.content, Matter.NOTIFICATION).faults) == (409, ())
        assert b"<FunctionCode>03<" in late.content
        assert b"cannot be amended" in late.content


def test_what_is_lodged_before_its_goods_waits_for_them(database: Database) -> None:
    early = GOOD.replace(b">IMA<", b">IMD<")
    number = send(database, early).number
    assert states(database, number) == ["pre_lodged"]
    with database.unit(by=DAOUD, at=clock.now()) as uow, pytest.raises(NotInThatState):
        actions.release(uow, number, because="too early")
    send(database, amendment(number))
    assert states(database, number) == ["pre_lodged", "amended"]
    assert send(database, request(number, "GPR")).kind == "goods_presentation"
    told = states(database, number)
    assert told[:4] == ["pre_lodged", "amended", "arrived", "accepted"]
    with database.unit(by=BELA, at=clock.now()) as uow:
        status = queries.declaration(uow, number).status
    assert (status.value, told[4:]) in [("released", ["released"]), ("under_control", ["under_control"])]


def test_an_officer_rejects_what_was_lodged_early_and_nothing_follows(database: Database) -> None:
    number = send(database, GOOD.replace(b">IMA<", b">IMD<")).number
    with database.unit(by=DAOUD, at=clock.now()) as uow:
        actions.advance(uow, number, State.REJECTED, because="No such goods came")
    with database.unit(by=BELA, at=clock.now()) as uow:
        told = queries.notifications(uow, number)[-1]
        assert b"<FunctionCode>03<" in queries.notification_xml(told, number, None)
        assert queries.declaration(uow, number).status is Status.WITHDRAWN
    with pytest.raises(NotInThatState):
        send(database, amendment(number))
    accepted = send(database, GOOD).number
    with database.unit(by=DAOUD, at=clock.now()) as uow, pytest.raises(NotInThatState):
        actions.advance(uow, accepted, State.REJECTED, because="too late")


def test_a_notice_that_was_given_stays_in_its_place_whatever_follows() -> None:
    deeds = ["lodged", "amended", "detained", "released"]
    status = [Status.RELEASED, Status.RELEASED, Status.DETAINED, Status.RELEASED]
    lives = [
        [each.state.value for each in life_of([step(deed) for deed in deeds[: upto + 1]], status[upto])]
        for upto in range(len(deeds))
    ]
    assert lives[0] == ["accepted", "released"]
    for shorter, longer in pairwise(lives):
        assert longer[: len(shorter)] == shorter


def given_lives() -> dict[str, list[str]]:
    """Give the function codes of each given declaration's notifications, in the order of their files."""
    rows: dict[str, list[str]] = {}
    for path in sorted((shared("wco-dm") / "notifications").glob("*.xml")):
        reading = read(path.read_bytes(), Matter.NOTIFICATION)
        for each in reading.root.iter("{*}Response", "Response"):
            code = next((part.text or "").strip() for part in each if part.tag.rpartition("}")[2] == "FunctionCode")
            rows.setdefault("_".join(path.name.split("_")[:2]), []).append(code)
    return rows


def test_the_given_notifications_are_lives_that_may_be() -> None:
    """Each notification tells of a state that may follow, or of a request about the declaration in its own life; none is passed over."""
    rows = given_lives()
    told = {name: meanings(codes) for name, codes in rows.items()}
    assert len(rows) >= 20
    assert sum(map(len, told.values())) == sum(map(len, rows.values())) == 111
    kinds = Counter(str(each.of) for every in told.values() for each in every)
    assert kinds["request_decided"] == 2
    assert [str(each.of) for each in told["TT_IM017a"]] == [
        "accepted", "tax_assessed", "documents_asked", "under_control", "request_received", "request_decided", "tax_assessed",
        "tax_assessed", "amended", "cleared",
    ]  # fmt: skip
    assert [str(each.of) for each in told["TT_IM116a"]][-2:] == ["cleared", "request_rejected"]
    assert [(str(each.of), each.provisional) for each in told["TT_IM026a"]][:4] == [
        ("tax_assessed", True), ("pre_lodged", False), ("accepted", False), ("request_received", False),
    ]  # fmt: skip
    assert [str(each.of) for each in told["TT_IM068a"]][:4] == [
        "pre_lodged", "request_received", "request_decided", "request_received",
    ]  # fmt: skip


@pytest.mark.parametrize("codes", [["08"], ["01", "11"], ["03", "01"], ["01", "09", "16", "02", "13"], ["01", "99"]])
def test_notifications_that_no_life_goes_through_are_refused(codes: list[str]) -> None:
    with pytest.raises(NotALife) as refused:
        meanings(codes)
    assert refused.value.mend


def test_a_request_has_a_life_of_its_own() -> None:
    assert [str(each.of) for each in meanings(["01", "02", "02", "03", "11", "07", "08"])] == [
        "accepted", "request_received", "request_received", "request_rejected", "request_decided", "amended", "released",
    ]  # fmt: skip
