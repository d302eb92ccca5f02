"""Whether a hit selects: by the rule's percentage, reproducibly, and with the propensity that must be logged.

A keyed hash of rule, declaration and item gives a number in [0, 1); the hit selects when it is below the percentage. Whoever
holds the key can repeat each draw; nobody else can foresee it. "Most hits with no selection" (ASYCUDA) then makes the
next hit select after so many that did not, with propensity 1.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b

from smartcustoms.trade.risk.language.tree import Rule


@dataclass(frozen=True, slots=True)
class Draw:
    """What became of one hit: whether it selects, and with what chance it did, knowing what came before."""

    selects: bool
    propensity: float


def drawn(key: bytes, rule: str, declaration: str, item: int) -> float:
    """Give the number in [0, 1) that decides a hit: the same key and hit give the same number for ever.

    `key` holds 16 to 64 bytes.
    """
    said = f"{len(rule)}:{rule}{len(declaration)}:{declaration}{item}".encode()
    return int.from_bytes(blake2b(said, key=key, digest_size=8).digest()) / 2**64


def draw(rule: Rule, declaration: str, item: int, *, key: bytes, unselected: int) -> Draw:
    """Decide one hit; `unselected` is the number of hits in a row, just before, that selected nothing."""
    if rule.percent >= 100 or (rule.most_unselected is not None and unselected >= rule.most_unselected):
        return Draw(selects=True, propensity=1.0)
    chance = rule.percent / 100
    return Draw(drawn(key, rule.code, declaration, item) < chance, chance)


def draws(rule: Rule, hits: Iterable[tuple[str, int]], *, key: bytes, unselected: int = 0) -> Iterator[Draw]:
    """Decide hits in the order they were lodged, counting those that select nothing."""
    for declaration, item in hits:
        made = draw(rule, declaration, item, key=key, unselected=unselected)
        unselected = 0 if made.selects else unselected + 1
        yield made
