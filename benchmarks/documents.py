"""Documents: duplicate and conflicting submissions 32 at a time, and every list over 100,000 lodged ones.

    python benchmarks/documents.py --submissions 10000 --rows 100000

Submissions are the action itself, each in a transaction of its own on PostgreSQL (no HTTP): of each key most send the same bytes and
some others. Rows are simulated: 60 types, and traders with 20,000, 200 and few documents. A list is asked as a trader of each kind and
as an officer who sees all.
"""

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.beside.own_database import own_database
from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM, Actor, Kind
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.identifiers import numbered
from smartcustoms.trade.documents import actions, catalogue, queries
from smartcustoms.trade.documents.model import KeyUsed, State, Wanted
from smartcustoms.trade.documents.store.tables import document, document_word
from smartcustoms.trade.documents.wording import words_of
from tests.trade.documents.builders import content_for

AT_ONCE = 32
GOODS = (
    "walkie-talkies",
    "insecticide",
    "frozen beef",
    "integrated circuits",
    "whisky",
    "orchids",
    "refrigerant",
    "antibiotics",
)
LARGE, MIDDLE, OFFICER = (
    Actor(name, organisation, kind, frozenset({role}))
    for name, organisation, kind, role in (
        ("l", "large", Kind.TRADER, "trader"), ("m", "middle", Kind.TRADER, "trader"), ("o", "customs", Kind.CUSTOMS, "supervisor"),
    )
)  # fmt: skip
LISTS = {
    "newest": Wanted(per_page=25),
    "page 40": Wanted(per_page=25, page=40),
    "waits for an agency": Wanted(agency="EPD", per_page=25),
    "a state": Wanted(state="issued", per_page=25),
    "a type and a state": Wanted(type="ODS-L", state="lodged", per_page=25),
    "a number": Wanted(text=numbered("D", 26, 77_777), per_page=25),
    "a common word": Wanted(text="whisky", per_page=25),
    "two words": Wanted(text="frozen lot777", per_page=25),
    "no such word": Wanted(text="zzzz", per_page=25),
}


def submitted(database: Database, count: int) -> None:
    """Send duplicates and conflicts, and see that each key has one number and what was lodged first stays."""
    content = content_for(catalogue.shipped()["RTA-TN"].form)
    luck = random.Random(2026)
    sent = [(f"k{luck.randrange(count // 20)}", luck.random() < 0.2) for _ in range(count)]
    bodies = {odd: json.dumps({**content, "odd": odd}).encode() for odd in (False, True)}

    def one(each: tuple[str, bool]) -> tuple[str, bool, str]:
        key, odd = each
        try:
            with database.unit(by=MIDDLE, at=clock.now()) as uow:
                return key, odd, actions.lodge_new(uow, "RTA-TN", content, original=bodies[odd], key=key).number
        except KeyUsed:
            return key, odd, "409"

    begun = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(one, sent))
    wall = time.perf_counter() - begun
    numbers: dict[str, set[tuple[bool, str]]] = {}
    for key, odd, number in answers:
        if number != "409":
            numbers.setdefault(key, set()).add((odd, number))
    told = Counter("409" if number == "409" else "number" for *_, number in answers)
    with database.unit(by=MIDDLE, at=clock.now()) as uow:
        kept = queries.documents(uow, Wanted()).total
    wrong = sum(len(each) != 1 for each in numbers.values())
    print(f"{count:,} submissions, {AT_ONCE} at once: {wall:.1f} s, {count / wall:.0f}/s; {dict(told)}")
    print(
        f"keys {len({key for key, _ in sent}):,}, documents {kept:,}, keys without exactly one number and one body: {wrong}"
    )


def rows(
    count: int, luck: random.Random, large: str = "large", middle: str = "middle", since: int = 0
) -> Iterator[dict[str, Any]]:
    """Give simulated documents: a fifth of one trader, a five hundredth of another, the rest of 499."""
    kinds, states, now = list(catalogue.shipped().values()), list(State), clock.now()
    for n in range(since, since + count):
        kind, title = luck.choice(kinds), f"{luck.choice(GOODS)} lot{n % 5000}"
        organisation = large if n % 5 == 0 else middle if n % 500 == 1 else f"small{n % 499}"
        state, at = luck.choice(states), now - timedelta(minutes=luck.randrange(500_000))
        yield {
            "number": numbered("D", 26, n), "organisation": organisation, "type": kind.code, "type_version": "shipped",
            "state": state.value, "title": title, "reference": f"R-{n}", "applicant": "u", "hs_codes": ["380891"], "content": "{}",
            "version": 1, "begun_at": at, "changed_at": at, "lodged_at": at, "waits_since": at,
            "waits_for": kind.agency if state is State.LODGED else "", "conditions": "[]", "reasons": "[]", "fee": 0, "currency": "HKD",
        }  # fmt: skip


def filled(database: Database, count: int, **whose: Any) -> None:
    """Put simulated documents and their words in by COPY, and let PostgreSQL know their distribution."""
    made = list(rows(count, random.Random(7), **whose))
    names = list(made[0])
    words = (
        (word, row["number"], row["organisation"])
        for row in made
        for word in words_of([row["number"], row["type"], row["reference"], row["title"]])
    )
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        uow.copy(document, names, ([row[name] for name in names] for row in made))
        uow.copy(document_word, ["word", "number", "organisation"], words)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE document")
        connection.exec_driver_sql("VACUUM ANALYZE document_word")


def listed(database: Database, times: int) -> None:
    """Ask every list in every name, and print its middle and its 99th in a hundred."""
    asks: dict[str, Callable[[Any], Any]] = {
        name: (lambda uow, wanted=wanted: queries.documents(uow, wanted)) for name, wanted in LISTS.items()
    }
    asks["counts of the dashboard"] = queries.counts
    print(f"{'list':26}" + "".join(f"{who.organisation:>22}" for who in (MIDDLE, LARGE, OFFICER)))
    for name, ask in asks.items():
        cells = [_timed(database, who, ask, times) for who in (MIDDLE, LARGE, OFFICER)]
        print(f"{name:26}" + "".join(f"{middle:>10.1f} /{worst:>7.1f} ms" for middle, worst in cells))


def _timed(database: Database, who: Actor, ask: Callable[[Any], Any], times: int) -> tuple[float, float]:
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        with database.unit(by=who, at=clock.now()) as uow:
            ask(uow)
        took.append((time.perf_counter() - begun) * 1000)
    took.sort()
    return took[len(took) // 2], took[min(int(len(took) * 0.99), len(took) - 1)]


def main() -> None:
    """Print the figures."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--submissions", type=int, default=10_000)
    asked.add_argument("--rows", type=int, default=100_000)
    asked.add_argument("--times", type=int, default=100)
    asked.add_argument("--home", type=Path, default=Path("var/benchmarks"))
    given = asked.parse_args()
    with own_database(given.home) as database:
        if given.submissions:
            submitted(database, given.submissions)
        if given.rows:
            begun = time.perf_counter()
            filled(database, given.rows)
            print(f"{given.rows:,} documents put in: {time.perf_counter() - begun:.0f} s")
            listed(database, given.times)


if __name__ == "__main__":
    main()
