"""Simulated applications for licences, and the officers of two agencies who decide them: some wait, one is asked, some are decided.

Traders apply and agencies decide by the same actions as by the pages; what follows a decision, follows.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from smartcustoms.app.demo.cast import cast
from smartcustoms.app.demo.following import let_follow
from smartcustoms.kernel.actor import PLATFORM, Actor
from smartcustoms.kernel.database.unit import Database, UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.trade.agencies import actions as agencies
from smartcustoms.trade.agencies import queries as reviews
from smartcustoms.trade.agencies.model import Decision, Outcome
from smartcustoms.trade.documents import actions, queries
from smartcustoms.trade.documents.model import Wanted

_PAPER: Final = b"%PDF-1.4\n% simulated\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
_RADIO: Final = {
    "direction": "import", "model": "Simulated Link 5", "serials": "SIM-1 to SIM-40", "frequency": "5.8 GHz",
    "power": "0.1", "dealer": "Simulated dealer 7",
}  # fmt: skip
_CHEMICAL: Final = {
    "direction": "import", "cas": "7439-97-6", "schedule": "1", "purpose": "local", "end_use": "Instruments (simulated)",
    "stock": "Store 3 (simulated)",
}  # fmt: skip
_APPLIED: Final = (
    ("bela", "RTA-IE", 9, "851762", _RADIO),
    ("chen", "RTA-IE", 6, "852560", _RADIO),
    ("bela", "RTA-IE", 2, "851762", _RADIO),
    ("chen", "RTA-IE", 1, "852560", _RADIO),
    ("bela", "CHEM-L", 8, "280540", _CHEMICAL),
    ("chen", "CHEM-L", 3, "280540", _CHEMICAL),
    ("bela", "CHEM-L", 1, "280540", _CHEMICAL),
)
"""Who applies, for what, how many days ago, for which goods, and what the type asks beside."""
_FILES: Final = {"RTA-IE": "catalogue", "CHEM-L": "safety_data_sheet"}


def reviews_there(uow: UnitOfWork) -> bool:
    """Tell whether anybody applied for a licence."""
    return bool(queries.documents(uow, Wanted()).rows)


def make_reviews(database: Database, at: datetime) -> None:
    """Let two traders apply, and the agencies' officers begin their work."""
    people = cast()
    made = [
        _apply(database, people[user], at - timedelta(days=days), code, _said(at, hs_code, particulars))
        for user, code, days, hs_code, particulars in _APPLIED
    ]
    let_follow(database)
    opal, nico = people["opal"], people["nico"]
    _decide(database, opal, made[0], at - timedelta(days=7), Decision(Outcome.GRANTED))
    _ask(database, opal, made[1], at - timedelta(days=4))
    incomplete = next(each for each in reviews.reasons("CHEM-L", on=day_of(at)) if each.code == "incomplete")
    _decide(database, nico, made[4], at - timedelta(days=5), Decision(Outcome.REFUSED, reasons=(incomplete,)))
    _flag(database, nico, made[5], at - timedelta(days=2))
    let_follow(database)


def _said(at: datetime, hs_code: str, particulars: Mapping[str, str]) -> dict[str, Any]:
    return {
        "applicant": {
            "name": "Simulated applicant", "registration": "12345678", "contact": "Simulated", "email": "simulated@example.org",
            "phone": "+852 2345 6789",
        },
        "consignment": {
            "transport": "4", "country_from": "KR", "country_to": "HK", "expected_on": (day_of(at) + timedelta(days=20)).isoformat(),
            "conveyance": "SIM 101", "bill": "SIM-BILL-1",
        },
        "parties": {"consignor": "Simulated maker", "consignee": "Simulated trader"},
        "goods": [
            {"hs_code": hs_code, "description": "Simulated goods", "quantity": "40", "unit": "KGM", "origin": "KR",
             "value": "12000", "currency": "HKD"}
        ],
        "particulars": dict(particulars),
        "undertaking": {"true": True},
    }  # fmt: skip


def _apply(database: Database, who: Actor, at: datetime, code: str, said: dict[str, Any]) -> str:
    with database.unit(by=who, at=at) as uow:
        number = actions.begin(uow, code, said, reference=f"SIM-{code}")
        actions.attach(uow, number, _FILES[code], _PAPER, name="simulated.pdf")
        actions.lodge(uow, number)
    return number


def _review_of(database: Database, about: str, at: datetime) -> tuple[str, int]:
    """Give the number of the review of an application, and its one step."""
    with database.unit(by=PLATFORM, at=at) as uow:
        number = reviews.review_of(uow, about)
        if number is None:
            raise LookupError(f"no review was begun of {about}")
        return number, reviews.review(uow, number).steps[0].position


def _decide(database: Database, officer: Actor, about: str, at: datetime, decision: Decision) -> None:
    number, position = _review_of(database, about, at)
    with database.unit(by=officer, at=at) as uow:
        agencies.take(uow, number, position)
        agencies.decide(uow, number, position, decision)


def _ask(database: Database, officer: Actor, about: str, at: datetime) -> None:
    number, position = _review_of(database, about, at)
    with database.unit(by=officer, at=at) as uow:
        agencies.take(uow, number, position)
        agencies.ask(uow, number, position, text="Which of the two models is it? (simulated)")


def _flag(database: Database, officer: Actor, about: str, at: datetime) -> None:
    number, position = _review_of(database, about, at)
    with database.unit(by=officer, at=at) as uow:
        agencies.take(uow, number, position)
        agencies.flag(uow, number, "Simulated: compare with the last one")
