"""What a submission is, and what becomes of it: a declaration, cargo reports, or a refusal that says why."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, Final

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.edifact.contrl import answers as contrl
from smartcustoms.kernel.edifact.model import EdifactRefused, Message, Reading
from smartcustoms.kernel.edifact.reading import read
from smartcustoms.kernel.edifact.shown import fault_shown
from smartcustoms.kernel.errors import Refused, rule_of
from smartcustoms.kernel.outside import JsonUnfit, read_json
from smartcustoms.kernel.people.queries import require
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.kernel.words.say import say
from smartcustoms.trade.cargo_reports import actions as cargo_reports
from smartcustoms.trade.cargo_reports import model as cargo_model
from smartcustoms.trade.declarations import actions as declarations
from smartcustoms.trade.declarations import queries as declared
from smartcustoms.trade.declarations.model import Channel, NotAccepted
from smartcustoms.trade.documents import actions as documents
from smartcustoms.trade.documents.model import APPLY
from smartcustoms.trade.intake.cusres import responses
from smartcustoms.trade.intake.from_cusdec import mapped

_LOOK: Final = 4096


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
    kind, lodging = _sorted(content)
    try:
        return kind, lodging(uow, content, number)
    except Refused as refused:
        errors = _errors(refused, uow.by.language)
        raise SubmissionRefused(kind, {"accepted": False, "errors": errors}) from refused


Lodging = Callable[[UnitOfWork, bytes, str], dict[str, Any]]


def _sorted(content: bytes) -> tuple[str, Lodging]:
    """Tell what it is by its beginning: a message of the WCO Data Model, our own JSON of a declaration or document, else cargo reports."""
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"<") or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        plain = content[:_LOOK].replace(b"\x00", b"")
        is_wco = b"urn:wco:datamodel" in plain or b"<MetaData" in plain or b"<Declaration" in plain
        return ("wco_message", _wco_message) if is_wco else ("cargo_report", _cargo_reports)
    if start.startswith(b"{"):
        try:
            root = read_json(content)
        except JsonUnfit:
            return "cargo_report", _cargo_reports  # which tells what is wrong with it
        if "items" in root and "declared_on" in root:
            return "declaration", _own_declaration
        if "type" in root and "content" in root:
            return "document", _document
    return "cargo_report", _cargo_reports


def _cargo_reports(uow: UnitOfWork, content: bytes, _number: str) -> dict[str, Any]:
    return {"accepted": True, "reports": _reports(cargo_reports.lodge_file(uow, content))}


def _wco_message(uow: UnitOfWork, content: bytes, number: str) -> dict[str, Any]:
    """Do what a message asks for, and answer with the notification (RES) in XML."""
    done = declarations.by_message(uow, content, through=Channel.API, key=number)
    told = next(each for each in declared.notifications(uow, done.number) if each.place == done.place)
    own = declared.declaration(uow, done.number).header.reference
    row = {
        "kind": done.kind,
        "number": done.number,
        "reference": own or "",
        "errors": [],
        "kept_only": list(done.kept_only),
    }
    return {"accepted": True, "messages": [row], "res": declared.notification_xml(told, done.number, own).decode()}


def _own_declaration(uow: UnitOfWork, content: bytes, number: str) -> dict[str, Any]:
    draft = declared.drafted_from(read_json(content))
    lodged = declarations.lodge(uow, draft, through=Channel.API, original=content, key=number)
    row = {"number": lodged.number, "reference": draft.header.get("reference", ""), "errors": []}
    return {"accepted": True, "messages": [row | {"lane": lodged.lane.value if lodged.lane else ""}]}


def _document(uow: UnitOfWork, content: bytes, number: str) -> dict[str, Any]:
    require(uow.by, APPLY, owner=uow.by.organisation)
    sent = read_json(content)
    kind, reference = str(sent["type"])[:30], str(sent.get("reference", ""))[:60]
    inner = sent["content"] if isinstance(sent["content"], dict) else {}
    lodged = documents.lodge_new(uow, kind, inner, original=content, key=number, reference=reference)
    return {"accepted": True, "messages": [{"number": lodged.number, "reference": reference, "errors": []}]}


def _edifact(uow: UnitOfWork, content: bytes, number: str) -> tuple[str, dict[str, Any]]:
    """Lodge every message of an interchange, or none; answer with CONTRL and, when the syntax was in order, CUSRES."""
    reading = read(content)
    control = contrl(reading, at=uow.at, first=int(hashlib.sha256(number.encode()).hexdigest()[:7], 16))
    if not reading.is_accepted:
        errors = [fault_shown(each, lambda said: say(said, uow.by.language)) for each in reading.faults]
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
        told["errors"] = [_nothing_to_lodge(kinds, uow.by.language)]
    if refused or not answered:
        raise SubmissionRefused("+".join(kinds).lower(), {**told, "accepted": False})
    return "+".join(kinds).lower(), told


def _nothing_to_lodge(kinds: list[str], language: str) -> dict[str, Any]:
    says = sentence("Messages of type {types} are not lodged here.", types=", ".join(kinds))
    return _error("nothing_to_lodge", says, sentence("Send CUSDEC, CUSCAR or CUSREP."), language)


def _error(code: str, says: Sentence, mend: Sentence, language: str, path: str = "", seen: str = "") -> dict[str, Any]:
    told = {"message": say(says, language), "mend": say(mend, language)}
    return {"code": code, **told, "path": path, "line": None, "value": seen, "rule": rule_of(code)}


def _declaration(uow: UnitOfWork, message: Message, number: str) -> dict[str, Any]:
    found = mapped(message)
    told = {"message": message.reference, "reference": found.reference, "number": "", "errors": []}
    try:
        key = f"{number}/{message.starts}"
        lodged = declarations.lodge(uow, found.drafted, through=Channel.API, original=_original(message), key=key)
    except NotAccepted as refused:
        return {**told, "errors": [_declared_fault(each, found.where, uow.by.language) for each in refused.faults]}
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
        return [{**told, "errors": _errors(refused, uow.by.language)}]
    return [{**told, "number": each["number"], "bill": each["bill"]} for each in filed]


def _reports(filed: list[cargo_model.Filing]) -> list[dict[str, Any]]:
    return [{"number": each.number, "bill": each.report.bill, "level": each.report.level.value} for each in filed]


def _errors(refused: Refused, language: str) -> list[dict[str, Any]]:
    """Give every fault of a refusal, in the sender's language."""
    if isinstance(refused, EdifactRefused):
        return [fault_shown(each, lambda said: say(said, language)) for each in refused.faults]
    faults = getattr(refused, "faults", ())
    if not faults:
        return [_error(refused.code, refused.says, refused.mend, language, refused.field or "", refused.seen or "")]
    return [
        {
            "code": each.code,
            "message": say(each.says, language),
            "path": each.path or "",
            "line": getattr(each, "line", None),
            "value": getattr(each, "seen", getattr(each, "value", "")) or "",
            "mend": say(each.mend, language),
            "rule": rule_of(each.code),
        }
        for each in faults
    ]


def _declared_fault(each: Any, where: Mapping[str, str], language: str) -> dict[str, Any]:
    """Give a fault of the declaration at the segment that its cell came from."""
    path = where.get(each.path, "")
    number = path.partition("/")[0]
    return {
        "code": each.code,
        "message": say(each.says, language),
        "path": path or each.path,
        "field": each.path,
        "line": int(number) if number.isdecimal() else None,
        "value": each.seen,
        "mend": say(each.mend, language),
        "rule": rule_of(each.code),
    }
