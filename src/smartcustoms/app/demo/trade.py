"""The demo world's trade: a quarter of history for the judge to learn from, then weeks lodged one by one and by file.

All of it comes from one simulated world of a fixed seed that ends on the day the demo is made, so the pages show
today. The history is brought in whole with its findings; what is lodged goes the way of every declaration.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import polars as pl

from smartcustoms.app.demo.cast import cast
from smartcustoms.kernel.actor import PLATFORM, Actor, Kind
from smartcustoms.kernel.database.unit import Database, UnitOfWork
from smartcustoms.kernel.files import actions as files
from smartcustoms.kernel.people import actions as people
from smartcustoms.kernel.people.model import Organisation
from smartcustoms.trade.declarations import actions as declarations
from smartcustoms.trade.declarations import queries as declarations_asked
from smartcustoms.trade.declarations.model import Channel, Drafted, Wanted
from smartcustoms.trade.risk import actions as risk
from smartcustoms.trade.risk import queries as risk_asked
from smartcustoms.trade.simulation import actions as simulation
from smartcustoms.trade.simulation.model import Settings
from smartcustoms.trade.tariff import queries as tariff

SEED = 2026
PAST, RECENT = 13, 3  # weeks of history, and of declarations lodged
PER_WEEK = 500
EXAMINED = 0.35  # share of the history that was examined, at random: a new platform's first months
OWN = 24  # declarations of each of the two traders
CEMENT = "SIM-CEMENT"  # reference of the known case
GYPSUM = "SIM-GYPSUM"  # and of the one like it
OFFICES = ("20", "40")
BROKERS = Actor("simulated-broker", "simulated-brokers", Kind.TRADER, frozenset({"declarant"}), name="Simulated broker")


@dataclass(frozen=True, slots=True)
class Simulated:
    """What the demo world is made from: the labelled history and the recent rows, with the world that made both."""

    world: simulation.World
    history: pl.DataFrame
    recent: pl.DataFrame


def simulated(at: datetime) -> Simulated:
    """Run the demo's simulated world up to the day before `at`; the same day gives the same trade."""
    start = at.date() - timedelta(weeks=PAST + RECENT)
    world = simulation.open_world(SEED, Settings(start=start, per_week=PER_WEEK, base_rate=0.05))
    rng = np.random.default_rng(SEED)
    known = pl.Series(sorted(tariff.subheadings()))  # a few lines of the reference tables are of earlier editions
    weeks = []
    for _ in range(PAST):
        rows = world.step().filter(pl.col("hs_code").is_in(known.implode()))
        chosen = rows["declaration"].filter(pl.Series(rng.random(rows.height) < EXAMINED))
        results = world.examine(chosen, world.today)
        weeks.append(simulation.label(rows, results, chosen_by="random", propensity=EXAMINED))
    # Few offices with much to do: a budget of 5 % means little where one declaration comes in a day.
    office = pl.when(pl.col("office").is_in(OFFICES)).then(pl.col("office")).otherwise(pl.lit(OFFICES[0]))
    recent = pl.concat([world.step() for _ in range(RECENT)]).with_columns(office.alias("office"))
    return Simulated(world, pl.concat(weeks), recent.filter(pl.col("hs_code").is_in(known.implode())))


def history_there(uow: UnitOfWork) -> bool:
    """Tell whether a judge was trained."""
    return bool(risk_asked.judges(uow))


def make_history(database: Database, at: datetime) -> None:
    """Bring in the simulated history with its findings, train a judge on it and set the offices' plans."""
    history = simulated(at).history
    with database.unit(by=PLATFORM, at=at) as uow:
        risk.bring_history(uow, history)
        risk.train(uow, seed=SEED)
        usual = risk_asked.plans(uow)["*"]
        risk.set_plan(uow, "*", replace(usual, share=0.04, yellow_share=0.01))


def lodged_there(uow: UnitOfWork) -> bool:
    """Tell whether declarations were lodged."""
    return declarations_asked.declarations(uow, Wanted(per_page=1)).total > 0


def lodge_weeks(database: Database, at: datetime) -> None:
    """Lodge the recent weeks: the brokers' by file, week by week; Bela's and Chen's own one by one; and the known cases."""
    recent = simulated(at).recent
    last = recent.filter(pl.col("on") > recent["on"].max() - timedelta(days=6))  # type: ignore[operator]
    own = last.head(2 * OWN)
    rest = recent.join(own, on="declaration", how="anti", maintain_order="left")
    with database.unit(by=PLATFORM, at=at) as uow:
        people.found_organisation(uow, Organisation(BROKERS.organisation, "Simulated Brokers (demo)", Kind.TRADER))
    for _, week in rest.group_by(pl.col("on").dt.truncate("1w"), maintain_order=True):
        lodge_file(database, week, at)
    for trader, rows in (("bela", own.head(OWN)), ("chen", own.tail(OWN))):
        for row in rows.sort("on").iter_rows(named=True):
            lodge_one(database, trader, drafted(row), at)
    lodge_one(database, "chen", cement(at), at)
    lodge_one(database, "bela", gypsum(at), at)
    with database.unit(by=cast()["bela"], at=at) as uow:
        declarations.draft(uow, drafted(own.row(0, named=True), reference="SIM-DRAFT"))


def lodge_file(database: Database, rows: pl.DataFrame, at: datetime) -> None:
    """Lodge a week's declarations as one file, in the brokers' name, on the day after its last."""
    days = rows["on"].to_list()
    moment = at - timedelta(days=max((at.date() - max(days)).days - 1, 0))
    name = f"simulated-week-{min(days).isoformat()}.csv"
    content = rows.rename({"on": "declared_on", "declaration": "reference"}).with_columns(currency=pl.lit("HKD"))
    sent = content.drop("item").write_csv().encode()
    with database.unit(by=BROKERS, at=moment) as uow:
        files.keep(uow, sent, name=name, media_type="text/csv", owner=BROKERS.organisation)
        file = declarations.begin_file(uow, sent, name=name, by="smartcustoms")

    def in_unit(_: str, do: Callable[[UnitOfWork], Any], __: int) -> None:
        with database.unit(by=BROKERS, at=moment) as uow:
            do(uow)

    declarations.bring(in_unit, file, declarations.read_file(sent, name=name, by="smartcustoms"))


def drafted(row: Mapping[str, Any], **changes: str) -> Drafted:
    """Write a simulated risk row as the cells a trader would enter."""
    cells = {name: _text(value) for name, value in row.items() if value is not None}
    cells |= {"declared_on": row["on"].isoformat(), "reference": row["declaration"], "currency": "HKD"} | changes
    item = {name: cells[name] for name in ITEM_CELLS if name in cells}
    return Drafted({name: cells[name] for name in HEADER_CELLS if name in cells}, (item,))


HEADER_CELLS = ("reference", "declared_on", "direction", "office", "procedure", "type", "use", "payment", "transport",
                "importer", "declarant", "seller", "courier", "departure", "destination", "route", "currency")  # fmt: skip
ITEM_CELLS = ("hs_code", "description", "origin", "origin_marking", "net_mass_kg", "value", "packages", "tax_rate",
              "tax_type")  # fmt: skip


def _text(value: Any) -> str:
    return format(value, ".2f") if isinstance(value, float) else str(value)


def lodge_one(database: Database, trader: str, draft: Drafted, at: datetime) -> str:
    """Lodge one declaration in a trader's name, as the form does; gives its number."""
    with database.unit(by=cast()[trader], at=at) as uow:
        return declarations.lodge(uow, draft, through=Channel.FORM, original=repr(draft).encode()).number


def cement(at: datetime) -> Drafted:
    """Draft the known case: a 40-ft container of cement, Viet Nam to Australia, transhipped here, the long way round."""
    header = {
        "reference": CEMENT, "declared_on": at.date().isoformat(), "direction": "transhipment", "office": "20",
        "procedure": "B", "type": "11", "use": "21", "payment": "11", "transport": "10", "importer": "SIM-CEMENT-CO",
        "declarant": "SIM-D00007", "departure": "VN", "destination": "AU", "route": "VN-HK-AU", "currency": "HKD",
    }  # fmt: skip
    item = {
        "hs_code": "252329", "description": "Portland cement in bags of 40 kg", "origin": "VN", "net_mass_kg": "25600",
        "value": "16000", "packages": "640", "tax_rate": "0", "tax_type": "A",
    }  # fmt: skip
    return Drafted(header, (item,))


def gypsum(at: datetime) -> Drafted:
    """Draft a case like the known one, of another trader: whatever the day, one of its declarations is under control."""
    known = cement(at)
    header = {
        "reference": GYPSUM,
        "importer": "SIM-GYPSUM-CO",
        "departure": "TH",
        "destination": "NZ",
        "route": "TH-HK-NZ",
    }
    item = {"hs_code": "252010", "description": "Gypsum in bags of 25 kg", "origin": "TH", "value": "14000"}
    return Drafted({**known.header, **header}, ({**known.items[0], **item},))
