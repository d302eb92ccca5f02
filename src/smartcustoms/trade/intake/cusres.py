"""Write CUSRES: the answer to a CUSDEC, a CUSCAR or a CUSREP, taken or refused with each fault and its segment."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from smartcustoms.kernel.edifact.model import Interchange
from smartcustoms.kernel.edifact.writing import Given, written

TAKEN: Final = ("962", "AP")
REFUSED: Final = ("963", "RE")
"""Data elements 1001 and 4343: document response, accepted; error response, rejected. source: from memory of UN/EDIFACT UNCL."""
_MOST: Final = 999


def responses(to: Interchange, answers: Sequence[Mapping[str, Any]], *, at: datetime, reference: str) -> str:
    """Write one interchange with a CUSRES for each message that was answered.

    An error is said thrice: where (ERP: path and number of the segment), what kind (ERC: 13 missing, 12 invalid; the numbers of CONTRL),
    and in words with its mend (FTX, our own code before them).

    Args:
        to: the interchange that is answered.
        answers: for each message: `message` (its reference), `reference` (the sender's own), `number` (ours; empty when refused),
            `errors` (code, message, segment in the message, tag).
        at: the moment of the answer.
        reference: the reference of the answering interchange.
    """
    directory = next((each.release for each in to.messages), "96B")
    rows: list[Given] = []
    for place, each in enumerate(answers, start=1):
        rows += _message(str(place), each, at, directory)
    day = at.strftime("%Y%m%d" if to.version == "4" else "%y%m%d")
    head: Given = (
        "UNB",
        ("UNOW", to.version),
        (to.recipient, to.recipient_code),
        (to.sender, to.sender_code),
        (day, at.strftime("%H%M")),
        reference,
    )
    return written([head, *rows, ("UNZ", str(len(answers)), reference)])


def _message(number: str, each: Mapping[str, Any], at: datetime, directory: str) -> list[Given]:
    errors = list(each.get("errors") or [])[:_MOST]
    name, response = REFUSED if errors else TAKEN
    rows: list[Given] = [
        ("UNH", number, ("CUSRES", "D", directory, "UN")),
        ("BGM", name, str(each.get("number") or each.get("reference") or "")[:35], "", response),
        ("DTM", ("9", at.strftime("%Y%m%d%H%M%S"), "204")),
        ("RFF", ("ACW", str(each.get("message", ""))[:35])),
    ]
    if each.get("reference"):
        rows.append(("RFF", ("ABO", str(each["reference"])[:35])))
    if each.get("number"):
        rows.append(("RFF", ("ABT", str(each["number"])[:35])))
    for error in errors:
        rows.append(("ERP", ("", str(error.get("path", ""))[:35], str(error.get("line") or ""))))
        code = str(error.get("code", ""))
        rows.append(("ERC", "13" if "missing" in code else "12"))
        rows.append(
            ("FTX", "AAO", "", code[:17], (str(error.get("message", ""))[:512], str(error.get("mend", ""))[:512]))
        )
    return [*rows, ("UNT", str(len(rows) + 1), number)]
