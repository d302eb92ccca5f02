"""Reads a rule's text into a checked tree, or says exactly where it is wrong."""

import re
from collections.abc import Collection
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Final

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from smartcustoms.trade.risk.language.catalogue import Catalogue
from smartcustoms.trade.risk.language.checking import Checker
from smartcustoms.trade.risk.language.faults import Fault, FaultCode, RuleRefused
from smartcustoms.trade.risk.language.tree import Condition, Rule

LONGEST_RULE: Final = 20_000
"""Characters of one rule; a file of rules may hold `MOST_RULES` times that, but not more than `LONGEST_FILE`."""
LONGEST_FILE: Final = 2_000_000
MOST_RULES: Final = 2_000

WORDS: Final = {
    "NAME": "a field",
    "TEXT": 'a text in "quotes"',
    "NUMBER": "a number",
    "DAY": "a day like 2026-01-31",
    "PERCENT": "a percentage like 80%",
    "LANE": "green, blue, yellow or red",
    "SIGN": "= != < <= > >=",
    "LPAR": "(",
    "RPAR": ")",
    "COMMA": ",",
    "TIMES": "*",
    "$END": "the end",
}
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Control characters and halves of characters: databases cannot keep them all."""
_CLAUSES: Final = {"FROM", "UNTIL", "OFFICES", "RULE", "$END"}


def read_rule(
    text: str, catalogue: Catalogue, *, code: str | None = None, lists: Collection[str] | None = None
) -> Rule:
    """Read one rule.

    Its code stands in the text (`rule "X" if …`) or is given as `code`. `lists` names the lists there are; None leaves
    lists unchecked.

    Raises:
        RuleRefused: the text is not one rule; the fault says the place and the mend.
    """
    _bound(text, LONGEST_RULE, "the rule")
    rules = _parse(text)
    if len(rules) != 1:
        second = _first_token(rules[1])
        raise RuleRefused(_fault(FaultCode.UNEXPECTED, second, ("one rule only",)))
    return Checker(catalogue, lists).rule(rules[0], code=code)


def read_rules(text: str, catalogue: Catalogue, *, lists: Collection[str] | None = None) -> tuple[Rule, ...]:
    """Read a file of rules, each with its own code.

    Raises:
        RuleRefused: some rule cannot be taken, two have one code, or there are too many.
    """
    _bound(text, LONGEST_FILE, "the file")
    parts = _parse(text)
    if len(parts) > MOST_RULES:
        place = _first_token(parts[MOST_RULES])
        raise RuleRefused(_fault(FaultCode.TOO_MANY, place, (f"at most {MOST_RULES} rules",)))
    checker, rules = Checker(catalogue, lists), dict[str, Rule]()
    for part in parts:
        rule = checker.rule(part)
        if rule.code in rules:
            raise RuleRefused(_fault(FaultCode.TWICE, _first_token(part), ("a code of its own for each rule",)))
        rules[rule.code] = rule
    return tuple(rules.values())


def read_condition(text: str, catalogue: Catalogue, *, lists: Collection[str] | None = None) -> Condition:
    """Read a bare condition, as an indicator or a filter has it: what stands between `if` and `then`.

    Raises:
        RuleRefused: the text is not a condition.
    """
    _bound(text, LONGEST_RULE, "the condition")
    try:
        tree = _parser().parse(text, start="disjunction")
    except UnexpectedInput as error:
        raise RuleRefused(explained(error, text)) from None
    return Checker(catalogue, lists).whole_condition(tree)


@cache
def _parser() -> Lark:
    grammar = Path(__file__).with_name("grammar.lark").read_text("utf-8")
    return Lark(grammar, parser="lalr", lexer="contextual", start=["rules", "disjunction"])


def _parse(text: str) -> "list[Tree[Token]]":
    """Give the syntax tree of each rule of a text."""
    try:
        tree = _parser().parse(text, start="rules")
        return [child for child in tree.children if isinstance(child, Tree)]
    except UnexpectedInput as error:
        raise RuleRefused(explained(error, text)) from None


def _bound(text: str, longest: int, what: str) -> None:
    if len(text) > longest:
        raise RuleRefused(Fault(FaultCode.TOO_LONG, 1, 1, f"{what} ({len(text)} characters)", (f"at most {longest}",)))
    unwritable = _UNWRITABLE.search(text)
    if unwritable:
        before = text[: unwritable.start()]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise RuleRefused(Fault(FaultCode.UNREADABLE, line, column, ascii(unwritable.group()), ("printable text",)))


def explained(error: UnexpectedInput, text: str) -> Fault:
    """Turn the parser's complaint into a fault an officer can mend."""
    if isinstance(error, UnexpectedCharacters):
        place = error.pos_in_stream or 0
        seen = text[place]
        if seen == '"':
            return Fault(FaultCode.NOT_CLOSED, error.line, error.column, _shortened(text[place:]))
        return Fault(FaultCode.UNREADABLE, error.line, error.column, repr(seen), _words(error.allowed or set()))
    if isinstance(error, UnexpectedToken) and error.token.type != "$END":
        allowed = set(error.accepts or error.expected)
        meant = _meant(str(error.token), allowed)
        seen = repr(_shortened(str(error.token)))
        return Fault(FaultCode.UNEXPECTED, error.line, error.column, seen, _words(allowed), meant)
    allowed = set(error.accepts or error.expected) if isinstance(error, UnexpectedToken) else set()
    line, column = text.count("\n") + 1, len(text) - text.rfind("\n")
    return Fault(FaultCode.ENDED, line, column, "the end", _words(allowed))


def _words(terminals: Collection[str]) -> tuple[str, ...]:
    """Say terminals in words, the likeliest first; clauses that may always follow are told only when nothing else may."""
    wanted = set(terminals) - _CLAUSES or set(terminals)
    return tuple(sorted((WORDS.get(name, name.lower()) for name in wanted), key=lambda word: (word.isalpha(), word)))


def _meant(seen: str, allowed: Collection[str]) -> str | None:
    keywords = [name.lower() for name in allowed if name not in WORDS] + (
        ["green", "blue", "yellow", "red"] if "LANE" in allowed else []
    )
    return next(iter(get_close_matches(seen.lower(), keywords, n=1, cutoff=0.6)), None)


def _shortened(text: str) -> str:
    line = text.splitlines()[0] if text.splitlines() else ""
    return line if len(line) <= 30 else line[:29] + "…"


def _first_token(part: "Tree[Token] | Token") -> Token:
    while not isinstance(part, Token):
        part = part.children[0]
    return part


def _fault(code: FaultCode, token: Token, expected: tuple[str, ...]) -> Fault:
    return Fault(code, token.line or 1, token.column or 1, repr(_shortened(str(token))), expected)
