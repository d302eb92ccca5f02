"""Sentences are said in the reader's language, with values as CLDR writes them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.kernel.money import Money
from smartcustoms.kernel.words.catalogues import CatalogueUnreadable, read
from smartcustoms.kernel.words.model import sentence
from smartcustoms.kernel.words.say import PSEUDO, ago, number, percent, reader, say, shown
from tests.conftest import NOON


def test_a_sentence_without_translation_is_said_in_english() -> None:
    assert say(sentence("Nobody wrote this {n}", n=12345), "zh-Hant") == "Nobody wrote this 12,345"


def test_the_frame_speaks_both_scripts() -> None:
    assert say("Sign in", "zh-Hant") == "登入"
    assert say("Sign in", "zh-Hans") == "登录"


def test_times_are_shown_in_the_administrations_zone() -> None:
    who = reader("en", "Asia/Hong_Kong")
    assert shown(NOON, who) == "24 Nov 2026 12:00"
    assert shown(date(2026, 11, 24), reader("zh-Hant", "Asia/Hong_Kong")) == "2026年11月24日"


def test_money_and_numbers_follow_the_language() -> None:
    who = reader("en", "Asia/Hong_Kong")
    assert shown(Money(Decimal("1234.50"), "HKD"), who) in ("HK$1,234.50", "$1,234.50")
    assert shown(Decimal("0.1"), who) == "0.1"
    assert percent(0.05, who) == "5.0%"
    assert number(1234.5, who, places=2) == "1,234.50"


def test_a_sentence_within_a_sentence_is_said_too() -> None:
    assert say(sentence("Do {what}", what=sentence("Sign in")), "zh-Hant") == "Do 登入"


def test_how_long_ago() -> None:
    assert ago(NOON, NOON + timedelta(minutes=5), reader("en", "UTC")) == "5 minutes ago"


def test_an_unknown_language_reads_english() -> None:
    assert reader("xx", "UTC").language == "en"


@given(st.text(st.characters(codec="ascii", exclude_characters="{}"), min_size=5))
def test_the_made_up_language_is_longer_and_keeps_values(text: str) -> None:
    said = say(sentence(text + " {n}", n=7), PSEUDO)
    assert len(said) >= len(text) * 1.4
    assert "7" in said


def test_a_broken_catalogue_is_named(tmp_path: Path) -> None:
    path = tmp_path / "zh-Hant.po"
    path.write_bytes(b'msgid "a"\nmsgstr "\xff\xfe"\n')
    with pytest.raises(CatalogueUnreadable, match="zh-Hant"):
        read(path)


def test_a_moment_of_another_zone_is_the_same_moment() -> None:
    assert shown(datetime(2026, 11, 24, 4, 0, tzinfo=UTC), reader("en", "UTC")) == "24 Nov 2026 04:00"


def test_a_capabilitys_own_word_goes_before_anothers() -> None:
    who = replace(reader("zh-Hant", "UTC"), capability="app")
    assert say("Value", who) == "價值"
    assert say("Sign in", replace(who, capability="no such")) == "登入"
