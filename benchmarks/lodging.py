"""One declaration by API: durable, assessed, answered with lane and reasons. Open loop at a rate, then as fast as it goes.

    python benchmarks/lodging.py --rate 50 --seconds 20

Server and PostgreSQL run in processes of their own on this machine; the client is in this one and takes its share of the cores.
"""

import argparse
import asyncio
import json
import multiprocessing
import secrets
import time
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from smartcustoms.app.discover import discover
from smartcustoms.app.web import make_app
from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.cluster import embedded
from smartcustoms.kernel.database.connect import connect, drop_database, make_database, make_tables
from smartcustoms.kernel.people import actions as people
from smartcustoms.kernel.settings import Settings
from smartcustoms.kernel.web.csrf import session_cookie

DECLARATION: dict[str, Any] = {
    "declared_on": "2026-11-20", "direction": "import", "office": "40", "transport": "40", "departure": "CN", "currency": "HKD",
    "importer": "7JD1S2X", "seller": "8WDKMC6",
    "items": [
        {"hs_code": "690722", "description": "Ceramic floor tiles, glazed", "origin": "CN", "net_mass_kg": "11352", "value": "375751.20"},
        {"hs_code": "691090", "description": "Wash basins of stoneware", "origin": "CN", "net_mass_kg": "800", "value": "26500"},
    ],
}  # fmt: skip


def serve(home: Path, port: int, ready: Connection) -> None:
    """Serve a fresh database with one trader signed in; say his cookie when ready."""
    discover()
    settings = replace(Settings(), home=home, demo=True, port=port, secret=secrets.token_hex(20), log="error")
    cluster = embedded(settings)
    cluster.start()
    name = f"lodging_{secrets.token_hex(4)}"
    make_database(cluster, name)
    database = connect(cluster.dsn(name), pool=20)
    try:
        make_tables(database)
        with database.unit(by=PLATFORM, at=clock.now()) as uow:
            people.make_demo_cast(uow)
        with database.unit(by=PLATFORM, at=clock.now()) as uow:
            token = people.begin_session(uow, "bela", frozenset({"trader"}), client="benchmark")
        ready.send({"cookie": session_cookie(settings), "token": token})
        uvicorn.run(make_app(settings, database), host="127.0.0.1", port=port, log_level="error", access_log=False)
    finally:
        database.close()
        drop_database(cluster, name)
        cluster.release()


async def one(client: httpx.AsyncClient, heads: dict[str, str], place: int, took: list[float], due: float) -> None:
    """Lodge one declaration; the time counts from when it was due, so a server that falls behind shows it."""
    body = json.dumps({**DECLARATION, "reference": f"B{place}"})
    answer = await client.post("/api/v1/declarations", content=body, headers={**heads, "Idempotency-Key": f"k{place}"})
    if answer.status_code != 201:
        raise RuntimeError(answer.text[:300])
    took.append(time.perf_counter() - due)


async def measure(port: int, session: dict[str, str], rate: int, seconds: int) -> None:
    """Print the two lines of the table."""
    cookies = {session["cookie"]: session["token"]}
    limits = httpx.Limits(max_connections=64)
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{port}", cookies=cookies, timeout=30, limits=limits
    ) as client:
        heads = {"X-CSRF-Token": (await client.get("/api/v1/token")).json()["token"]}
        warm: list[float] = []
        for place in range(50):
            await one(client, heads, place, warm, time.perf_counter())
        took: list[float] = []
        start = time.perf_counter()
        running = []
        for n in range(rate * seconds):
            due = start + n / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            running.append(asyncio.create_task(one(client, heads, 1000 + n, took, due)))
        await asyncio.gather(*running)
        tell(f"open loop at {rate}/s", took, time.perf_counter() - start)
        await as_fast(client, heads, seconds)


async def as_fast(client: httpx.AsyncClient, heads: dict[str, str], seconds: int) -> None:
    """Keep 16 clients busy for some seconds."""
    took: list[float] = []
    start = time.perf_counter()

    async def busy(number: int) -> None:
        place = 1_000_000 * (number + 1)
        while time.perf_counter() - start < seconds:
            place += 1
            await one(client, heads, place, took, time.perf_counter())

    await asyncio.gather(*(busy(number) for number in range(16)))
    tell("16 clients, closed loop", took, time.perf_counter() - start)


def tell(what: str, took: list[float], wall: float) -> None:
    """Print a line."""
    sorted_ms = sorted(1000 * each for each in took)
    at = {share: sorted_ms[min(len(sorted_ms) - 1, int(share * len(sorted_ms)))] for share in (0.5, 0.95, 0.99)}
    print(
        f"{what:28} {len(took):6} lodged {len(took) / wall:7.1f}/s  p50 {at[0.5]:7.1f}  p95 {at[0.95]:7.1f}  p99 {at[0.99]:7.1f} ms"
    )


def main() -> None:
    """Start the server, measure, stop it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rate", type=int, default=50)
    asked.add_argument("--seconds", type=int, default=20)
    asked.add_argument("--port", type=int, default=8931)
    asked.add_argument("--home", type=Path, default=Path("var/benchmarks"))
    given = asked.parse_args()
    here, there = multiprocessing.get_context("spawn").Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(given.home.resolve(), given.port, there))
    server.start()
    try:
        session = here.recv()
        time.sleep(2)
        asyncio.run(measure(given.port, session, given.rate, given.seconds))
    finally:
        server.terminate()
        server.join(20)


if __name__ == "__main__":
    main()
