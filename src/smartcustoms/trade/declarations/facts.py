"""Turn checked declarations into risk rows (trade/risk/model.py FACTS): what the engine judges."""

from collections.abc import Iterable

import polars as pl

from smartcustoms.trade.declarations.model import Checked
from smartcustoms.trade.risk.model import FACTS


def risk_rows(found: Iterable[tuple[str, Checked]]) -> pl.DataFrame:
    """Give one risk row per goods item of numbered declarations."""
    rows = []
    for number, each in found:
        header = each.header
        shared = (
            number,
            header.declared_on,
            header.direction.value,
            header.office,
            header.procedure,
            header.type,
            header.use,
            header.payment,
            header.transport,
            header.declarant,
            header.importer,
            header.seller,
            header.courier,
        )
        rows += [
            (
                *shared[:1],
                item.item,
                *shared[1:],
                item.hs_code,
                header.departure,
                item.origin,
                header.destination,
                header.route,
                float(item.tax_rate),
                item.tax_type,
                item.origin_marking,
                float(item.net_mass_kg),
                float(item.value),
                item.packages,
                item.description,
            )
            for item in each.items
        ]
    return pl.DataFrame(rows, schema=dict(FACTS), orient="row")


def risk_frame(frame: pl.DataFrame) -> pl.DataFrame:
    """Give the risk rows of a file's tidied text columns plus `declaration` and `item`; what cannot be read is null."""
    amounts = ("tax_rate", "net_mass_kg", "value")
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
        *(pl.col(name).cast(pl.Float64, strict=False).fill_null(0.0) for name in amounts),
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
    ).select(pl.col(name).cast(kind) for name, kind in FACTS.items())
