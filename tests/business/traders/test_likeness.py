"""How alike two traders are: names in letters and Chinese, addresses and numbers."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.business.traders.likeness import (
    WORTH_A_LOOK,
    address_likeness,
    block_keys,
    compared,
    name_likeness,
    pairs_worth,
)
from smartcustoms.business.traders.model import Address, Identity, IdentityKind, Name, Trader

AT = datetime(2026, 11, 1, tzinfo=UTC)


def a_trader(number: str, *names: str, address: str = "", identity: Identity | None = None) -> Trader:
    return Trader(
        number=number,
        names=tuple(Name(each) for each in names),
        addresses=(Address(address),) if address else (),
        identities=(identity,) if identity else (),
        since=AT,
        changed_at=AT,
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Harbour Lantern Trading Limited", "HARBOUR LANTERN TRADING LTD."),
        ("Harbour Lantern Trading Limited", "Lantern Harbour Trdg. Co., Ltd"),
        ("Harbour Lantern Trading Limited", "Harbor Lantern Trading Ltd"),
        ("Blue Dragon International", "Bluedragon Intl"),
        ("順豐貿易有限公司", "顺丰贸易有限公司"),
        ("順豐貿易有限公司", "Shun Feng Trading Limited"),
        ("順豐貿易有限公司", "Shunfeng Trading"),
        ("金門實業有限公司", "Kam Mun Industrial Co Ltd"),
        ("長江物流有限公司", "Changjiang Logistics Limited"),
    ],
)  # fmt: skip
def test_the_same_name_written_otherwise_is_worth_a_look(one: str, other: str) -> None:
    score, reasons = compared(a_trader("1", one), a_trader("2", other))
    assert score >= WORTH_A_LOOK
    assert reasons
    assert pairs_worth([a_trader("1", one), a_trader("2", other)])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Harbour Lantern Trading Limited", "Harbour View Trading Limited"),
        ("Harbour Lantern Trading Limited", "Quiet Valley Textiles"),
        ("順豐貿易有限公司", "長江貿易有限公司"),
        ("順豐貿易有限公司", "Changjiang Trading Limited"),
        ("", "Trading Limited"),
    ],
)
def test_other_names_are_not(one: str, other: str) -> None:
    assert compared(a_trader("1", one), a_trader("2", other))[0] < WORTH_A_LOOK


def test_a_shared_number_decides_and_two_registrations_count_against() -> None:
    business = Identity(IdentityKind.BUSINESS_REGISTRATION, "12345678", "HK")
    tin = Identity(IdentityKind.TIN, "HK12345678", "HK")
    other = Identity(IdentityKind.BUSINESS_REGISTRATION, "87654321", "HK")
    score, reasons = compared(a_trader("1", "Alpha", identity=business), a_trader("2", "Omega Foods", identity=tin))
    assert (score >= 0.9, reasons[0].code) == (True, "same_number")
    one, same = a_trader("1", "Alpha Foods", identity=business), a_trader("2", "Alpha Foods", identity=other)
    score, reasons = compared(one, same)
    assert (score < WORTH_A_LOOK, reasons[-1].code) == (True, "other_number")


def test_addresses_count_by_words_and_numbers() -> None:
    assert address_likeness("12 Nathan Road, Kowloon", "12 Nathan Rd Kowloon") > 0.9
    assert address_likeness("12 Nathan Road, Kowloon", "88 Nathan Rd Kowloon") < 0.75
    assert address_likeness("", "12 Nathan Road") == 0


@given(st.text(max_size=40), st.text(max_size=40))
def test_likeness_is_between_0_and_1_and_the_same_either_way(one: str, other: str) -> None:
    here, there = name_likeness(one, other)[0], name_likeness(other, one)[0]
    assert 0 <= here <= 1
    assert here == pytest.approx(there)
    assert block_keys(a_trader("1", one, other)) == block_keys(a_trader("2", other, one))
