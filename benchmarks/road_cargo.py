"""How long the list of road cargo takes with 100,000 references, finding a bundle by its plate, and what risk takes when one is made.

    python benchmarks/road_cargo.py [REFERENCES] [ASKED]

One table: what is asked, median and 99th percentile in ms over ASKED (200) questions, in a database of its own in the embedded cluster.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.beside.own_database import own_database
from smartcustoms.kernel.actor import PLATFORM, Actor, Kind
from smartcustoms.kernel.database.unit import Database, UnitOfWork
from smartcustoms.trade.road_cargo import actions, queries
from smartcustoms.trade.road_cargo.model import (
    Direction,
    Entered,
    Jurisdiction,
    State,
    VehicleKind,
    Wanted,
    Way,
    plate,
)

AT = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
SHIPPER = Actor(user="shipper", organisation="shipper", kind=Kind.TRADER)


def main(references: int = 100_000, asked: int = 200) -> None:
    """Fill a database, ask, print the table."""
    with tempfile.TemporaryDirectory() as folder, own_database(Path(folder)) as database:
        begun = time.perf_counter()
        fill(database, references)
        print(f"{references:,} references kept in {time.perf_counter() - begun:.0f} s")
        print(f"{'asked':48}{'median ms':>12}{'p99 ms':>10}")
        for what, ask in questions(references):
            took = [timed(database, ask, place) for place in range(asked)]
            tell(what, took)
        bundles, instructions = bundled(database, asked)
        tell("a reference bundled to a truck", bundles)
        tell("risk assessed and the instruction given", instructions)


def tell(what: str, took: list[float]) -> None:
    """Print one row."""
    print(f"{what:48}{statistics.median(took):12.1f}{sorted(took)[int(len(took) * 0.99) - 1]:10.1f}")


def bundled(database: Database, count: int) -> tuple[list[float], list[float]]:
    """Lodge references, bundle each to a truck of its own, and let risk assess it; give how many ms the last two took each."""
    made, told = [], []
    for place in range(count):
        with database.unit(by=SHIPPER, at=AT) as uow:
            one = actions.lodge(uow, Entered(_items(place)), way=Way.API)
            truck = actions.keep_truck(uow, [plate(Jurisdiction.HONG_KONG, f"KC {1000 + place}")], VehicleKind.GOODS)
        trip = actions.Trip(
            references=(one.number,),
            direction=Direction.OUTBOUND,
            control_point="LMC",
            expected_at=AT + timedelta(hours=2),
        )
        begun = time.perf_counter()
        with database.unit(by=SHIPPER, at=AT) as uow:
            number = actions.bundle(uow, truck.number, trip, way=Way.API).number
        middle = time.perf_counter()
        with database.unit(by=PLATFORM, at=AT) as uow:
            if actions.instruct(uow, number) is None:
                raise SystemExit(f"{number} got no instruction: the figure would mean nothing")
        made.append((middle - begun) * 1000)
        told.append((time.perf_counter() - middle) * 1000)
    return made, told


def fill(database: Database, references: int) -> None:
    """Keep copies of one lodged consignment in SQL, each with its own number, day and words; and 1,000 bundles."""
    from sqlalchemy import text

    with database.unit(by=SHIPPER, at=AT) as uow:
        one = actions.lodge(uow, Entered(_items(0)), way=Way.API)
        truck = actions.keep_truck(uow, [plate(Jurisdiction.HONG_KONG, "AB 1234")], VehicleKind.GOODS)
    columns = "seen_by, shipper, agent, direction, state, version, lodged_by, changed_at, way, expected_on, packages, bundle, "
    columns += "declaration, replaces, body"
    copies = f"""insert into road_consignment (number, lodged_at, found_by, {columns})
        select 'CC99' || lpad(n::text, 11, '0'), lodged_at - n * interval '7 seconds',
        'cc99' || lpad(n::text, 11, '0') || E'\\nsample trading\\nsample lighting ' || n % 997 || E'\\ncartons led lamps', {columns}
        from road_consignment, generate_series(1, {references - 1}) n where number = '{one.number}'"""  # noqa: S608
    bundles = f"""insert into road_bundle (number, organisation, truck, kind, marks, plates, "references", control_point, direction,
        expected_at, state, instruction, way, made_by, made_at, changed_at)
        select 'BUX' || n, 'shipper', '{truck.number}', 'goods', array['ZZ' || n], '[["hk", "ZZ1"]]', array['CC1'], 'LMC', 'outbound',
        :at + n * interval '1 minute', 'bundled', 'go', 'api', 'shipper', :at, :at from generate_series(1, {references // 5}) n"""  # noqa: S608
    with database.unit(by=PLATFORM, at=AT) as uow:
        uow.connection.execute(text(copies))
        uow.connection.execute(text(bundles), {"at": AT})
        uow.connection.execute(text("analyze"))


def questions(references: int) -> list[tuple[str, Callable[[UnitOfWork, int], Any]]]:
    """Give what is asked, by name."""
    plain = Wanted()
    return [
        ("first page of the list", lambda uow, _n: queries.consignments(uow, plain)),
        ("page 200 of the list", lambda uow, _n: queries.consignments(uow, replace(plain, page=200))),
        ("by state and direction", lambda uow, _n: queries.consignments(uow, replace(plain, state=State.LODGED))),
        ("search for a party", lambda uow, n: queries.consignments(uow, replace(plain, text=f"lighting {n % 997}"))),
        ("search for nothing there", lambda uow, _n: queries.consignments(uow, replace(plain, text="no such words"))),
        (
            "bundle by plate (the lane's question)",
            lambda uow, n: queries.bundle_of(uow, f"ZZ{1 + n * 37 % (references // 5)}", AT + timedelta(minutes=n)),
        ),
    ]


def timed(database: Database, ask: Callable[[UnitOfWork, int], Any], place: int) -> float:
    """Give how many ms a question took, its unit of work included."""
    begun = time.perf_counter()
    with database.unit(by=SHIPPER, at=AT) as uow:
        ask(uow, place)
    return (time.perf_counter() - begun) * 1000


def _items(place: int) -> dict[str, Any]:
    return {
        "direction": Direction.OUTBOUND.value,
        "packages": [{"count": 1 + place % 50, "kind": "cartons", "goods": "LED lamps"}],
        "consignor": {"name": "Sample Trading", "address": "1 Sample Street"},
        "consignee": {"name": "Sample Lighting", "address": "2 Example Road"},
        "expected_on": "2026-11-24",
    }


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:3]))
