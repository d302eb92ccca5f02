"""Hostile files of every format: answered in time and memory, in words, by a reader that lives on (a process of its own)."""

import json
import subprocess
import sys

import pytest


def met(files: int) -> dict[str, int | float]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.boundary.scans.hostile", "--files", str(files)],
        capture_output=True,
        check=True,
        timeout=1500,
    )
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize("files", [50, pytest.param(1000, marks=pytest.mark.slow)])
def test_hostile_files_are_met_in_time_and_memory(files: int) -> None:
    told = met(files)
    assert told["files"] == files
    assert not told["wordless"]
    assert told["refused"] > 0.6 * files, told
    assert told["slowest_cpu_s"] < 2, told
    assert told["child_mb"] < 512, told
    assert told["parent_grew_mb"] < 512, told
