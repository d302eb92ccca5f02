"""Countries (ISO 3166-1) and currencies (ISO 4217), from the packages `pycountry` and `iso4217`; names by CLDR through Babel."""

from difflib import get_close_matches
from functools import cache
from typing import Final

import iso4217
import pycountry
from babel import Locale

_LOCALES: Final = {"en": "en", "zh-Hant": "zh_Hant", "zh-Hans": "zh_Hans"}
_USUAL_SLIPS: Final = {"UK": "GB", "EL": "GR", "EN": "GB", "SP": "ES", "JA": "JP", "KO": "KR", "SW": "SE", "VI": "VN"}
_SLIPS_OF_MONEY: Final = {
    "RMB": "CNY",
    "NTD": "TWD",
    "STG": "GBP",
    "EURO": "EUR",
    "US$": "USD",
    "HK$": "HKD",
    "YEN": "JPY",
}
_NO_MONEY: Final = frozenset({"XXX", "XTS"})  # "no currency" and "for testing" are codes, but nothing is priced in them


@cache
def countries() -> frozenset[str]:
    """Give the two-letter codes of all countries and territories."""
    return frozenset(each.alpha_2 for each in pycountry.countries)


@cache
def currencies() -> frozenset[str]:
    """Give the three-letter codes of all currencies in which goods can be priced."""
    return frozenset(each.code for each in iso4217.Currency) - _NO_MONEY


@cache
def country_names(language: str = "en") -> dict[str, str]:
    """Give each country's name in a language, by code, in the order of the names."""
    territories = Locale.parse(_LOCALES.get(language, "en")).territories
    named = {code: str(territories.get(code, code)) for code in countries()}
    return dict(sorted(named.items(), key=lambda each: each[1]))


def country_name(code: str, language: str = "en") -> str:
    """Give a country's name in a language; the code itself when there is no such country."""
    return country_names(language).get(code, code)


@cache
def currency_names(language: str = "en") -> dict[str, str]:
    """Give each currency's name in a language, by code, in the order of the codes."""
    names = Locale.parse(_LOCALES.get(language, "en")).currencies
    return {code: str(names.get(code, code)) for code in sorted(currencies())}


def country_meant(text: str) -> str | None:
    """Guess the country meant by a text that is no code: a usual slip (UK), three letters (DEU), or a name (Germany)."""
    seen = text.strip()[:60].upper()
    if seen in _USUAL_SLIPS:
        return _USUAL_SLIPS[seen]
    three = pycountry.countries.get(alpha_3=seen) if len(seen) == 3 else None
    if three is not None:
        return str(three.alpha_2)
    close = get_close_matches(seen, _countries_by_name(), n=1, cutoff=0.85) if len(seen) > 3 else []
    return _countries_by_name()[close[0]] if close else None


def currency_meant(text: str) -> str | None:
    """Guess the currency meant by a text that is no code: a usual slip (RMB), or one letter off."""
    seen = text.strip()[:10].upper()
    if seen in _SLIPS_OF_MONEY:
        return _SLIPS_OF_MONEY[seen]
    near = get_close_matches(seen, sorted(currencies()), n=10, cutoff=0.66)
    # the first two letters are the country: a slip in the last is the likeliest
    return max(near, key=lambda code: (code[:2] == seen[:2], code[:1] == seen[:1])) if near else None


@cache
def _countries_by_name() -> dict[str, str]:
    return {name.upper(): code for code, name in country_names("en").items()} | {
        each.name.upper(): each.alpha_2 for each in pycountry.countries
    }
