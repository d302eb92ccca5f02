"""Simulated applications for certificates of non-manipulation: two companies, one in the AEO programme, and a queue that is served.

Everything goes the way of every application but the counter: the simulated fees are paid there.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from smartcustoms.app.demo.cast import cast
from smartcustoms.kernel.actor import PLATFORM, Actor
from smartcustoms.kernel.database.unit import Database, UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.trade.payments import actions as payments
from smartcustoms.trade.payments import queries as owed
from smartcustoms.trade.transhipment import actions, queries
from smartcustoms.trade.transhipment.model import FileKind, Wanted

_PAPER: Final = b"%PDF-1.4\n% simulated\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
_WAITING: Final = (
    ("chen", 50, "AU", "AU"),
    ("bela", 40, "KR", "KR"),
    ("bela", 25, "NZ", "NZ"),
    ("chen", 10, "TH", "ACFTA"),
)
_SERVED: Final = (("bela", 260, "CL", "CL"), ("chen", 250, "PE", "PE"))


def applications_there(uow: UnitOfWork) -> bool:
    """Tell whether anybody applied."""
    return queries.applications(uow, Wanted())[1] > 0


def make_applications(database: Database, at: datetime) -> None:
    """Register the companies, let them apply and pay, serve some and leave some waiting."""
    people = cast()
    for user in ("bela", "chen"):
        _register(database, people[user], people["esi"], at - timedelta(days=30))
    for place, (user, minutes, origin, agreement) in enumerate((*_SERVED, *_WAITING)):
        _apply(database, people[user], at - timedelta(minutes=minutes), _said(place, at, origin, agreement))
        if place < len(_SERVED):
            _serve(database, people["daoud"], at - timedelta(minutes=minutes - 12))
    with database.unit(by=people["bela"], at=at) as uow:
        actions.begin(uow, queries.entered(_said(90, at, "CR", "CR")))


def _register(database: Database, who: Actor, officer: Actor, at: datetime) -> None:
    with database.unit(by=who, at=at) as uow:
        actions.register(
            uow, name=f"{who.organisation} (simulated)", business_number="SIM-10000", valid_until=day_of(at) + timedelta(days=365),
            address="1 Simulated Street", contact="Simulated", paper=_PAPER, paper_name="simulated.pdf",
        )  # fmt: skip
    with database.unit(by=officer, at=at) as uow:
        actions.decide_company(uow, who.organisation, granted=True)


def _said(place: int, at: datetime, origin: str, agreement: str) -> dict[str, Any]:
    day = day_of(at)
    return {
        "agreement": agreement, "origin": origin, "destination": "CN", "arrives_by": "sea", "leaves_by": "river",
        "processing": ("none", "storage", "consolidation")[place % 3], "arrives_on": (day + timedelta(days=3)).isoformat(),
        "place": "Terminal 4 (simulated)", "consignor": "Simulated grower", "consignee": "Simulated trader",
        "through_bill": f"SIMU{700100 + place}", "bill_on": (day - timedelta(days=9)).isoformat(), "bill_from": origin, "bill_to": "CN",
        "certificate": f"SIM-{place}", "certificate_on": (day - timedelta(days=10)).isoformat(),
        "goods": [{"hs_code": "080510", "description": "fresh oranges", "packages": 400, "gross_mass_kg": "7200"}],
    }  # fmt: skip


def _apply(database: Database, who: Actor, at: datetime, said: dict[str, Any]) -> None:
    with database.unit(by=who, at=at) as uow:
        number = actions.begin(uow, queries.entered(said)).number
        for kind in (FileKind.THROUGH_BILL, FileKind.ORIGIN):
            actions.attach(uow, number, kind, _PAPER, name=f"simulated {kind.value}.pdf")
        actions.lodge(uow, number)
    with database.unit(by=PLATFORM, at=at) as uow:
        note = actions.raise_fee(uow, number, 1)
        payments.take_at_counter(uow, note, owed.note(uow, note).owed, reference=f"simulated {number}")
        actions.take_payment(uow, note)


def _serve(database: Database, officer: Actor, at: datetime) -> None:
    with database.unit(by=officer, at=at) as uow:
        found = actions.take_next(uow)
        if found is not None:
            actions.refuse(uow, found.number, because="The through bill ends here (simulated)")
