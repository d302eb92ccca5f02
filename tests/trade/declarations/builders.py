"""Valid declarations to start from."""

from typing import Any

GOOD_ITEM: dict[str, Any] = {
    "hs_code": "6907.22",
    "description": "Ceramic floor tiles, glazed, water absorption 3 %",
    "origin": "CN",
    "net_mass_kg": 11352.0,
    "gross_mass_kg": "11800",
    "value": "375751.20",
    "packages": 24,
    "tax_rate": "8",
    "tax_type": "A",
}
GOOD: dict[str, Any] = {
    "reference": "BELA-1",
    "declared_on": "2026-11-24",
    "direction": "import",
    "office": "40",
    "procedure": "B",
    "type": "11",
    "use": "21",
    "payment": "11",
    "transport": "40",
    "importer": "7JD1S2X",
    "declarant": "SWF9S4X",
    "seller": "8WDKMC6",
    "departure": "CN",
    "currency": "HKD",
    "items": [GOOD_ITEM],
}


def entered(*, item: dict[str, Any] | None = None, **change: Any) -> dict[str, Any]:
    """Give a good declaration with some fields of its header, or of its one item, changed."""
    return {**GOOD, **change, "items": [{**GOOD_ITEM, **(item or {})}]}
