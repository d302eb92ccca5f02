"""Turn checked declarations into risk rows (trade/risk/model.py FACTS): what the engine judges."""

from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from smartcustoms.trade.declarations.model import Checked
from smartcustoms.trade.risk.model import FACTS, SENDER

_AMOUNTS: Final = ("tax_rate", "net_mass_kg", "value")
_OWN: Final = ("item", "hs_code", "origin", "tax_type", "origin_marking", "packages", "description")
_SHARED: Final = (
    "office",
    "procedure",
    "type",
    "use",
    "payment",
    "transport",
    "declarant",
    "importer",
    "seller",
    "courier",
    "departure",
    "destination",
    "route",
)


def risk_rows(number: str, found: Checked, *, factor: float = 1.0) -> list[dict[str, Any]]:
    """Give one risk row per goods item of a numbered declaration; `factor` turns its values into the administration's currency."""
    header = found.header
    shared = {name: getattr(header, name) for name in (*_SHARED, *SENDER)}
    shared |= {"declaration": number, "on": header.declared_on, "direction": header.direction.value}
    return [
        {
            **shared,
            **{name: getattr(item, name) for name in _OWN},
            **{name: float(getattr(item, name)) for name in _AMOUNTS},
            "value": float(item.value) * factor,
        }
        for item in found.items
    ]


def risk_frame(frame: pl.DataFrame, *, factors: Mapping[str, float] | None = None) -> pl.DataFrame:
    """Give the risk rows of a file's tidied text columns plus `declaration` and `item`; what cannot be read is null.

    `factors` turn values into the administration's currency, by the currency declared; without them values stay as they are.
    """
    if factors and set(factors.values()) != {1.0}:
        made = risk_frame(frame)
        factor = frame["currency"].fill_null("").replace_strict(dict(factors), default=1.0, return_dtype=pl.Float64)
        return made.with_columns(value=pl.col("value") * factor)
    texts = (
        "procedure",
        "type",
        "use",
        "payment",
        "transport",
        "departure",
        "origin",
        "tax_type",
        "origin_marking",
        "office",
    )
    return frame.select(
        pl.col("declaration"),
        pl.col("item").cast(pl.Int32),
        pl.col("declared_on").str.to_date("%Y-%m-%d", strict=False).alias("on"),
        *(pl.col(name).fill_null("") for name in texts),
        *(pl.col(name).cast(pl.Float64, strict=False).fill_null(0.0) for name in _AMOUNTS),
        pl.col("packages").cast(pl.Int32, strict=False),
        *(
            pl.col(name)
            for name in (
                "direction",
                "declarant",
                "importer",
                "seller",
                "courier",
                "hs_code",
                "destination",
                "route",
                "description",
            )
        ),
        *(pl.col(name) if name in frame.columns else pl.lit(None).alias(name) for name in SENDER),
    ).select(*(pl.col(name).cast(kind) for name, kind in FACTS.items()), pl.col(*SENDER).cast(pl.String))
