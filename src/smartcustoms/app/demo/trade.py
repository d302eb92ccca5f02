"""The demo world's trade: half a year of history for the judge to learn from, then weeks lodged one by one and by file.

All of it comes from one simulated world of a fixed seed that ends on the day the demo is made, so the pages show
today. The history is brought in whole with its findings; what is lodged goes the way of every declaration.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import polars as pl

from smartcustoms.app.demo.cast import cast
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database, UnitOfWork
from smartcustoms.trade.declarations import actions as declarations
from smartcustoms.trade.declarations import queries as declarations_asked
from smartcustoms.trade.declarations.model import Channel, Drafted, Wanted
from smartcustoms.trade.risk import actions as risk
from smartcustoms.trade.risk import queries as risk_asked
from smartcustoms.trade.simulation import actions as simulation
from smartcustoms.trade.simulation.model import Settings
from smartcustoms.trade.tariff import queries as tariff

SEED = 2026
PAST, RECENT = 26, 8  # weeks of history, and of declarations lodged
PER_WEEK = 250
EXAMINED = 0.35  # share of the history that was examined, at random: a new platform's first half year
OWN = 24  # declarations of each of the two traders


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
    recent = pl.concat([world.step() for _ in range(RECENT)])
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


def lodged_there(uow: UnitOfWork) -> bool:
    """Tell whether declarations were lodged."""
    return declarations_asked.declarations(uow, Wanted(per_page=1)).total > 0


def lodge_weeks(database: Database, at: datetime) -> None:
    """Lodge the recent weeks: Bela's and Chen's own one by one, and the one case every newcomer should see."""
    recent = simulated(at).recent
    for n, trader in enumerate(("bela", "chen")):
        own = recent.slice(n * OWN, OWN).sort("on").to_dicts()
        for row in own:
            lodge_one(database, trader, drafted(row), at)
    lodge_one(database, "chen", cement(at), at)


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
        "reference": "SIM-CEMENT", "declared_on": at.date().isoformat(), "direction": "transhipment", "office": "20",
        "procedure": "B", "type": "11", "use": "21", "payment": "11", "transport": "10", "importer": "SIM-CEMENT-CO",
        "declarant": "SIM-D00007", "departure": "VN", "destination": "AU", "route": "VN-HK-AU", "currency": "HKD",
    }  # fmt: skip
    item = {
        "hs_code": "252329", "description": "Portland cement in bags of 40 kg", "origin": "VN", "net_mass_kg": "25600",
        "value": "16000", "packages": "640", "tax_rate": "0", "tax_type": "A",
    }  # fmt: skip
    return Drafted(header, (item,))
