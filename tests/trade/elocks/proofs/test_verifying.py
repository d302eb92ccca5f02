"""Packs: a whole one proves what it says; every kind of tampering is told by its name."""

import json
import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smartcustoms.kernel.errors import Refused
from smartcustoms.trade.elocks.proofs.chain import read_event
from smartcustoms.trade.elocks.proofs.pack import Pack, PackUnreadable, Presented, picture, read_pack, written
from smartcustoms.trade.elocks.proofs.packing import Chain
from smartcustoms.trade.elocks.proofs.trust import Role
from smartcustoms.trade.elocks.proofs.verdicts import read_verdict, verdict_on
from smartcustoms.trade.elocks.proofs.verifying import Finding, verify
from smartcustoms.trade.elocks.protocols import native
from smartcustoms.trade.elocks.signing.suites import SigningKey
from tests.hostile import COUNTS, corpus, json_file, torn, withstood
from tests.trade.elocks.proofs.two_sides import GD, HK, LOCK, ROOTS, World, certified, world

STRANGER = SigningKey.of("ed25519", bytes([9]) * 32)


def checked(pack: Pack, roots: object = ROOTS) -> Finding:
    """Verify a pack as it comes back from its file."""
    return verify(read_pack(written(pack)), roots)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def good() -> bytes:
    return written(world(most=60).packed())


def test_a_whole_pack_proves_all_of_it(good: bytes) -> None:
    found = verify(read_pack(good), ROOTS)
    assert found.faults == []
    told = " | ".join(found.proved)
    for words in (
        "events are signed by the lock itself", "co-signed by GD", "the chain from event 41", "are in a signed log", "judged again",
        "the unlock in event", "10 steps of the journey, up to closed",
    ):  # fmt: skip
        assert words in told
    assert found.facts == []


def test_without_roots_only_inner_consistency_is_claimed(good: bytes) -> None:
    found = verify(read_pack(good), None)
    assert (found.valid, found.rooted) == (True, False)


def test_another_root_is_the_wrong_key(good: bytes) -> None:
    found = verify(read_pack(good), {"HK": STRANGER.public, "GD": ROOTS["GD"]})
    assert "key" in {each.code for each in found.faults}
    assert not found.valid


def test_one_root_is_enough_with_a_cross_certificate() -> None:
    made = world(most=20)
    made.certificates.insert(0, certified(Role.ADMINISTRATION, "GD", GD, "HK"))
    assert checked(made.packed(), {"HK": ROOTS["HK"]}).faults == []
    made = world(most=20)
    assert {each.code for each in checked(made.packed(), {"HK": ROOTS["HK"]}).faults} >= {"key"}


def test_events_of_a_legacy_lock_are_shown_as_attested() -> None:
    found = checked(world(most=30, gateway=True).packed())
    assert found.faults == []
    assert any("attested by: gateway" in each for each in found.facts)
    assert not any("signed by the lock" in each for each in found.proved)


def _altered_fix(pack: Pack) -> None:
    _, event = native.read_event(pack.events[5])
    event[5] = [event[5][0] + 1000, event[5][1]]
    pack.events[5] = native.sign(event, STRANGER)


def _missing(pack: Pack) -> None:
    del pack.events[7], pack.inclusions[7]


def _cut_end(pack: Pack) -> None:
    del pack.events[-2:], pack.inclusions[-2:], pack.unlocks[:]


def _cut_start(pack: Pack) -> None:
    del pack.events[:2], pack.inclusions[:2]


def _doubled(pack: Pack) -> None:
    pack.events.insert(3, pack.events[3])
    pack.inclusions.insert(3, pack.inclusions[3])


def _swapped(pack: Pack) -> None:
    pack.events[3], pack.events[4] = pack.events[4], pack.events[3]


def _map(pack: Pack) -> None:
    pack.map["features"][0]["geometry"]["coordinates"][0][0] += 0.5


def _inclusion(pack: Pack) -> None:
    pack.inclusions[2] = replace(pack.inclusions[2], position=pack.inclusions[2].position + 1)


def _no_proofs(pack: Pack) -> None:
    pack.inclusions.clear()


def _unsigned_log(pack: Pack) -> None:
    pack.checkpoints[:] = [each for n, each in enumerate(pack.checkpoints) if n not in (0, 2)]


def _no_consistency(pack: Pack) -> None:
    pack.consistency.clear()


def _verdict_of_stranger(pack: Pack) -> None:
    verdict, _ = read_verdict(pack.verdicts[0])
    pack.verdicts[0] = verdict.signed(STRANGER)


def _alarm_left_out(pack: Pack) -> None:
    verdict, _ = read_verdict(pack.verdicts[0])
    pack.verdicts[0] = replace(verdict, alarms=()).signed(HK)


def _no_verdict(pack: Pack) -> None:
    pack.verdicts.clear()


def _step_missing(pack: Pack) -> None:
    del pack.steps[4]


def _contract_of_stranger(pack: Pack) -> None:
    pack.contract = pack.verdicts[0]


TAMPERING = [
    (_altered_fix, "signature"), (_missing, "chain"), (_cut_end, "chain"), (_cut_start, "chain"), (_doubled, "chain"), (_swapped, "chain"),
    (_map, "map"), (_inclusion, "log"), (_no_proofs, "log"), (_unsigned_log, "log"), (_no_consistency, "log"),
    (_verdict_of_stranger, "key"), (_alarm_left_out, "verdict"), (_no_verdict, "verdict"), (_step_missing, "step"),
    (_contract_of_stranger, "type"),
]  # fmt: skip


@pytest.mark.parametrize(("hurt", "code"), TAMPERING, ids=lambda each: getattr(each, "__name__", each))
def test_tampering_is_told_by_its_name(good: bytes, hurt: Callable[[Pack], None], code: str) -> None:
    pack = read_pack(good)
    hurt(pack)
    assert code in {each.code for each in checked(pack).faults}


def test_a_lock_that_signs_itself_cannot_be_attested_for() -> None:
    made = world(most=30, gateway=True)
    made.certificates.append(certified(Role.LOCK, "SC-1", LOCK, "GD"))
    assert {each.code for each in checked(made.packed()).faults} == {"key"}


def test_a_forked_log_is_told() -> None:
    pack = world(most=30).packed()
    other = world(seed=2, most=30)
    shown_to_gd = [other.log.append(each) for each in other.events]
    assert len(shown_to_gd) == 30
    pack.checkpoints.append(other.log.checkpoint(other.at).signed(HK))
    faults = [each for each in checked(pack).faults if each.code == "log"]
    assert any("forked" in each.says for each in faults)


@pytest.mark.parametrize(
    ("key", "changes", "needs", "words"),
    [
        ("HK", {"not_after": 1, "not_before": 0}, 1, "expired"), ("HK", {"not_before": 2**51, "not_after": 2**51}, 1, "does not hold yet"),
        ("HK", {"journey": "another"}, 1, "is for lock"), ("HK", {"lock": "SC-2"}, 1, "is for lock"),
        ("HK", {"latitude": 0}, 1, "from its place"), ("GD", {}, 1, "none is of HK"),
        ("HK", {"administration": "GD"}, 1, "is signed by HK"), ("HK", {}, 2, "2 administrations must permit"),
    ],
)  # fmt: skip
def test_a_token_that_does_not_permit_is_told(key: str, changes: dict[str, object], needs: int, words: str) -> None:
    made = world(most=20)
    made.needs = needs
    made.unlocks = [Presented(60, [made.token(key, **changes)])]
    faults = checked(made.packed()).faults
    assert any(words in each.says for each in faults), faults


def test_two_of_two_and_a_counter_once() -> None:
    made = world(most=20)
    made.needs = 2
    both = [made.token("HK"), made.token("GD")]
    made.unlocks = [Presented(60, both)]
    assert checked(made.packed()).faults == []
    made = world(most=20)
    made.unlocks = [Presented(60, [made.token()]), Presented(60, [made.token()])]
    assert any("burned" in each.says for each in checked(made.packed()).faults)


def test_the_other_sides_leg_joins_without_its_positions() -> None:
    made = world(most=40)
    fore = Chain("SC-1", made.journey.number, LOCK, sequence=40)
    theirs = [read_event(fore.add(each)) for each in made.fixes]
    own = made.events[20:]
    verdict = verdict_on("GD", made.contract, theirs[:20], (), made.at)
    made.events, made.others = own, [verdict.signed(GD)]
    found = checked(made.packed())
    assert found.faults == []
    assert any("without its positions: GD: events 41 to 60" in each for each in found.facts)
    made = world(most=40)
    made.events, made.others = own, [verdict_on("GD", made.contract, theirs[:15], (), made.at).signed(GD)]
    assert any(
        each.startswith("gap of custody between event 55 of GD and event 61 of HK")
        for each in checked(made.packed()).facts
    )


def test_every_single_altered_byte_of_what_is_signed_is_found(good: bytes) -> None:
    luck = random.Random(7)
    for _ in range(24):
        pack = read_pack(good)
        part = luck.choice(
            [pack.events, pack.checkpoints, pack.certificates, pack.verdicts, pack.steps, pack.unlocks[0].tokens]
        )
        place = luck.randrange(len(part))
        raw = bytearray(part[place])
        raw[luck.randrange(len(raw))] ^= luck.randrange(1, 256)
        part[place] = bytes(raw)
        assert not verify(pack, ROOTS).valid


def _answered(content: bytes) -> str:
    pack = read_pack(content)
    return "valid" if verify(pack, ROOTS).valid else "wrong"


@pytest.mark.parametrize("count", COUNTS)
def test_hostile_packs(count: int) -> None:
    small = written(world(most=6).packed())
    luck_of = json_file(json.loads(small))
    ends = withstood(_answered, corpus(lambda luck: luck_of(luck) if luck.random() < 0.7 else torn(small, luck), count))
    assert set(ends) <= {"valid", "wrong", "PackUnreadable"}
    assert sum(ends.values()) == count
    assert ends["PackUnreadable"] > 0


@given(content=st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_no_pack(content: bytes) -> None:
    with pytest.raises(PackUnreadable):
        read_pack(content)


LEAVES = st.none() | st.integers() | st.text(max_size=5)
JSON = st.recursive(
    LEAVES, lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(max_size=5), one, max_size=3), max_leaves=6
)
LISTS = ("certificates", "events", "checkpoints", "consistency", "inclusions", "verdicts", "steps", "unlocks")
SIDES = [{"name": "HK", "suite": "ed25519", "key": "00" * 32}]


@given(name=st.sampled_from([*LISTS, "administrations", "contract", "map", "journey"]), value=JSON)
@settings(max_examples=200, deadline=None)
def test_only_a_refusal_may_leave_the_reader(name: str, value: object) -> None:
    form = {
        "pack": "smartcustoms-elock-evidence/1",
        "journey": "J",
        "administrations": SIDES,
        "contract": "",
        "map": {},
    }
    root = {**form, **{each: [] for each in LISTS}, name: value}
    try:
        found = verify(read_pack(json.dumps(root).encode()), None)
    except Refused:
        return
    assert not found.valid


def test_the_picture_is_geojson() -> None:
    made: World = world(most=5)
    drawn = picture(made.journey, made.fixes, [])
    assert drawn["type"] == "FeatureCollection"
    assert [each["geometry"]["type"] for each in drawn["features"]] == [
        "LineString",
        "Point",
        "Point",
        "Point",
        "MultiPoint",
    ]
