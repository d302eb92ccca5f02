"""What a page, address or command asks about documents, read; each fault names its field. Pure."""

from datetime import date
from typing import Final

from smartcustoms.kernel import places
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.tariff import queries as tariff
from smartcustoms.trade.tariff.model import HsLine

_ALSO: Final = 5
DIRECTIONS: Final = ("import", "export", "transhipment", "transit", "removal")


class NotUnderstood(Refused):
    """What was asked cannot be read."""

    code = "asked_wrongly"


def asked_day(text: str, today: date) -> date:
    """Read a day; nothing said is today.

    Raises:
        NotUnderstood: it is no day.
    """
    try:
        return date.fromisoformat(text.strip()) if text.strip() else today
    except ValueError as wrong:
        raise NotUnderstood(
            sentence("This is no day."),
            mend=sentence("Write a day as year-month-day, such as 2026-11-28."),
            field="on",
            seen=text[:40],
        ) from wrong


def asked_direction(text: str) -> str:
    """Read what goods do.

    Raises:
        NotUnderstood: it is none of the directions.
    """
    found = text.strip().lower()
    if found not in DIRECTIONS:
        raise NotUnderstood(
            sentence("Goods do not go this way."),
            mend=sentence("Choose one of: {known}.", known=", ".join(DIRECTIONS)),
            field="direction",
            seen=text[:40],
        )
    return found


def asked_country(text: str, field: str) -> str:
    """Read a country by its two letters, or by its name; nothing said is no country.

    Raises:
        NotUnderstood: there is none; the mend names what may be meant.
    """
    code = text.strip().upper()
    if not code or code in places.countries():
        return code
    meant = places.country_meant(text.strip()[:60])
    raise NotUnderstood(
        sentence("There is no such country."),
        mend=sentence("Did you mean {codes}?", codes=meant)
        if meant
        else sentence("Write its two letters (ISO 3166), such as CN."),
        field=field,
        seen=text[:40],
    )


def lines_meant(text: str) -> list[HsLine]:
    """Read which goods are meant: an HS code of 2 to 8 digits, or words; the likeliest line first, then others that words may mean.

    Raises:
        NotUnderstood: nothing was said, or no line fits the words.
        NoSuchLine: the nomenclature has no line with this code.
    """
    plain = "".join(c for c in text if c not in ". ")
    if plain.isascii() and plain.isdigit():
        return [tariff.line(plain[:6])]
    found = tariff.lines_found(text[:200], 1 + _ALSO) if text.strip() else []
    if not found:
        raise NotUnderstood(
            sentence("No goods of the nomenclature fit this."),
            mend=sentence("Write an HS code, or plain words such as: mobile telephones."),
            field="goods",
            seen=text[:60],
        )
    return found
