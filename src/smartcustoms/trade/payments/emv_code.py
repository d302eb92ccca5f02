"""The text of a code to scan: EMVCo QR Code Specification for Payment Systems, merchant-presented mode 1.1; Hong Kong's FPS fields.

A text of fields, each two digits of tag, two of length, then its value; the last is a CRC-16 over all before it.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from smartcustoms.kernel.money import Money
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.payments.model import NoService

_NUMERIC: Final = {"HKD": "344", "CNY": "156", "USD": "840"}
_LONGEST: Final = 512


class CodeUnreadable(NoService):
    """A text is no code of this kind, or its check does not agree."""

    code = "payment_code_unreadable"


def crc16(text: str) -> str:
    """Give the check of a text: ISO/IEC 13239, polynomial 1021, begun with FFFF, four hexadecimal digits."""
    check = 0xFFFF
    for byte in text.encode("utf-8"):
        check ^= byte << 8
        for _ in range(8):
            check = (check << 1 ^ 0x1021 if check & 0x8000 else check << 1) & 0xFFFF
    return f"{check:04X}"


def written(amount: Money, reference: str, payee: Mapping[str, str]) -> str:
    """Write the code by which a payer's bank pays an amount to a payee, once, naming our reference.

    Raises:
        NoService: the currency has no number here.
    """
    if amount.currency not in _NUMERIC:
        raise NoService(
            sentence("This service does not take {currency}.", currency=amount.currency),
            mend=sentence("Pay in another way."),
            field="gateway",
            seen=amount.currency,
        )
    account = _field("00", "hk.com.hkicl") + _field("02", payee["fps"])
    text = "".join(
        [
            _field("00", "01"),
            _field("01", "12"),  # for one payment only
            _field("26", account),
            _field("52", "9311"),  # tax payments
            _field("53", _NUMERIC[amount.currency]),
            _field("54", f"{amount.amount:f}"),
            _field("58", payee["country"]),
            _field("59", payee["name"][:25]),
            _field("60", payee["city"][:15]),
            _field("62", _field("05", reference)),
            "6304",
        ]
    )
    return text + crc16(text)


def read(text: str) -> dict[str, str]:
    """Read a code into its fields; 26.xx and 62.xx are those inside.

    Raises:
        CodeUnreadable: it is torn, or its check does not agree.
    """
    if len(text) > _LONGEST or not text.isascii() or text[-8:-4] != "6304" or crc16(text[:-4]) != text[-4:]:
        raise _unreadable(text)
    fields = _fields(text)
    for outer in ("26", "62"):
        fields |= {f"{outer}.{tag}": value for tag, value in _fields(fields.get(outer, "")).items()}
    return fields


def amount_of(fields: Mapping[str, str]) -> Money:
    """Give the amount that a code asks for."""
    currency = next(name for name, number in _NUMERIC.items() if number == fields["53"])
    return Money(Decimal(fields["54"]), currency)


def _fields(text: str) -> dict[str, str]:
    found, at = dict[str, str](), 0
    while at < len(text):
        head = text[at : at + 4]
        if len(head) < 4 or not head.isdecimal() or at + 4 + int(head[2:]) > len(text):
            raise _unreadable(text)
        found[head[:2]] = text[at + 4 : at + 4 + int(head[2:])]
        at += 4 + int(head[2:])
    return found


def _field(tag: str, value: str) -> str:
    return f"{tag}{len(value):02d}{value}"


def _unreadable(text: str) -> CodeUnreadable:
    return CodeUnreadable(
        sentence("This is no payment code, or it is damaged."), mend=sentence("Scan it again."), seen=text[:40]
    )
