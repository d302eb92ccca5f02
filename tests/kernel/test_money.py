"""Money is exact and stays in its currency."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.kernel.money import CurrencyDiffers, Money, NotAnAmount, amount

amounts = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9)


@given(amounts, amounts)
def test_adding_and_taking_away_is_exact(a: Decimal, b: Decimal) -> None:
    assert Money(a, "HKD") + Money(b, "HKD") - Money(b, "HKD") == Money(a, "HKD")


@given(amounts)
def test_rounding_is_within_half_a_unit(a: Decimal) -> None:
    assert abs(Money(a, "HKD").rounded().amount - a) <= Decimal("0.005")
    assert Money(a, "JPY").rounded().amount % 1 == 0


def test_currencies_do_not_mix() -> None:
    with pytest.raises(CurrencyDiffers):
        Money(Decimal(1), "HKD") + Money(Decimal(1), "CNY")


@pytest.mark.parametrize("text", ["", "abc", "NaN", "Infinity", "1,000", "9" * 31, "--1"])
def test_what_is_no_amount_is_refused_in_words(text: str) -> None:
    with pytest.raises(NotAnAmount) as refused:
        amount(text)
    assert "1234.50" in str(refused.value.mend)


@given(st.text(max_size=40))
def test_any_text_is_an_amount_or_refused(text: str) -> None:
    try:
        value = amount(text)
    except NotAnAmount:
        return
    assert value.is_finite()
