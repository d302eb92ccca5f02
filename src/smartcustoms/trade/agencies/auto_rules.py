"""Simple cases decided by rules: small, dated, as data, each with its reason; and the keyed lot that sends some to an officer. Pure."""

import hmac
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from smartcustoms.trade.agencies.model import Names, Outcome


@dataclass(frozen=True, slots=True)
class When:
    """One condition of a rule: a fact, how it is compared, and with what."""

    fact: str
    is_: str
    than: Any


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: for which kind, from when until when, its conditions, what it decides and why, which share officers see."""

    code: str
    kind: str
    since: date
    until: date | None
    when: tuple[When, ...]
    outcome: Outcome
    because: Names
    sample: float

    def in_force(self, on: date) -> bool:
        """Tell whether it holds on a day."""
        return self.since <= on and (self.until is None or on < self.until)


def applying(rules: Sequence[Rule], kind: str, facts: Mapping[str, Any], *, on: date) -> Rule | None:
    """Give the first rule of a kind that is in force and all of whose conditions hold; a fact that is missing never holds."""
    return next(
        (
            rule
            for rule in rules
            if rule.kind == kind and rule.in_force(on) and all(holds(each, facts) for each in rule.when)
        ),
        None,
    )


def holds(when: When, facts: Mapping[str, Any]) -> bool:
    """Tell whether a condition holds on the facts."""
    seen = facts.get(when.fact)
    if seen is None:
        return False
    many = [str(each) for each in seen] if isinstance(seen, list | tuple) else [str(seen)]
    match when.is_:
        case "is":
            return many == [str(when.than)]
        case "one_of":
            return bool(many) and set(many) <= {str(each) for each in when.than}
        case "none_of":
            return not set(many) & {str(each) for each in when.than}
        case "within":
            return bool(many) and all(any(each.startswith(str(head)) for head in when.than) for each in many)
        case "at_most" | "at_least":
            return _compared(seen, when)
        case _:
            return False


def is_sampled(review: str, rule: Rule, secret: bytes) -> bool:
    """Tell whether an officer sees a case all the same: a lot keyed by the installation's secret, the same at every try."""
    digest = hmac.new(secret, f"{rule.code} {review}".encode(), sha256).digest()
    return int.from_bytes(digest[:7], "big") / float(1 << 56) < rule.sample


@lru_cache(maxsize=1)
def shipped() -> tuple[Rule, ...]:
    """Read the rules."""
    text = (Path(__file__).with_name("reference") / "auto_rules.toml").read_text(encoding="utf-8")
    return tuple(_rule(each) for each in tomllib.loads(text).get("rule", []))


def _rule(row: Mapping[str, Any]) -> Rule:
    return Rule(
        code=row["code"],
        kind=row["kind"],
        since=row["since"],
        until=row.get("until"),
        when=tuple(When(each["fact"], each["is"], each["than"]) for each in row["when"]),
        outcome=Outcome(row["outcome"]),
        because=row["because"],
        sample=float(row["sample"]),
    )


def _compared(seen: Any, when: When) -> bool:
    try:
        value, bound = Decimal(str(seen)), Decimal(str(when.than))
    except InvalidOperation:
        return False
    if not value.is_finite():
        return False
    return value <= bound if when.is_ == "at_most" else value >= bound
