"""Says sentences in the reader's language: translated, with numbers, dates and money by CLDR, times in one time zone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_currency, format_decimal, format_percent

from smartcustoms.kernel.money import Money
from smartcustoms.kernel.settings import read_settings
from smartcustoms.kernel.words.catalogues import own_translations, translations
from smartcustoms.kernel.words.model import LANGUAGES, Sentence

PSEUDO: Final = "qps"
"""A made-up language that shows untranslated text and overflow: accents, and 40 % longer."""

LANGUAGE_NAMES: Final[Mapping[str, str]] = {"en": "English", "zh-Hant": "繁體中文", "zh-Hans": "简体中文"}
_LOCALES = {"en": "en_HK", "zh-Hant": "zh_Hant_HK", "zh-Hans": "zh_Hans_CN", PSEUDO: "en_HK"}
_ACCENTS = str.maketrans("AEIOUaeioucnsyz", "ÅÉÎÖÛåéîöûçñšýž")


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: the language, the time zone in which times are shown, and the capability whose words are meant first."""

    language: str
    zone: tzinfo
    capability: str = ""

    @property
    def locale(self) -> Locale:
        """The CLDR locale of the language."""
        return _locale(self.language)


@cache
def reader(language: str, zone: str | None = None) -> Reader:
    """Give the reader of a language; an unknown one reads English. The zone defaults to the administration's."""
    known = language if language in (*LANGUAGES, PSEUDO) else "en"
    return Reader(known, ZoneInfo(zone or read_settings().time_zone))


def say(said: Sentence | str, language: str | Reader) -> str:
    """Say a sentence in a language: the translation when there is one, else English; values formatted for the reader."""
    who = language if isinstance(language, Reader) else reader(language)
    if isinstance(said, str):
        return translated(said, who.language, who.capability)
    text = translated(said.text, who.language, who.capability)
    return text.format_map({name: shown(value, who) for name, value in said.values.items()})


def translated(text: str, language: str, capability: str = "") -> str:
    """Give the translation of an English text, a capability's own before others'; the text itself when there is none."""
    if language == PSEUDO:
        return _pseudo(text)
    if capability and (own := own_translations(capability, language).get(text)):
        return own
    return translations(language).get(text, text)


def shown(value: Any, who: Reader) -> str:
    """Format a value for a reader: sentences, money, numbers, days and moments; anything else as text."""
    match value:
        case Sentence():
            return say(value, who)
        case Money():
            return format_currency(value.amount, value.currency, locale=who.locale)
        case bool() | None:
            return str(value)
        case int() | float() | Decimal():
            return format_decimal(value, locale=who.locale)
        case datetime() | date():
            return _when(value, who)
        case _:
            return str(value)


def _when(value: date, who: Reader) -> str:
    if isinstance(value, datetime):
        pattern = f"{who.locale.date_formats['medium'].pattern} HH:mm"
        return format_datetime(value, pattern, tzinfo=who.zone, locale=who.locale)
    return format_date(value, "medium", locale=who.locale)


def number(value: float | Decimal, who: Reader, *, places: int) -> str:
    """Format a number with just so many places behind the point."""
    return format_decimal(value, "#,##0." + "0" * places if places else "#,##0", locale=who.locale)


def percent(share: float | Decimal, who: Reader, *, places: int = 1) -> str:
    """Format a share (0.05) as a percentage (5.0 %), always with the same places, so that a column lines up."""
    pattern = "#,##0." + "0" * places + "%" if places else "#,##0%"
    return format_percent(share, pattern, locale=who.locale)


def ago(then: datetime, now: datetime, who: Reader) -> str:
    """Say how long ago a moment was: 5 minutes ago."""
    return format_timedelta(then - now, locale=who.locale, add_direction=True)


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(_LOCALES.get(language, "en_HK"))


def _pseudo(text: str) -> str:
    out, depth = [], 0
    for character in text:
        depth += character in "{"
        out.append(character if depth else character.translate(_ACCENTS))
        depth -= character == "}"
    return f"⟦{''.join(out)}{'·' * (len(text) * 2 // 5)}⟧"
