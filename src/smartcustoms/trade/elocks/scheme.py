"""The scheme's clearance points and routes, by day: dated data with its source (`reference/points.csv`)."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Points:
    """How many clearance points an administration has from a day on."""

    administration: str
    since: date
    until: date | None
    points: int
    source: str


@cache
def _all() -> tuple[Points, ...]:
    text = files(__package__ or "").joinpath("reference", "points.csv").read_text("utf-8")
    return tuple(
        Points(
            row["administration"], date.fromisoformat(row["since"]), date.fromisoformat(row["until"]) if row["until"] else None,
            int(row["points"]), row["source"],
        )
        for row in csv.DictReader(text.splitlines())
    )  # fmt: skip


def points_on(day: date) -> tuple[Points, ...]:
    """Give the points of each administration on a day."""
    return tuple(each for each in _all() if each.since <= day and (each.until is None or day <= each.until))


@dataclass(frozen=True, slots=True)
class BreachRule:
    """How many breaches within how many days end a registration, from a day on."""

    since: date
    until: date | None
    breaches: int
    within_days: int
    source: str


@cache
def _breach_rules() -> tuple[BreachRule, ...]:
    text = files(__package__ or "").joinpath("reference", "breach_rules.csv").read_text("utf-8")
    return tuple(
        BreachRule(
            date.fromisoformat(row["since"]), date.fromisoformat(row["until"]) if row["until"] else None, int(row["breaches"]),
            int(row["within_days"]), row["source"],
        )
        for row in csv.DictReader(text.splitlines())
    )  # fmt: skip


def breach_rule_on(day: date) -> BreachRule:
    """Give the rule of a day; the first one for days before any."""
    rules = _breach_rules()
    return next((each for each in rules if each.since <= day and (each.until is None or day <= each.until)), rules[0])


def ends_registration(rule: BreachRule, days: Sequence[date]) -> bool:
    """Tell whether the newest of some breaches, by their days, ends the registration."""
    newest = max(days)
    return sum(newest - each <= timedelta(days=rule.within_days) for each in days) >= rule.breaches


def routes_on(day: date, home: str = "HK") -> int:
    """Give how many routes lead between the home administration's points and the others'."""
    found = points_on(day)
    own = sum(each.points for each in found if each.administration == home)
    return own * sum(each.points for each in found if each.administration != home)
