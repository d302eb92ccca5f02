"""Hostile interchanges are read or refused in words, within a second each; memory stays bounded."""

import random
import resource
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.kernel.edifact.contrl import answers
from smartcustoms.kernel.edifact.model import EdifactRefused
from smartcustoms.kernel.edifact.reading import accepted, read
from smartcustoms.kernel.edifact.shown import shown
from tests.conftest import NOON
from tests.hostile import COUNTS, ODD_TEXTS, corpus, torn, withstood
from tests.kernel.edifact.builders import CUSCAR, CUSDEC, group

GOOD = (CUSCAR, CUSDEC, group("1", "2"))


Hurt = Callable[[bytes, random.Random], bytes]


def again(good: bytes, luck: random.Random) -> bytes:
    return good[:60] + luck.choice([b"'", b"+", b":", b"?", b"UNH+", b"'UNB+", b"A"]) * luck.randrange(1, 300_000)


def other_level(good: bytes, luck: random.Random) -> bytes:
    return good.replace(b"UNOC:3", luck.choice([b"UNOX:3", b"UNOY:4", b"UNOW:1", b"UNOB:9"])) + luck.randbytes(50)


def encoded(good: bytes, luck: random.Random) -> bytes:
    return good.decode("latin-1").encode(luck.choice(["utf-16", "utf-32", "utf-8-sig", "cp037"]))


HURTS: tuple[Hurt, ...] = (
    lambda good, luck: good.replace(b"UNA:+.? '", b"UNA" + bytes(luck.choices(range(33, 127), k=6))),
    lambda good, luck: good.replace(b"'", luck.choice([b"?'", b"''", b"'\n ", b"??'", b"' ' "])),
    lambda good, luck: good.replace(b"ACME", luck.choice(ODD_TEXTS).encode("utf-8", "surrogatepass")),
    lambda good, luck: good.replace(b"+", b"+" * luck.randrange(2, 3000), luck.randrange(1, 5)),
    lambda good, luck: good * luck.randrange(2, 200),
    again,
    other_level,
    encoded,
    torn,
    torn,
)


def hostile(luck: random.Random) -> bytes:
    return luck.choice(HURTS)(luck.choice(GOOD), luck)


def whole(content: bytes) -> str:
    reading = read(content)
    shown(reading)
    answers(reading, at=NOON)
    assert all(str(each.says) and str(each.mend) and each.segment > 0 for each in reading.faults)
    accepted(content)
    return "read"


@pytest.mark.parametrize("count", COUNTS)
def test_a_corpus_of_hostile_interchanges(count: int) -> None:
    ends = withstood(whole, corpus(hostile, count))
    assert ends.total() == count
    assert ends["EdifactRefused"] > count // 2


@pytest.mark.parametrize("filling", [b"'", b"A'", b"A+", b"A+:", b"UNH+1'", b"UNB+UNOA:1'", b"?", b"?'", b"UNT+1'"])
def test_the_largest_file_of_one_thing_is_refused_in_a_second(filling: bytes) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    content = CUSDEC[:60] + filling * (4_000_000 // len(filling))
    assert withstood(whole, [content])["EdifactRefused"] == 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 256 * 1024


@given(
    st.binary(max_size=300)
    | st.text("UNABGHTEZ'+:?*. 1\n", max_size=200).map(lambda text: b"UNB+UNOA:3" + text.encode())
)
def test_only_a_refusal_leaves_the_reader(content: bytes) -> None:
    with suppress(EdifactRefused):
        whole(content)
