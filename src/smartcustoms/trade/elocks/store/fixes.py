"""Fixes: put in together, each once; read back by journey, and the newest of some locks."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from smartcustoms.kernel.database.unit import Database, UnitOfWork
from smartcustoms.trade.elocks.journey import GANTRY, Fix, Received
from smartcustoms.trade.elocks.store.tables import elock_fix

SCHEMA: Final = "elock_fix_days"
_F: Final = elock_fix.c
_COLUMNS: Final = (
    "lock", "at", "digest", "journey", "received_at", "latitude", "longitude", "kmh", "rope", "motor", "cover", "event", "battery_percent",
    "protocol", "signed", "source",
)  # fmt: skip
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def make_days(database: Database, first: date, count: int) -> None:
    """Make the partitions of some days, and the one that takes what lies outside all of them; those that are there stay."""
    with database.engine.begin() as connection:
        connection.exec_driver_sql("select pg_advisory_xact_lock(7210)")
        connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        connection.exec_driver_sql(f"CREATE TABLE IF NOT EXISTS {SCHEMA}.others PARTITION OF public.elock_fix DEFAULT")
        for day in (first + timedelta(days=n) for n in range(count)):
            _make_day(connection, day)


def _make_day(connection: sa.Connection, day: date) -> None:
    name, after = f"{SCHEMA}.d{day:%Y%m%d}", day + timedelta(days=1)
    if connection.exec_driver_sql("select to_regclass(%s)", (name,)).scalar() is not None:
        return
    begun = sa.select(
        sa.exists().where(_F.at >= sa.cast(str(day), _F.at.type), _F.at < sa.cast(str(after), _F.at.type))
    )
    if not connection.execute(begun).scalar():  # rows that came before their day had a partition stay with the others
        connection.exec_driver_sql(
            f"CREATE TABLE {name} PARTITION OF public.elock_fix FOR VALUES FROM ('{day}') TO ('{after}')"
        )


def put(uow: UnitOfWork, received: Iterable[Received]) -> int:
    """Put fixes in, by COPY into a passing table and one INSERT that the policies check; those there stay. Give how many are new."""
    rows = [_row(each) for each in received]
    if not rows:
        return 0
    names = ", ".join(f'"{each}"' for each in _COLUMNS)
    with uow.aside(elock_fix, _COLUMNS, rows) as passing:
        into = f"INSERT INTO elock_fix ({names}) SELECT {names} FROM {passing} ON CONFLICT DO NOTHING"  # noqa: S608 - our own names
        return uow.connection.exec_driver_sql(into).rowcount


def _row(each: Received) -> tuple[Any, ...]:
    fix = each.fix
    return (
        each.lock, moment_of(fix), digest(fix), each.journey, each.received_at, fix.lat, fix.lon, fix.kmh, fix.rope,
        fix.motor, fix.cover, fix.event, fix.battery_percent, each.protocol, each.signed, fix.source,
    )  # fmt: skip


def moment_of(fix: Fix) -> datetime:
    """Give a fix's time as the tables hold it."""
    return _EPOCH + timedelta(seconds=fix.t)


def digest(fix: Fix) -> int:
    """Give 63 bits of what a fix says, so that the same fix is the same row."""
    said = f"{fix.t}|{fix.lat}|{fix.lon}|{fix.kmh}|{fix.rope}|{fix.motor}|{fix.cover}|{fix.event}|{fix.battery_percent}"
    said += f"|{fix.source}" if fix.source is not None else ""
    return int.from_bytes(hashlib.blake2b(said.encode(), digest_size=8).digest(), "big") >> 1


def of_journeys(uow: UnitOfWork, journeys: Sequence[str]) -> dict[str, list[Fix]]:
    """Give the fixes of journeys, by journey."""
    found: dict[str, list[Fix]] = {each: [] for each in journeys}
    for row in uow.connection.execute(sa.select(elock_fix).where(_F.journey.in_(journeys))):
        found[row.journey].append(fix_of_row(row))
    return found


def track(uow: UnitOfWork, journey: str, *, most: int) -> list[tuple[Fix, datetime, str, bytes | None]]:
    """Give a journey's fixes in event time, with when each was received, its protocol and, when the lock signed it, the event."""
    rows = uow.connection.execute(
        sa.select(elock_fix).where(_F.journey == journey).order_by(_F.at, _F.digest).limit(most)
    )
    return [(fix_of_row(row), row.received_at, row.protocol, row.signed) for row in rows]


def newest(uow: UnitOfWork, locks: Sequence[str], *, since: datetime) -> dict[str, tuple[Fix, datetime]]:
    """Give the newest fix of each of some locks, with when it was received."""
    asked = sa.func.unnest(sa.cast(list(locks), sa.ARRAY(sa.Text))).table_valued("lock", name="asked").render_derived()
    last = (
        sa.select(elock_fix)
        .where(_F.lock == asked.c.lock, _F.at >= since, _F.source.is_distinct_from(GANTRY))
        .order_by(_F.at.desc())
        .limit(1)
        .lateral("last")
    )
    rows = uow.connection.execute(sa.select(last).select_from(asked.join(last, sa.true())))
    return {row.lock: (fix_of_row(row), row.received_at) for row in rows}


def count(uow: UnitOfWork) -> int:
    """Give how many fixes are kept."""
    return uow.connection.execute(sa.select(sa.func.count()).select_from(elock_fix)).scalar_one()


def fix_of_row(row: Any) -> Fix:
    """Give the fix that a row holds."""
    seconds = (row.at - _EPOCH).total_seconds()
    return Fix(
        int(seconds) if seconds == int(seconds) else seconds, row.latitude, row.longitude, row.kmh, row.rope, row.motor, row.cover,
        row.event, row.battery_percent, row.source,
    )  # fmt: skip
