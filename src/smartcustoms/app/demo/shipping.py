"""Simulated cargo reports by air and sea: a consolidation whose two filers disagree, a ship that arrived, bills of declared goods."""

import json
from datetime import datetime, timedelta
from typing import Any, Final

from smartcustoms.app.demo.cast import cast
from smartcustoms.app.demo.following import let_follow
from smartcustoms.app.demo.trade import CEMENT
from smartcustoms.kernel.database.unit import Database, UnitOfWork
from smartcustoms.trade.cargo_reports import actions, queries
from smartcustoms.trade.cargo_reports.model import Wanted

_MASTER: Final = "160-76543213"
_AIR: Final = {"mode": "air", "carrier": "SIM AIR", "voyage": "SA250", "origin": "LHR", "destination": "HKG"}
_SEA: Final = {
    "mode": "sea",
    "carrier": "SIM LINE",
    "conveyance": "Simulated Star",
    "voyage": "012E",
    "destination": "HKHKG",
}
_TAILORS: Final = {"name": "Sample Tailors of London (simulated)", "country": "GB"}


def reports_there(uow: UnitOfWork) -> bool:
    """Tell whether cargo reports were lodged."""
    return queries.reports(uow, Wanted(per_page=1))[1] > 0


def make_reports(database: Database, at: datetime) -> None:
    """Lodge a master bill and two house bills that do not agree, bills by sea, and the arrival of their ship."""
    with database.unit(by=cast()["bela"], at=at - timedelta(hours=3)) as uow:
        _lodge(uow, _master())
        for each in (*_bills(), _ship(at)):
            _lodge(uow, each)
    with database.unit(by=cast()["chen"], at=at - timedelta(hours=2)) as uow:
        for each in _houses():
            _lodge(uow, each)
    let_follow(database)


def _lodge(uow: UnitOfWork, body: dict[str, Any]) -> None:
    original = json.dumps(body, ensure_ascii=False, sort_keys=True).encode()
    actions.lodge(uow, queries.entered(body), original=original)


def _master() -> dict[str, Any]:
    listed = [
        {"bill": "SIM-H1", "pieces": 5, "gross_mass_kg": "140.5", "consignee": "Sample Coats (simulated)"},
        {"bill": "SIM-H2", "pieces": 7, "gross_mass_kg": "200", "consignee": "Sample Lamps (simulated)"},
    ]
    parties = {
        "consignor": {"name": "Sample Forwarders London (simulated)", "country": "GB"},
        "consignee": {"name": "Sample Forwarders Harbour (simulated)", "country": "HK"},
    }
    goods = {
        "pieces": 12,
        "gross_mass_kg": "340.5",
        "goods": "Consolidation as per attached list",
        "consolidated": True,
    }
    return {**_AIR, "level": "master", "bill": _MASTER, **goods, **parties, "houses": listed}


def _houses() -> tuple[dict[str, Any], ...]:
    """One house says fewer packages and less mass than the master lists of it; the other agrees."""
    one = {**_AIR, "level": "house", "master": _MASTER, "consignor": _TAILORS}
    coats = {"bill": "SIM-H1", "pieces": 4, "gross_mass_kg": "120", "goods": "Woollen coats for men"}
    lamps = {"bill": "SIM-H2", "pieces": 7, "gross_mass_kg": "200", "goods": "Desk lamps, LED, of metal"}
    return (
        {**one, **coats, "consignee": {"name": "Sample Coats (simulated)", "country": "HK"}},
        {**one, **lamps, "consignee": {"name": "Sample Lamps (simulated)", "country": "HK"}},
    )


def _bills() -> tuple[dict[str, Any], ...]:
    """The first covers the demo world's known case, by its reference."""
    one = {**_SEA, "level": "master", "consignor": {"name": "Sample Cement (simulated)", "country": "VN"}}
    bound = {"name": "Sample Builders (simulated)", "country": "AU"}
    cement = {
        "bill": CEMENT,
        "origin": "VNSGN",
        "pieces": 640,
        "gross_mass_kg": "25800",
        "goods": "Portland cement in bags",
    }
    tiles = {
        "bill": "SIM-BL-7",
        "origin": "CNSHA",
        "pieces": 24,
        "gross_mass_kg": "11900",
        "goods": "Glazed floor tiles",
    }
    boxed = {"containers": ["CSQU3054383"]}
    return {**one, **cement, "consignee": bound, **boxed}, {**one, **tiles, "consignee": bound}


def _ship(at: datetime) -> dict[str, Any]:
    arrived = (at - timedelta(hours=4)).strftime("%Y-%m-%dT%H:%M")
    return {**_SEA, "level": "conveyance", "bill": "SIM-ARRIVAL-1", "arrived": arrived}
