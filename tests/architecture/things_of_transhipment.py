"""What of transhipment belongs to Trader Bela's organisation, for the access matrix."""

from smartcustoms.kernel.database.unit import Database
from smartcustoms.trade.transhipment import actions, queries
from tests.architecture.things import Things
from tests.cast import BELA
from tests.conftest import NOON
from tests.trade.transhipment.builders import values


def with_transhipment(things: Things, database: Database) -> Things:
    """Add a draft of Bela's."""
    with database.unit(by=BELA, at=NOON) as uow:
        number = actions.begin(uow, queries.entered(values())).number
    for where in ("", "/api/v1"):
        things.numbers[f"{where}/transhipment"] = number
    things.bodies |= {
        "PUT /api/v1/transhipment/{number}": {"particulars": values(), "version": 1},
        "POST /api/v1/transhipment/{number}/withdraw": {"because": "asked by the access matrix"},
    }
    return things
