"""Plates: every grammar, what a camera confuses, and that no plate that can be issued becomes another one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.trade.crossing.plates import (
    GRAMMARS,
    Style,
    Territory,
    bare,
    read,
    readings,
    registered,
    shown,
)

PLATES = st.one_of(*(st.from_regex(grammar, fullmatch=True).map(bare) for grammar in GRAMMARS.values()))


@pytest.mark.parametrize(
    ("text", "style", "key"),
    [
        ("AB 1234", Style.HK_STANDARD, "HK:AB1234"),
        ("ab1", Style.HK_STANDARD, "HK:AB1"),
        ("88", Style.HK_SPECIAL, "HK:88"),
        ("F 903", Style.HK_SPECIAL, "HK:F903"),
        ("ZG 77", Style.HK_STANDARD, "HK:ZG77"),
        ("LUCKY 8", Style.HK_PERSONALISED, "HK:LUCKY8"),
        ("粤Z·1234港", Style.CN_CROSS_BOUNDARY, "CN:粤Z1234港"),
        ("粵Z K7P2 澳", Style.CN_CROSS_BOUNDARY, "CN:粤ZK7P2澳"),
        ("粤B·A1234", Style.CN_ORDINARY, "CN:粤BA1234"),
        ("粤B D12345", Style.CN_NEW_ENERGY, "CN:粤BD12345"),
        ("湘A12345F", Style.CN_NEW_ENERGY, "CN:湘A12345F"),
        ("MA-12-34", Style.MO_STANDARD, "MO:MA1234"),
        ("ＡＢ　１２３４", Style.HK_STANDARD, "HK:AB1234"),
    ],
)
def test_each_grammar(text: str, style: Style, key: str) -> None:
    found = read(text)
    assert found is not None
    assert style in found.styles
    assert key in found.keys
    assert not found.repaired


@pytest.mark.parametrize(
    ("seen", "meant"),
    [("A8 I2E4", None), ("A8 1234", "AB1234"), ("AB I2O4", "AB1204"), ("粤Z12O4港", "粤Z1204港"), ("粤8A1234", "粤BA1234"),
     ("粤BDI2345", "粤BD12345"), ("M1234", "M1234"), ("MAI234", "MA1234")],
)  # fmt: skip
def test_what_a_camera_confuses_is_put_right_where_the_grammar_leaves_one_choice(seen: str, meant: str | None) -> None:
    found = read(seen)
    assert (found.text if found and meant else None) == meant


@pytest.mark.parametrize("text", ["", "····", "AB 01234 5678 9", "粤", "漢字", "IOQ", "x" * 400, "AB\x001234"])
def test_what_is_no_plate(text: str) -> None:
    assert read(text) is None


def test_one_text_may_be_a_plate_of_two_territories() -> None:
    assert {"HK:MA1234", "MO:MA1234"} == read("MA1234").keys  # type: ignore[union-attr]


def test_no_repair_where_it_could_be_another_plate() -> None:
    assert read("AB 1234") != read("A8 1234")  # the second says that it was repaired
    assert read("粤ZV234港").text != read("粤ZW234港").text  # type: ignore[union-attr]


@given(PLATES)
def test_a_plate_that_can_be_issued_is_never_changed(plate: str) -> None:
    found = read(plate)
    if found is None or found.styles == {Style.HK_PERSONALISED}:
        return
    assert found.text == plate or Style.HK_PERSONALISED in {s for s, g in GRAMMARS.items() if g.fullmatch(plate)}


@given(st.from_regex(GRAMMARS[Style.HK_STANDARD], fullmatch=True).map(bare), st.data())
def test_a_slip_between_letter_and_digit_is_put_right(plate: str, data: st.DataObject) -> None:
    slips = {"D": "0", "B": "8", "Z": "2", "S": "5", "0": "O", "1": "I", "8": "B", "2": "Z", "5": "S"}
    where = data.draw(st.integers(0, len(plate) - 1))
    if plate[where] not in slips or len(plate) < 3:
        return
    slipped = plate[:where] + slips[plate[where]] + plate[where + 1 :]
    found = read(slipped)
    assert found is None or found.text == plate or found.text == slipped  # put right, or itself a plate as it stands


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_and_shown_again_the_same(text: str) -> None:
    found = read(text)
    for key in found.keys if found else ():
        again = read(shown(key))
        assert again is not None
        assert key in again.keys


def test_a_register_names_the_territory() -> None:
    assert registered("ma 12-34", Territory.MACAO) == "MO:MA1234"
    assert registered("粵Z 1234 港", Territory.MAINLAND) == "CN:粤Z1234港"
    assert registered("粤Z1234港", Territory.HONG_KONG) is None
    assert len(readings(["AB 1234", "AB1234", "noise here and more"])) == 1
