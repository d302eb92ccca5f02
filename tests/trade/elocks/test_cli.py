"""The commands of evidence, as they are called from outside."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from smartcustoms.trade.elocks.cli import elocks
from smartcustoms.trade.elocks.simulated import simulated


@pytest.fixture
def recording(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SMARTCUSTOMS_HOME", str(tmp_path / "home"))
    one = simulated(4, "rope cut")
    fixes = [
        {
            "t": each.fix.t, "r": each.received, "lat": each.fix.lat, "lon": each.fix.lon, "kmh": each.fix.kmh, "event": each.fix.event,
            "lock": {"rope": each.fix.rope, "motor": each.fix.motor, "cover": each.fix.cover},
        }
        for each in one.arrivals
    ]  # fmt: skip
    zones = {"origin": one.journey.zones[0], "control_point": one.journey.zones[1], "destination": one.journey.zones[2]}
    root = {
        "rules": {},
        "journeys": [{"id": 9, "lock_id": "L-9", "line": one.journey.line, "zones": zones, "fixes": fixes}],
    }
    file = tmp_path / "journeys.json"
    file.write_text(json.dumps(root))
    return file


def run(*words: object, ends: int = 0) -> str:
    said = CliRunner().invoke(elocks, [str(each) for each in words])
    assert said.exit_code == ends, said.output
    return said.output


def test_a_pack_is_made_checked_and_an_altered_one_refused(recording: Path, tmp_path: Path) -> None:
    pack, keys = tmp_path / "pack.json", tmp_path / "keys.json"
    run("pack", "9", "--recorded", recording, "--out", pack)
    keys.write_text(run("keys"))
    assert "only inner consistency was checked" in run("verify", pack)
    told = json.loads(run("verify", pack, "--keys", keys, "--json"))
    assert (told["valid"], told["against_own_keys"], told["faults"]) == (True, True, [])
    assert any("rope_cut" in each for each in told["proved"])

    root = json.loads(pack.read_text())
    del root["events"][5], root["inclusions"][5]
    pack.write_text(json.dumps(root))
    assert "WRONG chain" in run("verify", pack, "--keys", keys, ends=2)
    told = json.loads(run("verify", pack, "--json", ends=2))
    assert "chain" in {each["code"] for each in told["faults"]}


def test_what_is_no_pack_or_no_key_is_told_in_a_sentence(recording: Path, tmp_path: Path) -> None:
    assert "no evidence pack" in run("verify", recording, ends=2)
    assert json.loads(run("verify", recording, "--json", ends=2))["valid"] is False
    run("pack", "9", "--recorded", recording, "--out", tmp_path / "pack.json")
    assert "no list of administrations" in run("verify", tmp_path / "pack.json", "--keys", recording, ends=2)
    assert "has no journey 10" in run("pack", "10", "--recorded", recording, "--out", tmp_path / "x.json", ends=2)
