"""Brings rules into the form that masks need: each rule a few terms, each term one condition ("cell") per field.

A rule `a and b and c` over three fields is one term of three cells. Tests of the same field are kept together in one cell,
so `or` costs further terms only when it joins different fields. What cannot be cut up (a test of two fields against each
other, or an `or` of very many ways) becomes one computed cell, reckoned for itself.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Final

from smartcustoms.trade.risk.language.catalogue import Field
from smartcustoms.trade.risk.language.tree import (
    And,
    Compare,
    Condition,
    Not,
    Or,
    Scaled,
    all_of,
    any_of,
    fields_of,
    tests_of,
)

MOST_TERMS: Final = 16
"""Terms of one rule; beyond that the rule's condition is computed whole."""

Term = dict[Field | None, tuple[Condition, ...]]
"""Conditions by field; None holds the computed ones."""


@dataclass(frozen=True, slots=True)
class FieldCells:
    """The cells of one field, and for each cell the terms that need it (bit i is term i)."""

    field: Field
    cells: tuple[Condition, ...]
    needed_by: tuple[int, ...]
    free: int
    """Terms that ask nothing of this field."""


@dataclass(frozen=True, slots=True)
class ComputedCell:
    """A condition over several fields, with the terms that need it."""

    condition: Condition
    needed_by: int
    free: int


@dataclass(frozen=True, slots=True)
class Cells:
    """A whole rule set cut up. Term i is rule i's first term for i < rules; further terms follow."""

    rules: int
    rule_of_term: tuple[int, ...]
    fields: tuple[FieldCells, ...]
    computed: tuple[ComputedCell, ...]


def cut(conditions: Sequence[Condition]) -> Cells:
    """Cut the conditions of a rule set into cells."""
    terms_of = [_terms_within_bounds(condition) for condition in conditions]
    rule_of_term = [*range(len(conditions))]
    terms: list[Term] = [terms[0] for terms in terms_of]
    for rule, more in enumerate(terms_of):
        terms += more[1:]
        rule_of_term += [rule] * (len(more) - 1)
    every = (1 << len(terms)) - 1
    needs: dict[Field, dict[Condition, int]] = {}
    computed: dict[Condition, int] = {}
    for number, term in enumerate(terms):
        for field, parts in term.items():
            if field is None:
                for part in parts:
                    computed[part] = computed.get(part, 0) | 1 << number
            else:
                cell = all_of(parts)
                by_cell = needs.setdefault(field, {})
                by_cell[cell] = by_cell.get(cell, 0) | 1 << number
    return Cells(
        len(conditions),
        tuple(rule_of_term),
        tuple(_field_cells(field, by_cell, every) for field, by_cell in needs.items()),
        tuple(ComputedCell(condition, bits, every & ~bits) for condition, bits in computed.items()),
    )


def _field_cells(field: Field, by_cell: dict[Condition, int], every: int) -> FieldCells:
    asked = 0
    for bits in by_cell.values():
        asked |= bits
    return FieldCells(field, tuple(by_cell), tuple(by_cell.values()), every & ~asked)


def _terms_within_bounds(condition: Condition) -> list[Term]:
    terms = _terms(condition, negated=False)
    return [{None: (condition,)}] if terms is None else terms


def _terms(condition: Condition, *, negated: bool) -> list[Term] | None:
    """Give the terms of a condition or of its opposite; None when they are too many."""
    alone = _only_field(condition)
    if alone is not None:
        return [{alone: (_turned(condition, negated),)}]
    match condition:
        case Not(part):
            return _terms(part, negated=not negated)
        case And(parts) if not negated:
            return _crossed([_terms(part, negated=negated) for part in _grouped(parts, all_of)])
        case Or(parts) if negated:
            return _crossed([_terms(part, negated=negated) for part in _grouped(parts, any_of)])
        case And(parts):
            return _added([_terms(part, negated=negated) for part in _grouped(parts, all_of)])
        case Or(parts):
            return _added([_terms(part, negated=negated) for part in _grouped(parts, any_of)])
        case _:
            return [{None: (_turned(condition, negated),)}]


def _only_field(condition: Condition) -> Field | None:
    """Name the one field a condition asks about; None when it asks about several, or holds a field against itself."""
    fields = fields_of(condition)
    against_field = any(isinstance(test, Compare) and isinstance(test.value, Scaled) for test in tests_of(condition))
    return fields[0] if len(fields) == 1 and not against_field else None


def _grouped(parts: Iterable[Condition], join: Callable[[Iterable[Condition]], Condition]) -> list[Condition]:
    """Join the parts that ask about one field only, field by field; leave the others."""
    alone: dict[Field, list[Condition]] = {}
    mixed: list[Condition] = []
    for part in parts:
        field = _only_field(part)
        if field is None:
            mixed.append(part)
        else:
            alone.setdefault(field, []).append(part)
    return [join(same) for same in alone.values()] + mixed


def _crossed(choices: list[list[Term] | None]) -> list[Term] | None:
    if any(choice is None for choice in choices):
        return None
    known = [choice for choice in choices if choice is not None]
    if prod(map(len, known)) > MOST_TERMS:
        return None
    return [_merged(combination) for combination in product(*known)]


def _added(choices: list[list[Term] | None]) -> list[Term] | None:
    terms: list[Term] = []
    for choice in choices:
        if choice is None or len(terms) + len(choice) > MOST_TERMS:
            return None
        terms += choice
    return terms


def _merged(terms: Iterable[Term]) -> Term:
    merged: Term = {}
    for term in terms:
        for field, parts in term.items():
            merged[field] = merged.get(field, ()) + parts
    return merged


def _turned(condition: Condition, negated: bool) -> Condition:
    return Not(condition) if negated else condition
