"""The history by day, read from its Parquet files; from the database where a day changed since its file was written."""

import io
from datetime import date

import polars as pl

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.settings import read_settings
from smartcustoms.trade.risk import store
from smartcustoms.trade.risk.days_gateway import Days, days_of


def history(uow: UnitOfWork, *, since: date | None = None, through: Days | None = None) -> pl.DataFrame:
    """Give the history as risk rows with labels, in the order of days, as this transaction sees it."""
    place = through or days_of(read_settings())
    known = store.days.kept(uow)
    changed = {day for day in store.days.changed(uow, known) if since is None or day >= since}
    parts: dict[date, pl.DataFrame] = {}
    for day in known:
        if day.on in changed or (since is not None and day.on < since):
            continue
        try:
            parts[day.on] = pl.read_parquet(io.BytesIO(place.read(day.name)))
        except FileNotFoundError:
            changed.add(day.on)
    fresh = store.profiles.history(uow, days=sorted(changed))
    parts |= {part["on"][0]: part for part in fresh.partition_by("on")}
    return pl.concat([fresh.clear(), *(parts[day] for day in sorted(parts))])
