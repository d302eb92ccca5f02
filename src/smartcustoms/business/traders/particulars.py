"""What is written of a trader, checked before it is kept: names, numbers, addresses, roles."""

import re
import unicodedata
from typing import Final

from smartcustoms.business.traders.model import Address, Name, NotATrader, Particulars
from smartcustoms.business.traders.numbers import checked
from smartcustoms.kernel.places import countries
from smartcustoms.kernel.words.model import sentence

LONGEST_NAME: Final = 200
LONGEST_ADDRESS: Final = 400
MOST: Final = 20
"""Most names, numbers or addresses of one trader."""
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")


def cleaned(text: str, *, lines: bool = False) -> str:
    """Give a text without control signs and doubled spaces, composed (NFC)."""
    kept = "".join(
        each if each == "\n" or unicodedata.category(each) not in {"Cc", "Cf", "Cs", "Co"} else " " for each in text
    )
    rows = [" ".join(each.split()) for each in unicodedata.normalize("NFC", kept).splitlines()]
    return ("\n" if lines else " ").join(each for each in rows if each)


def fitting(written: Particulars) -> Particulars:
    """Check and tidy what was written.

    Raises:
        NotATrader: no name, or something is too long or too many; NotAnIdentity: a number cannot be one.
    """
    names = tuple(_name(each) for each in written.names if each.text.strip())
    if not names:
        raise NotATrader(
            sentence("The trader has no name."), mend=sentence("Write at least its legal name."), field="name"
        )
    addresses = tuple(_address(each) for each in written.addresses if each.text.strip())
    known = {checked(each) for each in written.identities}
    identities = tuple(sorted(known, key=lambda each: (each.kind.value, each.country, each.value)))
    for field, many in (("name", names), ("identity", identities), ("address", addresses)):
        if len(many) > MOST:
            raise NotATrader(
                sentence("More than {most} are written.", most=MOST), mend=sentence("Leave out the old ones."),
                field=field, seen=str(len(many)),
            )  # fmt: skip
    return Particulars(tuple(dict.fromkeys(names)), identities, tuple(dict.fromkeys(addresses)), written.roles)


def _name(each: Name) -> Name:
    text = _short(cleaned(each.text), LONGEST_NAME, "name")
    if each.language and not _LANGUAGE.fullmatch(each.language):
        raise NotATrader(
            sentence("The language of a name is not one."), mend=sentence("Write en, zh-Hant or zh-Hans."),
            field="language", seen=each.language[:20],
        )  # fmt: skip
    return Name(text, each.kind, each.language)


def _address(each: Address) -> Address:
    country = each.country.strip().upper()
    if country and country not in countries():
        raise NotATrader(
            sentence("There is no such country."), mend=sentence("Write its two letters, such as HK."),
            field="country", seen=country[:20],
        )  # fmt: skip
    return Address(_short(cleaned(each.text, lines=True), LONGEST_ADDRESS, "address"), country)


def _short(text: str, most: int, field: str) -> str:
    if not text or len(text) > most:
        raise NotATrader(
            sentence("This is empty, or longer than {most} signs.", most=most), mend=sentence("Shorten it."),
            field=field, seen=f"{text[:40]} ({len(text)})",
        )  # fmt: skip
    return text
