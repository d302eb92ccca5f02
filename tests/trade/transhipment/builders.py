"""Companies and applications to start from."""

from datetime import datetime, timedelta
from typing import Any

from smartcustoms.kernel.actor import PLATFORM, Actor
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.day import day_of
from smartcustoms.trade.payments import actions as payments
from smartcustoms.trade.payments import queries as owed
from smartcustoms.trade.transhipment import actions, queries
from smartcustoms.trade.transhipment.model import Application, FileKind
from tests.business.aeo.applying import granted
from tests.cast import BELA, CHEN, ESI
from tests.conftest import NOON
from tests.reactions.line import follow

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def values(bill: str = "SIMU1234567", *, at: datetime = NOON, **change: Any) -> dict[str, Any]:
    """Give particulars of oranges from Chile to the Mainland that arrive in three days."""
    day = day_of(at)
    return {
        "agreement": "CL", "origin": "CL", "destination": "CN", "arrives_by": "sea", "leaves_by": "river", "processing": "none",
        "arrives_on": (day + timedelta(days=3)).isoformat(), "place": "Kwai Tsing, terminal 9 (simulated)",
        "consignor": "Huerto Simulado, Valparaíso", "consignee": "模擬果業, 廣州", "through_bill": bill,
        "bill_on": (day - timedelta(days=20)).isoformat(), "bill_from": "CL", "bill_to": "CN", "certificate": "CL-77001",
        "certificate_on": (day - timedelta(days=21)).isoformat(),
        "goods": [{"hs_code": "080510", "description": "fresh oranges", "packages": "400", "gross_mass_kg": "7200.5"}],
    } | change  # fmt: skip


def a_company(database: Database, who: Actor = BELA, *, authorised: bool = False, at: datetime = NOON) -> None:
    """Register a company, and make it an AEO where asked."""
    with database.unit(by=who, at=at) as uow:
        actions.register(
            uow, name=f"{who.organisation} (simulated)", business_number="12345678", valid_until=day_of(at) + timedelta(days=200),
            address="1 Sim Street", contact="Sim, 2345 6789", paper=PDF, paper_name="br.pdf",
        )  # fmt: skip
    with database.unit(by=ESI, at=at) as uow:
        actions.decide_company(uow, who.organisation, granted=True)
    if authorised:
        granted(database, who, at=at - timedelta(days=1))


def a_draft(database: Database, who: Actor = BELA, *, at: datetime = NOON, **change: Any) -> Application:
    """Begin a draft with both papers attached."""
    with database.unit(by=who, at=at) as uow:
        made = actions.begin(uow, queries.entered(values(at=at, **change)))
        for kind in (FileKind.THROUGH_BILL, FileKind.ORIGIN):
            actions.attach(uow, made.number, kind, PDF, name=f"{kind.value}.pdf")
        return made


def lodged(database: Database, who: Actor = BELA, *, at: datetime = NOON, **change: Any) -> str:
    """Lodge an application; its fee is asked."""
    number = a_draft(database, who, at=at, **change).number
    with database.unit(by=who, at=at) as uow:
        actions.lodge(uow, number)
    follow(database)
    return number


def pay(database: Database, number: str, *, at: datetime = NOON, follows: bool = True) -> None:
    """Pay what is owed on an application at the counter."""
    with database.unit(by=ESI, at=at) as uow:
        for each in owed.notes_about(uow, number):
            if each.owed.amount:
                payments.take_at_counter(uow, each.number, each.owed, reference=f"slip {each.number}")
                if not follows:
                    actions.take_payment(uow, each.number)
    if follows:
        follow(database)


def queued(database: Database, who: Actor = BELA, *, at: datetime = NOON, **change: Any) -> str:
    """Lodge and pay; the steps that follow are done here, at the moment given."""
    number = a_draft(database, who, at=at, **change).number
    with database.unit(by=who, at=at) as uow:
        actions.lodge(uow, number)
    with database.unit(by=PLATFORM, at=at) as uow:
        actions.raise_fee(uow, number, 1)
    pay(database, number, at=at, follows=False)
    return number


def there(database: Database, number: str, who: Actor = ESI) -> Application:
    """Give an application as it stands."""
    with database.unit(by=who, at=NOON) as uow:
        return queries.application(uow, number)


__all__ = ["BELA", "CHEN", "PDF", "a_company", "a_draft", "lodged", "pay", "queued", "there", "values"]
