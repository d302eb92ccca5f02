"""How declarations look in rows: between the model and the tables, both ways."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec

from smartcustoms.kernel.money import Money
from smartcustoms.kernel.words.model import Sentence
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


def plain(thing: object) -> Any:
    """Turn faults, reasons and sentences into plain JSON values."""
    return msgspec.to_builtins(thing, str_keys=True)


def sentence_of(kept: Mapping[str, Any]) -> Sentence:
    """Read a kept sentence, with the sentences inside it."""
    values = {
        name: sentence_of(value) if isinstance(value, Mapping) and set(value) == {"text", "values"} else value
        for name, value in kept["values"].items()
    }
    return Sentence(kept["text"], values)


def fault_of(kept: Mapping[str, Any]) -> Fault:
    """Read a kept fault."""
    return Fault(
        kept["code"],
        Weight(kept["weight"]),
        kept["field"],
        kept["item"],
        kept["seen"],
        sentence_of(kept["says"]),
        sentence_of(kept["mend"]),
        tuple(kept.get("meant", ())),
    )


def reason_of(kept: Mapping[str, Any]) -> Reason:
    """Read a kept reason."""
    return Reason(sentence_of(kept["says"]), sentence_of(kept["mend"]) if kept.get("mend") else None)


def header_row(found: Checked) -> dict[str, Any]:
    """Give the columns of the table that follow from what was declared."""
    row: dict[str, Any] = {name: getattr(found.header, name) for name in HEADER_COLUMNS}
    return {
        **row,
        "direction": found.header.direction.value,
        "items": len(found.items),
        "first_hs_code": found.items[0].hs_code,
        "total": found.value.amount,
        "told": plain(found.told),
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
        reasons=tuple(reason_of(each) for each in row["reasons"]),
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
