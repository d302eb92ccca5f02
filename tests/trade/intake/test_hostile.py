"""Hostile CUSDECs are mapped or refused in words; what is mapped is checked like any declaration."""

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.kernel.edifact.reading import accepted, read
from smartcustoms.trade.declarations.checking import checked
from smartcustoms.trade.intake.from_cusdec import mapped
from tests.hostile import COUNTS, ODD_TEXTS, corpus, torn, withstood
from tests.kernel.edifact.test_hostile import hostile as hostile_edifact
from tests.trade.intake.builders import CUSDEC


def hostile(luck: random.Random) -> bytes:
    match luck.randrange(4):
        case 0:
            return hostile_edifact(luck)
        case 1:
            row = luck.choice(
                [b"FTX+AAA", b"CST+1", b"NAD+IM", b"LOC+27", b"DTM+137", b"MEA+WT", b"UNS+S", b"UNS", b"TDT"]
            )
            return CUSDEC.replace(b"'PAC", b"'" + b"'".join([row] * luck.randrange(1, 900)) + b"'PAC").replace(
                b"UNT+21", b"UNT+9"
            )
        case 2:
            odd = luck.choice(ODD_TEXTS).replace("'", "").encode("latin-1", "replace")
            return CUSDEC.replace(luck.choice([b"690722", b"BELA-77", b"11352", b"CN", b"20261124"]), odd)
        case _:
            return torn(CUSDEC, luck)


def whole(content: bytes) -> str:
    for message in accepted(content).messages():
        checked(mapped(message).drafted, on=date(2026, 11, 24))
    return "read"


@pytest.mark.parametrize("count", COUNTS)
def test_a_corpus_of_hostile_messages(count: int) -> None:
    ends = withstood(whole, corpus(hostile, count))
    assert ends.total() == count
    assert ends["EdifactRefused"]


ROWS = ("UNS+D", "UNS+S", "CST", "CST+1+690721", "NAD", "NAD+IM", "LOC+22+4", "FTX+AAA", "MOA+39:1:HKD", "DTM+137::102")


@given(st.lists(st.sampled_from(ROWS), max_size=12))
def test_any_order_of_segments_is_mapped(rows: list[str]) -> None:
    body = "".join(f"{row}'" for row in rows)
    text = f"UNB+UNOC:3+A+B+261124:0900+1'UNH+1+CUSDEC:D:96B:UN'{body}UNT+{len(rows) + 2}+1'UNZ+1+1'"
    for message in read(text.encode()).messages():
        assert mapped(message).drafted.items is not None
