"""No cell of an exported table is run by a spreadsheet, and numbers stay numbers."""

import csv
import io
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.kernel.spreadsheet import csv_of, harmless


def test_what_would_run_is_marked_as_text() -> None:
    for first in ("=", "+", "-", "@", "\t", "\r"):
        assert harmless(f"{first}cmd()") == f"'{first}cmd()"
    assert [harmless(each) for each in ("cement", "", "a=b", None, Decimal("-2.50"), -3)] == [
        "cement",
        "",
        "a=b",
        None,
        Decimal("-2.50"),
        -3,
    ]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=1, max_size=4))
def test_no_text_of_a_table_begins_a_formula(cells: list[str]) -> None:
    table = csv_of([f"c{place}" for place in range(len(cells))], [cells])
    read = list(csv.reader(io.StringIO(table, newline="")))[1]
    assert [each.removeprefix("'") for each in read] == [each.removeprefix("'") for each in cells]
    assert not [each for each in read if each[:1] in {"=", "+", "-", "@", "\t", "\r"} and each]
