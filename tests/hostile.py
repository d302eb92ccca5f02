"""Hostile files for every reader of outside bytes, seeded; and the run in which a reader must withstand them.

A file is hostile by being torn, deep, large once unpacked, of odd types, in another encoding, or full of what means something elsewhere:
NULs, halves of characters, entities, formulas, paths, terminal codes. Each reader's own test says what it may answer.
"""

import gc
import json
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from smartcustoms.kernel.errors import Refused

FEW, MANY = 60, 500
FUZZ = int(os.environ.get("SMARTCUSTOMS_TEST_FUZZ", "2000"))  # make check-release: 200,000
COUNTS = [pytest.param(FEW, id="few"), pytest.param(MANY, id="five_hundred", marks=pytest.mark.slow)]
"""Every corpus runs twice: a few of its files in `make check`, all 500 with the slow tests."""
LONGEST_S = 1.0
"""Processor seconds that one file may take; wall time would tell of the machine's other work."""

ODD_TEXTS = (
    "\x00", "a\x00b", "\ud800", "\udfff\ud800", "é" * 300, "禮", "\u202ehtap", "=cmd|'/c calc'!A1", "@SUM(1)", "+1", "-2+3",
    "../../../../etc/passwd", "C:\\..\\x", "file:///etc/passwd", "%00", "%s%n", "{0.__class__}", "${jndi:ldap://x}", "\x1b[2J",
    '"><script>alert(1)</script>', "' or 1=1 --", "<!DOCTYPE a [<!ENTITY b 'c'>]>&b;", "x" * 70_000, "", " ", "\ufeff", "null", "NaN",
    "9" * 5000, "1e999", "-0", "0x10", "١٢٣", "²", "\r\n\r\n", "2026-02-30", "9999-99-99",
)  # fmt: skip
ODD_NUMBERS = (
    "NaN", "Infinity", "-Infinity", "1e999", "-1e999", "1e999999999", "1e-999999999", "9" * 400, "9" * 5000, "-" + "9" * 30,
    "0.1e", "1e400", "2147483648", "9223372036854775808", "1.7976931348623157e308", "-0.0", "00", "1_000", "0x1f",
)  # fmt: skip


MOST_BYTES = 256 << 20
"""Memory that one file may need beside what the process held before."""
_STATUS, _FORGET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


class TookTooLong(BaseException):
    """A reader used more processor time than it may; no reader's own `except` stops this."""


def withstood(read: Callable[[bytes], object], files: Iterable[bytes]) -> Counter[str]:
    """Let a reader meet every file, each within its time and memory; count what it answered: `read`, or the name of its refusal.

    `read` may raise `Refused`, which must say what is wrong and how to mend it, or give an answer; anything else is a crash.
    """
    ends: Counter[str] = Counter()
    before = signal.signal(signal.SIGPROF, _over)
    try:
        for place, content in enumerate(files):
            took, ends_as = _timed(read, content, place)
            if took >= LONGEST_S or ends_as == "over":  # once may be the machine's doing; what hangs hangs again
                took, ends_as = _timed(read, content, place)
            assert ends_as != "over", f"file {place} ({content[:60]!r}…) was stopped after {took:.2f} s, twice"
            assert took < LONGEST_S, f"file {place} ({content[:60]!r}…) took {took:.2f} s, twice"
            ends[ends_as] += 1
    finally:
        signal.signal(signal.SIGPROF, before)
    return ends


def _timed(read: Callable[[bytes], object], content: bytes, place: int) -> tuple[float, str]:
    """Give the processor seconds that a file took, and how it ended; what runs over is stopped."""
    held = _memory("VmRSS") if _forgotten() else 0
    gc.disable()  # a collection of all that a long run has gathered is not the reader's time
    began = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, LONGEST_S)
    try:
        ends_as = _answer(read, content)
    except TookTooLong:
        ends_as = "over"
    except BaseException as crash:
        raise AssertionError(f"file {place} ({content[:60]!r}…, {len(content)} bytes): {crash!r:.300}") from crash
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        gc.enable()
    took = time.process_time() - began
    needed = _memory("VmHWM") - held if held else 0
    assert needed < MOST_BYTES, f"file {place} ({content[:60]!r}…, {len(content)} bytes) needed {needed >> 20} MB"
    return took, ends_as


def _forgotten() -> bool:
    """Let the kernel forget the most memory this process ever held; only Linux can."""
    try:
        _FORGET.write_text("5")
    except OSError:
        return False
    return True


def _memory(name: str) -> int:
    """Give a figure of this process's memory, in bytes."""
    line = next(each for each in _STATUS.read_text().splitlines() if each.startswith(name))
    return int(line.split()[1]) * 1024


def _answer(read: Callable[[bytes], object], content: bytes) -> str:
    try:
        return str(read(content) or "read")
    except Refused as told:
        refused = told
    assert str(refused.says), "a refusal without a word"
    assert str(refused.mend), "a refusal without a mend"
    assert len(str(refused.seen or "")) <= 5000
    return type(refused).__name__


def _over(_signal: int, _frame: FrameType | None) -> None:
    raise TookTooLong(f"more than {LONGEST_S} s")


def corpus(make: Callable[[random.Random], bytes], count: int, seed: int = 2026) -> Iterator[bytes]:
    """Give `count` files, no two alike and the same for the same seed."""
    luck, seen = random.Random(seed), set[int]()
    while len(seen) < count:
        made = make(luck)
        if hash(made) not in seen:
            seen.add(hash(made))
            yield made


def torn(good: bytes, luck: random.Random) -> bytes:
    """Damage bytes as transport, chance or malice does."""
    made = bytearray(good or b"\0")
    place = luck.randrange(len(made))
    match luck.randrange(6):
        case 0:
            del made[place:]
        case 1:
            for _ in range(luck.randrange(1, 40)):
                made[luck.randrange(len(made))] = luck.randrange(256)
        case 2:
            made.insert(place, 0)
        case 3:
            made[place:place] = made[place : place + 200] * luck.randrange(1, 20)
        case 4:
            made[: luck.randrange(1, 30)] = luck.randbytes(luck.randrange(1, 30))
        case _:
            made[place:place] = luck.randbytes(luck.randrange(1, 500))
    return bytes(made)


def json_file(good: Any) -> Callable[[random.Random], bytes]:
    """Give a maker of hostile JSON: a good document hurt in one or a few places, or none at all."""

    def make(luck: random.Random) -> bytes:
        text = json.dumps(good)
        match luck.randrange(9):
            case 0:
                return torn(text.encode(), luck)
            case 1:
                return b"[" * luck.randrange(1, 200_000) + luck.choice([b"", b"1"])
            case 2:
                return b'{"a":' * luck.randrange(1, 100_000)
            case 3:
                return luck.choice(
                    [
                        text.encode("utf-16"),
                        text.encode("utf-32"),
                        b"\xef\xbb\xbf" + text.encode(),
                        b"\xff" + text.encode(),
                    ]
                )
            case 4:
                return luck.randbytes(luck.randrange(400))
            case _:
                return hurt(good, luck).encode("utf-8", "surrogatepass")

    return make


def hurt(good: Any, luck: random.Random) -> str:
    """Write a document with one to three of its places holding what they must not."""
    marks = {f"@{n}@": _odd(luck) for n in range(luck.randrange(1, 4))}
    root = json.loads(json.dumps(good))
    for mark in marks:
        root = _placed(root, mark, luck)
    text = json.dumps(root)
    for mark, odd in marks.items():
        text = text.replace(f'"{mark}"', odd, 1)
    return text


def _odd(luck: random.Random) -> str:
    """Write a piece of JSON, or of what looks like it, that no field expects."""
    match luck.randrange(6):
        case 0:
            return luck.choice(ODD_NUMBERS)
        case 1:
            depth = luck.choice([1, 60, 70, 500, 900, 1100, 5000, 100_000])
            return "[" * depth + "]" * depth
        case 2:
            depth = luck.choice([1, 60, 70, 500, 900, 1100, 5000])
            return '{"a":' * depth + "1" + "}" * depth
        case 3:
            return luck.choice(
                ["true", "null", "{}", "[]", "[null]", '{"":{}}', "[" + "1," * 20_000 + "1]", "tru", "'a'"]
            )
        case 4:
            return json.dumps(luck.choice(ODD_TEXTS), ensure_ascii=luck.random() < 0.5)
        case _:
            return luck.choice(
                [
                    '"\\u0000"',
                    '"\\ud800"',
                    '"\\x00"',
                    '"\x01"',
                    '"' + "\\u00e9" * 9000 + '"',
                    str(luck.randrange(-99, 10**9)),
                ]
            )


def _placed(value: Any, mark: str, luck: random.Random) -> Any:
    """Put a mark somewhere in a document: in place of a value, or as one more."""
    if isinstance(value, dict) and value and luck.random() < 0.95:
        name = luck.choice([*value])
        return {**value, name: _placed(value[name], mark, luck)} if luck.random() < 0.9 else {**value, "more": mark}
    if isinstance(value, list) and value and luck.random() < 0.9:
        place = luck.randrange(len(value))
        return [*value[:place], _placed(value[place], mark, luck), *value[place + 1 :]]
    return mark
