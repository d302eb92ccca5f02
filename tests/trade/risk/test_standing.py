"""How a declaration stands beside others: parties, like cases, prices among peers."""

from datetime import timedelta

import polars as pl

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.trade.risk import actions, queries
from smartcustoms.trade.risk.model import FACTS, LABELS
from tests.cast import AMINA
from tests.conftest import NOON
from tests.trade.risk.histories import a_row

TODAY = NOON.date()


def _examined(declaration: str, *, days_ago: int = 10, finding: int = 0, **facts: object) -> dict[str, object]:
    on = TODAY - timedelta(days=days_ago)
    labels = {"finding": finding, "revenue": 100.0 * finding, "result_on": on + timedelta(days=1)}
    return a_row(declaration=declaration, on=on, **facts) | labels | {"chosen_by": "all", "propensity": 1.0}


def _lodged(database: Database, *rows: dict[str, object]) -> None:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        actions.bring_history(uow, pl.DataFrame(list(rows), schema={**FACTS, **LABELS}))
        actions.assess(uow, [a_row(declaration="A1", on=TODAY)])


def test_the_parties_history_leaves_the_declaration_itself_out(database: Database) -> None:
    _lodged(
        database,
        _examined("H1", finding=1),
        _examined("H2", seller="OTHER"),
        _examined("OLD", days_ago=500, finding=1),
    )
    with database.unit(by=AMINA, at=NOON) as uow:
        parties = {str(one.role): one for one in queries.standing(uow, "A1").parties}
    importer, seller = parties["Importer or exporter"], parties["Seller or buyer"]
    assert (importer.seen, importer.examined, importer.found, importer.recovered) == (2, 2, 1, 100.0)
    assert (seller.seen, seller.found, seller.last) == (1, 1, TODAY - timedelta(days=10))
    assert importer.interval.low < 0.5 < importer.interval.high


def test_like_cases_are_the_same_goods_first_and_the_nearest_price_first(database: Database) -> None:
    _lodged(
        database,
        _examined("HEADING", hs_code="690721"),
        _examined("ORIGIN", origin="VN"),
        _examined("FAR", value=5000.0),
        _examined("NEAR", value=510.0, finding=1),
        _examined("ELSE", hs_code="220830"),
    )
    with database.unit(by=AMINA, at=NOON) as uow:
        like = queries.standing(uow, "A1").like
    assert [one.declaration for one in like] == ["NEAR", "FAR", "ORIGIN", "HEADING"]
    assert like[0].found
    assert like[0].price == 0.51


def test_a_price_stands_among_its_narrowest_peers(database: Database) -> None:
    _lodged(database, *(_examined(f"H{n}", days_ago=60, value=1000.0 + 100 * n) for n in range(9)))
    with database.unit(by=PLATFORM, at=NOON) as uow:
        actions.refresh_profiles(uow)
    with database.unit(by=AMINA, at=NOON) as uow:
        (price,) = queries.standing(uow, "A1").prices
    assert (price.peers, price.count, price.price) == ("HS 690722 · CN", 9, 0.5)
    assert price.price < price.low < price.middle < price.high


def test_nothing_is_known_of_a_declaration_never_assessed(database: Database) -> None:
    with database.unit(by=AMINA, at=NOON) as uow:
        assert queries.standing(uow, "NONE") == queries.Standing((), (), ())
