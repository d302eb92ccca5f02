"""The fields of a declaration, said once: the form, the JSON, the files, the checks and the exports all follow this list."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from smartcustoms.kernel.words.model import Sentence, sentence


class Reads(Enum):
    """How a cell is read."""

    TEXT = "text"
    CODE = "code"  # upper case, no spaces around
    HS = "hs"  # digits only
    COUNTRY = "country"
    ROUTE = "route"  # countries in order, joined by a hyphen
    AMOUNT = "amount"
    COUNT = "count"
    DAY = "day"
    LICENCES = "licences"  # numbers of documents, each perhaps with "=quantity", apart by commas


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name everywhere, its label on the form, how it is read, how long it may be, and whether it must be there."""

    name: str
    label: Sentence
    reads: Reads
    longest: int
    must: bool = False
    help: Sentence | None = None


HEADER: Final = (
    Field(
        "reference", sentence("Your reference"), Reads.TEXT, 70, help=sentence("Your own number for this consignment")
    ),
    Field(
        "declared_on", sentence("Date"), Reads.DAY, 10, must=True, help=sentence("Year-month-day, such as 2026-11-24")
    ),
    Field("direction", sentence("Direction"), Reads.TEXT, 13, must=True),
    Field("office", sentence("Customs office"), Reads.CODE, 12, must=True, help=sentence("Its code, such as 20")),
    Field("procedure", sentence("Procedure"), Reads.CODE, 8),
    Field("type", sentence("Kind of trade"), Reads.CODE, 8),
    Field("use", sentence("Use of the goods"), Reads.CODE, 8),
    Field("payment", sentence("Terms of payment"), Reads.CODE, 8),
    Field(
        "transport",
        sentence("Mode of transport"),
        Reads.CODE,
        8,
        must=True,
        help=sentence("Its code, such as 10 (sea), 30 (road) or 40 (air)"),
    ),
    Field("importer", sentence("Importer or exporter"), Reads.CODE, 35),
    Field("declarant", sentence("Declarant"), Reads.CODE, 35),
    Field("seller", sentence("Seller or buyer"), Reads.CODE, 35),
    Field(
        "seller_name",
        sentence("Name of the seller or buyer"),
        Reads.TEXT,
        70,
        help=sentence("As it stands in its own register; a partner's operator is told by it"),
    ),
    Field("seller_address", sentence("Address of the seller or buyer"), Reads.TEXT, 280),
    Field("courier", sentence("Courier"), Reads.CODE, 35),
    Field("departure", sentence("Country of departure"), Reads.COUNTRY, 2, must=True),
    Field("destination", sentence("Country of destination"), Reads.COUNTRY, 2),
    Field("route", sentence("Route"), Reads.ROUTE, 60, help=sentence("Countries in order, such as VN-HK-AU")),
    Field("currency", sentence("Currency"), Reads.CODE, 3, must=True),
    Field(
        "previous",
        sentence("Earlier declaration"),
        Reads.CODE,
        70,
        help=sentence(
            "Of a supplementary declaration: the number of the simplified one that it completes, or your reference of it"
        ),
    ),
)

ITEM: Final = (
    Field(
        "hs_code",
        sentence("Commodity code"),
        Reads.HS,
        6,
        must=True,
        help=sentence("Six digits of the Harmonized System"),
    ),
    Field(
        "description",
        sentence("Description of the goods"),
        Reads.TEXT,
        512,
        must=True,
        help=sentence("What they are, of what, for what"),
    ),
    Field("origin", sentence("Country of origin"), Reads.COUNTRY, 2, must=True),
    Field("origin_marking", sentence("Marking of origin"), Reads.CODE, 8),
    Field("net_mass_kg", sentence("Net mass in kg"), Reads.AMOUNT, 19, must=True),
    Field("gross_mass_kg", sentence("Gross mass in kg"), Reads.AMOUNT, 19),
    Field("value", sentence("Value"), Reads.AMOUNT, 19, must=True),
    Field("packages", sentence("Packages"), Reads.COUNT, 8),
    Field("tax_rate", sentence("Tax rate in percent"), Reads.AMOUNT, 19),
    Field("tax_type", sentence("Kind of tax"), Reads.CODE, 8),
    Field(
        "licences",
        sentence("Licences and permits"),
        Reads.LICENCES,
        400,
        help=sentence("Their numbers, apart by commas; =quantity behind one when its unit is not of mass"),
    ),
)

ALL: Final[Mapping[str, Field]] = {each.name: each for each in (*HEADER, *ITEM)}
HEADER_NAMES: Final = frozenset(each.name for each in HEADER)
ITEM_NAMES: Final = frozenset(each.name for each in ITEM)
LARGEST_AMOUNT_DIGITS: Final = 12
"""Digits before the point: with six after it an amount stays exact in 18 digits, and its float in 15."""

MOST_ITEMS: Final = 999
"""Goods items one declaration may have (WCO Data Model: item sequence of three digits for most administrations)."""
