"""Kills during lodging, on a small server of the tests' own: shows that the harness and the kernel hold, quickly."""

import sys
import time
from collections import Counter
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from smartcustoms.kernel.database.connect import connect
from smartcustoms.kernel.database.unit import Database
from tests.faults.harness import Platform, kill_while_lodging, served
from tests.kernel.events.a_parcel import effects

pytestmark = [pytest.mark.slow, pytest.mark.release]


def send(client: httpx.Client, key: str) -> httpx.Response:
    return client.post("/parcels", headers={"Idempotency-Key": key})


def drained(database: Database, wanted: int) -> list[tuple[str, str, int]]:
    deadline = time.monotonic() + 60
    while len(found := effects(database)) < wanted and time.monotonic() < deadline:
        time.sleep(0.2)
    return found


def test_twelve_kills(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    platform = Platform(tmp_path, (sys.executable, "-m", "tests.faults.small_serve"), "small_worker")
    with served(platform):
        ledger, killed = kill_while_lodging(platform, send, kills=12, clients=6)
        database = connect(platform.cluster.dsn("smartcustoms"), pool=2)
        with database.engine.connect() as connection:
            rows = connection.execute(sa.text("select key, number from parcel")).all()
        found = drained(database, 2 * len(rows))
        database.close()
    stored = {row.key: row.number for row in rows}
    assert killed == {"web": 4, "database": 4, "worker": 4}
    assert ledger.contradictions == []
    assert {key: stored.get(key) for key in ledger.acknowledged} == ledger.acknowledged
    assert len(stored) == len(rows)
    assert set(stored) <= ledger.sent
    assert Counter(found) == {(step, number, 0): 1 for step in ("weigh", "label") for number in stored.values()}
    assert len(ledger.acknowledged) > 100, ledger.tries
