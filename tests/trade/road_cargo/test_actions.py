"""Lodging, bundling, amending only while unbundled, sent back, instructions and who sees what."""

from datetime import timedelta

import pytest

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.errors import Refused
from smartcustoms.trade.road_cargo import actions, queries
from smartcustoms.trade.road_cargo.actions.bundling import ReferencesUnclear
from smartcustoms.trade.road_cargo.actions.instructing import SameEyes
from smartcustoms.trade.road_cargo.model import (
    BundleState,
    BundlesWanted,
    Direction,
    Entered,
    Instruction,
    KeyUsed,
    NoSuchBundle,
    NoSuchConsignment,
    NotAccepted,
    NotNow,
    OutOfTime,
    SentBack,
    State,
    Wanted,
    Way,
    read_reference,
)
from smartcustoms.trade.watchlists import actions as watchlists
from smartcustoms.trade.watchlists.model import Subject
from tests.cast import AMINA, BELA, CHEN, ESI
from tests.conftest import NOON
from tests.trade.road_cargo.builders import SOON, a_consignment, a_trip, a_truck, cargo


def test_a_lodged_consignment_has_a_reference_and_is_seen_by_its_shipper_only(database: Database) -> None:
    with database.unit(by=BELA, at=NOON) as uow:
        number = a_consignment(uow).number
    assert read_reference(number) == number
    with database.unit(by=BELA, at=NOON) as uow:
        one = queries.consignment(uow, number)
        assert (one.state, one.packages, one.items.consignee.name) == (State.LODGED, 12, "Sample Lighting")
        assert queries.consignments(uow, Wanted(text="sample light"))[1] == 1
    with database.unit(by=CHEN, at=NOON) as uow:
        assert queries.consignments(uow, Wanted()) == ([], 0)
        with pytest.raises(NoSuchConsignment):
            queries.consignment(uow, number)
    with database.unit(by=AMINA, at=NOON) as uow:
        assert queries.consignments(uow, Wanted(text=number.lower()))[1] == 1


def test_every_fault_is_told_with_what_was_seen_and_how_to_mend_it(database: Database) -> None:
    bad = cargo(
        direction="up", packages=[{"count": "no", "kind": "", "goods": "x" * 501}], consignee={}, expected_on="24.11."
    )
    with database.unit(by=BELA, at=NOON) as uow, pytest.raises(NotAccepted) as refused:
        actions.lodge(uow, Entered(bad), way=Way.API)
    faults = {each.field: each for each in refused.value.faults}
    assert set(faults) == {
        "direction", "packages.0.count", "packages.0.kind", "packages.0.goods", "consignee.name", "consignee.address", "expected_on",
    }  # fmt: skip
    assert faults["packages.0.count"].seen == "no"
    assert all(str(each.says) and str(each.mend) for each in faults.values())


def test_a_key_gives_the_same_reference_again_and_refuses_other_content(database: Database) -> None:
    numbers = []
    for moment in (NOON, NOON + timedelta(minutes=1)):
        with database.unit(by=BELA, at=moment) as uow:
            numbers.append(actions.lodge(uow, Entered(cargo()), way=Way.API, key="k1").number)
    assert numbers[0] == numbers[1]
    with database.unit(by=BELA, at=NOON) as uow, pytest.raises(KeyUsed):
        actions.lodge(uow, Entered(cargo(direction="inbound")), way=Way.API, key="k1")
    with database.unit(by=BELA, at=NOON) as uow:
        assert queries.consignments(uow, Wanted())[1] == 1


def test_a_haulier_bundles_references_of_others_and_sees_no_party_of_theirs(database: Database) -> None:
    with database.unit(by=BELA, at=NOON) as uow:
        number = a_consignment(uow).number
    with database.unit(by=CHEN, at=NOON) as uow:
        truck = a_truck(uow)
        made = actions.bundle(uow, truck.number, a_trip(number[2:]), way=Way.PHONE, key="b1")
    with database.unit(by=CHEN, at=NOON) as uow:
        again = actions.bundle(uow, truck.number, a_trip(number), way=Way.PHONE, key="b1")
        assert again.number == made.number
        with pytest.raises(NoSuchConsignment):
            queries.consignment(uow, number)
    with database.unit(by=BELA, at=NOON) as uow:
        one = queries.consignment(uow, number)
        assert (one.state, one.bundle) == (State.BUNDLED, made.number)
        with pytest.raises(NoSuchBundle):
            queries.bundle(uow, made.number)


def test_a_bundled_reference_is_not_amended_until_it_is_taken_out(database: Database) -> None:
    with database.unit(by=BELA, at=NOON) as uow:
        number = a_consignment(uow).number
        made = actions.bundle(uow, a_truck(uow).number, a_trip(number), way=Way.PAGE)
    changed = Entered(cargo(packages=[{"count": 13, "kind": "cartons", "goods": "LED lamps"}]))
    with database.unit(by=BELA, at=NOON) as uow:
        with pytest.raises(NotNow):
            actions.amend(uow, number, changed, version=1, because="one more")
        with pytest.raises(NotNow):
            actions.withdraw(uow, number, because="")
        actions.unbundle(uow, made.number, because="to amend")
    with database.unit(by=BELA, at=NOON) as uow:
        one = actions.amend(uow, number, changed, version=1, because="one more")
        assert (one.packages, one.version, one.state) == (13, 2, State.LODGED)
        assert [(each[0], each[2], each[3].packages[0].count) for each in queries.versions(uow, number)] == [
            (1, "one more", 12)
        ]
        with pytest.raises(NotNow):
            actions.amend(uow, number, changed, version=1, because="late")
        second = actions.bundle(uow, made.truck, a_trip(number), way=Way.PAGE)
        assert second.number != made.number


def test_bundling_is_refused_with_its_reason(database: Database) -> None:
    with database.unit(by=BELA, at=NOON) as uow:
        truck = a_truck(uow).number
        out, inward = a_consignment(uow).number, a_consignment(uow, direction="inbound").number
        early = SOON + timedelta(days=15)
    tries = [
        (a_trip(), ReferencesUnclear),
        (a_trip("CC2600000000000"), ReferencesUnclear),
        (a_trip(out, exempt="post"), ReferencesUnclear),
        (a_trip(exempt="gold"), ReferencesUnclear),
        (a_trip(inward), NotNow),
        (a_trip(out, at=NOON + timedelta(minutes=29)), OutOfTime),
        (a_trip(out, at=early), OutOfTime),
        (a_trip(out, point="XXX"), Refused),
    ]
    for trip, refusal in tries:
        with pytest.raises(refusal), database.unit(by=BELA, at=NOON) as uow:
            actions.bundle(uow, truck, trip, way=Way.PAGE)
    with database.unit(by=BELA, at=NOON) as uow:
        assert queries.bundles(uow, BundlesWanted())[1] == 0
        assert actions.bundle(uow, truck, a_trip(exempt="post"), way=Way.PAGE).references == ()


def test_a_truck_sent_back_needs_a_new_inbound_reference(database: Database) -> None:
    with database.unit(by=BELA, at=NOON) as uow:
        number = a_consignment(uow).number
        made = actions.bundle(uow, a_truck(uow).number, a_trip(number), way=Way.PAGE)
    with database.unit(by=AMINA, at=SOON) as uow:
        with pytest.raises(NotNow):
            actions.send_back(uow, made.number, because="no permit")
        actions.cross(uow, made.number)
        assert actions.cross(uow, made.number).state is BundleState.CROSSED
        assert actions.send_back(uow, made.number, because="no permit").state is BundleState.SENT_BACK
    back = a_trip(number, at=SOON + timedelta(hours=3), direction=Direction.INBOUND)
    with database.unit(by=BELA, at=SOON) as uow, pytest.raises(SentBack):
        actions.bundle(uow, made.truck, back, way=Way.PAGE)
    with database.unit(by=BELA, at=SOON) as uow:
        new = a_consignment(uow, direction="inbound").number
        assert actions.bundle(
            uow, made.truck, a_trip(new, at=back.expected_at, direction=Direction.INBOUND), way=Way.PAGE
        )


def test_the_lane_finds_the_bundle_of_any_plate_nearest_in_time(database: Database) -> None:
    with database.unit(by=BELA, at=NOON) as uow:
        truck = a_truck(uow)
        first = actions.bundle(uow, truck.number, a_trip(a_consignment(uow).number), way=Way.PAGE)
        later = a_trip(
            a_consignment(uow, packages=[{"count": 1, "kind": "pallet", "goods": "tiles"}]).number,
            at=SOON + timedelta(days=1),
        )
        second = actions.bundle(uow, truck.number, later, way=Way.PAGE)
    with database.unit(by=PLATFORM, at=SOON) as uow:
        for mark in ("AB1234", "粤Z1234港"):
            found = queries.bundle_of(uow, mark, SOON + timedelta(minutes=20))
            assert found is not None
            assert found.number == first.number
        assert queries.bundle_of(uow, "AB1234", SOON + timedelta(hours=13)).number == second.number  # type: ignore[union-attr]
        assert queries.bundle_of(uow, "ZZ1", SOON) is None
        paired = queries.truck_of(uow, "AB1234")
        assert paired is not None
        assert [each.mark for each in paired.plates] == ["AB1234", "粤Z1234港"]


def test_risk_says_inspect_for_a_watched_consignee_and_officers_alone_read_why(database: Database) -> None:
    with database.unit(by=AMINA, at=NOON) as uow:
        watchlists.make(uow, "Watched firms", Subject.COMPANY, purpose="test")
        watchlists.add(uow, "Watched firms", ["SAMPLE  lighting"], because="test of the watchlist", since=NOON.date())
    with database.unit(by=BELA, at=NOON) as uow:
        made = actions.bundle(uow, a_truck(uow).number, a_trip(a_consignment(uow).number), way=Way.PAGE)
    with database.unit(by=PLATFORM, at=NOON) as uow:
        assert actions.instruct(uow, made.number) is Instruction.INSPECT
        assert actions.instruct(uow, made.number) is None
    with database.unit(by=BELA, at=NOON) as uow:
        own = queries.bundle(uow, made.number)
        assert (own.instruction, own.reasons) == (Instruction.INSPECT, ())
    with database.unit(by=AMINA, at=NOON) as uow:
        seen = queries.bundle(uow, made.number)
        assert "Sample Lighting is on the watchlist Watched firms" in str(seen.reasons[0].says)


def test_go_instead_of_inspect_needs_a_second_officer(database: Database) -> None:
    with database.unit(by=BELA, at=NOON) as uow:
        made = actions.bundle(uow, a_truck(uow).number, a_trip(a_consignment(uow).number), way=Way.PAGE)
    with database.unit(by=AMINA, at=NOON) as uow:
        actions.ask_override(uow, made.number, Instruction.INSPECT, because="seen smoke at the axle")
        assert queries.bundle(uow, made.number).instruction is Instruction.INSPECT
    with database.unit(by=AMINA, at=NOON + timedelta(minutes=1)) as uow:
        actions.ask_override(uow, made.number, Instruction.GO, because="examined by the side of the road")
        assert queries.bundle(uow, made.number).instruction is Instruction.INSPECT
        with pytest.raises(SameEyes):
            actions.decide_override(uow, made.number, agreed=True)
    with database.unit(by=ESI, at=NOON + timedelta(minutes=2)) as uow:
        assert actions.decide_override(uow, made.number, agreed=True).agreed
        one = queries.bundle(uow, made.number)
        assert (one.instruction, one.instructed_by) == (Instruction.GO, "esi")
        assert [each.code for each in one.reasons] == ["officer", "officer"]
