"""Hostile files and bodies: each is refused with a sentence or read within its caps; none crashes, none hangs."""

import io
from collections import Counter
from datetime import date

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.receipts import ReceiptNotOurs, verified
from smartcustoms.trade.declarations.checking import checked
from smartcustoms.trade.declarations.mapping import MappingUnusable, mapped, mapping, mapping_of, shipped
from smartcustoms.trade.declarations.reading import drafted
from smartcustoms.trade.declarations.sheets_in import CAPS, as_parquet, table, text_frame
from smartcustoms.trade.declarations.sheets_parquet import ParquetUnsafe
from smartcustoms.trade.declarations.web.asked import read_json
from tests.hostile import COUNTS, FUZZ, corpus, json_file, withstood
from tests.trade.declarations.hostile import GOOD_CSV, PARSERS, mapping_file, sheet_of, xlsx_of

BODY = {
    "reference": "a", "declared_on": "2026-11-24", "direction": "import", "office": "40", "transport": "40", "departure": "CN",
    "currency": "HKD", "importer": "B1",
    "items": [{"hs_code": "690722", "description": "Ceramic tiles", "origin": "CN", "net_mass_kg": "12.5", "value": 100.5, "packages": 3}],
}  # fmt: skip


def read(content: bytes) -> None:
    frame = table(content, name="hostile")
    assert frame.height <= CAPS.rows
    assert frame.width <= CAPS.columns


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("kind", PARSERS)
def test_files_of_each_kind(kind: str, count: int) -> None:
    read(GOOD_CSV if kind == "csv" else as_parquet(table(GOOD_CSV, name="good")))  # what is slow only once is not timed
    ends = withstood(read, corpus(PARSERS[kind], count))
    assert {"read", "FileUnusable"} <= set(ends)


@pytest.mark.parametrize("count", COUNTS)
def test_mapping_files(count: int) -> None:
    rows = text_frame({"Price": ["1.55"], "HS": ["690722"]})

    def use(content: bytes) -> None:
        mapped(rows, mapping_of("hostile", content.decode("utf-8", "replace")))

    assert withstood(use, corpus(mapping_file, count))["MappingUnusable"] > count // 3


@pytest.mark.parametrize("count", COUNTS)
def test_bodies(count: int) -> None:
    def lodge(content: bytes) -> None:
        entered = read_json(content)
        checked(drafted(entered if isinstance(entered, dict) else {}), on=date(2026, 11, 24))

    ends = withstood(lodge, corpus(json_file(BODY), count))
    assert ends["NotJson"] > count // 4
    assert ends["NotAccepted"] > count // 12


@pytest.mark.parametrize("count", COUNTS)
def test_receipts(count: int) -> None:
    good = "eyJhbGciOiJFZDI1NTE5In0.eyJudW1iZXIiOiJBIn0.c2ln"
    ends = withstood(
        lambda content: verified(content.decode("utf-8", "replace"), b"1" * 32) and None, corpus(json_file(good), count)
    )
    assert ends == Counter({ReceiptNotOurs.__name__: count})


@pytest.mark.slow
@settings(max_examples=FUZZ, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=400), st.sampled_from([b"", b"PAR1", b"PK\x03\x04", b"\xef\xbb\xbf", b"\xff\xfe", GOOD_CSV]))
def test_any_bytes(content: bytes, head: bytes) -> None:
    assert set(withstood(read, [head + content])) <= {"read", "FileUnusable", "PackageUnsafe", "ParquetUnsafe"}


def test_a_far_cell_does_not_make_room_for_all_before_it() -> None:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    with pytest.raises(Refused, match="cell at 1048576"):
        read(xlsx_of(sheet_of('<row r="1"><c r="A1"><v>1</v></c></row>' + far)))


def test_a_text_said_once_is_not_written_out_a_million_times() -> None:
    out = io.BytesIO()
    text = pa.DictionaryArray.from_arrays(pa.array([0] * 900_000, pa.int32()), pa.array(["x" * 5_000]))
    pq.write_table(pa.table({"a": text}), out)
    assert len(out.getvalue()) < 100_000
    with pytest.raises(ParquetUnsafe, match="unpacks to too much"):
        read(out.getvalue())


def test_texts_that_each_repeat_the_one_before_are_not_written_out() -> None:
    out = io.BytesIO()
    rows = pa.table({"a": pa.array(["x" * 3_000] * 50_000)})
    pq.write_table(rows, out, use_dictionary=False, column_encoding={"a": "DELTA_BYTE_ARRAY"}, compression="zstd")
    with pytest.raises(ParquetUnsafe, match="unpacks to too much"):
        read(out.getvalue())


def test_a_text_that_is_no_utf8_is_refused() -> None:
    out = io.BytesIO()
    letters = pa.Array.from_buffers(
        pa.string(), 1, [None, pa.array([0, 2], pa.int32()).buffers()[1], pa.py_buffer(b"\xff\xfe")]
    )
    pq.write_table(pa.table({"a": letters}), out)
    with pytest.raises(Refused, match="cannot be read"):
        read(out.getvalue())


def test_every_way_of_writing_parquet_reads_the_same() -> None:
    frame = pl.DataFrame({"a": ["x", "é", None], "n": [1, 2, 3], "f": [1.0, 2.5, None], "on": [date(2026, 1, 2)] * 3})
    seen = [
        {"data_page_version": "2.0"}, {"use_dictionary": False}, {"version": "1.0"}, {"row_group_size": 1}, {"compression": "brotli"},
        {"column_encoding": {"a": "DELTA_BYTE_ARRAY"}, "use_dictionary": False}, {"write_page_checksum": True},
    ]  # fmt: skip
    for way in seen:
        out = io.BytesIO()
        pq.write_table(frame.to_arrow(), out, **way)
        rows = table(out.getvalue(), name="x").rows()
        assert rows == [
            ("x", "1", "1", "2026-01-02"),
            ("é", "2", "2.5", "2026-01-02"),
            (None, "3", None, "2026-01-02"),
        ], way


def test_a_good_file_is_the_same_by_every_format() -> None:
    frame = table(GOOD_CSV, name="good.csv")
    assert frame.equals(table(as_parquet(frame), name="good.parquet"))
    assert frame.equals(table(GOOD_CSV.decode().encode("utf-16"), name="good16.csv"))
    assert frame.equals(table(b"\xef\xbb\xbf" + GOOD_CSV, name="good8.csv"))


@pytest.mark.parametrize("number", ["1e999999999", "-1e-999999999", "9" * 4000])
def test_a_number_that_is_long_to_write_out_is_refused(number: str) -> None:
    with pytest.raises(Refused, match="cannot be read"):
        read_json(b'{"value": ' + number.encode() + b"}")


def test_a_head_that_looks_like_a_pattern_is_a_head() -> None:
    frame = table(b"*,^.*$,\n1,2,3\n", name="odd.csv")
    assert frame.rows() == [("1", "2", "3")]
    by = mapping_of("odd", '[columns]\nvalue = "*"\nhs_code = "^.*$"\n')
    assert mapped(frame, by).select("value", "hs_code").rows() == [("1", "2")]


def test_a_request_cannot_choose_a_file_of_the_server(tmp_path: object) -> None:
    own = f"{tmp_path}/own.toml"
    with open(own, "w", encoding="utf-8") as file:  # noqa: PTH123
        file.write('[columns]\nvalue = "Price"\n')
    assert mapping(own).columns == {"value": "Price"}
    with pytest.raises(MappingUnusable, match="no mapping"):
        shipped(own)
