"""Licences and permits that items name: checked against the issued documents and written off, in the transaction that lodges."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

import polars as pl

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.declarations.licences import named
from smartcustoms.trade.declarations.model import Checked, Fault, NotAccepted, RefusedRow, Weight
from smartcustoms.trade.documents import actions as documents
from smartcustoms.trade.documents.actions import Claim, Covered, Uncovered

_THIS = "this"


def covered(uow: UnitOfWork, found: Checked, *, instead_of: str = "") -> list[Covered]:
    """Find what the documents named by a declaration cover of it; `instead_of`: what its earlier version used is given back.

    Raises:
        NotAccepted: a document does not cover its item; each is named.
    """
    claims = [
        Claim(
            _THIS,
            item.item,
            number,
            item.hs_code,
            found.header.direction.value,
            found.header.declared_on,
            quantity,
            item.net_mass_kg,
        )
        for item in found.items
        for number, quantity in named(item.licences)
    ]
    if not claims and not instead_of:
        return []
    taken, wrong = documents.cover(uow, claims, instead_of=instead_of)
    if wrong:
        faults = tuple(_fault(each) for each in wrong)
        raise NotAccepted(
            sentence("The declaration cannot be accepted: {count} fields need mending.", count=len(faults)),
            mend=faults[0].mend,
            faults=(*found.told, *faults),
            field=faults[0].path,
            seen=faults[0].seen,
        )
    return taken


def write_off(uow: UnitOfWork, taken: Sequence[Covered], number: str) -> None:
    """Write off what was found to be covered, for the declaration's number."""
    if taken:
        documents.use(uow, taken, {_THIS: number})


def covered_rows(uow: UnitOfWork, rows: pl.DataFrame) -> tuple[list[Covered], list[RefusedRow]]:
    """Find the same for the rows of a file that passed every rule; each group of rows is a declaration."""
    if not rows["licences"].is_not_null().any():
        return [], []
    of_first = rows.with_columns(pl.col("direction", "declared_on").first().over("group"))
    naming = of_first.filter(pl.col("licences").is_not_null())
    claims = [claim for row in naming.iter_rows(named=True) for claim in _claims(row)]
    taken, wrong = documents.cover(uow, claims)
    row_of = {(str(group), item): row for group, item, row in naming.select("group", "item", "row").iter_rows()}
    return taken, [RefusedRow(row_of[each.of, each.item], _fault(each)) for each in wrong]


def write_off_rows(uow: UnitOfWork, taken: Sequence[Covered], named_rows: pl.DataFrame) -> None:
    """Write off what rows of a file were found to use; `named_rows` tell each group's number."""
    if taken:
        numbers = named_rows.select(pl.col("group").cast(pl.String), "declaration").unique()
        documents.use(uow, taken, dict(numbers.iter_rows()))


def _claims(row: Mapping[str, str]) -> list[Claim]:
    on, mass = date.fromisoformat(row["declared_on"]), Decimal(row["net_mass_kg"])
    return [
        Claim(str(row["group"]), int(row["item"]), number, row["hs_code"], row["direction"], on, quantity, mass)
        for number, quantity in named(row["licences"])
    ]


def _fault(each: Uncovered) -> Fault:
    return Fault(each.code, Weight.REFUSES, "licences", each.item, each.number, each.says, each.mend)
