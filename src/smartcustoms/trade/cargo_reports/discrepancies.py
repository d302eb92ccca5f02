"""Where a master bill and its houses differ. Pure: reports in, differences out."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from smartcustoms.trade.cargo_reports.likeness import likeness
from smartcustoms.trade.cargo_reports.model import Difference, House, Kind, Report
from smartcustoms.trade.cargo_reports.reference_rules import Agreement


def differences(master: Report | None, houses: Sequence[Report], by: Agreement) -> list[Difference]:
    """Give every difference between a master and the houses filed under it.

    What the filer of the master says of a single house is compared house by house; his totals with the sum, once every house
    that he lists has been filed. A master that is no consolidation and has no house filed under it agrees with itself.
    """
    if master is None:
        return [Difference(Kind.MISSING_MASTER, each.bill, "", each.master) for each in houses]
    found = list(_single(master, houses, by))
    listed = {each.bill for each in master.houses}
    filed = {each.bill for each in houses}
    found += [Difference(Kind.MISSING_HOUSE, bill, bill, "") for bill in sorted(listed - filed)]
    if master.consolidated and not houses and not listed:
        found.append(Difference(Kind.MISSING_HOUSE, "", master.bill, ""))
    if listed:
        found += [Difference(Kind.UNLISTED_HOUSE, bill, "", bill) for bill in sorted(filed - listed)]
    if houses and listed <= filed:
        found += _totals(master, houses, by)
    return found


def _single(master: Report, houses: Sequence[Report], by: Agreement) -> Iterator[Difference]:
    entries = {each.bill: each for each in master.houses}
    for house in houses:
        entry = entries.get(house.bill)
        if entry is not None:
            yield from _entry(entry, house, by)
    if len(houses) == 1 and not master.consolidated and not master.houses:
        (house,) = houses
        if likeness(master.goods, house.goods) < by.goods_alike:
            yield Difference(Kind.GOODS, house.bill, master.goods, house.goods)
        if likeness(master.consignee.name, house.consignee.name) < by.parties_alike:
            yield Difference(Kind.PARTIES, house.bill, master.consignee.name, house.consignee.name)


def _entry(entry: House, house: Report, by: Agreement) -> Iterator[Difference]:
    if entry.pieces is not None and entry.pieces != house.pieces:
        yield Difference(Kind.PIECES, house.bill, str(entry.pieces), str(house.pieces))
    if entry.gross_mass_kg is not None and _apart(entry.gross_mass_kg, house.gross_mass_kg, by):
        yield Difference(Kind.WEIGHT, house.bill, _kilograms(entry.gross_mass_kg), _kilograms(house.gross_mass_kg))
    if entry.goods and likeness(entry.goods, house.goods) < by.goods_alike:
        yield Difference(Kind.GOODS, house.bill, entry.goods, house.goods)
    if entry.consignee and likeness(entry.consignee, house.consignee.name) < by.parties_alike:
        yield Difference(Kind.PARTIES, house.bill, entry.consignee, house.consignee.name)


def _totals(master: Report, houses: Sequence[Report], by: Agreement) -> Iterator[Difference]:
    pieces = sum(each.pieces or 0 for each in houses)
    mass = sum((each.gross_mass_kg or Decimal(0) for each in houses), Decimal(0))
    only = houses[0].bill if len(houses) == 1 else ""
    if master.pieces != pieces:
        yield Difference(Kind.PIECES, only, str(master.pieces), str(pieces))
    if _apart(master.gross_mass_kg, mass, by):
        yield Difference(Kind.WEIGHT, only, _kilograms(master.gross_mass_kg), _kilograms(mass))


def _apart(one: Decimal | None, other: Decimal | None, by: Agreement) -> bool:
    if one is None or other is None:
        return one is not other
    return abs(one - other) > max(by.mass_kg, by.mass_share * max(one, other))


def _kilograms(mass: Decimal | None) -> str:
    return "" if mass is None else f"{mass.normalize():f} kg"
