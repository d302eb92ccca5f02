"""Two administrations as two instances: they join, exchange, suspend, lose the link for a day, and reconcile to no difference."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from json import dumps
from pathlib import Path

import pytest

from smartcustoms.business.recognition import actions, queries
from smartcustoms.business.recognition.actions import exchanging
from smartcustoms.business.recognition.model import Fault, KeysUnusable, Operator, Status
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.connect import Server
from smartcustoms.kernel.notify import queries as notices
from tests.business.recognition.sides import UNDER, Side, an_operator, two_sides
from tests.cast import ESI
from tests.conftest import NOON

SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def sides(cluster: Server, template: str, tmp_path: Path) -> Iterator[tuple[Side, Side]]:
    with two_sides(cluster, template, tmp_path) as found:
        yield found


def tell(side: Side, at: datetime, *operators: Operator) -> None:
    side.publish(*operators, at=at)
    side.turn(at)


def told_late(side: Side, at: datetime) -> list[str]:
    with side.database.unit(by=PLATFORM, at=at) as uow:
        return actions.tell_late(uow)


def officers_know_what_is_late(hk: Side, at: datetime) -> None:
    assert told_late(hk, at + 90 * SECOND) == [], "not a minute yet"
    assert told_late(hk, at + 3 * MINUTE) == [UNDER]
    assert told_late(hk, at + 4 * MINUTE) == [], "once"
    with hk.database.unit(by=ESI, at=at + 4 * MINUTE) as uow:
        assert [each.about for each in notices.inbox(uow)[0]] == [UNDER]
        assert {each.about for each in queries.waiting(uow)} == {an_operator(n).number for n in (2, 7)}


def test_join_exchange_suspend_lose_the_link_and_reconcile(sides: tuple[Side, Side]) -> None:
    hk, sg = sides
    tell(hk, NOON, *(an_operator(n) for n in range(5)))
    assert [each.fault for each in sg.turn(NOON)] == [None] * 5
    assert set(sg.known(NOON)) == {an_operator(n).number for n in range(5)}
    hk.turn(NOON)
    assert hk.exchange(NOON).waiting == 0, "every message has its receipt"

    at = NOON + timedelta(seconds=20)
    tell(hk, at, an_operator(1, Status.SUSPENDED, at=at))
    sg.turn(at)
    with sg.database.unit(by=PLATFORM, at=at) as uow:
        assert not queries.is_recognised(uow, "HK", an_operator(1).number)
        assert queries.is_recognised(uow, "HK", an_operator(2).number)
    hk.turn(at)

    hk.post.up = False
    hk.publish(an_operator(2, Status.REVOKED, at=at + MINUTE), an_operator(7), at=at + MINUTE)
    hk.turn(at + 2 * MINUTE)
    late = hk.exchange(at + 3 * MINUTE)
    assert (late.waiting, late.late) == (2, 2), "what the partner has not got within a minute is shown as late"
    assert sg.known(at + DAY)[an_operator(2).number].status is Status.ACTIVE
    officers_know_what_is_late(hk, at)

    hk.post.up, back = True, at + DAY
    for side in (hk, sg, hk):
        side.turn(back)
    assert sg.known(back)[an_operator(2).number].status is Status.REVOKED
    assert hk.exchange(back).waiting == 0
    assert told_late(hk, back) == []
    hk.reconcile(back)
    hk.turn(back)
    sg.turn(back)
    assert sg.exchange(back).link.differences == 0
    assert sg.exchange(back).link.agrees


def test_the_whole_list_goes_when_the_arrangement_says(sides: tuple[Side, Side]) -> None:
    hk, sg = sides
    hk.publish(an_operator(1), at=NOON)

    def due(at: datetime) -> list[str]:
        with hk.database.unit(by=PLATFORM, at=at) as uow:
            return actions.reconcile_due(uow, hk.settings)

    saturday = NOON.replace(month=11, day=7, hour=18)
    assert due(saturday - MINUTE) == [UNDER], "never sent: the last one that was missed is made up for"
    assert due(saturday - MINUTE) == []
    assert due(saturday) == [UNDER]
    assert due(saturday + 6 * DAY) == []
    assert due(saturday + 7 * DAY) == [UNDER], "only partners whose key is trusted"
    for side in (hk, sg, hk):
        side.turn(saturday + 7 * DAY)
    assert sg.exchange(saturday + 7 * DAY).link.agrees


def test_a_reconciliation_puts_right_what_differs(sides: tuple[Side, Side]) -> None:
    hk, sg = sides
    hk.publish(*(an_operator(n) for n in range(6)), at=NOON)
    hk.turn(NOON)
    sg.turn(NOON)
    hk.turn(NOON)
    with sg.database.unit(by=PLATFORM, at=NOON) as uow:  # a backup brought an old state back
        exchanging.store.forget(uow, "HK", [an_operator(0).number, an_operator(3).number])
        strange = an_operator(99)
        exchanging.store.put_operators(uow, [exchanging._row("HK", strange, {"number": strange.number})])
    hk.reconcile(NOON)
    hk.turn(NOON)
    sg.turn(NOON)
    link = sg.exchange(NOON).link
    assert (link.differences, link.agrees) == (3, True)
    assert set(sg.known(NOON)) == {an_operator(n).number for n in range(6)}
    assert sg.known(NOON)[an_operator(3).number].name == "Simulated Trading 3 Limited"


def test_only_agreed_fields_of_consenting_operators_are_told(sides: tuple[Side, Side]) -> None:
    hk, sg = sides
    hk.publish(an_operator(1), at=NOON)
    hk.publish(an_operator(2), at=NOON, consent=False)
    hk.turn(NOON)
    sg.turn(NOON)
    assert set(sg.known(NOON)) == {an_operator(1).number}
    with hk.database.unit(by=PLATFORM, at=NOON) as uow:
        actions.withdraw_consent(uow, an_operator(1).number, UNDER, hk.settings)
        assert queries.consents(uow, an_operator(1).number) == []
    hk.turn(NOON)
    sg.turn(NOON)
    assert sg.known(NOON) == {}, "who takes his consent back is forgotten"


def test_the_same_again_is_refused_and_its_receipt_is_given_again(sides: tuple[Side, Side]) -> None:
    hk, sg = sides
    hk.publish(an_operator(1), at=NOON)
    hk.turn(NOON)
    (sealed,) = list(sg.post.arrived)
    assert sg.receive(sealed, NOON).fault is None
    again = sg.receive(sealed, NOON)
    assert again.fault is Fault.REPLAYED
    assert again.answer is not None
    assert hk.receive(again.answer, NOON).fault is None
    assert hk.exchange(NOON).waiting == 0
    assert hk.receive(again.answer, NOON).fault is Fault.REPLAYED


def test_what_comes_out_of_order_waits_for_what_is_missing(sides: tuple[Side, Side]) -> None:
    hk, sg = sides
    for n in range(3):
        hk.publish(an_operator(n), at=NOON)
    hk.turn(NOON)
    first, second, third = sg.post.arrived
    sg.post.arrived.clear()
    assert sg.receive(third, NOON).fault is Fault.OUT_OF_ORDER
    assert sg.receive(second, NOON).fault is Fault.OUT_OF_ORDER
    assert sg.known(NOON) == {}
    assert [sg.receive(each, NOON).fault for each in (first, second, third)] == [None] * 3
    assert len(sg.known(NOON)) == 3


def test_trial_keys_are_never_trusted(sides: tuple[Side, Side]) -> None:
    hk, _ = sides
    trial = queries.keys_for_trial(hk.settings, UNDER, "SG")
    with hk.database.unit(by=PLATFORM, at=NOON) as uow, pytest.raises(KeysUnusable, match="Trial keys"):
        actions.trust(uow, dumps({"keys": list(trial.by_id.values())}).encode())
