"""Keep the history by day as Parquet files: for sums here and on a cluster, for training and back-tests (queries.past)."""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.settings import read_settings
from smartcustoms.trade.risk import store
from smartcustoms.trade.risk.days_gateway import Days, StoredDays, cached, days_of
from smartcustoms.trade.risk.store.days import Day

_AT_ONCE: Final = 31
"""Days read from the database together, so that a long past does not lie in memory twice."""


def keep_days(uow: UnitOfWork, *, through: Days | None = None) -> list[Day]:
    """Write the file of every day that has changed or lost it; give all days. What a failed transaction wrote is
    named by no day, and removed by a later call."""
    place = through or _installed()
    whose, until = store.days.database_name(uow), store.profiles.horizon(uow)
    known = store.days.kept(uow)
    there = place.there(whose)
    lost = [day.on for day in known if day.name not in there]
    wanted = sorted({*store.days.changed(uow, known), *lost})
    for some in (wanted[start : start + _AT_ONCE] for start in range(0, len(wanted), _AT_ONCE)):
        parts = store.profiles.history(uow, days=some).partition_by("on", as_dict=True)
        store.days.keep(uow, [_written(place, whose, part, until) for part in parts.values()])
    found = store.days.kept(uow)
    if wanted:
        uow.after_commit.append(lambda: place.remove(there - {day.name for day in found}))
    return found


def _written(place: Days, whose: str, rows: pl.DataFrame, until: int) -> Day:
    out = io.BytesIO()
    rows.write_parquet(out, compression="zstd", statistics=True)
    on: date = rows["on"][0]
    return Day(on, place.write(whose, on, out.getvalue()), rows.height, until)


def files_of(days: Iterable[Day], *, through: Days | None = None, far: bool = False) -> Sequence[str]:
    """Give paths of the days' files for an engine here, or (`far`) their addresses for one on other machines."""
    place = through or _installed()
    if far:
        return [place.address(day.name) for day in days]
    addresses = [place.address(day.name) for day in days]
    if all(Path(address).is_absolute() for address in addresses):
        return addresses
    return [str(path) for path in cached(place, [day.name for day in days], read_settings().home / "history")]


def _installed() -> StoredDays:
    return days_of(read_settings())
