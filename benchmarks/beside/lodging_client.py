"""The load of `lodging.py`, a process of its own: lodges declarations over kept-alive connections, prints what it measured.

Written on plain asyncio streams, because a heavier HTTP client would take more of the cores than the server. The machine
token comes on standard input. Each answer must be 201 with a lane, reasons and a receipt, else the run fails.
"""

import argparse
import asyncio
import json
import random
import secrets
import sys
import time
from typing import Any

_GOODS = (
    ("690722", "Ceramic floor tiles, glazed", "CN", 33.1), ("691090", "Wash basins of stoneware", "CN", 33.0),
    ("252329", "Portland cement in bags", "VN", 0.4), ("220830", "Whisky, single malt, bottled", "GB", 310.0),
    ("854231", "Integrated circuits, processors", "TW", 9200.0), ("610910", "T-shirts of cotton, knitted", "BD", 95.0),
    ("870323", "Motor cars, used, petrol", "JP", 120.0), ("020230", "Beef, boneless, frozen", "BR", 48.0),
    ("300490", "Medicaments in tablets", "IN", 420.0), ("940360", "Wooden bookcases", "VN", 41.0),
)  # fmt: skip


def declaration(lot: random.Random) -> dict[str, Any]:
    """Make one declaration of 1 to 3 goods items; parties, goods and prices differ."""
    items = []
    for code, description, origin, price in lot.sample(_GOODS, lot.choice((1, 1, 2, 3))):
        mass = lot.randrange(50, 20_000)
        value = f"{mass * price * lot.uniform(0.6, 1.4):.2f}"
        items.append(
            {"hs_code": code, "description": description, "origin": origin, "net_mass_kg": str(mass), "value": value}
        )
    return {
        "declared_on": time.strftime("%Y-%m-%d"), "direction": "import", "office": lot.choice(("10", "20", "40")),
        "transport": lot.choice(("10", "40")), "departure": items[0]["origin"], "currency": "HKD",
        "importer": f"7JD{lot.randrange(400):04}", "seller": f"8WD{lot.randrange(900):04}",
        "declarant": f"B{lot.randrange(60):03}", "items": items,
    }  # fmt: skip


class Lane:
    """One kept-alive connection."""

    def __init__(self, port: int, token: str) -> None:
        self._port, self._token = port, token
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def lodge(self, body: bytes, key: str) -> None:
        """Lodge one declaration and check the answer; where the server closed the idle connection, again with the same key."""
        try:
            await self._lodge(body, key)
        except (ConnectionError, asyncio.IncompleteReadError):
            self._streams = None
            await self._lodge(body, key)

    async def _lodge(self, body: bytes, key: str) -> None:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        writer.write(
            f"POST /api/v1/declarations HTTP/1.1\r\nHost: localhost:{self._port}\r\nAuthorization: Bearer {self._token}\r\n"
            f"Content-Type: application/json\r\nIdempotency-Key: {key}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.split(b"content-length:")[1].split(b"\r\n", 1)[0])
        answer = await reader.readexactly(length)
        if not head.startswith(b"http/1.1 201"):
            raise RuntimeError(f"{head.decode()}{answer[:300]!r}")
        told = json.loads(answer)
        if not (told["number"] and told["lane"] and told["reasons"] and told["receipt"]):
            raise RuntimeError(f"an answer without all it should hold: {answer[:300]!r}")


async def open_loop(port: int, token: str, rate: int, seconds: int) -> list[float]:
    """Lodge at a rate, however long answers take; each time counts from when the request was due."""
    lot, mark, idle, took = random.Random(1), secrets.token_hex(4), [], []

    async def one(number: int, body: bytes, due: float) -> None:
        lane = idle.pop() if idle else Lane(port, token)
        await lane.lodge(body, f"{mark}-{number}")
        took.append(time.perf_counter() - due)
        idle.append(lane)

    running = []
    start = time.perf_counter()
    for number in range(rate * seconds):
        body, due = json.dumps(declaration(lot)).encode(), start + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        running.append(asyncio.create_task(one(number, body, due)))
    await asyncio.gather(*running)
    return took


async def closed_loop(port: int, token: str, clients: int, seconds: int) -> list[float]:
    """Keep some clients busy, each with one request at a time."""
    mark, took = secrets.token_hex(4), []
    end = time.perf_counter() + seconds

    async def busy(client: int) -> None:
        lane, lot, number = Lane(port, token), random.Random(client), 0
        while (begun := time.perf_counter()) < end:
            number += 1
            await lane.lodge(json.dumps(declaration(lot)).encode(), f"{mark}-{client}-{number}")
            took.append(time.perf_counter() - begun)

    await asyncio.gather(*(busy(client) for client in range(clients)))
    return took


def main() -> None:
    """Load the server as asked; print JSON."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--port", type=int, required=True)
    asked.add_argument("--rate", type=int)
    asked.add_argument("--clients", type=int, default=16)
    asked.add_argument("--seconds", type=int, default=20)
    given = asked.parse_args()
    token = sys.stdin.read().strip()
    begun, cpu = time.perf_counter(), time.process_time()
    if given.rate:
        took = asyncio.run(open_loop(given.port, token, given.rate, given.seconds))
    else:
        took = asyncio.run(closed_loop(given.port, token, given.clients, given.seconds))
    ms = sorted(1000 * each for each in took)
    at = {str(share): ms[min(len(ms) - 1, int(share * len(ms)))] for share in (0.5, 0.95, 0.99)}
    seconds, used = time.perf_counter() - begun, time.process_time() - cpu
    sys.stdout.write(json.dumps({"lodged": len(ms), "seconds": seconds, "cpu": used, "ms": at}))


if __name__ == "__main__":
    main()
