"""Road cargo as JSON: the shapes of the API."""

from typing import Any

import msgspec

from smartcustoms.trade.road_cargo.model import Bundle, Consignment, Fault, Override, Truck
from smartcustoms.trade.road_cargo.planner import Choice


def consignment_shown(one: Consignment) -> dict[str, Any]:
    """Give a consignment with its eight items."""
    items = msgspec.to_builtins(one.items)
    for who in ("consignor", "consignee"):
        items[who] = {"name": items[who]["name"], "address": items[who]["address"]}
    return {
        "reference": one.number,
        "shipper": one.shipper,
        "agent": one.agent,
        "direction": one.direction.value,
        **items,
        "state": one.state.value,
        "version": one.version,
        "lodged_at": one.lodged_at.isoformat(),
        "bundle": one.bundle,
        "declaration": one.declaration,
        "replaces": one.replaces,
    }


def truck_shown(one: Truck) -> dict[str, Any]:
    """Give a truck with its linked plates."""
    return {
        "truck": one.number,
        "kind": one.kind.value,
        "plates": {each.jurisdiction.value: each.mark for each in one.plates},
        "voice_line": one.has_pin,
    }


def bundle_shown(one: Bundle) -> dict[str, Any]:
    """Give a bundle; reasons only as far as the asker was given them."""
    return {
        "bundle": one.number,
        "truck": one.truck,
        "plates": {each.jurisdiction.value: each.mark for each in one.plates},
        "references": list(one.references),
        "exemption": one.exemption,
        "direction": one.direction.value,
        "control_point": one.control_point,
        "expected_at": one.expected_at.isoformat(),
        "state": one.state.value,
        "instruction": one.instruction.value,
        "instructed_at": one.instructed_at.isoformat() if one.instructed_at else None,
        "way": one.way.value,
        "reasons": [{"code": each.code, "message": str(each.says)} for each in one.reasons],
    }


def choice_shown(one: Choice) -> dict[str, Any]:
    """Give a control point for a trip."""
    return {
        "control_point": one.point.code,
        "name": dict(one.point.names),
        "side": one.point.side.value,
        "refused": one.is_refused,
        "obstacles": [
            {"effect": each.effect.value, "message": str(each.says), "mend": str(each.mend)} for each in one.obstacles
        ],
        "drive_minutes": int(one.drive.total_seconds()) // 60 if one.drive else None,
        "leave_at": one.leave_at.isoformat() if one.leave_at else None,
        "source": one.point.source,
    }


def fault_shown(one: Fault) -> dict[str, Any]:
    """Give a fault."""
    place = {"row": one.row} if one.row else {}
    return {**place, "field": one.field, "seen": one.seen, "message": str(one.says), "mend": str(one.mend)}


def override_shown(one: Override) -> dict[str, Any]:
    """Give a request for another instruction."""
    return {
        "was": one.was.value,
        "to": one.to.value,
        "because": one.because,
        "asked_by": one.asked_by,
        "asked_at": one.asked_at.isoformat(),
        "decided_by": one.decided_by,
        "agreed": one.agreed,
    }
