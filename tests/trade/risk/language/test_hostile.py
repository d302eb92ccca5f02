"""Hostile texts: every one is read or refused, none takes a second, none gives another error."""

import random
import time

import pytest

from smartcustoms.trade.risk.language.asycuda import read_criterion
from smartcustoms.trade.risk.language.faults import RuleRefused
from smartcustoms.trade.risk.language.masks import MaskRules
from smartcustoms.trade.risk.language.reading import LONGEST_RULE, read_rule, read_rules
from smartcustoms.trade.risk.language.single import SingleRow
from tests.hostile import COUNTS, corpus, withstood
from tests.trade.risk.language.strategies import CATALOGUE, LISTS

RULE = (
    'rule "SPIRITS-1" # note\nif hs_code starts with ("2208", "2402") and not (office in ("10") or value between 1 and 5)\n'
    'and importer not in list "watched" and on >= 2026-01-01 and seller is missing and value > 0.5 * tax_rate\n'
    'then red 80%, at most 20 hits unselected from 2026-01-01 until 2026-12-31 offices ("10", "20")'
)
CRITERION = 'If NOT (ComCod = "080810" or CtyOrigCod <> "US") Then RedLane IS 12.5'
ODD = [
    "not (" * 70,
    "(" * 3000,
    "\u202e",
    "nan",
    "inf",
    "1e999999999",
    "9999-99-99",
    "../../x",
    "=1+1",
    '"',
    "(",
    ")",
    "\x00",
    "\ud800",
    "é",
    "%",
    "9" * 400,
    "not ",
    "and ",
    ",",
    "\n",
    "#",
    "\\",
    "'",
    "{x}",
    "-",
    "1e9",
    "İ",
]


def mutated(text: str, draw: random.Random) -> str:
    pieces = list(text)
    for _ in range(draw.randint(1, 6)):
        place = draw.randrange(len(pieces) or 1)
        match draw.randrange(4):
            case 0:
                del pieces[place : place + draw.randint(1, 12)]
            case 1:
                pieces.insert(place, draw.choice(ODD))
            case 2:
                pieces[place:place] = pieces[place : place + draw.randint(1, 40)]
            case _:
                pieces[place : place + 1] = [chr(draw.randrange(32, 0x2FF))]
    return "".join(pieces)


def longest(runs: int, seed: int) -> float:
    draw, worst = random.Random(seed), 0.0
    for _ in range(runs):
        for text, read in ((RULE, read_ours), (CRITERION, read_theirs)):
            start = time.thread_time()
            read(mutated(text, draw))
            worst = max(worst, time.thread_time() - start)
    return worst


def read_ours(text: str) -> None:
    try:
        read_rule(text, CATALOGUE, code="X", lists=LISTS)
    except RuleRefused as refusal:
        str(refusal)  # the message can be written too


def read_theirs(text: str) -> None:
    try:
        read_criterion(text, CATALOGUE, code="X")
    except RuleRefused as refusal:
        str(refusal)  # the message can be written too


@pytest.mark.parametrize("count", COUNTS)
def test_files_of_rules(count: int) -> None:
    def make(luck: random.Random) -> bytes:
        return mutated("\n".join([RULE, RULE.replace("SPIRITS-1", "B")] * luck.randrange(1, 4)), luck).encode(
            "utf-8", "replace"
        )

    def read(content: bytes) -> str:
        text = content.decode()
        read_theirs(text)
        read_ours(text)
        try:
            read_rules(text, CATALOGUE, lists=LISTS)
        except RuleRefused as refusal:
            return "refused" if refusal.fault.line >= 1 else "refused without a place"
        return "read"

    assert withstood(read, corpus(make, count))["refused"] > count // 2


def test_mutated_rules_are_read_or_refused_at_once() -> None:
    assert longest(300, seed=1) < 1.0


@pytest.mark.slow
def test_many_mutated_rules_are_read_or_refused_at_once() -> None:
    assert longest(20_000, seed=2) < 1.0


@pytest.mark.parametrize(
    "text",
    [
        "if " + "(" * LONGEST_RULE,
        "if " + "not " * 4_900 + "value > 1 then red",
        "if " + " or ".join(["value > 1"] * 1_400) + " then red",
        "if value in (" + ", ".join(str(n) for n in range(3_500)) + ") then red",
        "if " + "x" * 19_000 + " > 1 then red",
        'if office = "' + '""' * 9_000 + '" then red',
        'if office = "' + '""' * 9_000 + " then red",
        "if value > " + "9" * 19_000 + " then red",
    ],
    ids=lambda text: text[:16],
)
def test_large_texts_do_not_hang(text: str) -> None:
    """What is looked for is growth by the square, which takes minutes; a busy machine runs at a third of its speed."""
    start = time.thread_time()
    with pytest.raises(RuleRefused):
        read_rule(text, CATALOGUE, code="X")
    assert time.thread_time() - start < 5.0


def test_a_rule_of_very_many_ways_is_compiled_at_once() -> None:
    fields = ("office", "importer", "seller", "description", "hs_code")
    ways = " and ".join(
        "(" + " or ".join(f'{name} contains "{n}{m}"' for m, name in enumerate(fields)) + ")" for n in range(30)
    )
    condition = read_rule(f"if {ways} then red", CATALOGUE, code="X").condition
    start = time.thread_time()
    MaskRules([condition] * 20, LISTS)
    SingleRow([condition] * 20, LISTS)
    assert time.thread_time() - start < 5.0
