"""What a submission is, and what becomes of it: a declaration, cargo reports, or a refusal that says why."""

import hashlib
from collections.abc import Mapping
from typing import Any

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.edifact.contrl import answers as contrl
from smartcustoms.kernel.edifact.model import EdifactRefused, Message, Reading
from smartcustoms.kernel.edifact.reading import read
from smartcustoms.kernel.edifact.shown import fault_shown
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.cargo_reports import actions as cargo_reports
from smartcustoms.trade.cargo_reports import model as cargo_model
from smartcustoms.trade.declarations import actions as declarations
from smartcustoms.trade.declarations.model import Channel, NotAccepted
from smartcustoms.trade.intake.cusres import responses
from smartcustoms.trade.intake.from_cusdec import mapped


class SubmissionRefused(Exception):
    """What was sent is refused; `answer` tells every fault. Nothing of it is kept but the submission itself."""

    def __init__(self, kind: str, answer: Mapping[str, Any]) -> None:
        super().__init__(kind)
        self.kind, self.answer = kind, answer


def lodge(uow: UnitOfWork, content: bytes, *, number: str) -> tuple[str, dict[str, Any]]:
    """Lodge what was sent in its sender's name; give its kind and the answer.

    Args:
        uow: a unit of the sender's, at the moment the submission first came.
        content: what was sent.
        number: the submission's number: the idempotency key of what is lodged.

    Raises:
        SubmissionRefused: it is refused.
    """
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:3]
    if start in (b"UNA", b"UNB"):
        return _edifact(uow, content, number)
    try:
        return "cargo_report", {"accepted": True, "reports": _reports(cargo_reports.lodge_file(uow, content))}
    except Refused as refused:
        raise SubmissionRefused("cargo_report", {"accepted": False, "errors": _errors(refused)}) from refused


def _edifact(uow: UnitOfWork, content: bytes, number: str) -> tuple[str, dict[str, Any]]:
    """Lodge every message of an interchange, or none; answer with CONTRL and, when the syntax was in order, CUSRES."""
    reading = read(content)
    control = contrl(reading, at=uow.at, first=int(hashlib.sha256(number.encode()).hexdigest()[:7], 16))
    if not reading.is_accepted:
        errors = [fault_shown(each) for each in reading.faults]
        raise SubmissionRefused("edifact", {"accepted": False, "errors": errors, "contrl": control})
    kinds = sorted({each.type for each in reading.messages()})
    answered = [_declaration(uow, each, number) for each in reading.messages() if each.type == "CUSDEC"]
    if {"CUSCAR", "CUSREP"} & set(kinds):
        answered += _cargo(uow, content, reading)
    refused = any(each["errors"] for each in answered)
    told: dict[str, Any] = {"accepted": not refused, "messages": answered, "contrl": control}
    if answered:
        told["cusres"] = responses(reading.interchanges[0], answered, at=uow.at, reference=number[-14:])
    else:
        told["errors"] = [_nothing_to_lodge(kinds)]
    if refused or not answered:
        raise SubmissionRefused("+".join(kinds).lower(), {**told, "accepted": False})
    return "+".join(kinds).lower(), told


def _nothing_to_lodge(kinds: list[str]) -> dict[str, Any]:
    says = sentence("Messages of type {types} are not lodged here.", types=", ".join(kinds))
    return _error("nothing_to_lodge", says, sentence("Send CUSDEC, CUSCAR or CUSREP."))


def _error(code: str, says: Sentence, mend: Sentence, path: str = "", seen: str = "") -> dict[str, Any]:
    return {"code": code, "message": str(says), "path": path, "line": None, "value": seen, "mend": str(mend)}


def _declaration(uow: UnitOfWork, message: Message, number: str) -> dict[str, Any]:
    found = mapped(message)
    told = {"message": message.reference, "reference": found.reference, "number": "", "errors": []}
    try:
        key = f"{number}/{message.starts}"
        lodged = declarations.lodge(uow, found.drafted, through=Channel.API, original=_original(message), key=key)
    except NotAccepted as refused:
        return {**told, "errors": [_declared_fault(each, found.where) for each in refused.faults]}
    return {**told, "number": lodged.number, "lane": lodged.lane.value if lodged.lane else ""}


def _original(message: Message) -> bytes:
    return message.text.encode("utf-8", "replace")


def _cargo(uow: UnitOfWork, content: bytes, reading: Reading) -> list[dict[str, Any]]:
    first = next(each for each in reading.messages() if each.type in ("CUSCAR", "CUSREP"))
    told: dict[str, Any] = {
        "message": first.reference,
        "reference": reading.interchanges[0].reference,
        "number": "",
        "errors": [],
    }
    try:
        filed = _reports(cargo_reports.lodge_file(uow, content))
    except Refused as refused:
        return [{**told, "errors": _errors(refused)}]
    return [{**told, "number": each["number"], "bill": each["bill"]} for each in filed]


def _reports(filed: list[cargo_model.Filing]) -> list[dict[str, Any]]:
    return [{"number": each.number, "bill": each.report.bill, "level": each.report.level.value} for each in filed]


def _errors(refused: Refused) -> list[dict[str, Any]]:
    if isinstance(refused, EdifactRefused):
        return [fault_shown(each) for each in refused.faults]
    if isinstance(refused, cargo_model.NotAccepted):
        return [
            {
                "code": each.code,
                "message": str(each.says),
                "path": each.path,
                "line": each.line,
                "value": each.seen,
                "mend": str(each.mend),
            }
            for each in refused.faults
        ]
    return [_error(refused.code, refused.says, refused.mend, refused.field or "", refused.seen or "")]


def _declared_fault(each: Any, where: Mapping[str, str]) -> dict[str, Any]:
    """Give a fault of the declaration at the segment that its cell came from."""
    path = where.get(each.path, "")
    number = path.partition("/")[0]
    return {
        "code": each.code,
        "message": str(each.says),
        "path": path or each.path,
        "field": each.path,
        "line": int(number) if number.isdecimal() else None,
        "value": each.seen,
        "mend": str(each.mend),
    }
