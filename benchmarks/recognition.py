"""Recognition at full size: 10,000 hostile messages in each form (JOSE; CMS on two curves), and a full reconciliation of 100,000 simulated
operators between two instances.

Prints one table. `python -m benchmarks.recognition [hostile|reconciliation|one]`; two databases in the embedded cluster of the tests.
"""

import os
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from smartcustoms.app.discover import discover
from smartcustoms.business.recognition import actions, arrangements
from smartcustoms.business.recognition.actions import exchanging
from smartcustoms.business.recognition.arrangements import arrangement
from smartcustoms.business.recognition.model import SUITES, Status
from smartcustoms.business.recognition.payload import minimised
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.cluster import Cluster, embedded
from smartcustoms.kernel.database.connect import connect, drop_database, make_database, make_tables
from smartcustoms.kernel.settings import Settings
from tests.business.recognition.forged import hostile, prepared, state
from tests.business.recognition.sides import UNDER, Side, an_operator, two_sides
from tests.cast import AMINA
from tests.conftest import NOON
from tests.web_client import client

CLUSTERS: list[Cluster] = []
"""The cluster that serves both sides; its CPU time counts too."""
HOSTILE, OPERATORS = 10_000, 100_000
SUITES_TRIED = ("jose-p256", "cms-p256", "cms-p384")


@contextmanager
def sides() -> Iterator[tuple[Side, Side]]:
    """Two administrations in databases of their own."""
    discover()
    home = Path(__file__).resolve().parents[1] / "var" / "tests"
    cluster = embedded(Settings(home=home))
    cluster.start()
    CLUSTERS.append(cluster)
    template = f"bench_{uuid.uuid4().hex[:12]}"
    make_database(cluster, template)
    made = connect(cluster.dsn(template), pool=1)
    make_tables(made)
    made.close()
    try:
        with tempfile.TemporaryDirectory() as place, two_sides(cluster, template, Path(place)) as found:
            yield found
    finally:
        drop_database(cluster, template)
        cluster.release()


def refuse() -> dict[str, str]:
    """Let Singapore meet hostile messages, under each form that an arrangement may agree."""
    return {name: value for suite in SUITES_TRIED for name, value in _refused(suite).items()}


def _refused(suite: str) -> dict[str, str]:
    with agreed(suite), sides() as (hk, sg):
        forger = prepared(hk, sg, NOON)
        before, ends, wrong, took = state(sg, NOON), Counter[str](), Counter[str](), 0.0
        for kind, sealed, reasons in hostile(forger, HOSTILE):
            began = time.process_time()
            got = sg.receive(sealed, NOON)
            took += time.process_time() - began
            wrong[f"{kind}: {got.fault}"] += got.fault not in reasons or not got.says
            ends[kind] += 1
        same = state(sg, NOON) == before
    amiss = {name: times for name, times in wrong.items() if times}
    return {
        f"{suite}: hostile messages": f"{HOSTILE:,} of {len(ends)} kinds",
        f"{suite}: refused with a fitting reason": f"{HOSTILE - sum(amiss.values()):,} {amiss or ''}".strip(),
        f"{suite}: state untouched": str(same),
        f"{suite}: CPU ms each": f"{took / HOSTILE * 1000:.2f}",
    }


@contextmanager
def agreed(suite: str) -> Iterator[None]:
    """Let the arrangements' data name another suite."""
    changed = tuple(replace(each, suite=SUITES[suite]) for each in arrangements.arrangements())
    with patch.object(arrangements, "arrangements", lambda: changed):
        yield


def reconcile() -> dict[str, str]:
    """Bring Singapore from nothing to all of Hong Kong's operators, again without a difference, and tell of one change."""
    with sides() as (hk, sg):
        everybody = [an_operator(n) for n in range(OPERATORS)]
        with hk.database.unit(by=PLATFORM, at=NOON) as uow:
            actions.publish_many(uow, everybody, hk.settings)
            actions.give_consent(uow, [each.number for each in everybody], UNDER)
        took = [_whole_list(hk, sg) for _ in range(2)]
        first, again = took
        began = time.perf_counter()
        hk.publish(an_operator(5, at=NOON), at=NOON, consent=False)
        hk.turn(NOON)
        sg.turn(NOON)
        one = time.perf_counter() - began
        told = sg.known(NOON)[an_operator(5).number].changed_at == NOON
    return {
        f"full reconciliation of {OPERATORS:,} operators, from nothing": _told(*first),
        "again, nothing differs": _told(*again),
        "one change, to the partner's table": f"{one:.3f} s, told: {told}",
    }


def cpu() -> float:
    """Give the CPU seconds of this process and of all of the cluster's, those that ended too."""
    master = int((CLUSTERS[-1].folder / "data" / "postmaster.pid").read_text().split()[0])
    ticks = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            place, said = int(path.parent.name), path.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        if place == master:
            ticks += sum(map(int, said[11:15]))  # its own, and its children's that ended
        elif int(said[1]) == master:
            ticks += sum(map(int, said[11:13]))
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def _told(took: float, worked: float, righted: int, agrees: bool) -> str:
    return f"{took:.1f} s ({worked:.1f} s CPU of Python and PostgreSQL), {righted:,} put right, agrees: {agrees}"


def tell_one() -> dict[str, str]:
    """Suspend one of 100,000 operators, and ask the partner's page for it until it says so."""
    with sides() as (hk, sg):
        everybody = [an_operator(n) for n in range(OPERATORS)]
        known = arrangement(UNDER)
        for side in (hk, sg):
            with side.database.unit(by=PLATFORM, at=NOON) as uow:
                rows = [exchanging._row("HK", each, minimised(each, known)) for each in everybody]
                exchanging.store.put_operators(uow, rows)
        took = []
        with client(sg.database, sg.settings, as_=AMINA) as screen:
            for n in range(5, 15):
                number, at = an_operator(n).number, NOON + timedelta(seconds=n)
                page = f"/recognition/operators?lang=en&administration=HK&q={number}"
                before = _suspended(screen.get(page).text)
                began = time.perf_counter()
                hk.publish(an_operator(n, Status.SUSPENDED, at=at), at=at)
                hk.turn(at)
                sg.turn(at)
                if before or not _suspended(screen.get(page).text):
                    raise RuntimeError(f"{number} is not shown as it stands")
                took.append(time.perf_counter() - began)
    return {
        f"one of {OPERATORS:,} operators suspended, to the partner's screen": f"{sorted(took)[5]:.2f} s, at most {max(took):.2f} s of 10"
    }


def _suspended(page: str) -> bool:
    return "Suspended" in page.partition("<table")[2]


def _whole_list(hk: Side, sg: Side) -> tuple[float, float, int, bool]:
    began, worked = time.perf_counter(), cpu()
    hk.reconcile(NOON)
    hk.turn(NOON)
    sg.turn(NOON)
    hk.turn(NOON)
    took, worked = time.perf_counter() - began, cpu() - worked
    link = sg.exchange(NOON).link
    return took, worked, link.differences or 0, bool(link.agrees)


def main() -> None:
    """Measure and print."""
    which = sys.argv[1:] or ["hostile", "reconciliation", "one"]
    parts = {"hostile": refuse, "reconciliation": reconcile, "one": tell_one}
    rows = {name: value for part, measured in parts.items() if part in which for name, value in measured().items()}
    for name, value in rows.items():
        print(f"| {name} | {value} |")


if __name__ == "__main__":
    main()
