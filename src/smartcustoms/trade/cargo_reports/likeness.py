"""How alike two texts are: names of parties, descriptions of goods. From 0 to 1; order of words and signs do not matter."""

import re
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+")
_IDLE: Final = frozenset(
    (
        "OF",
        "AND",
        "THE",
        "FOR",
        "WITH",
        "IN",
        "TO",
        "BY",
        "LTD",
        "LIMITED",
        "CO",
        "COMPANY",
        "INC",
        "LLC",
        "STC",
        "SAID",
        "CONTAIN",
    )
)


def likeness(one: str, other: str) -> float:
    """Give how alike two texts are; 0 where one of them says nothing."""
    from rapidfuzz.fuzz import token_set_ratio, token_sort_ratio  # here: pages that compare nothing do not load it

    first, second = words(one), words(other)
    if not first or not second:
        return 0.0
    shared, sorted_ = token_set_ratio(first, second), token_sort_ratio(first, second)
    return float(0.5 * shared + 0.5 * sorted_) / 100


def words(text: str) -> str:
    """Give the words of a text in capitals, without those that tell nothing."""
    return " ".join(each for each in _WORD.findall(text.upper()) if each not in _IDLE)
