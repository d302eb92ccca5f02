"""What can be asked about officers' rules: the rules, the rule book in force, how each does."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import polars as pl

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.words.model import Sentence
from smartcustoms.trade.risk.history import feature_matrix
from smartcustoms.trade.risk.language.reading import read_rule
from smartcustoms.trade.risk.language.tree import Rule, fields_of, lists_of
from smartcustoms.trade.risk.model import RuleRecord, RuleVersion
from smartcustoms.trade.risk.queries.past import history
from smartcustoms.trade.risk.rule_fields import FEATURES, rule_fields, with_features
from smartcustoms.trade.risk.rule_rates import Result, RuleRate, rate_of, retirement_advice
from smartcustoms.trade.risk.rulebook import RuleBook, RuleInForce
from smartcustoms.trade.risk.store import rules as store
from smartcustoms.trade.watchlists import queries as watchlists

BASE_UNKNOWN: Final = 0.02
"""Base rate taken until enough goods were examined at random."""
ENOUGH_AT_RANDOM: Final = 100


@dataclass(frozen=True, slots=True)
class RuleDoing:
    """How a rule does since its activation, with advice to retire it if there is cause."""

    record: RuleRecord
    hits: int
    selected: int
    last_hit: date | None
    rate: RuleRate
    advice: Sentence | None


def rules(uow: UnitOfWork) -> list[RuleRecord]:
    """Give all rules by code, each with its latest version."""
    return store.records(uow)


def rule(uow: UnitOfWork, code: str) -> RuleRecord | None:
    """Give a rule with its latest version."""
    return store.record(uow, code)


def rule_versions(uow: UnitOfWork, code: str) -> list[RuleVersion]:
    """Give all versions of a rule, newest first."""
    return store.versions(uow, code)


def rules_changed(uow: UnitOfWork) -> tuple[int, int]:
    """Give a mark that differs after any change of a rule or a list: who keeps the rule book in memory asks it first."""
    return store.changes(uow), watchlists.changes(uow)


def rules_in_force(uow: UnitOfWork) -> list[tuple[RuleInForce, str]]:
    """Give every rule in force, read into its tree, with its purpose."""
    fields = rule_fields()
    return [
        (RuleInForce(read_rule(version.text, fields, code=version.rule), version.version), purpose)
        for version, purpose in store.active_versions(uow)
    ]


def rule_book(uow: UnitOfWork, *, on: date) -> RuleBook:
    """Compile the rules in force with the entries that the lists have on a day.

    A list that is gone counts as empty: a rule is checked against the lists when it is proposed, and lists are never
    taken away, so this can only follow a loss.
    """
    found = [one for one, _ in rules_in_force(uow)]
    wanted = {name for one in found for name in lists_of(one.rule.condition)}
    known = watchlists.entries_on(uow, on)
    return RuleBook(found, {name: known.get(name, frozenset()) for name in wanted})


def rule_history(uow: UnitOfWork, rule: Rule, *, since: date | None = None) -> pl.DataFrame:
    """Give the history that a rule can be tried on: risk rows with labels, and the features it names as of each row's day."""
    rows = history(uow, since=since)
    wanted = [field.name for field in fields_of(rule.condition) if field.name in FEATURES]
    return with_features(rows, feature_matrix(rows), wanted) if wanted and rows.height else rows


def base_rate(uow: UnitOfWork) -> float:
    """Give the rate of findings among goods examined at random; BASE_UNKNOWN while these are fewer than ENOUGH_AT_RANDOM."""
    examined, found = store.random_arm(uow)
    return found / examined if examined >= ENOUGH_AT_RANDOM else BASE_UNKNOWN


def rules_doing(uow: UnitOfWork, *, base: float | None = None) -> list[RuleDoing]:
    """Say of every rule how it has done; `base` is the rate of a random choice (None: that of the random arm)."""
    today, base = uow.at.date(), base_rate(uow) if base is None else base
    by_rule: dict[str, list[Result]] = {}
    for code, on, found, revenue in store.results(uow):
        by_rule.setdefault(code, []).append(Result(on, found, revenue))
    counts = store.hit_counts(uow)
    return [_doing(one, by_rule.get(one.code, []), counts.get(one.code), today, base) for one in store.records(uow)]


def rule_doing(uow: UnitOfWork, code: str, *, base: float | None = None) -> RuleDoing | None:
    """Say of one rule how it has done."""
    return next((one for one in rules_doing(uow, base=base) if one.record.code == code), None)


def rule_hits_by_day(uow: UnitOfWork, code: str, *, days: int = 60) -> list[tuple[date, int, int]]:
    """Give (day, hits, selecting hits) of the last days, days without included."""
    today = uow.at.date()
    found = {
        day: (hits, selecting) for day, hits, selecting in store.hits_by_day(uow, code, today - timedelta(days - 1))
    }
    every = (today - timedelta(back) for back in range(days - 1, -1, -1))
    return [(day, *found.get(day, (0, 0))) for day in every]


def _doing(
    record: RuleRecord, results: list[Result], counted: tuple[int, int, date] | None, today: date, base: float
) -> RuleDoing:
    hits, selected, last = counted or (0, 0, None)
    rate = rate_of(results, on=today, base=base)
    advice = None
    if record.active is not None and record.latest.activated_at is not None:
        advice = retirement_advice(
            rate,
            active_since=record.latest.activated_at.date(),
            last_hit=last,
            until=read_rule(record.latest.text, rule_fields(), code=record.code).until,
            on=today,
            base=base,
        )
    return RuleDoing(record, hits, selected, last, rate, advice)
