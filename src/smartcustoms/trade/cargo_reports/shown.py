"""Reports and faults as JSON: the same shapes on the command line and in the API."""

from typing import Any

import msgspec

from smartcustoms.kernel.edifact.model import EdifactRefused
from smartcustoms.kernel.edifact.shown import fault_shown
from smartcustoms.kernel.errors import Refused, rule_of
from smartcustoms.trade.cargo_reports.model import Discrepancy, Fault, Filing, NotAccepted, Report


def report_shown(report: Report) -> dict[str, Any]:
    """Give a report's fields, without those that are empty."""
    fields: dict[str, Any] = msgspec.to_builtins(report)
    for who in ("consignor", "consignee"):
        fields[who] = {name: value for name, value in fields[who].items() if value}
    return {name: value for name, value in fields.items() if value not in (None, "", {}, [], ())}


def errors_shown(refused: Refused) -> list[dict[str, Any]]:
    """Give every fault of a refusal: code, sentence, path, line, value, mend."""
    if isinstance(refused, NotAccepted):
        return [_fault(each) for each in refused.faults]
    if isinstance(refused, EdifactRefused):
        return [fault_shown(each) for each in refused.faults]
    return [
        {
            "code": refused.code,
            "message": str(refused.says),
            "path": refused.field or "",
            "line": None,
            "value": refused.seen or "",
            "mend": str(refused.mend),
            "rule": rule_of(refused.code),
        }
    ]


def filing_shown(filing: Filing) -> dict[str, Any]:
    """Give a lodged report."""
    return {
        "number": filing.number,
        "organisation": filing.organisation,
        "lodged_at": filing.lodged_at.isoformat(),
        "format": filing.format.value,
        "state": filing.state.value,
        "version": filing.version,
        "sha256": filing.original,
        "report": report_shown(filing.report),
    }


def discrepancy_shown(each: Discrepancy) -> dict[str, Any]:
    """Give what a filer is told of a difference."""
    return {
        "kind": each.kind.value,
        "mode": each.mode.value,
        "master": each.master,
        "house": each.house,
        "report": each.report,
        "organisation": each.organisation,
        "side": each.side.value,
        "own": each.own,
        "other": each.other,
        "found_at": each.found_at.isoformat(),
        "due_at": each.due_at.isoformat(),
        "resolved_at": each.resolved_at.isoformat() if each.resolved_at else None,
    }


def _fault(each: Fault) -> dict[str, Any]:
    return {
        "code": each.code,
        "message": str(each.says),
        "path": each.path,
        "line": each.line,
        "value": each.seen,
        "mend": str(each.mend),
        "rule": rule_of(each.code),
        "field": each.field,
    }
