"""Partners' operators matched with consignors at full size: how right, how complete, how long.

`python -m benchmarks.partners [--operators 100000] [--consignors 3000] [--seed 2]`: simulated operators and consignors in English, Chinese
and romanised, with what goes wrong in typing (tests/business/recognition/noisy.py); one database in the embedded cluster of the tests.
The weights and bars were chosen on seed 1; report another seed.
"""

import argparse
import time
from collections import Counter
from datetime import timedelta

from benchmarks.recognition import sides
from smartcustoms.business.recognition import actions, queries
from smartcustoms.business.recognition.actions import exchanging
from smartcustoms.business.recognition.arrangements import arrangement
from smartcustoms.business.recognition.model import Match
from smartcustoms.business.recognition.payload import minimised
from smartcustoms.kernel.actor import PLATFORM
from tests.business.recognition.noisy import Written, consignors, operators
from tests.business.recognition.sides import Side
from tests.conftest import NOON


def fill(side: Side, count: int, seed: int) -> float:
    """Let partners have told of so many operators, and make their lookup keys; give the seconds the keys took."""
    known = operators(count, seed)
    for where in sorted({each[0] for each in known}):
        agreed = arrangement(f"HK-{where}")
        with side.database.unit(by=PLATFORM, at=NOON) as uow:
            rows = [exchanging._row(where, one, minimised(one, agreed)) for code, one in known if code == where]
            exchanging.store.put_operators(uow, rows)
    began, left = time.perf_counter(), True
    while left:
        with side.database.unit(by=PLATFORM, at=NOON) as uow:
            left = bool(actions.index_operators(uow, side.settings))
    return time.perf_counter() - began


def look(side: Side, written: list[Written]) -> tuple[list[float], dict[str, list[Match]]]:
    """Look for each consignor alone; give the seconds each took, and what was found of each."""
    took = []
    for each in written:
        began = time.perf_counter()
        with side.database.unit(by=PLATFORM, at=NOON) as uow:
            actions.look_for(uow, [each.consignor])
        took.append(time.perf_counter() - began)
    found: dict[str, list[Match]] = {}
    with side.database.unit(by=PLATFORM, at=NOON + timedelta(minutes=1)) as uow:
        for each in queries.matches(uow, size=len(written) * 3)[0]:
            found.setdefault(each.consignor.code, []).append(each)
    return sorted(took), found


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--operators", type=int, default=100_000)
    asked.add_argument("--consignors", type=int, default=3_000)
    asked.add_argument("--seed", type=int, default=2)
    wished = asked.parse_args()
    written = list(consignors(operators(wished.operators, wished.seed), wished.consignors, wished.seed))
    with sides() as (hk, _):
        keys = fill(hk, wished.operators, wished.seed)
        took, found = look(hk, written)
    right, wrong, looked, of = Counter[str](), 0, 0, Counter(each.script for each in written if each.truth)
    for each in written:
        here = found.get(each.consignor.code, [])
        sure = next((one.likely.number for one in here if one.likely.sure), None)
        right[each.script] += sure is not None and sure == each.truth
        wrong += sure is not None and sure != each.truth
        looked += each.truth is not None and any(one.likely.number == each.truth for one in here)
    good, real = sum(right.values()), sum(of.values())
    print(
        f"| operators, consignors (of them operators), seed | {wished.operators:,}, {len(written):,} ({real:,}), {wished.seed} |"
    )
    print(f"| sure matches: precision | {good / max(good + wrong, 1):.4f} ({wrong} wrong) |")
    print(
        f"| sure matches: recall | {good / real:.4f} ({', '.join(f'{name} {right[name] / n:.3f}' for name, n in of.items())}) |"
    )
    print(f"| shown to the officer at all: recall | {looked / real:.4f} |")
    print(
        f"| one consignor looked for, ms: 50 %, 99 % | {took[len(took) // 2] * 1000:.0f}, {took[len(took) * 99 // 100] * 1000:.0f} |"
    )
    print(f"| lookup keys of all, s | {keys:.1f} |")


if __name__ == "__main__":
    main()
