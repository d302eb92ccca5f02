"""When cargo information may be lodged and a truck bundled, and which goods are exempt: dated rules, pure."""

import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from smartcustoms.kernel.day import begin_of, day_of
from smartcustoms.kernel.words.model import Sentence, sentence

_EXEMPT: Final = {
    "personal": sentence("Personal baggage of those on board"),
    "post": sentence("Postal items under a consignment note of the post"),
    "empty_units": sentence("Empty containers, pallets and packings that go back"),
    "relief": sentence("Goods for relief in an emergency, as customs announced"),
}
"""What each code of an exemption means."""


@dataclass(frozen=True, slots=True)
class Window:
    """How early and how late cargo information comes, and how long before and after the time it said the truck itself may."""

    earliest: timedelta
    latest: timedelta
    before: timedelta
    after: timedelta


@dataclass(frozen=True, slots=True)
class Exemption:
    """Goods for which no cargo information is asked, from and until when (both included), and who says so."""

    code: str
    says: Sentence
    since: date
    until: date | None
    source: str


def window(on: date) -> Window:
    """Give the window that holds on a day."""
    held = [row for row in _rules()["window"] if row["since"] <= on] or _rules()["window"][:1]
    row = max(held, key=lambda each: each["since"])
    spans = [timedelta(minutes=row[f"{name}_minutes"]) for name in ("latest", "before", "after")]
    return Window(timedelta(days=row["earliest_days"]), *spans)


def exemptions(on: date) -> dict[str, Exemption]:
    """Give the exemptions that hold on a day, by code."""
    rows = (
        Exemption(row["code"], _EXEMPT[row["code"]], row["since"], row.get("until"), row["source"])
        for row in _rules()["exemption"]
    )
    return {each.code: each for each in rows if each.since <= on and (each.until is None or on <= each.until)}


def lodging_ends(expected_on: date) -> tuple[datetime, datetime]:
    """Give from when until when cargo information for a day is taken (both included): that day's last crossing is at midnight."""
    begins = begin_of(expected_on).astimezone(UTC)
    ends = begin_of(expected_on + timedelta(days=1)).astimezone(UTC)
    holds = window(expected_on)
    return begins - holds.earliest, ends - holds.latest


def is_early(at: datetime, expected_on: date) -> bool:
    """Tell whether it is too early to lodge for a day."""
    return at < lodging_ends(expected_on)[0]


def is_late(at: datetime, expected_on: date) -> bool:
    """Tell whether it is too late to lodge for a day."""
    return at > lodging_ends(expected_on)[1]


def may_bundle(at: datetime, expected_at: datetime) -> bool:
    """Tell whether a truck may still be bundled: exactly the least time ahead is in time."""
    return at <= expected_at - window(day_of(expected_at)).latest


def is_covered(lodged_at: datetime, expected_at: datetime) -> bool:
    """Tell whether a reference was lodged within the window of a crossing: exactly at either end it was."""
    holds = window(day_of(expected_at))
    return holds.latest <= expected_at - lodged_at <= holds.earliest


def awaited(made_at: datetime, expected_at: datetime) -> tuple[datetime, datetime]:
    """Give from when until when a bundled truck may come: not sooner than customs had its time to assess it."""
    holds = window(day_of(expected_at))
    return max(made_at + holds.latest, expected_at - holds.before), expected_at + holds.after


@cache
def _rules() -> dict[str, Any]:
    with Path(__file__).with_name("reference").joinpath("windows.toml").open("rb") as file:
        return tomllib.load(file)
