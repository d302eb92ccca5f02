"""What customs knows of a business, gathered, and to take away: as JSON, and as CSV with one fact a line."""

from typing import Any

from smartcustoms.business.traders import queries
from smartcustoms.business.traders.model import Trader
from smartcustoms.business.traders.plainly import (
    plain_authorisation,
    plain_correction,
    plain_relation,
    plain_tally,
    plain_trader,
)
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.spreadsheet import csv_of


def known(uow: UnitOfWork, found: Trader, *, inside: UnitOfWork) -> dict[str, Any]:
    """Gather it: what the trader may see in `uow`; relations and looks, which are customs' rows, in the platform's name `inside`."""
    return {
        "trader": found,
        "tallies": queries.tallies(uow, found),
        "relations": queries.relations(inside, found),
        "authorisations": queries.authorisations(uow, found),
        "corrections": queries.corrections(uow, of=found)[0],
        "looks": queries.looks(inside, found),
        "today": day_of(uow.at),
    }


def plain_own(known: dict[str, Any]) -> dict[str, Any]:
    """Give it as JSON; without a trader nothing is known."""
    if known["trader"] is None:
        return {"trader": None}
    return {
        "trader": plain_trader(known["trader"]),
        "counts": [plain_tally(each) for each in known["tallies"]],
        "relations": [plain_relation(each) for each in known["relations"]],
        "authorities": [plain_authorisation(each, known["today"]) for each in known["authorisations"]],
        "corrections": [plain_correction(each) for each in known["corrections"]],
        "looks": [{"at": each.at.isoformat(), "organisation": each.organisation} for each in known["looks"]],
    }


def csv_of_own(known: dict[str, Any]) -> str:
    """Give it as CSV: part, fact, value."""
    plain, rows = plain_own(known), []
    for part, value in plain.items():
        many = value if isinstance(value, list) else [value]
        for place, each in enumerate(many, 1):
            rows += [(part, place, fact, _text(said)) for fact, said in each.items()]
    return csv_of(("part", "place", "fact", "value"), rows)


def _text(said: Any) -> str:
    if isinstance(said, list):
        return "; ".join(_text(each) for each in said)
    if isinstance(said, dict):
        return " ".join(_text(each) for each in said.values() if each)
    return "" if said is None else str(said)
