"""What histories are kept of: the parts of a risk row and the keys made of them, defined once for every path.

A part is one column of the risk row (or made from one) as text. A key is one part or several together; its text
is the parts' texts joined by `MARK`. The single declaration makes it with `text_of`, a batch with `part_codes`
(integer codes), a cluster with `sql_text`: a test holds the three equal.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final

import polars as pl

MARK: Final = "\x1f"
"""Joins the parts of a key; the ASCII unit separator, which no declared value holds."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a key, in its three forms: of one row (dict), of a Polars frame, of an SQL table.

    `whole`: the whole number that the text writes, as a Polars expression, null where the text is empty; None for
    parts that are text anyway.
    """

    name: str
    of_row: Callable[[Row], str]
    expression: pl.Expr
    sql: str
    whole: pl.Expr | None = None

    @property
    def code(self) -> pl.Expr:
        """Give the part as a 64-bit code, equal for equal texts: the number itself, or a hash of the text."""
        return _hashed(self.expression) if self.whole is None else _numbered(self.whole)

    def codes_of(self, texts: pl.Series) -> pl.Series:
        """Give the same codes for texts of this part."""
        text = pl.col(texts.name)
        code = _hashed(text) if self.whole is None else _numbered(text.cast(pl.Int64, strict=False))
        return texts.to_frame().select(code).to_series()


def _hashed(text: pl.Expr) -> pl.Expr:
    return text.hash(seed=0)


def _numbered(whole: pl.Expr) -> pl.Expr:
    return whole.fill_null(_NO_NUMBER).reinterpret(signed=False)


_NO_NUMBER: Final = -(1 << 62)
"""The code of a number that is not there."""


def _plain(name: str, column: str | None = None) -> Part:
    """Give the part that is a text column as it stands; null counts as empty text."""
    source = column or name

    def of_row(row: Row) -> str:
        return row[source] or ""

    return Part(name, of_row, pl.col(source).fill_null(""), f"coalesce({source}, '')")


def _prefix(name: str, digits: int) -> Part:
    """Give the part that is the first digits of the HS code (2 = chapter, 4 = heading)."""

    def of_row(row: Row) -> str:
        return (row["hs_code"] or "")[:digits]

    return Part(
        name,
        of_row,
        pl.col("hs_code").fill_null("").str.slice(0, digits),
        f"substr(coalesce(hs_code, ''), 1, {digits})",
    )


def _steps(name: str, column: str, per_unit: int) -> Part:
    """Give the part that is a number rounded to a fixed step, as whole-number text: equal in every engine."""

    def of_row(row: Row) -> str:
        number = row[column]
        return "" if number is None else str(int(number * per_unit + 0.5))

    whole = (pl.col(column) * per_unit + 0.5).floor().cast(pl.Int64)
    sql = f"coalesce(cast(cast(floor({column} * {per_unit} + 0.5) as bigint) as varchar(20)), '')"
    return Part(name, of_row, whole.cast(pl.String).fill_null(""), sql, whole)


def _unit_price() -> Part:
    """Give the price per kilogram in tenths: where values are mass x a price list, it tells the national subheading."""

    def of_row(row: Row) -> str:
        mass, value = row["net_mass_kg"], row["value"]
        return str(int(value / mass * 10 + 0.5)) if mass and value is not None and mass > 0 else ""

    known = (pl.col("net_mass_kg") > 0) & pl.col("value").is_not_null()
    price = (pl.col("value") / pl.col("net_mass_kg") * 10 + 0.5).floor().cast(pl.Int64, strict=False)
    whole = pl.when(known).then(price)
    sql = (
        "case when net_mass_kg > 0 and value is not null then "
        "cast(cast(floor(value / net_mass_kg * 10 + 0.5) as bigint) as varchar(20)) else '' end"
    )
    return Part("unit_price", of_row, whole.cast(pl.String).fill_null(""), sql, whole)


PARTS: Final[Mapping[str, Part]] = {
    part.name: part
    for part in (
        *(
            _plain(name)
            for name in (
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
                "origin",
                "destination",
                "route",
                "tax_type",
                "origin_marking",
            )
        ),
        _plain("hs6", "hs_code"),
        _prefix("hs4", 4),
        _prefix("hs2", 2),
        _steps("tax_rate", "tax_rate", 100),
        _steps("mass", "net_mass_kg", 1000),
        _unit_price(),
    )
}
"""Every part, by its name."""


@dataclass(frozen=True, slots=True)
class Key:
    """One thing a history is kept of.

    `statistics` names what the model sees of that history (features.STATISTICS). `memo` marks keys that are so
    narrow that they remember single consignments: the model for goods never seen must not look at them.
    """

    parts: tuple[str, ...]
    statistics: tuple[str, ...]
    memo: bool = False
    party: bool = False

    @property
    def name(self) -> str:
        """Name of the key: its parts joined by a plus sign; "all" for the key of everything."""
        return "+".join(self.parts) or "all"


_FULL = ("rate", "recent", "known", "seen", "age", "revenue")
_PARTY = ("rate", "recent", "known", "seen", "age", "revenue")
_RATES = ("rate", "known")

GOODS: Final = ("hs6", "departure", "origin", "tax_rate", "tax_type")
"""The goods as the tariff sees them; with the mass they make the goods tuple by which novelty is told."""

KEYS: Final[tuple[Key, ...]] = (
    Key((), ("rate",)),
    Key((*GOODS, "mass"), ("rate", "known"), memo=True),
    Key(("hs6", "mass"), ("rate", "known"), memo=True),
    Key(("origin", "mass"), ("rate", "known"), memo=True),
    Key(GOODS, ("rate", "known", "recent")),
    Key(("hs6", "unit_price"), _RATES),
    Key(("hs6", "unit_price", "origin"), _RATES),
    Key(("hs6",), _FULL),
    Key(("hs4",), _RATES),
    Key(("hs2",), ("rate", "recent", "known")),
    Key(("origin",), ("rate", "recent", "known", "seen")),
    Key(("departure",), ("rate", "seen")),
    Key(("tax_type",), _RATES),
    Key(("tax_rate",), _RATES),
    Key(("hs6", "origin"), ("rate", "recent", "known", "seen", "age")),
    Key(("hs6", "departure"), ("seen",)),
    Key(("hs4", "origin"), _RATES),
    Key(("hs2", "origin"), _RATES),
    Key(("hs6", "departure", "origin"), _RATES),
    Key(("hs6", "tax_rate", "tax_type"), _RATES),
    Key(("hs2", "tax_type"), _RATES),
    Key(("origin", "tax_type"), _RATES),
    Key(("departure", "origin"), ("rate", "known", "seen")),
    Key(("route",), ("rate", "seen")),
    Key(("destination",), ("rate", "seen")),
    Key(("hs4", "destination"), ("seen",)),
    Key(("origin_marking",), ("rate",)),
    Key(("transport",), ("rate",)),
    Key(("office",), ("rate", "recent")),
    Key(("procedure",), ("rate",)),
    Key(("type",), ("rate",)),
    Key(("use",), ("rate",)),
    Key(("payment",), ("rate",)),
    Key(("importer",), _PARTY, party=True),
    Key(("declarant",), _PARTY, party=True),
    Key(("seller",), _PARTY, party=True),
    Key(("courier",), _RATES, party=True),
    Key(("importer", "hs4"), ("rate", "known", "seen"), party=True),
    Key(("importer", "origin"), ("rate", "known", "seen"), party=True),
    Key(("seller", "hs4"), ("rate", "known", "seen"), party=True),
    Key(("declarant", "hs2"), ("rate", "known"), party=True),
)
"""Every history kept, in the order of the model's columns."""

KEY: Final[Mapping[str, Key]] = {key.name: key for key in KEYS}
GOODS_TUPLE: Final = KEY["+".join((*GOODS, "mass"))]
PARTIES: Final = ("importer", "declarant", "seller")


Texts = tuple[str, ...]
"""The text of each part of one risk row, in the order of PARTS."""

_PLACE: Final = {name: place for place, name in enumerate(PARTS)}
_GETTERS: Final = {key.name: itemgetter(*(_PLACE[name] for name in key.parts)) if key.parts else None for key in KEYS}


def texts_of(row: Row) -> Texts:
    """Give the text of each part of one risk row."""
    return tuple([part.of_row(row) for part in PARTS.values()])


def text_of(key: Key, texts: Texts) -> str:
    """Give the text under which this row's history is kept, from its parts."""
    get = _GETTERS[key.name]
    if get is None:
        return ""
    got = get(texts)
    return got if len(key.parts) == 1 else MARK.join(got)


def single_getters() -> tuple[tuple[int, "itemgetter[Any]"], ...]:
    """Give (number of parts, getter of those parts' texts) of every key: the quick form of `text_of`."""
    return tuple((len(key.parts), itemgetter(*(_PLACE[name] for name in key.parts))) for key in KEYS if key.parts)


def part_codes() -> list[pl.Expr]:
    """Give one expression per part, named as the part, of its codes for a frame of risk rows."""
    return [part.code.alias(name) for name, part in PARTS.items()]


def text_expression(key: Key) -> pl.Expr:
    """Give the key's text for a frame of risk rows."""
    if not key.parts:
        return pl.lit("")
    return pl.concat_str([PARTS[name].expression for name in key.parts], separator=MARK)


def sql_text(key: Key) -> str:
    """Give the key's text as SQL understood by DuckDB and Spark alike."""
    if not key.parts:
        return "''"
    return " || chr(31) || ".join(f"({PARTS[name].sql})" for name in key.parts)
