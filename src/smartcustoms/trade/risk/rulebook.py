"""The rules in force, compiled: which of them a declaration or a batch hits, and which hits select."""

from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import polars as pl

from smartcustoms.trade.risk.language.catalogue import Field, Kind
from smartcustoms.trade.risk.language.masks import Hits, MaskRules, code
from smartcustoms.trade.risk.language.meaning import Lists
from smartcustoms.trade.risk.language.selection import draw
from smartcustoms.trade.risk.language.single import SingleRow
from smartcustoms.trade.risk.language.tree import Rule, scope_of
from smartcustoms.trade.risk.model import FACTS, Lane
from smartcustoms.trade.risk.rule_fields import FEATURES, MEASURES, measured, measured_row, with_missing

DAY, OFFICE = Field("on", Kind.DAY), Field("office", Kind.TEXT)


@dataclass(frozen=True, slots=True)
class RuleInForce:
    """A rule with the number of its version."""

    rule: Rule
    version: int


@dataclass(frozen=True, slots=True)
class RuleDecision:
    """One rule's word on one goods item: whether its hit selects, and with what chance it did."""

    rule: str
    version: int
    lane: Lane
    selects: bool
    propensity: float


class RuleBook:
    """A set of rules compiled once; made anew when a rule or a list changes. Validity and offices are part of each condition."""

    def __init__(self, rules: Sequence[RuleInForce], lists: Lists) -> None:
        self.rules = tuple(rules)
        conditions = [scope_of(one.rule, day=DAY, office=OFFICE) for one in rules]
        self._single = SingleRow(conditions, lists)
        self._batch = MaskRules(conditions, lists)

    @property
    def features(self) -> tuple[str, ...]:
        """The history features that the rules name."""
        return tuple(field.name for field in self._batch.fields if field.name in FEATURES)

    @property
    def columns(self) -> Mapping[str, pl.DataType]:
        """The columns that `hits_of` reads, with their types; price per kg is reckoned from value and mass."""
        named = [field.name for field in self._batch.fields if field.name not in MEASURES]
        return {name: FACTS.get(name, pl.Float64()) for name in dict.fromkeys((*named, "value", "net_mass_kg"))}

    def hits(self, row: Mapping[str, Any]) -> tuple[RuleInForce, ...]:
        """Name the rules that a risk row (a dict, with any features) hits, in the order of the book."""
        return tuple(self.rules[number] for number in self._single.hits(measured_row(row)))

    def hits_of(self, frame: pl.DataFrame) -> Hits:
        """Judge a frame of risk rows; condition r of the answer is rule r of the book."""
        fields = self._batch.fields
        return self._batch.hits(code(with_missing(measured(frame), (field.name for field in fields)), fields))

    @staticmethod
    def decide(
        found: Iterable[RuleInForce],
        row: Mapping[str, Any],
        *,
        key: bytes,
        unselected: MutableMapping[tuple[str, str], int],
        kept: Mapping[tuple[str, int, str, int], tuple[bool, float]] = MappingProxyType({}),
    ) -> tuple[RuleDecision, ...]:
        """Say for each rule that a row hits whether it selects; `unselected` counts hits in a row without selection.

        The counts are by (rule, office) and are moved; a rule not in them starts at 0. A hit decided before (`kept`, by
        rule, version, declaration, item) stays as it was and moves no count: lodging again is no second draw.
        """
        decided = []
        for one in found:
            before = kept.get((one.rule.code, one.version, row["declaration"], row["item"]))
            if before is not None:
                decided.append(RuleDecision(one.rule.code, one.version, one.rule.lane, *before))
                continue
            rule, counter = one.rule, (one.rule.code, str(row["office"]))
            made = draw(rule, row["declaration"], row["item"], key=key, unselected=unselected.get(counter, 0))
            unselected[counter] = 0 if made.selects else unselected.get(counter, 0) + 1
            decided.append(RuleDecision(rule.code, one.version, rule.lane, made.selects, made.propensity))
        return tuple(decided)
