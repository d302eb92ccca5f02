"""CONTRL: the answer that says of an interchange, and of each message of it, whether the syntax was accepted (ISO 9735 part 4)."""

from datetime import datetime
from typing import Final

from smartcustoms.kernel.edifact.faults import KINDS
from smartcustoms.kernel.edifact.model import Fault, Interchange, Message, Reading, Weight
from smartcustoms.kernel.edifact.writing import Given, written

ACCEPTED: Final = "8"
"""Data element 0083: interchange received; for a message 7, acknowledged."""
REJECTED: Final = "4"
_MOST: Final = 99
"""Faults answered of one message."""


def answers(reading: Reading, *, at: datetime, first: int = 1) -> list[str]:
    """Write one CONTRL interchange for each interchange of a file, all but those that hold nothing but a CONTRL.

    Args:
        reading: what was read.
        at: the moment of the answer.
        first: serial number of the first answer; it becomes its interchange reference.
    """
    asked = [each for each in reading.interchanges if {one.type for one in each.messages} != {"CONTRL"}]
    return [_answer(each, _of(each, reading), at, str(first + place)) for place, each in enumerate(asked)]


def _of(interchange: Interchange, reading: Reading) -> list[Fault]:
    """Give the faults that refuse, from this interchange's UNB up to the next one's."""
    later = [each.starts for each in reading.interchanges if each.starts > interchange.starts]
    end = min(later, default=10**12)
    return [
        each for each in reading.faults if each.weight is Weight.REFUSES and interchange.starts <= each.segment < end
    ]


def _answer(asked: Interchange, faults: list[Fault], at: datetime, reference: str) -> str:
    own = [each for each in faults if not each.message]
    rows: list[Given] = [
        (
            "UCI",
            asked.reference,
            (asked.sender, asked.sender_code),
            (asked.recipient, asked.recipient_code),
            REJECTED if own else ACCEPTED,
            *_error(own),
        )
    ]
    for message in asked.messages:
        rows += _message_rows(message, [each for each in faults if each.message == message.reference], lost=bool(own))
    kind = ("CONTRL", "4", "1", "UN") if asked.version == "4" else ("CONTRL", "D", "3", "UN")
    body: list[Given] = [("UNH", "1", kind), *rows]
    body.append(("UNT", str(len(body) + 1), "1"))
    day = at.strftime("%Y%m%d" if asked.version == "4" else "%y%m%d")
    level = "UNOA" if asked.syntax == "UNOA" else "UNOC"
    head: Given = (
        "UNB",
        (level, asked.version),
        (asked.recipient, asked.recipient_code),
        (asked.sender, asked.sender_code),
        (day, at.strftime("%H%M")),
        reference,
    )
    return written([head, *body, ("UNZ", "1", reference)])


def _message_rows(message: Message, faults: list[Fault], *, lost: bool) -> list[Given]:
    kind = (message.type, message.version, message.release, message.agency, message.association)
    action = REJECTED if faults or lost else "7"
    envelope = [each for each in faults if each.tag in ("UNH", "UNT")]
    rows: list[Given] = [("UCM", message.reference, kind, action, *_error(envelope))]
    last = 0
    for each in [one for one in faults if one not in envelope][:_MOST]:
        number = str(KINDS[each.code].contrl)
        if not each.element:
            rows.append(("UCS", str(each.within), number))
            continue
        if each.within != last:
            rows.append(("UCS", str(each.within)))
            last = each.within
        rows.append(("UCD", number, each.element.split(".")))
    return rows


def _error(faults: list[Fault]) -> list[str | list[str]]:
    """Give code, tag and element of the first fault of an envelope."""
    if not faults:
        return []
    each = faults[0]
    element = [each.element.split(".")] if each.element else []
    return [str(KINDS[each.code].contrl), each.tag if each.tag.startswith("UN") else "", *element]
