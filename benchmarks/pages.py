"""Whole pages over HTTP with 100,000 documents, 100,000 demand notes and an agency's queue of 100,000 steps in the store.

    python benchmarks/pages.py --rows 100000 --times 40

The real `smartcustoms serve` (one web process, no worker) with the demo world and, put in by COPY, simulated documents (a fifth of them
one trader's), notes and steps; a session of each asker. A page is asked over a kept-alive connection, drawn and read to its end; one
after another, as the floor of what a reader waits. Limit: 300 ms at 99 %; beside it the processor time of web process and PostgreSQL for
one page, which other work on the machine touches less.
"""

import argparse
import http.client
import random
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks.documents import filled
from benchmarks.lodging import Meter, started
from benchmarks.papers import fill
from smartcustoms.app.discover import discover
from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.connect import opened
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.identifiers import numbered
from smartcustoms.kernel.people import actions as people
from smartcustoms.kernel.people.queries import person
from smartcustoms.kernel.settings import Settings
from smartcustoms.kernel.web.csrf import session_cookie
from smartcustoms.trade.payments.store.tables import payment_note

LIMIT_MS = 300.0
TRADER = (
    "/", "/documents", "/documents?page=40", "/documents?state=issued", "/documents?type=ODS-L&state=lodged",
    "/documents?text=whisky", "/documents?text=frozen+lot777", "/documents?text=zzzz", "/documents/types",
    "/documents/needs?goods=pesticides&direction=import", "/payments", "/payments?state=open", "/payments?overdue=true",
    "/payments?page=40",
    "/tariff?text=mobile+phone", "/declarations",
)  # fmt: skip
PAGES = {
    "bela": TRADER,
    "chen": TRADER,
    "esi": ("/", "/documents", "/documents?page=40", "/documents?text=whisky", "/documents?state=issued", "/payments",
            "/payments?state=open",
            "/payments?overdue=true", "/payments?page=400", "/payments/ageing", "/reviews/figures"),
    "opal": ("/", "/reviews", "/reviews?text=F500", "/reviews?late=true", "/reviews?state=decided&page=50"),
}  # fmt: skip


def notes(count: int, luck: random.Random) -> Iterator[list[Any]]:
    """Give simulated demand notes, three of ten open, a fifth of one trader."""
    now = clock.now()
    for n in range(count):
        owner = "bela-trading" if n % 5 == 0 else "chen-co" if n % 500 == 1 else f"small{n % 499}"
        at, total = now - timedelta(minutes=luck.randrange(500_000)), Decimal(luck.randrange(100, 99_999)) / 10
        paid = Decimal(0) if luck.random() < 0.3 else total
        number = numbered("DN", 25, n)
        due = (at + timedelta(days=14)).date()
        yield [number, owner, f"B{n}", f"bench:{n}", at, "platform", due, "HKD", total, paid]


def put_in(database: Database, rows: int) -> None:
    """Put documents, notes and steps in."""
    filled(database, rows, large="bela-trading", middle="chen-co", since=5_000_000)
    names = ["number", "organisation", "about", "key", "raised_at", "raised_by", "due_on", "currency", "total", "paid"]
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        uow.copy(payment_note, names, notes(rows, random.Random(8)))
    fill(database, rows)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE payment_note")


def session(database: Database, user: str) -> str:
    """Begin a session of somebody of the demo cast."""
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        found = person(uow, user)
        if found is None:
            raise RuntimeError(f"the demo world has no {user}")
        return people.begin_session(uow, user, frozenset(found.roles), client="benchmark")


def asked(port: int, cookie: str, path: str, times: int) -> tuple[list[float], int]:
    """Ask a page some times; give the milliseconds, sorted, and its size. The first answer is not counted."""
    connection, took, size = http.client.HTTPConnection("127.0.0.1", port, timeout=60), [], 0
    for _ in range(times + 1):
        begun = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": cookie})
        answer = connection.getresponse()
        size = len(answer.read())
        took.append((time.perf_counter() - begun) * 1000)
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
    return sorted(took[1:]), size


def main() -> None:
    """Print the table."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--rows", type=int, default=100_000)
    given.add_argument("--times", type=int, default=40)
    given.add_argument("--port", type=int, default=8932)
    given.add_argument("--home", type=Path, default=Path("var/benchmarks/pages"))
    wanted = given.parse_args()
    discover()
    settings = replace(Settings(), home=wanted.home.resolve(), demo=True)
    server = started(wanted.home.resolve(), wanted.port, 1, worker=False)
    over = 0
    try:
        with opened(settings) as database:
            put_in(database, wanted.rows)
            meter = Meter(server.pid, wanted.home.resolve())
            for user, paths in PAGES.items():
                cookie = f"{session_cookie(settings)}={session(database, user)}"
                for path in paths:
                    before = sum(meter.read().values())
                    took, size = asked(wanted.port, cookie, path, wanted.times)
                    used = (sum(meter.read().values()) - before) * 1000 / (wanted.times + 1)
                    worst = took[int(len(took) * 0.99)]
                    over += worst > LIMIT_MS
                    told = f"p50 {took[len(took) // 2]:6.0f}  p99 {worst:6.0f} ms  {worst / LIMIT_MS:5.2f} of it  CPU {used:4.0f} ms"
                    print(f"{user:6}{path:55}{told}{size / 1000:7.0f} kB", flush=True)
        print(f"over the limit: {over}")
    finally:
        server.terminate()
        server.wait(30)


if __name__ == "__main__":
    main()
