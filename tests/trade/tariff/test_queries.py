import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.kernel import places
from smartcustoms.trade.tariff import queries as tariff


def test_hs_2022_has_97_chapters_and_its_headings_and_subheadings() -> None:
    levels = [line.level for line in tariff.lines_found("", 1)] + [
        len(tariff.lines_below(None)),
        len(tariff.subheadings()),
    ]
    assert levels == [97, 5612]  # 96 chapters in use and the one for goods not specified, which is not declared under


def test_every_line_hangs_under_a_line() -> None:
    for code in tariff.subheadings():
        assert [each.code for each in tariff.path(code)] == [code[:2], code[:4], code]


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [("220803", "220830"), ("71080", "071080"), ("6907220000", "690722"), ("690799", "690721"), ("690727", "690722")],
)
def test_a_wrong_code_gets_the_one_meant(wrong: str, meant: str) -> None:
    assert meant in tariff.nearest(wrong)


def test_an_unknown_line_is_refused_with_its_mend() -> None:
    with pytest.raises(tariff.NoSuchLine) as refused:
        tariff.line("2208.03")
    assert "220830" in str(refused.value.mend)


@pytest.mark.parametrize(
    ("asked", "code"),
    [("ceramic tiles", "6907"), ("whisky", "220830"), ("portland cement", "2523"), ("6907.22", "690722")],
)
def test_words_and_code_starts_find_lines(asked: str, code: str) -> None:
    assert any(line.code.startswith(code) for line in tariff.lines_found(asked, 10))


@given(st.text(max_size=300))
def test_no_text_breaks_search_or_nearest(text: str) -> None:
    assert len(tariff.lines_found(text)) <= 20
    assert all(code in tariff.subheadings() for code in tariff.nearest(text))


def test_countries_and_currencies() -> None:
    assert {"HK", "VN", "GB"} <= places.countries()
    assert "ZZ" not in places.countries()
    assert places.country_name("VN", "zh-Hant") == "越南"
    assert [places.country_meant(each) for each in ("UK", "DEU", "Germany", "Viet Nam", "??")] == [
        "GB",
        "DE",
        "DE",
        "VN",
        None,
    ]
    assert [places.currency_meant(each) for each in ("RMB", "HKS", "!!!")] == ["CNY", "HKD", None]
    assert "XXX" not in places.currencies()
