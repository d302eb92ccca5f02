"""Hostile files: each is refused with a sentence or read within its caps; none crashes, none hangs."""

import os
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smartcustoms.kernel.errors import Refused
from smartcustoms.trade.declarations.sheets_in import CAPS, table
from tests.trade.declarations.hostile import GOOD_CSV, corpus, sheet_of, xlsx_of

FUZZ = int(os.environ.get("SMARTCUSTOMS_TEST_FUZZ", "2000"))  # make check-release: 200,000


def read(content: bytes) -> str:
    try:
        frame = table(content, name="hostile")
    except Refused as refused:
        return "refused" if str(refused.says) and str(refused.mend) else "refused without a word"
    assert frame.height <= CAPS.rows
    assert frame.width <= CAPS.columns
    return "read"


def slowest(kind: str, count: int) -> tuple[float, set[str]]:
    worst, ends = 0.0, set()
    for content in corpus(kind, count):
        began = time.process_time()
        ends.add(read(content))
        worst = max(worst, time.process_time() - began)
    return worst, ends


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_a_few_of_each_kind(kind: str) -> None:
    worst, ends = slowest(kind, 40)
    assert ends == {"read", "refused"}
    assert worst < 1.0


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_five_hundred_of_each_kind(kind: str) -> None:
    worst, ends = slowest(kind, 500)
    assert ends == {"read", "refused"}
    assert worst < 1.0


@pytest.mark.slow
@settings(max_examples=FUZZ, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=400), st.sampled_from([b"", b"PAR1", b"PK\x03\x04", b"\xef\xbb\xbf", b"\xff\xfe", GOOD_CSV]))
def test_any_bytes(content: bytes, head: bytes) -> None:
    assert read(head + content) in {"read", "refused"}


def test_a_far_cell_does_not_make_room_for_all_before_it() -> None:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert read(xlsx_of(sheet_of('<row r="1"><c r="A1"><v>1</v></c></row>' + far))) == "refused"


def test_a_good_file_is_the_same_by_every_format() -> None:
    from smartcustoms.trade.declarations.sheets_in import as_parquet

    frame = table(GOOD_CSV, name="good.csv")
    assert frame.equals(table(as_parquet(frame), name="good.parquet"))
    assert frame.equals(table(GOOD_CSV.decode().encode("utf-16"), name="good16.csv"))
    assert frame.equals(table(b"\xef\xbb\xbf" + GOOD_CSV, name="good8.csv"))
