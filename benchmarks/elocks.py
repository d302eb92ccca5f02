"""How fast e-lock frames are read and journeys judged on one core, beside plain copying and unpacking in the same run.

JT/T 808: 0x0200 frames of simulated locks (position, kilometres, signal, satellites, SIM, volts; every value drawn with a fixed seed).
*columns* reads many frames together by numpy, as a gateway does that drains its sockets in turns; *plain* reads one frame into one
`Message` with the lock's whole state. Limits: copying the bytes, and one struct.unpack of 28 bytes per frame and nothing else.
Time is this process's CPU time, the best of the rounds (the machine may be shared). Columns and plain must agree or the run fails.

Repeat:  .venv/bin/python benchmarks/elocks.py            (about a minute)
"""

import argparse
import struct
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

from smartcustoms.trade.elocks.journey import Fix, Journey
from smartcustoms.trade.elocks.judging import alarms
from smartcustoms.trade.elocks.protocols import jt808, jt808_writing
from smartcustoms.trade.elocks.protocols.jt808_batch import decode_batch

START = datetime(2026, 1, 1, tzinfo=UTC)


def simulated(count: int, seed: int = 1) -> list[bytes]:
    """Write the frames of as many simulated locks as there are frames."""
    draw = Random(seed)
    return [_frame(draw, number) for number in range(count)]


def _frame(draw: Random, number: int) -> bytes:
    items = [
        (0x01, draw.randrange(2**31).to_bytes(4, "big")), (0x30, bytes([draw.randrange(32)])), (0x31, bytes([draw.randrange(20)])),
        (0x2A, b"\0\0"), (0xCC, b"89860491192191035485"), (0x69, draw.randrange(300, 420).to_bytes(2, "big")),
    ]  # fmt: skip
    body = jt808_writing.location(
        START + timedelta(seconds=number),
        22 + draw.random(),
        113 + draw.random(),
        speed_kmh=draw.randrange(100),
        items=items,
    )
    return jt808_writing.frame(0x0200, str(13_800_000_000 + number), number, body)


def best(what: Callable[[], object], rounds: int) -> float:
    """Give the least CPU seconds of the rounds."""
    least = float("inf")
    for _ in range(rounds):
        began = time.process_time()
        what()
        least = min(least, time.process_time() - began)
    return least


def plain(stream: bytes) -> list[jt808.Message]:
    """Read a stream frame by frame."""
    session = jt808.Session()
    frames, _ = jt808.split(stream)
    return [jt808.decode(jt808.unescape(frame), session) for frame in frames]


def unpacked(frames: list[bytes]) -> int:
    """Unpack 28 bytes of each frame and nothing else: what Python cannot go below with one struct call per frame."""
    layout = struct.Struct(">IIIIhHH6s")
    return sum(layout.unpack_from(frame, 13)[0] for frame in frames)


def check(stream: bytes, count: int) -> None:
    """Fail unless columns and plain say the same of every frame."""
    batch, messages = decode_batch(stream), plain(stream)
    one_by_one = [
        (fix.latitude, fix.longitude, fix.time and fix.time.timestamp()) for each in messages for fix in each.positions
    ]
    columns = list(zip(batch.latitude.tolist(), batch.longitude.tolist(), batch.time.tolist(), strict=True))
    if len(columns) != count or columns != one_by_one:
        raise SystemExit("columns and plain do not agree: the figures would mean nothing")


def judging(rounds: int) -> tuple[int, float]:
    """Judge a lawful drive of four hours at a fix every 30 s; give fixes and seconds."""
    line = tuple((22 + n / 50, 114 + (n % 3) / 500) for n in range(40))
    journey = Journey("benchmark", line, (line[0], line[20], line[-1]))
    fixes = [
        Fix(START.timestamp() + n * 30, 22.0 + n * 0.0016, 114.002, 60.0, rope=True, motor=True, cover=True)
        for n in range(480)
    ]
    return len(fixes), best(lambda: alarms(journey, fixes), rounds)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=7)
    chosen = parser.parse_args()
    frames = simulated(chosen.frames)
    stream = b"".join(frames)
    check(stream, len(frames))
    print(
        f"{len(frames)} simulated JT/T 808 frames, {len(stream) / len(frames):.0f} bytes each; CPU seconds, best of {chosen.rounds}"
    )
    rows = [
        ("copy the bytes", best(lambda: bytearray(stream), chosen.rounds)),
        ("one struct.unpack each", best(lambda: unpacked(frames), chosen.rounds)),
    ]
    rows += [
        (f"columns, {size} frames at a time", _in_pieces(frames, size, chosen.rounds))
        for size in (50, 500, 5_000, len(frames))
    ]
    rows.append(("plain, whole state", best(lambda: plain(stream), chosen.rounds)))
    limit = rows[1][1]
    print(f"{'way':34s} {'frames/s':>12s} {'of struct.unpack alone':>24s}")
    for name, seconds in rows:
        print(f"{name:34s} {len(frames) / seconds:12,.0f} {limit / seconds:23.2f}x")
    count, seconds = judging(chosen.rounds)
    print(f"judging a whole journey of {count} fixes: {seconds * 1000:.2f} ms, {count / seconds:,.0f} fixes/s")


def _in_pieces(frames: list[bytes], size: int, rounds: int) -> float:
    pieces = [b"".join(frames[at : at + size]) for at in range(0, len(frames), size)]
    return best(lambda: [decode_batch(piece) for piece in pieces], rounds)


if __name__ == "__main__":
    main()
