"""Hostile files of cargo reports are read or refused in words."""

import json
import random
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.kernel.errors import Refused
from smartcustoms.trade.cargo_reports.checking import checked
from smartcustoms.trade.cargo_reports.reading import entered, read
from tests.hostile import COUNTS, ODD_TEXTS, corpus, json_file, torn, withstood
from tests.kernel.edifact.test_hostile import hostile as hostile_edifact
from tests.trade.cargo_reports.builders import HOUSE, HOUSE_CUSCAR, MASTER, ONE_RECORD, XFWB, XFZB

BOMB = b'<!DOCTYPE a [<!ENTITY b "cccccccccc"><!ENTITY d "&b;&b;&b;&b;">]><Waybill>&d;</Waybill>'
OUTSIDE = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><Waybill>&x;</Waybill>'
_LD, _OURS = json_file(json.loads(ONE_RECORD)), json_file([MASTER, HOUSE])


def hostile_xml(luck: random.Random) -> bytes:
    good = luck.choice([XFWB, XFZB])
    match luck.randrange(6):
        case 0:
            return luck.choice([BOMB, OUTSIDE]) + bytes([luck.randrange(32, 127)]) * luck.randrange(9)
        case 1:
            return b"<a>" * luck.randrange(1, 200_000) + b"x"
        case 2:
            return good.replace(b"Tailors", luck.choice(ODD_TEXTS).encode("utf-8", "surrogatepass"))
        case 3:
            return good.decode().encode(luck.choice(["utf-16", "utf-32", "latin-1"]))
        case 4:
            return good.replace(b"<ram:Name>", b"<ram:Name " + b"a='1' " * luck.randrange(1, 3000) + b">")
        case _:
            return torn(good, luck)


def hostile(luck: random.Random) -> bytes:
    make = luck.choice([hostile_xml, hostile_xml, _LD, _OURS, hostile_edifact, lambda luck: torn(HOUSE_CUSCAR, luck)])
    return make(luck)


def whole(content: bytes) -> str:
    for each in read(content)[:200]:
        checked(each)
    return "read"


@pytest.mark.parametrize("count", COUNTS)
def test_a_corpus_of_hostile_files(count: int) -> None:
    assert withstood(whole, corpus(hostile, count)).total() == count


def test_no_entity_is_opened_and_no_file_read() -> None:
    ends = withstood(whole, [BOMB, OUTSIDE, b"<?xml version='1.0'?>" + OUTSIDE])
    assert ends == {"FileUnreadable": 3}


plain = st.none() | st.booleans() | st.integers() | st.text(max_size=40) | st.floats()
deep = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3)
)


@given(st.dictionaries(st.sampled_from([*MASTER, *HOUSE, "containers", "@type"]), deep, max_size=8))
def test_only_a_refusal_leaves_the_checks(values: dict[str, object]) -> None:
    with suppress(Refused):
        checked(entered(values))


@given(
    st.binary(max_size=200)
    | st.text(max_size=100).map(lambda text: f"<Waybill>{text}</Waybill>".encode("utf-8", "replace"))
)
def test_only_a_refusal_leaves_the_readers(content: bytes) -> None:
    with suppress(Refused):
        whole(content)
