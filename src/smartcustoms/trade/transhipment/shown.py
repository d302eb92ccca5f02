"""What is known of transhipment as plain JSON values. Pure."""

from datetime import datetime
from typing import Any

from smartcustoms.trade.transhipment.model import Agreement, Application, Class, Company, Line, Whole


def plain_application(each: Application) -> dict[str, Any]:
    """Give an application as plain JSON values."""
    one = each.particulars
    days = ("arrives_on", "bill_on", "certificate_on")
    texts = (
        "agreement",
        "origin",
        "destination",
        "place",
        "consignor",
        "consignee",
        "through_bill",
        "bill_from",
        "bill_to",
        "certificate",
    )
    said: dict[str, Any] = {name: getattr(one, name) for name in texts}
    said |= {name: getattr(one, name).isoformat() if getattr(one, name) else None for name in days}
    said |= {name: getattr(one, name) for name in ("arrives_by", "leaves_by", "processing")}
    said["goods"] = [
        {"hs_code": g.hs_code, "description": g.description, "packages": g.packages,
         "gross_mass_kg": None if g.gross_mass_kg is None else f"{g.gross_mass_kg:f}"}
        for g in one.goods
    ]  # fmt: skip
    return {
        "number": each.number,
        "organisation": each.organisation,
        "state": each.state.value,
        "version": each.version,
        "particulars": said,
        "class": each.of,
        "fee": None if each.fee is None else str(each.fee.amount),
        "currency": None if each.fee is None else each.fee.currency,
        "note": each.note,
        "bound_minutes": each.bound,
        "because": each.because,
        "paper": each.paper,
        **{
            name: _moment(getattr(each, name))
            for name in ("begun_at", "lodged_at", "queued_at", "taken_at", "decided_at")
        },
    }


def plain_whole(found: Whole) -> dict[str, Any]:
    """Give an application with all that belongs to it as plain JSON values."""
    return {
        **plain_application(found.application),
        "files": [
            {"id": str(each.id), "kind": each.kind, "name": each.name, "hash": each.hash, "size": each.size}
            for each in found.files
        ],
        "controls": [
            {"kind": each.kind, "planned_on": each.planned_on.isoformat(), "instructions": each.instructions,
             "in_order": each.in_order, "note": each.note, "done_at": _moment(each.done_at)}
            for each in found.controls
        ],
        "history": [{"at": each.at.isoformat(), "step": each.step, "note": each.note} for each in found.history],
    }  # fmt: skip


def plain_company(each: Company, *, all_seen: bool = True) -> dict[str, Any]:
    """Give a registration as plain JSON values."""
    said = {
        "organisation": each.organisation,
        "state": each.state.value,
        "name": each.name,
        "business_number": each.business_number,
        "valid_until": each.valid_until.isoformat(),
        "address": each.address,
        "contact": each.contact,
        "asked_at": each.asked_at.isoformat(),
        "decided_at": _moment(each.decided_at),
        "because": each.because,
    }
    return said | ({"decided_by": each.decided_by} if all_seen else {})


def plain_line(found: Line) -> dict[str, Any]:
    """Give the queue as it stands as plain JSON values."""
    return {
        "rule": {
            "in_a_row": found.rule.in_a_row,
            "officers": found.rule.officers,
            "longest_minutes": found.rule.longest,
            "source": found.rule.source,
        },
        "row": found.row,
        "days": found.days,
        "over_bound": found.over_bound,
        "classes": {
            each.value: {
                "waiting": found.waiting[each],
                "oldest_minutes": round(found.oldest[each], 1),
                "newcomers_bound_minutes": found.newcomer[each],
                "taken": found.waits[each].count,
                "p50": round(found.waits[each].p50, 1),
                "p90": round(found.waits[each].p90, 1),
                "max": round(found.waits[each].longest, 1),
                "largest_share_of_bound": round(found.waits[each].bound_reached, 3),
            }
            for each in Class
        },
    }  # fmt: skip


def plain_agreement(each: Agreement) -> dict[str, Any]:
    """Give an agreement as plain JSON values."""
    return {
        "code": each.code,
        "names": dict(each.names),
        "since": each.since.isoformat(),
        "until": each.until.isoformat() if each.until else None,
        "north": sorted(each.north),
        "south": sorted(each.south),
        "certificate_months": each.certificate_months,
        "source": each.source,
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
