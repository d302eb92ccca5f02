"""Duplicates in the register of traders: how many pairs shown to an officer are one business, and how many of those there are it shows.

`python -m benchmarks.duplicates [--traders 4000] [--seed 2]`: simulated traders, a fifth of them registered a second time as somebody else
would write them (English, Chinese, romanised, with what goes wrong in typing: tests/business/recognition/noisy.py), an eighth strangers,
three of ten of those of nearly the same name. No two share a number: what a shared number tells is exact anyhow. Bars and weights were
chosen on seed 1; report another seed.
"""

import argparse
import itertools
import time
from collections import Counter
from datetime import UTC, datetime

from smartcustoms.business.traders.likeness import pairs_worth
from smartcustoms.business.traders.model import Address, Identity, IdentityKind, Name, Trader
from tests.business.recognition.noisy import consignors, has_signs, operators

SINCE = datetime(2026, 1, 5, tzinfo=UTC)
Pair = tuple[str, str]


def trader(number: str, name: str, address: str) -> Trader:
    """Give a trader as declarations make it known: by a code of its own."""
    return Trader(
        number=number,
        names=(Name(name),),
        addresses=(Address(address),) if address else (),
        identities=(Identity(IdentityKind.DECLARED, f"CODE-{number}"),),
        since=SINCE,
        changed_at=SINCE,
    )


def register(count: int, seed: int) -> tuple[list[Trader], dict[Pair, str]]:
    """Give simulated traders, and the pairs of them that are one business with the script of the second."""
    known = operators(count * 3 // 4, seed)
    found = [trader(one.number, one.name or "", one.address or "") for _, one in known]
    same: dict[str, list[tuple[str, str]]] = {}
    for place, each in enumerate(consignors(known, count - len(known), seed, strangers=0.4)):
        number = f"TWICE{place:06d}"
        found.append(trader(number, each.consignor.name, each.consignor.address))
        if each.truth:
            same.setdefault(each.truth, [(each.truth, "")]).append((number, each.script))
    truth: dict[Pair, str] = {}
    for members in same.values():
        for (one, first), (other, second) in itertools.combinations(members, 2):
            truth[min(one, other), max(one, other)] = second if not first or first == second else "mixed"
    return found, truth


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--traders", type=int, default=4_000)
    asked.add_argument("--seed", type=int, default=2)
    asked.add_argument("--show", type=int, default=0, help="print so many of the mistakes")
    wished = asked.parse_args()
    traders, truth = register(wished.traders, wished.seed)
    began = time.process_time()
    told = {(min(a, b), max(a, b)): score for a, b, score, _ in pairs_worth(traders)}
    took = time.process_time() - began
    right, wrong, missed = set(told) & set(truth), set(told) - set(truth), set(truth) - set(told)
    of, hit = Counter(truth.values()), Counter(truth[each] for each in right)
    scripts = ", ".join(f"{name} {hit[name] / n:.3f} of {n}" for name, n in sorted(of.items()))
    print(f"| traders, pairs that are one, seed | {len(traders):,}, {len(truth):,}, {wished.seed} |")
    print(f"| pairs shown: precision | {len(right) / max(1, len(told)):.3f} ({len(wrong)} of {len(told)} are two) |")
    print(f"| pairs shown: recall | {len(right) / max(1, len(truth)):.3f} ({scripts}) |")
    print(f"| CPU, s | {took:.1f} |")
    by = {each.number: each for each in traders}
    for kind, pairs in (("wrong", wrong), ("missed", missed)):
        for one, other in sorted(pairs)[: wished.show]:
            names = [(each.names[0].text, [a.text for a in each.addresses]) for each in (by[one], by[other])]
            print(kind, told.get((one, other)), *names, "Chinese" if has_signs(names[0][0]) else "")


if __name__ == "__main__":
    main()
