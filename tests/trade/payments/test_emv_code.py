"""The code to scan: the standard's own check value, every field where the standard puts it, damage seen."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.kernel.money import Money
from smartcustoms.trade.payments import emv_code
from smartcustoms.trade.payments.emv_code import CodeUnreadable
from smartcustoms.trade.payments.model import NoService
from smartcustoms.trade.payments.terms import terms

PAYEE = terms().payee


def test_the_check_is_that_of_the_standard() -> None:
    assert emv_code.crc16("123456789") == "29B1"  # CRC-16/IBM-3740, the catalogue's check value


def test_a_code_names_payee_amount_currency_and_reference() -> None:
    text = emv_code.written(Money(Decimal("210.60"), "HKD"), "PA26000000001X", PAYEE)
    assert text.startswith("000201010212")
    fields = emv_code.read(text)
    assert fields["26.00"] == "hk.com.hkicl"
    assert (fields["53"], fields["54"], fields["58"]) == ("344", "210.60", "HK")
    assert fields["62.05"] == "PA26000000001X"
    assert fields["63"] == text[-4:]


def test_a_currency_without_its_number_is_refused() -> None:
    with pytest.raises(NoService):
        emv_code.written(Money(Decimal(1), "JPY"), "X", PAYEE)


@given(st.decimals("0.01", "9999999.99", places=2), st.from_regex(r"[A-Z0-9]{1,25}", fullmatch=True))
def test_what_is_written_is_read_back(amount: Decimal, reference: str) -> None:
    money = Money(amount, "HKD").rounded()
    fields = emv_code.read(emv_code.written(money, reference, PAYEE))
    assert emv_code.amount_of(fields) == money
    assert fields["62.05"] == reference


@given(st.integers(0, 200), st.characters(min_codepoint=33, max_codepoint=126))
def test_a_changed_letter_is_seen(place: int, letter: str) -> None:
    good = emv_code.written(Money(Decimal("210.60"), "HKD"), "PA26000000001X", PAYEE)
    place %= len(good)
    if good[place] != letter:
        with pytest.raises(CodeUnreadable):
            emv_code.read(good[:place] + letter + good[place + 1 :])


@given(st.text(max_size=120))
def test_no_text_breaks_the_reader(text: str) -> None:
    with pytest.raises(CodeUnreadable):
        emv_code.read(text)
