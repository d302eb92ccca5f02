"""Writes a tree back as text; reading it again gives the same tree."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final, assert_never

from smartcustoms.trade.risk.language.tree import (
    And,
    Between,
    Compare,
    Condition,
    Listed,
    Matching,
    Missing,
    Not,
    OneOf,
    Or,
    Rule,
    Scaled,
    Sign,
    Test,
    Value,
)

LINE: Final = 100


def write_rule(rule: Rule) -> str:
    """Write a whole rule, one clause a line."""
    outcome = f"then {rule.lane.value}"
    if rule.percent != 100:
        outcome += f" {number(rule.percent)}%"
    if rule.most_unselected is not None:
        outcome += f", at most {rule.most_unselected} hits unselected"
    lines = [f"rule {text(rule.code)}", f"if {write_condition(rule.condition)}", outcome]
    span = [f"from {rule.since.isoformat()}"] if rule.since else []
    span += [f"until {rule.until.isoformat()}"] if rule.until else []
    lines += [" ".join(span)] if span else []
    lines += [f"offices {_bracketed(rule.offices)}"] if rule.offices else []
    return "\n".join(lines) + "\n"


def write_rules(rules: Iterable[Rule]) -> str:
    """Write a file of rules, an empty line between them."""
    return "\n".join(map(write_rule, rules))


def write_condition(condition: Condition) -> str:
    """Write a condition; a long row of `and` or `or` goes over several lines."""
    match condition:
        case And(parts):
            return _joined("and", [_inner(part, Or) for part in parts])
        case Or(parts):
            return _joined("or", [_inner(part) for part in parts])
        case Not(part):
            return f"not {_inner(part, And, Or)}"
        case _:
            return _test(condition)


def _joined(word: str, parts: list[str]) -> str:
    line = f" {word} ".join(parts)
    return line if len(line) <= LINE else f"\n   {word} ".join(parts)


def _inner(condition: Condition, *bracketed: type) -> str:
    written = write_condition(condition)
    return f"({written})" if isinstance(condition, bracketed) else written


def _test(test: Test) -> str:
    name = test.field.name
    match test:
        case Compare():
            return _compare(test)
        case Between(_, low, high):
            return f"{name} between {_value(low)} and {_value(high)}"
        case Missing(_, negated):
            return f"{name} is {'present' if negated else 'missing'}"
        case _:
            return f"{name}{' not' if test.negated else ''} {_membership(test)}"


def _compare(test: Compare) -> str:
    name, right = test.field.name, test.value
    if isinstance(right, Scaled):
        factor = "" if right.factor == 1 else f"{number(right.factor)} * "
        return f"{name} {test.sign} {factor}{right.field.name}"
    return name if test.sign is Sign.EQUAL and right is True else f"{name} {test.sign} {_value(right)}"


def _membership(test: OneOf | Listed | Matching) -> str:
    match test:
        case OneOf(_, values):
            return f"in {_bracketed(values)}"
        case Listed(_, entries, by_start):
            return f"{'starts with' if by_start else 'in'} list {text(entries)}"
        case Matching(_, part, texts):
            return f"{part} {text(texts[0]) if len(texts) == 1 else _bracketed(texts)}"
        case _:
            assert_never(test)


def text(value: str) -> str:
    """Write a text in quotes; a quote inside is doubled."""
    return '"' + value.replace('"', '""') + '"'


def number(value: float) -> str:
    """Write a number without exponent and without an empty fraction."""
    plain = format(Decimal(repr(float(value))), "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _value(value: Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return text(value)
        case date():
            return value.isoformat()
        case _:
            return number(value)


def _bracketed(values: Iterable[Value]) -> str:
    return "(" + ", ".join(map(_value, values)) + ")"
