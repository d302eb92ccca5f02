"""Sixty kill -9 of web, worker and database while six clients lodge declarations: none acknowledged is lost, none is doubled,
every effect happens once, and the audit trail verifies. The real `smartcustoms serve`, over its JSON API."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.clock import now
from smartcustoms.kernel.database.connect import connect
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.events import queries as deliveries
from smartcustoms.kernel.people import actions as people
from tests.cast import BELA
from tests.faults.harness import TARGETS, Ledger, Platform, Send, kill_while_lodging, served
from tests.trade.declarations.builders import entered

pytestmark = [pytest.mark.slow, pytest.mark.release]
KILLS = int(os.environ.get("SMARTCUSTOMS_TEST_KILLS", "60"))
START = "from smartcustoms.app.cli import main; main()"


def sign_in(database: Database) -> str:
    """Make the cast and begin a session for Trader Bela; her cookie outlives every kill."""
    with database.unit(by=PLATFORM, at=now()) as uow:
        people.make_demo_cast(uow)
        uow.connection.execute(sa.text("update person set simulated = false"))  # else they may sign in to a demo only
    with database.unit(by=PLATFORM, at=now()) as uow:
        return people.begin_session(uow, BELA.user, BELA.roles, client="test")


def lodger(session: str) -> Send:
    """Give what lodges one declaration for Bela; the token is asked for once a client, the session stays."""
    tokens: dict[int, str] = {}

    def send(client: httpx.Client, key: str) -> httpx.Response:
        client.cookies.set("session", session)
        if id(client) not in tokens:
            answer = client.get("/api/v1/token")
            answer.raise_for_status()
            tokens[id(client)] = answer.json()["token"]
        headers = {"Idempotency-Key": key, "X-CSRF-Token": tokens[id(client)]}
        return client.post("/api/v1/declarations", json=entered(reference=key), headers=headers)

    return send


def wait_until_through(database: Database) -> None:
    """Wait until no event is under way."""
    deadline = time.monotonic() + 180
    while True:
        with database.unit(by=PLATFORM, at=now()) as uow:
            left = deliveries.queues(uow), deliveries.outbox(uow).waiting
        if not any(left):
            return
        assert time.monotonic() < deadline, left
        time.sleep(0.5)


def audit(platform: Platform, *what: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", START, "audit", *what]
    return subprocess.run(command, env=platform.environment, capture_output=True, text=True, timeout=240, check=False)


@dataclass
class Found:
    """What the database holds after the kills."""

    stored: list[tuple[str, str]]
    events: Counter[str]
    noted: Counter[str]
    undone: int


def look(database: Database) -> Found:
    with database.engine.connect() as connection:

        def ask(query: str) -> sa.CursorResult[Any]:
            return connection.execute(sa.text(query))

        rows = ask("select number, reference from declaration").all()
        return Found(
            [(row.reference, row.number) for row in rows],
            Counter(ask("select body ->> 'number' from event_outbox where name = 'DeclarationLodged'").scalars()),
            Counter(ask("select about from audit_journal where deed = 'declaration.lodged'").scalars()),
            ask("select count(*) from event_delivery where state <> 'done'").scalar_one(),
        )


def judge(ledger: Ledger, found: Found) -> None:
    stored = dict(found.stored)
    assert ledger.contradictions == [], "one key was given two numbers"
    assert {key: stored.get(key) for key in ledger.acknowledged} == ledger.acknowledged, "an acknowledged one is lost"
    assert len(stored) == len(found.stored), "a declaration is doubled"
    assert set(stored) <= ledger.sent
    once = dict.fromkeys(stored.values(), 1)
    assert found.events == once, "an event was lost or doubled"
    assert found.noted == once, "a deed in the audit trail was lost or doubled"
    assert found.undone == 0, "a reaction has not had its effect"


def test_sixty_kills(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    platform = Platform(tmp_path, (sys.executable, "-c", START, "serve"), "--beside")
    with served(platform):
        database = connect(platform.cluster.dsn("smartcustoms"), pool=2)
        send = lodger(sign_in(database))
        begun = time.monotonic()
        ledger, killed = kill_while_lodging(platform, send, kills=KILLS, clients=6)
        lasted = time.monotonic() - begun
        wait_until_through(database)
        found = look(database)
        database.close()
        assert audit(platform, "sequence").returncode == 0
        verified = audit(platform, "verify", "--json")
    told = {"kills": dict(killed), "seconds": round(lasted), "tries": dict(ledger.tries), "starts": platform.starts}
    sys.stderr.write(json.dumps({**told, "acknowledged": len(ledger.acknowledged), "stored": len(found.stored)}) + "\n")
    judge(ledger, found)
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert sum(killed.values()) == KILLS
    assert min(killed[each] for each in TARGETS) >= KILLS // 5, killed
    assert len(ledger.acknowledged) >= KILLS, ledger.tries
