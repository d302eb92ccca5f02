"""What a certificate costs by mode and processing, and what processing asks to be done first. Pure but for reading its own file."""

import tomllib
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from smartcustoms.kernel.money import Money
from smartcustoms.trade.transhipment.model import ControlKind, Mode, Names, Processing


@cache
def _said() -> dict[str, Any]:
    return tomllib.loads((files(__package__ or "") / "reference" / "fees.toml").read_text("utf-8"))


def notice_days() -> int:
    """Give how many calendar days before the arrival an application is lodged at the latest."""
    return int(_said()["notice_days"])


def processing_names(of: Processing) -> Names:
    """Give the names of a processing."""
    return dict(_row(of)["names"])


def control_of(of: Processing) -> ControlKind | None:
    """Give what must be found in order before a certificate is issued for goods so processed."""
    said = str(_row(of)["control"])
    return ControlKind(said) if said else None


def surcharge(mode: Mode, of: Processing, on: date) -> tuple[Money, str]:
    """Give what comes on top of the certificate's base fee, and where the amount comes from.

    Raises:
        LookupError: no row is in force on the day; the table must then be completed.
    """
    rows = [each for each in _said()["fee"] if each["processing"] == of.value and each["since"] <= on]
    if not rows:
        raise LookupError(f"no fee for {of.value} on {on}")
    row = max(rows, key=lambda each: each["since"])
    return Money(Decimal(row["amounts"][mode.value]), row["currency"]), str(row["source"])


def table(on: date) -> list[dict[str, Any]]:
    """Give the fees in force on a day as rows: processing, its names, and the amount by mode."""
    return [
        {
            "processing": each,
            "names": processing_names(each),
            "control": control_of(each),
            "amounts": {mode: surcharge(mode, each, on)[0] for mode in Mode},
            "source": surcharge(Mode.SEA, each, on)[1],
        }
        for each in Processing
    ]


def _row(of: Processing) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in _said()["processing"] if each["code"] == of.value)
    return found
