"""How documents look in JSON."""

from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse

from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.web.pages import reader_of
from smartcustoms.kernel.web.refusals import problem
from smartcustoms.kernel.words.say import say
from smartcustoms.trade.documents.model import Listed, NotFilledIn, TypeUnusable
from smartcustoms.trade.documents.queries import Whole
from smartcustoms.trade.documents.web.asked import fault_given


def faulty(request: Request, refused: NotFilledIn | TypeUnusable, *, rule: str = "") -> JSONResponse:
    """Answer a refusal with every fault; `rule` is where the law can be read."""
    who = reader_of(request)
    says, mend = say(refused.says, who), say(refused.mend, who)
    more = {"message": says, "mend": mend, "field": refused.field, "seen": refused.seen, "rule": rule or None}
    return problem(
        refused.status, refused.code, says, **more, errors=[fault_given(request, each) for each in refused.faults]
    )


def problem_of(request: Request, refused: Refused) -> JSONResponse:
    """Answer any other refusal."""
    who = reader_of(request)
    says, mend = say(refused.says, who), say(refused.mend, who)
    return problem(refused.status, refused.code, says, message=says, mend=mend, field=refused.field, seen=refused.seen)


def listed_given(row: Listed) -> dict[str, Any]:
    """Give a row of a list."""
    return {
        "number": row.number,
        "type": row.type,
        "state": row.state.value,
        "title": row.title,
        "reference": row.reference,
        "applicant": row.applicant,
        "lodged_at": row.lodged_at.isoformat() if row.lodged_at else None,
        "changed_at": row.changed_at.isoformat(),
        "waits_for": row.waits_for,
        "waits_since": row.waits_since.isoformat() if row.waits_since else None,
        "valid_until": row.valid_until.isoformat() if row.valid_until else None,
    }


def whole_given(found: Whole) -> dict[str, Any]:
    """Give one document with all that belongs to it."""
    one = found.document
    return {
        "number": one.number,
        "type": one.type,
        "type_version": one.type_version,
        "state": one.state.value,
        "title": one.title,
        "reference": one.reference,
        "version": one.version,
        "content": dict(one.content),
        "fee": {"amount": str(one.fee.amount), "currency": one.fee.currency},
        "lodged_at": one.lodged_at.isoformat() if one.lodged_at else None,
        "waits_for": one.waits_for,
        "waits_since": one.waits_since.isoformat() if one.waits_since else None,
        "paper": one.paper,
        "valid_from": one.valid_from.isoformat() if one.valid_from else None,
        "valid_until": one.valid_until.isoformat() if one.valid_until else None,
        "conditions": [dict(each) for each in one.conditions],
        "reasons": [dict(each) for each in one.reasons],
        **_beside(found),
    }


def _beside(found: Whole) -> dict[str, Any]:
    return {
        "timeline": [
            {"at": each.at.isoformat(), "deed": each.deed, "waits_for": each.waits_for, "note": each.note}
            for each in found.steps
        ],
        "messages": [{"at": each.at.isoformat(), "side": each.side, "text": each.text} for each in found.messages],
        "attachments": [
            {"id": str(each.id), "code": each.code, "name": each.name, "sha256": each.hash, "size": each.size}
            for each in found.attachments
        ],
        "links": [{"relation": each.relation, "other": each.other} for each in found.links],
        "goods": [
            {
                "line": each.line,
                "hs_code": each.hs_code,
                "unit": each.unit,
                "granted": str(each.granted),
                "left": str(each.left),
            }
            for each in found.goods
        ],
        "uses": [
            {"line": each.line, "declaration": each.declaration, "item": each.item, "quantity": str(each.quantity)}
            for each in found.uses
        ],
    }
