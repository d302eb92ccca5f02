"""Which classes of duty and charges goods of an HS code fall under: dated data, read once. Pure."""

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

_HELD = Path(__file__).with_name("reference") / "duty_classes.json"


def classes_of(hs_code: str, *, direction: str, on: date) -> list[str]:
    """Give the classes that goods of a code fall under when they go in a direction on a day."""
    return [
        each["class"]
        for each in _held()["classes"]
        if direction in each["direction"]
        and date.fromisoformat(each["since"]) <= on
        and (not each["hs"] or hs_code.startswith(tuple(each["hs"])))
    ]


@cache
def _held() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(_HELD.read_text(encoding="utf-8"))
    return found
