"""A small capability of the tests' own: parcels are opened, and two steps follow, each counting in its own table."""

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database, UnitOfWork
from smartcustoms.kernel.events.model import Event
from tests.conftest import NOON


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelOpened(Event):
    parcel: str
    item: int = 0

    @property
    def key(self) -> str:
        return self.parcel


@dataclass(frozen=True)
class TestReaction:
    __test__ = False
    event: type[ParcelOpened]
    steps: tuple[Callable[..., None], ...]


def make_effects(database: Database) -> None:
    """Make the table that the steps write into: no key on it, so a doubled effect shows."""
    with database.engine.begin() as connection:
        connection.execute(sa.text("create table effect (n bigserial, step text, parcel text, item int)"))
        connection.execute(sa.text("grant all on effect, effect_n_seq to smartcustoms_app"))


def effect(uow: UnitOfWork, step: str, event: ParcelOpened) -> None:
    uow.connection.execute(
        sa.text("insert into effect (step, parcel, item) values (:s, :p, :i)"),
        {"s": step, "p": event.parcel, "i": event.item},
    )


def weigh(uow: UnitOfWork, event: ParcelOpened) -> None:
    effect(uow, "weigh", event)


def label(uow: UnitOfWork, event: ParcelOpened) -> None:
    effect(uow, "label", event)


def open_parcels(database: Database, parcels: list[str], items: int = 1) -> None:
    """Record one event an item, each in a transaction of its own."""
    for item in range(items):
        for parcel in parcels:
            with database.unit(by=PLATFORM, at=NOON) as uow:
                uow.record(ParcelOpened(parcel=parcel, item=item))


def effects(database: Database) -> list[tuple[str, str, int]]:
    with database.engine.connect() as connection:
        rows = connection.execute(sa.text("select step, parcel, item from effect order by n")).all()
    return [(row.step, row.parcel, row.item) for row in rows]
