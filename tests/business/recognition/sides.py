"""Two administrations in one test: each its own database, secret and keys, with a link between them."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from json import dumps
from pathlib import Path

from smartcustoms.business.recognition import actions, queries
from smartcustoms.business.recognition.model import Operator, Received, Status
from smartcustoms.business.recognition.post_gateway import MemoryPost, joined
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.connect import Server, connect, drop_database, make_database
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings

UNDER = "HK-SG"
BEGAN = datetime(2026, 1, 5, tzinfo=UTC)


@dataclass
class Side:
    """One administration: its database, its settings, its end of the link."""

    database: Database
    settings: Settings
    post: MemoryPost

    def publish(self, *operators: Operator, at: datetime, consent: bool = True) -> None:
        """Tell of operators, with their consent unless said."""
        with self.database.unit(by=PLATFORM, at=at) as uow:
            if consent:
                actions.give_consent(uow, [each.number for each in operators], UNDER)
            for each in operators:
                actions.publish(uow, each, self.settings)

    def turn(self, at: datetime) -> list[Received]:
        """Take in what arrived and send what is due."""
        return actions.exchange(self.database, self.post, self.settings, at=at)

    def receive(self, sealed: bytes, at: datetime) -> Received:
        """Take one message in."""
        with self.database.unit(by=PLATFORM, at=at) as uow:
            return actions.receive(uow, sealed, self.settings)

    def known(self, at: datetime, administration: str = "") -> dict[str, Operator]:
        """Give the partners' operators that are known, by number."""
        with self.database.unit(by=PLATFORM, at=at) as uow:
            found, _ = queries.partners_operators(uow, self.settings, administration=administration, size=200_000)
        return {each.number: each for _, each in found}

    def reconcile(self, at: datetime) -> None:
        """Queue the whole list for the partner."""
        with self.database.unit(by=PLATFORM, at=at) as uow:
            actions.reconcile(uow, UNDER, self.settings)

    def exchange(self, at: datetime) -> queries.Exchange:
        """Give how the exchange stands."""
        with self.database.unit(by=PLATFORM, at=at) as uow:
            return next(each for each in queries.exchanges(uow, self.settings) if each.arrangement.code == UNDER)


def an_operator(number: int, status: Status = Status.ACTIVE, *, of: str = "HK", at: datetime = BEGAN) -> Operator:
    """Give a simulated operator."""
    return Operator(
        number=f"AEO{of}{number:08d}",
        status=status,
        changed_at=at,
        tin=f"{of}{number:09d}",
        name=f"Simulated Trading {number} Limited",
        address=f"{number} Simulated Road",
        roles=("importer",),
        tier=1,
        valid_from=date(2026, 1, 1),
        valid_until=date(2028, 12, 31),
    )


@contextmanager
def two_sides(cluster: Server, template: str, home: Path) -> Iterator[tuple[Side, Side]]:
    """Make Hong Kong and Singapore, each trusting the other's keys."""
    ends, names, made = joined(), [], []
    try:
        for party, post in zip(("HK", "SG"), ends, strict=True):
            name = f"test_{uuid.uuid4().hex[:12]}"
            make_database(cluster, name, template=template)
            names.append(name)
            settings = Settings(
                home=home / party, secret=f"a secret of {party} for tests, long enough: 1", administration=party
            )
            made.append(Side(connect(cluster.dsn(name), pool=2), settings, post))
        one, two = made
        for own, other in ((one, two), (two, one)):
            with own.database.unit(by=PLATFORM, at=BEGAN) as uow:
                actions.trust(uow, dumps(queries.public_keys(other.settings)).encode())
        yield one, two
    finally:
        for side in made:
            side.database.close()
        for name in names:
            drop_database(cluster, name)
