"""What is forged, replayed, reordered, truncated or of a wrong suite is refused with its reason and changes nothing."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from json import dumps
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.business.recognition import arrangements, cms, queries
from smartcustoms.business.recognition.keyring import keys_of, read_keys
from smartcustoms.business.recognition.model import SUITES, Fault, MessageRefused
from smartcustoms.business.recognition.payload import read
from smartcustoms.business.recognition.sealing import open_sealed
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.connect import Server
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.settings import Settings
from tests.business.recognition.forged import KINDS, hostile, prepared, state
from tests.business.recognition.sides import Side, an_operator, two_sides
from tests.conftest import NOON, SECRET
from tests.hostile import COUNTS, corpus, json_file, withstood

OWN = Settings(secret=SECRET)
OPERATOR = {
    "number": "AEOHK1",
    "status": "active",
    "changed_at": "2026-11-01T00:00:00+00:00",
    "tier": 1,
    "roles": ["x"],
}
CONTENT = {
    "version": 1, "arrangement": "HK-SG", "from": "HK", "to": "SG", "sequence": 4, "sent_at": "2026-11-01T00:00:00+00:00",
    "kind": "reconciliation", "operators": [OPERATOR], "span": ["", None], "whole": [1, "0" * 64],
}  # fmt: skip


@pytest.fixture
def sides(cluster: Server, template: str, tmp_path: Path) -> Iterator[tuple[Side, Side]]:
    with two_sides(cluster, template, tmp_path) as found:
        yield found


@pytest.mark.parametrize(
    ("suite", "count"),
    [
        pytest.param("jose-p256", 160, id="few"),
        pytest.param("cms-p256", 160, id="few in CMS"),
        pytest.param("cms-p384", 160, id="few in CMS on P-384"),
        pytest.param("jose-p256", 1600, id="many", marks=pytest.mark.slow),
    ],
)
def test_every_hostile_message_is_refused_with_its_reason_and_the_state_stays(
    sides: tuple[Side, Side], suite: str, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreed(monkeypatch, suite)
    hk, sg = sides
    forger = prepared(hk, sg, NOON)
    before = state(sg, NOON)
    ends: Counter[str] = Counter()
    for kind, sealed, reasons in hostile(forger, count):
        got = sg.receive(sealed, NOON)
        assert got.fault in reasons, f"{kind}: {got.fault} {got.says}"
        assert got.says
        ends[kind] += 1
    assert state(sg, NOON) == before
    assert set(ends) == set(KINDS)
    with sg.database.unit(by=PLATFORM, at=NOON) as uow:
        assert queries.quarantined(uow)[1] > count // 2
    good = forger.sealed(forger.message(forger.received + 1))
    assert sg.receive(good, NOON).fault is None, "what is good is still taken in"


def agreed(monkeypatch: pytest.MonkeyPatch, suite: str) -> None:
    """Let the arrangements' data name another suite."""
    changed = tuple(replace(each, suite=SUITES[suite]) for each in arrangements.arrangements())
    monkeypatch.setattr(arrangements, "arrangements", lambda: changed)


@pytest.mark.parametrize("suite", ["cms-p256", "cms-p384"])
def test_operators_are_exchanged_and_reconciled_in_cms(
    sides: tuple[Side, Side], suite: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreed(monkeypatch, suite)
    hk, sg = sides
    hk.publish(*(an_operator(n) for n in range(3)), at=NOON)
    hk.reconcile(NOON)
    for side in (hk, sg, hk):
        assert [each.fault for each in side.turn(NOON) if each.fault] == []
    assert (len(sg.known(NOON)), hk.exchange(NOON).waiting, sg.exchange(NOON).link.agrees) == (3, 0, True)


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace")))
def test_only_a_refusal_leaves_the_readers(content: bytes) -> None:
    with suppress(Refused):
        open_sealed(content, keys_of(OWN, []))
    with suppress(Refused):
        open_sealed(cms._pem(content), keys_of(OWN, []))
    with suppress(Refused):
        read(content)
    with suppress(Refused):
        read_keys(content)


@pytest.mark.parametrize("count", COUNTS)
def test_hostile_contents(count: int) -> None:
    ends = withstood(read, corpus(json_file(CONTENT), count))
    assert ends["MessageRefused"] > count // 3


@pytest.mark.parametrize("count", COUNTS)
def test_hostile_files_of_keys(count: int) -> None:
    ends = withstood(read_keys, corpus(json_file(queries.public_keys(OWN)), count))
    assert ends["KeysUnusable"] > count // 4


def test_a_private_key_must_belong_to_its_public_half() -> None:
    keys = queries.keys_for_trial(OWN, "HK-SG", "SG").by_id
    one, two = keys["trial-HK-sig-P-256"], keys["trial-SG-sig-P-256"]
    with pytest.raises(Refused, match="halves do not fit"):
        read_keys(dumps({"keys": [{**one, "d": two["d"]}]}).encode())


def test_a_message_for_another_is_not_read() -> None:
    keys = queries.keys_for_trial(OWN, "HK-SG", "HK")
    with pytest.raises(MessageRefused) as refused:
        open_sealed(b"e30.AA.AA.AA.AA", keys)
    assert refused.value.fault is Fault.WRONG_SUITE
