"""Finds the real inputs that tests may use; they are not part of the project."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


def shared(name: str) -> Path:
    """Give the path of a shared data file, or skip the test with a word when it is not on this machine."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"real input {name} is not on this machine")
    return path
