"""Our own package: what is written is read again; what is not whole is refused in words."""

import io
import json
import random
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smartcustoms.boundary.scans import package
from smartcustoms.boundary.scans.decoding import read_scan
from smartcustoms.boundary.scans.model import ScanUnreadable
from smartcustoms.kernel.errors import Refused
from tests.boundary.scans.packages import a_package
from tests.hostile import COUNTS, corpus, json_file, torn, withstood

GOOD = package.written(a_package())
ABOUT: dict[str, Any] = json.loads(zipfile.ZipFile(io.BytesIO(GOOD)).read("scan.json"))


def packed(about: Any, **files: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("scan.json", about if isinstance(about, bytes) else json.dumps(about))
        for name, content in {"view-0-low.u16": bytes(4800), "view-0-high.u16": bytes(4800), **files}.items():
            opened.writestr(name, content)
    return made.getvalue()


def test_what_is_written_is_read_again() -> None:
    read = package.read(GOOD)
    assert read.simulated
    assert read.is_dual_energy
    assert (read.views[0].high == a_package().views[0].high).all()
    assert package.written(read) == GOOD, "the same scan gives the same bytes"


def test_a_stranger_can_write_one_as_the_how_to_says() -> None:
    """The how-to's own program makes a package that is read."""
    page = (Path(__file__).parents[3] / "docs" / "how-to" / "write-a-scan-package.md").read_text(encoding="utf-8")
    program = page.split("```python\n")[1].split("```")[0].replace('"scan.zip"', "target")
    target = io.BytesIO()
    exec(program, {"target": target})  # noqa: S102 - our own page
    read = package.read(target.getvalue())
    assert read.views[0].high.shape == (480, 640)
    assert read.is_dual_energy


def test_an_unknown_beam_leaves_the_materials_untold() -> None:
    read = package.read(packed({**ABOUT, "beam": "their-linac"}))
    assert not read.is_dual_energy
    assert read.lost == ("beam",)


@pytest.mark.parametrize(
    "change",
    [
        {"format": "x"}, {"version": 2}, {"kind": "cow"}, {"views": []}, {"views": [{}]}, {"views": [{**ABOUT["views"][0], "rows": 99999}]},
        {"views": [{**ABOUT["views"][0], "rows": True}]}, {"views": [{**ABOUT["views"][0], "rows": 41}]}, {"views": ABOUT["views"] * 9},
        {"views": [{**ABOUT["views"][0], "air": 0}]}, {"views": [{**ABOUT["views"][0], "row_mm": 0}]}, {"beam": 5}, {"subject": "a\nb"},
        {"views": [{**ABOUT["views"][0], "channels": {"high": "../x"}}]}, {"views": [{**ABOUT["views"][0], "channels": {}}]},
        {"views": [{**ABOUT["views"][0], "rows": 16000, "columns": 16000}]},
    ],
)  # fmt: skip
def test_what_is_not_so_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ScanUnreadable) as told:
        package.read(packed({**ABOUT, **change}))
    assert str(told.value.says)
    assert str(told.value.mend)


def test_a_bomb_is_not_unpacked() -> None:
    bomb = packed(ABOUT, **{"view-0-high.u16": bytes(200_000_000)})
    assert len(bomb) < 1_000_000
    with pytest.raises(ScanUnreadable):
        package.read(bomb)
    with pytest.raises(ScanUnreadable):
        package.read(packed(b" " * 50_000_000))


@pytest.mark.parametrize("count", COUNTS)
def test_hostile_packages(count: int) -> None:
    about = json_file(ABOUT)

    def make(luck: random.Random) -> bytes:
        return torn(GOOD, luck) if luck.random() < 0.4 else packed(about(luck))

    ends = withstood(package.read, corpus(make, count))
    assert set(ends) <= {"ScanUnreadable"} | {end for end in ends if end.startswith("Package(")}
    assert ends["ScanUnreadable"] > count * 0.5


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_give_a_scan_or_a_refusal(content: bytes) -> None:
    for begin in (b"", b"PK\x03\x04"):
        with pytest.raises(Refused) as told:
            read_scan(begin + content)
        assert str(told.value.mend)


def test_masks_as_run_lengths() -> None:
    from smartcustoms.boundary.scans.simulated import run_lengths

    mask = np.random.default_rng(1).random((20, 30)) < 0.3
    runs = run_lengths(mask)
    again = np.repeat(np.arange(len(runs)) % 2 == 1, runs).reshape(mask.shape)
    assert (again == mask).all()
