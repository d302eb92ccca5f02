"""An agency's own rulebook: hours, holidays, promises, reasons for refusals, rules for simple cases; a form, read and checked. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, Final

from smartcustoms.kernel.errors import Fault, Refused
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.agencies.auto_rules import Rule, When
from smartcustoms.trade.agencies.model import Outcome, Reason
from smartcustoms.trade.agencies.service_clock import DAYS, Calendar, Hours, hours_of

COMPARISONS: Final = ("is", "one_of", "none_of", "within", "at_most", "at_least")
LANGUAGES: Final = {"en": "en", "hant": "zh-Hant", "hans": "zh-Hans"}
_CODE: Final = r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}"
_SPAN: Final = r"([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]"
_MOST: Final = 100


class RulesUnusable(Refused):
    """A rulebook has faults; `faults` names each with its field."""

    code = "rules_unusable"

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(
            sentence("These rules have {count} faults and cannot be used.", count=len(faults)),
            mend=faults[0].mend,
            field=faults[0].field,
            seen=faults[0].seen or None,
        )
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Rulebook:
    """What an agency says for itself; what it leaves out is as the platform's own reference data has it."""

    rules: tuple[Rule, ...] = ()
    off: frozenset[str] = frozenset()
    reasons: tuple[tuple[Reason, tuple[str, ...]], ...] = ()
    hours: Hours | None = None
    holidays: frozenset[date] = frozenset()
    promises: Mapping[str, int] = field(default_factory=dict)
    automatic: bool = False

    def calendar(self, of_installation: Calendar) -> Calendar:
        """Give the agency's calendar: its own hours where it says some, and its holidays beside the general ones."""
        hours = (self.hours,) if self.hours else of_installation.hours
        return Calendar(of_installation.zone, hours, of_installation.holidays | self.holidays)

    def reasons_for(self, kind: str) -> tuple[Reason, ...]:
        """Give its reasons for refusing a kind."""
        return tuple(reason for reason, kinds in self.reasons if not kinds or kind in kinds)


NOTHING: Final = Rulebook()


def book_of(cells: Mapping[str, str], *, since: date) -> Rulebook:
    """Read a rulebook from the cells of its form, such as `hours.monday` or `rules.0.code`.

    Raises:
        RulesUnusable: it has faults.
    """
    faults: list[Fault] = []
    hours = _hours(cells, since, faults)
    holidays = _lines(cells, "holidays", r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?: +(.*))?", faults, _holiday)
    promises = _lines(cells, "promises", rf"({_CODE}) +([0-9]{{1,3}})", faults, _promise)
    reasons = [_reason(cells, place, faults) for place in places(cells, "reasons")]
    rules = [_rule(cells, place, since, faults) for place in places(cells, "rules")]
    _twice([cells.get(f"rules.{place}.code", "") for place in places(cells, "rules")], "rules", faults)
    _twice([cells.get(f"reasons.{place}.code", "") for place in places(cells, "reasons")], "reasons", faults)
    if faults:
        raise RulesUnusable(tuple(faults))
    return Rulebook(
        rules=tuple(each for each in rules if each),
        off=frozenset(re.split(r"[,\s]+", cells.get("off", "").strip())) - {""},
        reasons=tuple(each for each in reasons if each),
        hours=hours,
        holidays=frozenset(each for each, _ in holidays),
        promises=dict(promises),
        automatic=bool(cells.get("automatic")),
    )


def places(cells: Mapping[str, str], section: str) -> list[int]:
    """Give the places of a section that have something in them, in order."""
    found = {
        int(place)
        for name, text in cells.items()
        if (parts := name.split("."))[0] == section and len(parts) == 3 and (place := parts[1]).isdigit()
        if len(place) < 4 and text.strip() and parts[2] != "outcome"
    }
    return sorted(found)[:_MOST]


def _hours(cells: Mapping[str, str], since: date, faults: list[Fault]) -> Hours | None:
    given = {day: cells.get(f"hours.{day}", "").strip() for day in DAYS}
    if not any(given.values()):
        return None
    for day, text in given.items():
        spans = [each.strip() for each in text.split(",") if each.strip()]
        right = all(re.fullmatch(_SPAN, each) for each in spans)
        edges = [time.fromisoformat(edge) for each in spans if right for edge in each.split("-")]
        if not right or edges != sorted(set(edges)):
            says = sentence("These are no opening hours in order.")
            mend = sentence("Write spans such as 09:00-13:00, 14:00-18:00; leave a closed day empty.")
            faults.append(Fault(f"hours.{day}", says, mend, text[:60]))
    return None if faults else hours_of(given, since)


def _lines(cells: Mapping[str, str], name: str, pattern: str, faults: list[Fault], read: Any) -> list[Any]:
    found = []
    for line in [each.strip() for each in cells.get(name, "").splitlines() if each.strip()][:366]:
        fits = re.fullmatch(pattern, line)
        value = read(fits) if fits else None
        if value is None:
            says = sentence("This line cannot be read: {line}", line=line[:60])
            such = {"holidays": "2026-12-24 Office closed", "promises": "RTA-TN 1"}[name]
            faults.append(Fault(name, says, sentence("Write one a line, such as: {such}", such=such), line[:60]))
        else:
            found.append(value)
    return found


def _holiday(fits: "re.Match[str]") -> tuple[date, str] | None:
    try:
        return date.fromisoformat(fits[1]), fits[2] or ""
    except ValueError:
        return None


def _promise(fits: "re.Match[str]") -> tuple[str, int] | None:
    return (fits[1].upper(), int(fits[2])) if 1 <= int(fits[2]) <= 365 else None


def _reason(cells: Mapping[str, str], place: int, faults: list[Fault]) -> tuple[Reason, tuple[str, ...]] | None:
    at = f"reasons.{place}"
    code, says = _code(cells, at, faults), _names(cells, at, "says", faults)
    law, mend = cells.get(f"{at}.law", "").strip(), _names(cells, at, "mend", faults)
    if not law:
        told = sentence("A reason names its law.")
        faults.append(Fault(f"{at}.law", told, sentence("Write the ordinance or regulation and its section.")))
    kinds = tuple(each.upper() for each in re.split(r"[,\s]+", cells.get(f"{at}.kinds", "").strip()) if each)
    return (Reason(code, says, law[:300], mend), kinds) if code else None


def _rule(cells: Mapping[str, str], place: int, since: date, faults: list[Fault]) -> Rule | None:
    at = f"rules.{place}"
    code, because = _code(cells, at, faults), _names(cells, at, "because", faults)
    kind, outcome = cells.get(f"{at}.kind", "").strip().upper(), cells.get(f"{at}.outcome", "granted").strip()
    if not re.fullmatch(_CODE, kind):
        told = sentence("A rule is for one type of document.")
        faults.append(Fault(f"{at}.kind", told, sentence("Write its code, such as RTA-TN."), kind[:40]))
    if outcome not in {each.value for each in Outcome}:
        told = sentence("A rule grants or refuses.")
        faults.append(Fault(f"{at}.outcome", told, sentence("Choose one of the two."), outcome[:20]))
        outcome = Outcome.GRANTED.value
    sample = cells.get(f"{at}.sample", "").strip() or "5"
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,2})?", sample) or not 1 <= float(sample) <= 100:
        told = sentence("From 1 to 100 of every hundred cases go to an officer all the same.")
        faults.append(Fault(f"{at}.sample", told, sentence("Write a number such as 5."), sample[:10]))
        sample = "100"
    when = _conditions(cells, at, faults)
    if not code:
        return None
    return Rule(code, kind, since, None, when, Outcome(outcome), because, float(sample) / 100)


def _conditions(cells: Mapping[str, str], at: str, faults: list[Fault]) -> tuple[When, ...]:
    found = []
    for line in [each.strip() for each in cells.get(f"{at}.when", "").splitlines() if each.strip()][:20]:
        parts = line.split(None, 2)
        if len(parts) < 3 or parts[1] not in COMPARISONS:
            says = sentence("This line cannot be read: {line}", line=line[:60])
            mend = sentence(
                "Write a fact, how it is compared ({how}) and with what: goods.0.quantity at_most 10",
                how=", ".join(COMPARISONS),
            )
            faults.append(Fault(f"{at}.when", says, mend, line[:60]))
            continue
        many = [each.strip() for each in parts[2].split(",") if each.strip()]
        found.append(
            When(parts[0], parts[1], many if parts[1] in {"one_of", "none_of", "within"} else parts[2].strip())
        )
    if not found and not any(each.field == f"{at}.when" for each in faults):
        says = sentence("A rule without a condition would decide every case.")
        mend = sentence("Write at least one, such as: direction one_of transhipment, transit")
        faults.append(Fault(f"{at}.when", says, mend))
    return tuple(found)


def _code(cells: Mapping[str, str], at: str, faults: list[Fault]) -> str:
    code = cells.get(f"{at}.code", "").strip()
    if re.fullmatch(_CODE, code):
        return code
    says = sentence("This is no code.")
    faults.append(
        Fault(f"{at}.code", says, sentence("Write letters, digits, points or hyphens, at most 40."), code[:60])
    )
    return ""


def _names(cells: Mapping[str, str], at: str, name: str, faults: list[Fault]) -> dict[str, str]:
    found = {}
    for short, language in LANGUAGES.items():
        text = cells.get(f"{at}.{name}_{short}", "").strip()
        if text:
            found[language] = text[:500]
        else:
            says = sentence("The trader reads it in three languages.")
            faults.append(Fault(f"{at}.{name}_{short}", says, sentence("Write it in this language too.")))
    return found


def _twice(codes: Iterable[str], section: str, faults: list[Fault]) -> None:
    seen: set[str] = set()
    for place, code in enumerate(codes):
        if code and code in seen:
            says = sentence("The code {code} stands twice.", code=code[:40])
            faults.append(Fault(f"{section}.{place}.code", says, sentence("Give each a code of its own.")))
        seen.add(code)
