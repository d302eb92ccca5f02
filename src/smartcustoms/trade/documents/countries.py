"""What holds for goods because of where they come from or go to: sanctions, quotas, papers of the other country, exemptions. Pure."""

import tomllib
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

from smartcustoms.trade.documents.model import Names
from smartcustoms.trade.documents.needs import Need

_EVERY: Final = "*"


class Effect(StrEnum):
    """What a rule does, the gravest first."""

    FORBIDDEN = "forbidden"
    MAY_BE_FORBIDDEN = "may_be_forbidden"
    QUOTA = "quota"
    ASKS = "asks"  # a paper of the other country
    NOT_NEEDED = "not_needed"  # types of ours that are not asked
    ONLY_WITH = "only_with"  # types that serve these countries only


@dataclass(frozen=True, slots=True)
class CountryRule:
    """One rule: for which goods, directions and countries it holds, from when until when, and by which law."""

    code: str
    effect: Effect
    side: str
    countries: frozenset[str]
    but_not: frozenset[str]
    direction: tuple[str, ...]
    hs: tuple[str, ...]
    types: tuple[str, ...]
    since: date
    until: date | None
    law: str
    law_link: str
    source: str
    says: Names

    def is_about(self, hs_code: str, direction: str, on: date) -> bool:
        """Tell whether it is about goods that go this way on a day, whatever the countries."""
        held = self.since <= on and (self.until is None or on < self.until) and direction in self.direction
        return held and (not self.hs or any(hs_code.startswith(each) or each.startswith(hs_code) for each in self.hs))

    def holds_with(self, origin: str, destination: str) -> bool:
        """Tell whether it holds with these countries; one that is not said is in no list but that of every country."""
        sides = {"origin": (origin,), "destination": (destination,)}.get(self.side, (origin, destination))
        return any(
            (_EVERY in self.countries or each in self.countries) and (not each or each not in self.but_not)
            for each in sides
        )

    def is_open(self, origin: str, destination: str) -> bool:
        """Tell whether the country it goes by is not said."""
        return not {"origin": origin, "destination": destination}.get(self.side, origin or destination)


def about(
    rules: Iterable[CountryRule], *, types: Set[str], hs_code: str, direction: str, on: date
) -> list[CountryRule]:
    """Give the rules about goods, the gravest first; one about types of documents only where the goods need one."""
    order = list(Effect)
    found = [
        each
        for each in rules
        if each.effect is not Effect.ONLY_WITH
        and (not each.types or not types.isdisjoint(each.types))
        and each.is_about(hs_code, direction, on)
    ]
    return sorted(found, key=lambda each: (order.index(each.effect), each.code))


def narrowed(
    needs: Iterable[Need], rules: Iterable[CountryRule], *, direction: str, on: date, origin: str, destination: str
) -> list[Need]:
    """Leave out documents that these countries make needless; one that serves other countries only is no longer sure."""
    kept = []
    for need in needs:
        own = [each for each in rules if need.type.code in each.types and each.is_about("", direction, on)]
        if any(each.effect is Effect.NOT_NEEDED and each.holds_with(origin, destination) for each in own):
            continue
        only = [each for each in own if each.effect is Effect.ONLY_WITH]
        if any(not each.holds_with(origin, destination) and not each.is_open(origin, destination) for each in only):
            continue
        unsaid = [each for each in only if each.is_open(origin, destination)]
        kept.append(Need(need.type, need.sure and not unsaid, need.matched) if unsaid else need)
    return kept


@cache
def shipped() -> tuple[CountryRule, ...]:
    """Read the rules of `reference/countries.toml`."""
    text = (Path(__file__).with_name("reference") / "countries.toml").read_text(encoding="utf-8")
    return tuple(_rule(each) for each in tomllib.loads(text)["rule"])


def _rule(row: Mapping[str, Any]) -> CountryRule:
    return CountryRule(
        code=row["code"],
        effect=Effect(row["effect"]),
        side=row["side"],
        countries=frozenset(row["countries"]),
        but_not=frozenset(row.get("but_not", ())),
        direction=tuple(row["direction"]),
        hs=tuple(row.get("hs", ())),
        types=tuple(row.get("types", ())),
        since=row["since"],
        until=row.get("until"),
        law=row["law"],
        law_link=row["law_link"],
        source=row["source"],
        says={language: row[language] for language in ("en", "zh-Hant", "zh-Hans")},
    )
