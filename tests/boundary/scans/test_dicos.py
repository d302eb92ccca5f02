"""DICOS: our scans written as DX and read again; CT volumes projected; threat detection reports written, read, refused."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from pydicom.dataset import Dataset

from smartcustoms.app.cli import main
from smartcustoms.boundary.scans import dicos
from smartcustoms.boundary.scans.decoding import read_report, read_scan
from smartcustoms.boundary.scans.model import Decision, Flag, Format, Report, ReportKind, ScanUnreadable, Threat
from smartcustoms.boundary.scans.package import written
from tests.boundary.scans.dicos_made import a_report, a_volume
from tests.boundary.scans.packages import a_package, a_view

AT, DIGEST = datetime(2026, 11, 29, 10, tzinfo=UTC), "ab" * 32
TWO_VIEWS = a_package(views=(a_view(seed=1), replace(a_view(30, 50, seed=2), name="side")))
KNIFE = Threat("knife", "PI", Flag.THREAT, 1, (10, 5, 7, 3), ((10, 5), (17, 5), (12, 8)), (2, 19), 0.5)


def test_a_scan_written_as_dx_is_read_as_the_same_counts_and_sizes() -> None:
    made = dicos.dx_files(TWO_VIEWS, DIGEST, at=AT)
    assert set(made) == {f"view-{n}-{energy}.dcs" for n in (1, 2) for energy in ("high", "low")}
    for place, view in enumerate(TWO_VIEWS.views):
        for energy, counts in (("high", view.high), ("low", view.low)):
            read = read_scan(made[f"view-{place + 1}-{energy}.dcs"])
            assert counts is not None
            assert (read.views[0].high == counts).all()
            assert (read.views[0].row_mm, read.views[0].column_mm) == (view.row_mm, view.column_mm)
            assert read.more["instance"] == dicos.instance(TWO_VIEWS, DIGEST, place, energy)
            assert read.lost == ("beam", "low")
    assert dicos.dx_files(TWO_VIEWS, DIGEST, at=AT) == made, "the same scan gives the same bytes"


def test_a_volume_is_projected_and_says_that_its_slices_are_not_shown() -> None:
    values = np.zeros((6, 8, 10), np.uint16)
    values[2:4, 1:5, 3:9] = 1000  # water: 4 rows of 2 mm, 6 columns of 1 mm, in 2 slices
    read = read_scan(a_volume(values))
    top, side = read.views
    assert (top.name, top.high.shape, top.row_mm, top.column_mm) == ("top", (10, 6), 1.0, 5.0)
    assert (side.name, side.high.shape, side.row_mm, side.column_mm) == ("side", (8, 6), 2.0, 5.0)
    assert -np.log(top.high[4, 2] / top.air) == pytest.approx(0.19 * 0.8, abs=1e-3)
    assert -np.log(side.high[2, 2] / side.air) == pytest.approx(0.19 * 0.6, abs=1e-3)
    assert top.high[4, 1] == side.high[2, 1] == side.high[0, 2] == top.air
    assert (read.format, read.lost) == (Format.VOLUME, ("low", "high as measured", "beam", "slices"))
    in_hu = read_scan(a_volume(values, "HU"))
    assert (in_hu.views[0].high == top.high).all()
    assert "unit" in read_scan(a_volume(values, "OTHER")).lost


@pytest.mark.parametrize(
    ("changes", "seen"),
    [
        ({"NumberOfFrames": "1"}, "one slice"),
        ({"NumberOfFrames": "4000", "Rows": 4000, "Columns": 4000}, "4000 slices"),
        ({"NumberOfFrames": "900000"}, "900000 slices"),
        ({"NumberOfFrames": "7"}, ""),
        ({"Rows": 9}, ""),
        ({"SamplesPerPixel": 3}, ""),
        ({"spacing": (0.0, 1.0, 1.0)}, "mm"),
        ({"spacing": (1e9, 1.0, 1.0)}, "mm"),
    ],
)
def test_a_volume_that_is_torn_or_beyond_bounds_is_refused(changes: dict[str, Any], seen: str) -> None:
    with pytest.raises(ScanUnreadable) as told:
        read_scan(a_volume(np.ones((6, 8, 10), np.uint16), **changes))
    assert seen in told.value.seen


@pytest.mark.parametrize("kind", [ReportKind.MACHINE, ReportKind.OPERATOR, ReportKind.GROUND_TRUTH])
def test_a_report_is_read_as_it_was_written(kind: ReportKind) -> None:
    other = Threat("block", "EXPLOSIVE", Flag.NO_THREAT, 0, (1, 2, 3, 4), (), (0, 12))
    said = Report(kind, Decision.ALARM, (KNIFE, other), ("texture 1",), "amina", AT)
    read = read_report(dicos.report_file(said, TWO_VIEWS, DIGEST, at=AT))
    assert (read.kind, read.decision, read.decided_at) == (kind, Decision.ALARM, AT)
    assert read.threats == (KNIFE, other)
    assert read.about == tuple(dicos.instance(TWO_VIEWS, DIGEST, place) for place in (0, 1))
    assert "-method=texture 1" in read.methods


def test_a_report_of_another_system_is_read() -> None:
    read = read_report(a_report("1.2.9", [((3, 4, 5), (6, 7, 8))]))
    assert read.decided_at == datetime(2026, 11, 29, 2, 15, tzinfo=UTC)
    assert read.about == ("1.2.9",)
    assert read.threats == (Threat("block", "EXPLOSIVE", Flag.HIGH_THREAT, 0, (3, 4, 6, 7), score=0.75, slices=(5, 8)),)


def polygon(corners: int) -> bytes:
    shown = Dataset()
    shown.BoundingPolygon = [1.0] * (3 * corners)
    each = Dataset()
    each.PTORepresentationSequence = [shown]
    return a_report("1.2", [], ThreatSequence=[each])


HOSTILE = {
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(99),
    "nothing": b"",
    "a volume": a_volume(np.ones((2, 3, 4), np.uint16)),
    "too many objects": a_report("1.2", [((0, 0, 0), (1, 1, 1))] * 201),
    "a polygon of too many corners": polygon(201),
    "a place that is none": a_report("1.2", [((float("nan"), 0, 0), (1, 1, 1))]),  # type: ignore[list-item]
    "a place far away": a_report("1.2", [((0, 0, 0), (10**9, 1, 1))]),
    "torn": a_report("1.2", [((0, 0, 0), (1, 1, 1))])[:500],
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_report_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(ScanUnreadable) as told:
        read_report(content)
    assert str(told.value.says)
    assert str(told.value.mend)


def test_a_report_is_no_scan() -> None:
    with pytest.raises(ScanUnreadable) as told:
        read_scan(a_report("1.2", []))
    assert "threat detection report" in told.value.seen


def test_the_command_writes_the_files(tmp_path: Any) -> None:
    scan = tmp_path / "bag.scan.zip"
    scan.write_bytes(written(TWO_VIEWS))
    done = CliRunner().invoke(main, ["scans", "dicos", str(scan), "--out", str(tmp_path / "out"), "--json"])
    assert done.exit_code == 0, done.output
    assert len(list((tmp_path / "out").glob("*.dcs"))) == 4


def test_a_volume_in_lossless_jpeg_is_read() -> None:
    """The file was written by pyDICOS 1.3, an independent toolkit: values that count up from 0, modulo 3000."""
    content = (Path(__file__).parent / "files" / "volume-lossless-jpeg.dcs").read_bytes()
    values = (np.arange(6 * 8 * 10) % 3000).reshape(6, 8, 10)
    top = read_scan(content).views[0]
    assert np.allclose(-np.log(top.high / top.air), 0.19 * values.sum(1).T / 1000 / 10, atol=1e-3)
