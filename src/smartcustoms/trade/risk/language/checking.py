"""Checks what the grammar cannot: fields, kinds, values, lists, limits; builds the typed tree."""

import re
from collections.abc import Callable, Collection, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Final, NoReturn

from lark import Token, Tree

from smartcustoms.trade.risk.language.catalogue import Catalogue, Field, Kind
from smartcustoms.trade.risk.language.faults import Fault, FaultCode, RuleRefused
from smartcustoms.trade.risk.language.tree import (
    Between,
    Compare,
    Condition,
    Listed,
    Matching,
    Missing,
    Not,
    OneOf,
    Part,
    Rule,
    Scaled,
    Sign,
    Test,
    Value,
    all_of,
    any_of,
    tests_of,
)
from smartcustoms.trade.risk.model import Lane

DEEPEST: Final = 12
"""Brackets and `not` within one another."""
MOST_TESTS: Final = 200
MOST_VALUES: Final = 1_000
LONGEST_TEXT: Final = 200
LONGEST_CODE: Final = 40
LARGEST: Final = 1e15
"""Numbers beyond lose whole units in binary floating point."""
MOST_DIGITS: Final = 25

Node = Tree[Token]
_KIND_OF_TOKEN: Final = {
    "TEXT": Kind.TEXT,
    "NUMBER": Kind.NUMBER,
    "DAY": Kind.DAY,
    "TRUE": Kind.FLAG,
    "FALSE": Kind.FLAG,
}
_AS_WRITTEN: Final = {
    Kind.TEXT: 'a text in "quotes"',
    Kind.NUMBER: "a number without quotes",
    Kind.DAY: "a day like 2026-01-31",
    Kind.FLAG: "true or false",
}
_ORDERED: Final = (Kind.NUMBER, Kind.DAY)


class Checker:
    """Builds checked trees; `lists` None leaves the names of lists unchecked."""

    def __init__(self, catalogue: Catalogue, lists: Collection[str] | None) -> None:
        self._catalogue = catalogue
        self._lists = lists
        self._builders: dict[str, Callable[[Node], Condition]] = {
            "disjunction": lambda node: any_of(map(self._condition, _nodes(node))),
            "conjunction": lambda node: all_of(map(self._condition, _nodes(node))),
            "group": lambda node: self._condition(_nodes(node)[0]),
            "opposite": lambda node: Not(self._condition(_nodes(node)[0])),
            "flag": self._flag,
            "compare": self._compare,
            "between": self._between,
            "one_of": self._one_of,
            "listed": self._listed,
            "listed_start": self._listed,
            "starts": lambda node: self._matching(node, Part.START),
            "ends": lambda node: self._matching(node, Part.END),
            "contains": lambda node: self._matching(node, Part.ANYWHERE),
            "missing": lambda node: Missing(self._field(_tokens(node)[0])),
            "present": lambda node: Missing(self._field(_tokens(node)[0]), negated=True),
        }

    def rule(self, node: Node, *, code: str | None = None) -> Rule:
        """Build a rule from its syntax tree, its code from the text or else from `code`."""
        tokens = _tokens(node)
        title = next((token for token in tokens if token.type == "TEXT"), None)
        if title is None and code is None:
            _refuse(FaultCode.UNEXPECTED, tokens[0], 'rule "CODE" before if')
        name = _text(title) if title is not None else str(code)
        if not 0 < len(name) <= LONGEST_CODE:
            _refuse(FaultCode.OUT_OF_RANGE, title or tokens[0], f"a code of 1 to {LONGEST_CODE} characters")
        parts = _nodes(node)
        condition = self.whole_condition(parts[0])
        lane, percent, most = _outcome(parts[1])
        since, until, offices = _clauses(parts[2:])
        return Rule(name, condition, lane, percent, most, since, until, offices)

    def whole_condition(self, node: Node) -> Condition:
        """Build a condition after measuring it, so that no later step meets a deeper or larger one."""
        _measure(node)
        condition = self._condition(node)
        if sum(1 for _ in tests_of(condition)) > MOST_TESTS:
            _refuse(FaultCode.TOO_MANY, _first(node), f"at most {MOST_TESTS} tests in a rule")
        return condition

    def _condition(self, node: Node) -> Condition:
        return self._builders[str(node.data)](node)

    def _field(self, token: Token, *kinds: Kind) -> Field:
        entry = self._catalogue.get(str(token))
        if entry is None:
            meant = self._catalogue.nearest(str(token))
            _refuse(FaultCode.NO_FIELD, token, "the name of a field", meant=meant)
        field = entry.field
        if kinds and field.kind not in kinds:
            _refuse(FaultCode.WRONG_TEST, token, _fitting(field.kind))
        return field

    def _flag(self, node: Node) -> Test:
        return Compare(self._field(_tokens(node)[0], Kind.FLAG), Sign.EQUAL, True)

    def _compare(self, node: Node) -> Test:
        name, sign_token = _tokens(node)[:2]
        field, sign = self._field(name), Sign(str(sign_token))
        if sign not in (Sign.EQUAL, Sign.UNEQUAL) and field.kind not in _ORDERED:
            _refuse(FaultCode.WRONG_TEST, sign_token, _fitting(field.kind))
        right = _nodes(node)[0]
        if right.data == "other":
            return Compare(field, sign, self._other(field, right))
        return Compare(field, sign, self._value(field, right))

    def _other(self, field: Field, node: Node) -> Scaled:
        *factor, name = (token for token in _tokens(node) if token.type != "TIMES")
        other = self._field(name)
        if other.kind is not field.kind:
            _refuse(FaultCode.WRONG_KIND, name, f"a field that holds a {field.kind}, like {field.name}")
        if factor and field.kind is not Kind.NUMBER:
            _refuse(FaultCode.WRONG_KIND, factor[0], "a factor before numbers only")
        return Scaled(_number(factor[0]) if factor else 1.0, other)

    def _between(self, node: Node) -> Test:
        field = self._field(_tokens(node)[0], *_ORDERED)
        ends = _nodes(node)
        low, high = (self._value(field, end) for end in ends)
        if low > high:  # type: ignore[operator] # both are of the field's kind, number or day
            _refuse(FaultCode.OUT_OF_RANGE, _first(ends[1]), f"at least {_first(ends[0])}")
        return Between(field, low, high)  # type: ignore[arg-type]

    def _one_of(self, node: Node) -> Test:
        field = self._field(_tokens(node)[0], Kind.TEXT, Kind.NUMBER, Kind.DAY)
        literals = _nodes(_nodes(node)[0])
        _bounded(literals)
        values = dict.fromkeys(self._value(field, literal) for literal in literals)
        return OneOf(field, tuple(values), _negated(node))

    def _listed(self, node: Node) -> Test:
        tokens = _tokens(node)
        name = _text(tokens[-1])
        if self._lists is not None and name not in self._lists:
            meant = next(iter(get_close_matches(name, self._lists, n=1, cutoff=0.5)), None)
            _refuse(FaultCode.NO_LIST, tokens[-1], "the name of a list", meant=meant and f'"{meant}"')
        return Listed(self._field(tokens[0], Kind.TEXT), name, node.data == "listed_start", _negated(node))

    def _matching(self, node: Node, part: Part) -> Test:
        field = self._field(_tokens(node)[0], Kind.TEXT)
        texts = _tokens(_nodes(node)[0])
        _bounded(texts)
        for token in texts:
            if not _text(token):
                _refuse(FaultCode.OUT_OF_RANGE, token, "at least one character")
        return Matching(field, part, tuple(dict.fromkeys(map(_text, texts))), _negated(node))

    def _value(self, field: Field, node: Node) -> Value:
        token = _first(node)
        if _KIND_OF_TOKEN[token.type] is not field.kind:
            _refuse(FaultCode.WRONG_KIND, token, f"{_AS_WRITTEN[field.kind]}, since {field.name} holds a {field.kind}")
        value = _literal(token)
        entry = self._catalogue[field.name]
        if entry.pattern is not None and isinstance(value, str) and not re.fullmatch(entry.pattern, value):
            _refuse(FaultCode.NEVER_MATCHES, token, f'{field.name} like "{entry.example}"')
        return value


def _outcome(node: Node) -> tuple[Lane, float, int | None]:
    tokens = {token.type: token for token in _tokens(node)}
    percent, most = 100.0, None
    if "PERCENT" in tokens:
        percent = float(str(tokens["PERCENT"]).rstrip("% "))
        if not 0 < percent <= 100:
            _refuse(FaultCode.OUT_OF_RANGE, tokens["PERCENT"], "more than 0% and at most 100%")
    if "NUMBER" in tokens:
        number = str(tokens["NUMBER"])
        if not number.isdigit() or not 1 <= int(number) <= 1_000_000:
            _refuse(FaultCode.OUT_OF_RANGE, tokens["NUMBER"], "a whole number from 1 to 1000000")
        most = int(number)
    return Lane(str(tokens["LANE"]).lower()), percent, most


def _clauses(nodes: Sequence[Node]) -> tuple[date | None, date | None, tuple[str, ...]]:
    said: dict[str, Node] = {}
    for node in nodes:
        if str(node.data) in said:
            _refuse(FaultCode.TWICE, _first(node), "each of from, until and offices once")
        said[str(node.data)] = node
    since = _day(_tokens(said["since"])[-1]) if "since" in said else None
    until = _day(_tokens(said["until"])[-1]) if "until" in said else None
    if since and until and since > until:
        _refuse(FaultCode.OUT_OF_RANGE, _tokens(said["until"])[-1], f"a day on or after {since}")
    if "offices" not in said:
        return since, until, ()
    texts = [
        token for token in _nodes(said["offices"])[0].children if isinstance(token, Token) and token.type == "TEXT"
    ]
    _bounded(texts)
    return since, until, tuple(dict.fromkeys(map(_text, texts)))


def _measure(node: Node) -> None:
    """Refuse brackets and `not` nested too deep, without recursion."""
    open_nodes = [(node, 0)]
    while open_nodes:
        current, depth = open_nodes.pop()
        depth += current.data in ("group", "opposite")
        if depth > DEEPEST:
            _refuse(FaultCode.TOO_DEEP, _first(current), f"at most {DEEPEST} brackets and nots within one another")
        open_nodes += [(child, depth) for child in _nodes(current)]


def _literal(token: Token) -> Value:
    match token.type:
        case "TEXT":
            return _text(token)
        case "DAY":
            return _day(token)
        case "NUMBER":
            return _number(token)
        case _:
            return token.type == "TRUE"


def _text(token: Token) -> str:
    text = str(token)[1:-1].replace('""', '"')
    if len(text) > LONGEST_TEXT:
        _refuse(FaultCode.TOO_LONG, token, f"at most {LONGEST_TEXT} characters")
    return text


def _number(token: Token) -> float:
    digits = sum(character.isdigit() for character in token)
    if digits > MOST_DIGITS or abs(float(token)) > LARGEST:
        _refuse(FaultCode.OUT_OF_RANGE, token, f"at most {MOST_DIGITS} digits")
    return float(token) or 0.0


def _day(token: Token) -> date:
    try:
        return date.fromisoformat(str(token))
    except ValueError:
        _refuse(FaultCode.OUT_OF_RANGE, token, "a day of the calendar like 2026-01-31")


def _fitting(kind: Kind) -> str:
    return {
        Kind.TEXT: "= != in, in list, starts with, ends with, contains, is missing for a text",
        Kind.NUMBER: "= != < <= > >= between, in, is missing for a number",
        Kind.DAY: "= != < <= > >= between, in, is missing for a day",
        Kind.FLAG: "the field alone, = or != for a flag",
    }[kind]


def _bounded(items: Sequence[Node] | Sequence[Token]) -> None:
    if len(items) > MOST_VALUES:
        _refuse(FaultCode.TOO_MANY, _first(items[MOST_VALUES]), f"at most {MOST_VALUES} values; make it a list")


def _negated(node: Node) -> bool:
    return any(token.type == "NOT" for token in _tokens(node))


def _nodes(node: Node) -> list[Node]:
    return [child for child in node.children if isinstance(child, Tree)]


def _tokens(node: Node) -> list[Token]:
    skipped = ("LPAR", "RPAR", "COMMA")
    return [child for child in node.children if isinstance(child, Token) and child.type not in skipped]


def _first(node: Node | Token) -> Token:
    while not isinstance(node, Token):
        node = node.children[0]
    return node


def _refuse(code: FaultCode, token: Token, *expected: str, meant: str | None = None) -> NoReturn:
    seen = str(token) if len(token) <= 30 else str(token)[:29] + "…"
    raise RuleRefused(Fault(code, token.line or 1, token.column or 1, repr(seen), expected, meant))
