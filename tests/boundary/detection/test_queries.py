"""Alarms on simulated bags whose content is known, and what cannot be judged."""

import json
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from smartcustoms.app.cli import main
from smartcustoms.boundary.detection import queries, shape
from smartcustoms.boundary.detection.material import fit, threats
from smartcustoms.boundary.detection.model import Alarm, Judged, NotJudgeable
from smartcustoms.boundary.detection.runs import run_lengths
from smartcustoms.boundary.scans import queries as scans
from smartcustoms.boundary.scans.model import Kind, Package, View
from smartcustoms.imaging import scenes
from smartcustoms.imaging.catalogue import threats as threats_of_shape
from smartcustoms.imaging.catalogue.baggage import pack
from smartcustoms.imaging.detector import AIR
from smartcustoms.imaging.segments import Segment
from smartcustoms.imaging.shapes import overlap
from smartcustoms.imaging.solids import Solid, box, cylinder, thing
from tests.boundary.scans.packages import a_package, a_view


def scanned(*solids: Solid) -> Package:
    view = scenes.scanned([thing("x", solids)], scenes.BAG_TOP, "kv160", np.random.default_rng(4))
    return Package(Kind.BAG, (View("top", view.high, view.low, AIR, view.row_mm, view.column_mm),), True, "kv160")


def put_forward(read: Package, by: str, least: float = 0.5) -> list[Alarm]:
    """Give what one method alone is sure of, before all are weighed together."""
    return [each.alarm for each in queries.put_forward(read) if each.by == by and each.alarm.score >= least]


@cache
def of_a_block(name: str) -> tuple[Alarm, ...]:
    read = scanned(box(name, (160, 120, 40), (0, 0, 30)), box("cotton", (500, 400, 60), (0, 0, 100)))
    return tuple(put_forward(read, "material"))


def test_a_block_of_a_drug_is_told_with_its_numbers_though_cloth_lies_over_it() -> None:
    (alarm,) = of_a_block("cocaine")
    assert alarm.what == "drugs"
    values = alarm.why.values
    assert float(values["z"]) == pytest.approx(8.8, abs=0.6)
    assert float(values["mass"]) == pytest.approx(0.16 * 1.2 * 0.4 * 10.5, rel=0.25)
    assert sum(alarm.mask) == alarm.box[2] * alarm.box[3]


def test_a_dense_organic_block_and_what_is_neither() -> None:
    assert [each.what for each in of_a_block("rdx")] == ["explosive"]
    for harmless in ("salt", "al", "cotton"):
        assert not of_a_block(harmless)


def test_rows_of_cigarettes_are_told_by_their_pitch() -> None:
    sticks = [
        cylinder("tobacco", 7.6, 80, (7.8 * i - 90, y, 40 + 7 * j), along="y")
        for i in range(24)
        for j in range(3)
        for y in (-45, 45)
    ]
    assert {each.what for each in put_forward(scanned(*sticks), "texture", 0.3)} == {"cigarettes"}


def test_a_pistol_is_found_by_its_shape() -> None:
    if not shape.is_there():
        pytest.skip("the network's weights are not installed")
    luck = np.random.default_rng(5)
    gun = threats_of_shape.pistol(luck).moved(np.eye(3), np.array([40.0, 20.0, 60.0]))
    view = scenes.scanned([*pack(luck, things=14, threats=()).things, gun], scenes.BAG_TOP, "kv160", luck)
    (box_of_it,) = [each.box for each in view.truth if each.threat]
    read = Package(Kind.BAG, (View("top", view.high, view.low, AIR, view.row_mm, view.column_mm),), True, "kv160")
    found = [each for each in queries.judged(read).alarms if each.what == "gun"]
    assert found
    assert overlap(found[0].box, box_of_it) > 0.5  # as AP50 counts it


def test_the_networks_are_as_small_and_as_quickly_trained_as_promised() -> None:
    folder = files("smartcustoms.boundary.detection") / "weights"
    assert sum(len((folder / name).read_bytes()) for name in ("shapes.onnx", "closer.onnx")) < 4_000_000
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    assert card["cpu_minutes"]["in all"] + card["closer"]["cpu_minutes"]["in all"] < 120
    assert card["trained_on"] == "simulated bags only"


def test_the_same_scan_says_the_same_again() -> None:
    read = scanned(box("cocaine", (160, 120, 40)))
    assert queries.judged(read) == queries.judged(read)


BIG = a_view(100, 100)
UNFIT = [
    a_package(beam=""),
    a_package(),
    a_package(views=(replace(BIG, row_mm=8.0),)),
    a_package(views=(replace(BIG, low=None),)),
]


@pytest.mark.parametrize("read", UNFIT)
def test_what_cannot_be_judged_is_refused(read: Package) -> None:
    with pytest.raises(NotJudgeable):
        queries.judged(read)


def test_noise_is_judged_without_a_crash() -> None:
    assert isinstance(queries.judged(a_package(views=(a_view(100, 140),))), Judged)


def test_memberships_are_one_half_at_a_limit() -> None:
    for row in threats():
        middle = (row.z[0] + row.z[1]) / 2
        areal = (row.areal_g_per_cm2[0] + row.areal_g_per_cm2[1]) / 2
        inside = Segment(
            (0, 0, 9, 9), np.ones((9, 9), bool), middle, 0.1, areal, row.mass_from_kg * 4, 100.0, 0.95, 0.0
        )
        assert fit(inside, row) > 0.8
        assert fit(replace(inside, z_effective=row.z[1]), row) == pytest.approx(0.5, abs=0.02)
        assert fit(replace(inside, z_effective=row.z[1] + 1), row) < 0.05
        assert fit(replace(inside, area_cm2=5000.0), row) == 0


def test_masks_come_back_from_their_runs() -> None:
    mask = np.random.default_rng(2).random((7, 9)) < 0.5
    runs = run_lengths(mask)
    assert (np.repeat(np.arange(len(runs)) % 2 == 1, runs).reshape(mask.shape) == mask).all()


def test_the_command_tells_it(tmp_path: Path) -> None:
    file = tmp_path / "bag.scan.zip"
    file.write_bytes(scans.written(scanned(box("cocaine", (160, 120, 40)))))
    told = json.loads(CliRunner().invoke(main, ["scans", "detect", str(file), "--least", "0.05", "--json"]).output)
    assert told["simulated"] is True
    assert {"what", "why", "view", "box", "mask", "score", "method"} == set(told["alarms"][0])
    assert "drugs" in CliRunner().invoke(main, ["scans", "detect", str(file), "--least", "0.05"]).output
    file.write_bytes(b"nonsense")
    assert CliRunner().invoke(main, ["scans", "detect", str(file), "--least", "0.05", "--json"]).exit_code == 2
