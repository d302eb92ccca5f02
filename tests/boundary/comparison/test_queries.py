"""Two packages compared: same or not, what changed where, and what cannot be compared."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from smartcustoms.app.cli import main
from smartcustoms.boundary.comparison import queries
from smartcustoms.boundary.comparison.model import NotComparable
from smartcustoms.boundary.scans import queries as scans
from smartcustoms.boundary.scans.model import Package
from tests.boundary.scans.packages import a_package, a_view


def pair(change: str) -> tuple[Package, Package]:
    before, after = (package for package, _ in scans.simulated("truck", 0, pair=True, change=change).values())
    return before, after


def test_what_was_added_is_found_in_the_later_scans_pixels() -> None:
    made = scans.simulated("truck", 0, pair=True)
    (before, _), (after, truth) = made.values()
    (added,) = [each for each in json.loads(truth)["views"][0]["things"] if each["threat"]]
    done = queries.compared(before, after)
    assert done.found.same_vehicle
    first = done.found.changes[0]
    assert first.added
    assert first.kg == pytest.approx(added["mass_kg"], rel=0.35)
    assert np.abs(np.array(first.box) - added["box"]).max() <= 12
    drawn = queries.pictures(done)
    assert set(drawn) == {"before", "after", "difference"}
    assert all(each.startswith(b"\x89PNG") for each in drawn.values())
    back = queries.compared(after, before)
    assert back.found.changes[0].added is False, "taken out again"


def test_an_unchanged_vehicle_and_another() -> None:
    same = queries.compared(*pair("none")).found
    assert (same.same_vehicle, same.changes) == (True, ())
    other = queries.compared(*pair("other")).found
    assert (other.same_vehicle, other.changes) == (False, ())


def test_what_cannot_be_compared_is_refused() -> None:
    good = a_package(views=(a_view(100, 100),))
    small = a_package(views=(a_view(20, 20),))
    for one, two in ((good, replace(good, beam="mev6")), (good, replace(good, beam="")), (small, small)):
        with pytest.raises(NotComparable):
            queries.compared(one, two)
    with pytest.raises(NotComparable):
        queries.compared(good, good, 1)


def test_other_sizes_of_pixel_are_brought_together() -> None:
    before, after = pair("none")
    view = before.views[0]
    coarse = replace(
        view, high=view.high[::2, ::2].copy(), low=None, row_mm=view.row_mm * 2, column_mm=view.column_mm * 2
    )
    assert queries.compared(replace(before, views=(coarse,)), after).found.same_vehicle


def test_the_command_tells_it(tmp_path: Path) -> None:
    before, after = pair("concealment")
    files = [tmp_path / name for name in ("before.scan.zip", "after.scan.zip")]
    for file, package in zip(files, (before, after), strict=True):
        file.write_bytes(scans.written(package))
    done = CliRunner().invoke(main, ["scans", "compare", *map(str, files), "--json", "--out", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    assert told["same_vehicle"] is True
    assert told["simulated"] is True
    assert {"box", "kg", "added", "score", "area_cm2"} <= set(told["blobs"][0])
    assert all(Path(each).read_bytes().startswith(b"\x89PNG") for each in told["pictures"].values())
    plain = CliRunner().invoke(main, ["scans", "compare", *map(str, files)])
    assert "the same vehicle (simulated)" in plain.output
    files[0].write_bytes(b"nonsense")
    assert CliRunner().invoke(main, ["scans", "compare", *map(str, files)]).exit_code == 2
