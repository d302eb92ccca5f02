"""Identifiers the platform gives out: sortable ids, and numbers people can read out and check."""

import itertools
import re
import secrets
import uuid
from datetime import datetime
from typing import Final

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no I, O: they are misread on paper and over the phone
_MODULUS = 34


_serials = itertools.count(secrets.randbits(29))


def new_id(at: datetime) -> uuid.UUID:
    """Give a UUID version 7 (RFC 9562): it sorts by time, so indexes grow at one end. Works on PostgreSQL 15 to 18.

    Ids that one process gives for the same millisecond sort in the order given (section 6.2, a counter of 30 bits before
    the random ones): the deeds of one transaction are read back in the order they were done.
    """
    milliseconds, serial = int(at.timestamp() * 1000) & (2**48 - 1), next(_serials) & (2**30 - 1)
    value = milliseconds << 80 | 0x7 << 76 | (serial >> 18) << 64  # time, version, the serial's upper 12 bits
    value |= 0b10 << 62 | (serial & (2**18 - 1)) << 44 | secrets.randbits(44)  # variant, its lower 18 bits, random
    return uuid.UUID(int=value)


def check_character(body: str) -> str:
    """Give the check character of a number (ISO/IEC 7064, hybrid system MOD 35,34 over our alphabet)."""
    p = _MODULUS
    for c in body:
        s = (p + _ALPHABET.index(c)) % _MODULUS or _MODULUS
        p = s * 2 % (_MODULUS + 1)
    return _ALPHABET[(_MODULUS + 1 - p) % _MODULUS]


def numbered(prefix: str, year: int, serial: int) -> str:
    """Give a readable number: prefix, two digits of the year, nine of the serial, one check character."""
    body = f"{prefix}{year % 100:02d}{serial:09d}"
    return body + check_character(body)


def is_numbered(text: str, prefix: str) -> bool:
    """Tell whether a text is a number of ours with a right check character."""
    if len(text) != len(prefix) + 12 or not text.startswith(prefix) or any(c not in _ALPHABET for c in text):
        return False
    return check_character(text[:-1]) == text[-1]


def air_waybill(text: str) -> str | None:
    """Give an air waybill number as 11 digits (airline prefix, serial, check digit); None when it is none.

    The eighth digit of the serial is the first seven modulo 7 (IATA Resolution 600a).
    """
    digits = text.strip().replace("-", "").replace(" ", "")
    if len(digits) != 11 or not (digits.isascii() and digits.isdecimal()):
        return None
    return digits if int(digits[3:10]) % 7 == int(digits[10]) else None


_LETTER_VALUES: Final = dict(
    zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", (10, *range(12, 22), *range(23, 33), *range(34, 39)), strict=True)
)
"""Values of letters for the check digit: those that 11 divides are left out."""


def container_check_digit(owner_and_serial: str) -> int:
    """Give the check digit of a container's owner code, category and six digits (ISO 6346, annex A)."""
    values = (_LETTER_VALUES.get(each) if each.isalpha() else int(each) for each in owner_and_serial)
    return sum((value or 0) << place for place, value in enumerate(values)) % 11 % 10


def container_number(text: str) -> str | None:
    """Give a container number (ISO 6346) in capitals without spaces; None when it is none or its check digit is wrong."""
    number = text.strip().replace(" ", "").replace("-", "").upper()
    if re.fullmatch(r"[A-Z]{3}[UJZ][0-9]{7}", number, re.ASCII) is None:
        return None
    return number if container_check_digit(number[:10]) == int(number[10]) else None
