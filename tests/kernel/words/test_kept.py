"""A sentence comes back as it was kept, with the kinds of its values."""

import json
from datetime import UTC, date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.kernel.money import Money
from smartcustoms.kernel.words.kept import NotASentence, as_json, from_json
from smartcustoms.kernel.words.model import Sentence, sentence

amounts = st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9)
values = st.one_of(
    st.text(),
    st.integers(),
    st.booleans(),
    st.none(),
    amounts,
    st.dates(),
    st.datetimes(timezones=st.just(UTC)),
    amounts.map(lambda a: Money(a, "HKD")),
)
plain = st.builds(Sentence, st.text(), st.dictionaries(st.text(), values, max_size=4))
nested = st.builds(Sentence, st.text(), st.dictionaries(st.text(), values | plain, max_size=4))


@given(nested)
def test_round_trip_through_json(said: Sentence) -> None:
    assert from_json(json.loads(json.dumps(as_json(said)))) == said


def test_a_date_stays_a_date() -> None:
    assert from_json(as_json(sentence("since {day}", day=date(2026, 1, 2)))).values["day"] == date(2026, 1, 2)


@pytest.mark.parametrize(
    "kept",
    [
        {},
        {"text": "a"},
        {"text": "a", "values": {"x": {"money": ["?", "HKD"]}}},
        {"text": "a", "values": {"x": {"what": 1}}},
    ],
)
def test_anything_else_is_refused(kept: dict[str, object]) -> None:
    with pytest.raises(NotASentence):
        from_json(kept)
