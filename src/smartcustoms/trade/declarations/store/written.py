"""How declarations look in rows: between the model and the tables, both ways."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from smartcustoms.kernel.money import Money
from smartcustoms.kernel.words.kept import as_json, from_json
from smartcustoms.trade.declarations.fields import HEADER, ITEM
from smartcustoms.trade.declarations.model import (
    Channel,
    Checked,
    Declaration,
    Direction,
    Fault,
    GoodsItem,
    Header,
    Listed,
    Reason,
    Status,
    Weight,
)
from smartcustoms.trade.risk.model import Lane

HEADER_COLUMNS = tuple(each.name for each in HEADER)
ITEM_COLUMNS = tuple(each.name for each in ITEM)


def fault_kept(fault: Fault) -> dict[str, Any]:
    """Write a fault as plain JSON values."""
    kept = {name: getattr(fault, name) for name in ("code", "field", "item", "seen")}
    said = {"weight": fault.weight.value, "says": as_json(fault.says), "mend": as_json(fault.mend)}
    return {**kept, **said, "meant": list(fault.meant)}


def fault_of(kept: Mapping[str, Any]) -> Fault:
    """Read a kept fault."""
    return Fault(
        kept["code"],
        Weight(kept["weight"]),
        kept["field"],
        kept["item"],
        kept["seen"],
        from_json(kept["says"]),
        from_json(kept["mend"]),
        tuple(kept["meant"]),
    )


def reason_kept(reason: Reason) -> dict[str, Any]:
    """Write a reason as plain JSON values."""
    return {"says": as_json(reason.says), "mend": as_json(reason.mend) if reason.mend else None}


def reason_of(kept: Mapping[str, Any]) -> Reason:
    """Read a kept reason."""
    return Reason(from_json(kept["says"]), from_json(kept["mend"]) if kept["mend"] else None)


def header_row(found: Checked) -> dict[str, Any]:
    """Give the columns of the table that follow from what was declared."""
    row: dict[str, Any] = {name: getattr(found.header, name) for name in HEADER_COLUMNS}
    return {
        **row,
        "direction": found.header.direction.value,
        "items": len(found.items),
        "first_hs_code": found.items[0].hs_code,
        "total": found.value.amount,
        "told": [fault_kept(each) for each in found.told],
    }


def item_row(item: GoodsItem) -> dict[str, Any]:
    """Give a goods item's columns."""
    return {"item": item.item, **{name: getattr(item, name) for name in ITEM_COLUMNS}}


def declaration_of(row: Mapping[str, Any], items: list[Mapping[str, Any]]) -> Declaration:
    """Read a declaration from its rows."""
    header: dict[str, Any] = {name: row[name] for name in HEADER_COLUMNS}
    header["direction"] = Direction(row["direction"])
    return Declaration(
        number=row["number"],
        lodged_on=row["lodged_on"],
        lodged_at=row["lodged_at"],
        organisation=row["organisation"],
        lodged_by=row["lodged_by"],
        channel=Channel(row["channel"]),
        status=Status(row["status"]),
        lane=Lane(row["lane"]) if row["lane"] else None,
        version=row["version"],
        original=row["original"],
        header=Header(**header),
        items=tuple(item_of(each) for each in items),
        told=tuple(fault_of(each) for each in row["told"]),
    )


def item_of(row: Mapping[str, Any]) -> GoodsItem:
    """Read a goods item from its row; amounts lose the zeros that the column's scale adds."""
    found = {name: row[name] for name in ITEM_COLUMNS}
    exact = {name: _trimmed(value) for name, value in found.items() if isinstance(value, Decimal)}
    return GoodsItem(item=row["item"], **{**found, **exact})


def _trimmed(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def listed_of(row: Mapping[str, Any]) -> Listed:
    """Read a line of a list."""
    same = (
        "number",
        "lodged_at",
        "declared_on",
        "organisation",
        "office",
        "reference",
        "importer",
        "items",
        "first_hs_code",
        "version",
    )
    return Listed(
        **{name: row[name] for name in same},
        direction=Direction(row["direction"]),
        status=Status(row["status"]),
        lane=Lane(row["lane"]) if row["lane"] else None,
        value=Money(_trimmed(row["total"]), row["currency"]),
    )
