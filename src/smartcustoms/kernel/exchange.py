"""Rates of exchange by day: dated data, the administration's own file or the reference rates that are shipped.

What a declaration's value is worth in another currency for comparing; customs value itself is converted by the law's own rates.
"""

import csv
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from smartcustoms.kernel.places import currencies
from smartcustoms.kernel.settings import SettingUnusable

LARGEST_FILE: Final = 16 * 1024 * 1024
_HEAD: Final = ["day", "base", "currency", "rate", "assumed", "source"]
_MOST_STEPS: Final = 4
_LIKELY: Final = (Decimal("1e-9"), Decimal("1e9"))


@dataclass(frozen=True, slots=True)
class Conversion:
    """How one currency becomes another: amount x `factor`; from the rates of `day`; `assumed` when they are not from their publisher."""

    factor: Decimal
    day: date
    assumed: bool


class Rates:
    """The rates of all days; each currency's newest rate not after a day holds on it, before the first day the first one."""

    def __init__(self, rows: Iterable[tuple[date, str, str, Decimal, bool]]) -> None:
        self._pairs: dict[str, dict[str, list[tuple[date, Decimal, bool]]]] = {}
        for day, base, currency, rate, assumed in sorted(rows):
            self._pairs.setdefault(base, {}).setdefault(currency, []).append((day, rate, assumed))
            self._pairs.setdefault(currency, {}).setdefault(base, []).append((day, 1 / rate, assumed))

    def between(self, currency: str, into: str, *, on: date) -> Conversion | None:
        """Tell how an amount of a currency becomes one of another on a day, by the fewest steps; None where no rates lead there."""
        return _between(self, currency, into, on)

    def days(self, currency: str) -> Mapping[str, list[tuple[date, Decimal, bool]]]:
        """Give the currencies that a currency has rates with, each with its days, rates, and whether they are assumed."""
        return self._pairs.get(currency, {})


@lru_cache(maxsize=4096)
def _between(known: Rates, currency: str, into: str, on: date) -> Conversion | None:
    """Find the way; kept, for a day's trade asks for the same few again and again."""
    reached: dict[str, Conversion] = {currency: Conversion(Decimal(1), on, assumed=False)}
    for _ in range(_MOST_STEPS):
        if into in reached:
            return reached[into]
        further: dict[str, Conversion] = {}
        for here, so_far in reached.items():
            for there, days in known.days(here).items():
                if there not in reached:
                    further.setdefault(there, _step(so_far, days, on))
        reached = {**further, **reached}
    return reached.get(into)


def _step(so_far: Conversion, days: list[tuple[date, Decimal, bool]], on: date) -> Conversion:
    day, rate, assumed = days[max(bisect_right(days, on, key=lambda each: each[0]) - 1, 0)]
    return Conversion(so_far.factor * rate, min(so_far.day, day), so_far.assumed or assumed)


def rates(own: str = "") -> Rates:
    """Give the rates of the administration's own file (its path), or the shipped ones; read again when the file has changed.

    Raises:
        SettingUnusable: the file cannot be read; the sentence names the line.
    """
    if not own:
        return _shipped()
    path = Path(own)
    try:
        known = path.stat()
        if known.st_size > LARGEST_FILE:
            raise SettingUnusable(f"SMARTCUSTOMS_EXCHANGE_RATES={own}: it has more than {LARGEST_FILE:,} bytes")
        return _of_file(path, known.st_mtime_ns, known.st_size)
    except (OSError, ValueError) as wrong:
        if isinstance(wrong, SettingUnusable):
            raise
        raise SettingUnusable(f"SMARTCUSTOMS_EXCHANGE_RATES={own}: it cannot be read: {wrong}") from wrong


@cache
def _shipped() -> Rates:
    return _read(files(__package__ or "").joinpath("reference", "exchange_rates.csv").read_text("utf-8"), "rates")


@lru_cache(maxsize=4)
def _of_file(path: Path, _changed: int, _size: int) -> Rates:
    return _read(path.read_text("utf-8-sig"), path.name)


def _read(text: str, name: str) -> Rates:
    lines = ((number, line) for number, line in enumerate(text.splitlines(), 1) if line and not line.startswith("#"))
    read = [(number, next(csv.reader([line]), [])) for number, line in lines]
    if not read or read[0][1] != _HEAD:
        raise SettingUnusable(f"{name}: its first line must be {','.join(_HEAD)}")
    return Rates(_rate(dict(zip(_HEAD, cells, strict=False)), f"{name} line {number}") for number, cells in read[1:])


def _rate(row: Mapping[str, str], where: str) -> tuple[date, str, str, Decimal, bool]:
    try:
        day, rate = date.fromisoformat(row["day"]), Decimal(row["rate"])
        known = {row["base"], row["currency"]} <= currencies() and row["base"] != row["currency"]
        if not known or not rate.is_finite() or not _LIKELY[0] < rate < _LIKELY[1]:
            raise ValueError("two currencies (ISO 4217) and a rate above zero")
        return day, row["base"], row["currency"], rate, {"yes": True, "no": False}[row["assumed"]]
    except (KeyError, ValueError, InvalidOperation) as wrong:
        raise SettingUnusable(
            f"{where}: write a day, two currencies, a rate, yes or no, and its source, such as"
            " 2026-01-02,EUR,HKD,8.07,no,ECB euro reference rates"
        ) from wrong
