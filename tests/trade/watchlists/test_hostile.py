"""Hostile entries of watchlists: each is refused in words or kept as it is written; the list reads the same afterwards."""

import random

import pytest

from smartcustoms.kernel.database.unit import Database
from smartcustoms.trade.watchlists import actions, queries
from smartcustoms.trade.watchlists.model import Subject
from tests.cast import AMINA
from tests.conftest import NOON
from tests.hostile import COUNTS, ODD_TEXTS, corpus, torn, withstood


def entries(luck: random.Random) -> bytes:
    """Make lines of entries, as a form or a file sends them."""
    good = "".join(f"B{luck.randrange(10**6)}\n" for _ in range(luck.randrange(1, 40)))
    odd = luck.choice(ODD_TEXTS).encode("utf-8", "surrogatepass")
    made = [
        torn(good.encode(), luck),
        good.encode() + odd,
        odd + b"\n" + good.encode(),
        b"a\n" * luck.randrange(9_000, 12_000),
        odd * 3,
    ]
    return luck.choice(made) + str(luck.random()).encode()


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("subject", [Subject.COMPANY, Subject.COMMODITY])
def test_entries(database: Database, subject: Subject, count: int) -> None:
    with database.unit(by=AMINA, at=NOON) as uow:
        actions.make(uow, "watched", subject, purpose="A test")

        def add(content: bytes) -> None:
            values = content.decode("utf-8", "surrogatepass" if content[:1] == b"\xed" else "replace").splitlines()
            added = actions.add(uow, "watched", values, because="Case 7", since=NOON.date())
            assert added >= 0

        ends = withstood(add, corpus(entries, count))
        assert set(ends) <= {"read", "BadWatchlist"}
        assert ends["BadWatchlist"] > 0
        kept = queries.entries_on(uow, NOON.date())["watched"]
        assert all(value.isprintable() and 0 < len(value) <= actions.LONGEST_VALUE for value in kept)
