"""What of payments belongs to Trader Bela's organisation, for the access matrix."""

from decimal import Decimal

from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.money import Money
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.payments import actions as payments
from smartcustoms.trade.payments.collecting_gateway import MemoryGateway
from smartcustoms.trade.payments.model import LineKind, NoteLine
from tests.architecture.things import Things
from tests.cast import BELA, ESI
from tests.conftest import NOON

BECAUSE = "asked by the access matrix"


def with_payments(things: Things, database: Database) -> Things:
    """Add a note of Bela's, a receipt, an attempt to pay and a refund; and what is due on her declaration."""
    for where in ("", "/api/v1"):
        things.numbers[f"{where}/payments/due"] = things.numbers["/declarations"]
        things.numbers |= {f"{where}/payments/{what}": number for what, number in _made(database).items()}
    things.bodies |= {
        "POST /api/v1/payments/notes/{number}/pay": {"gateway": "fps"},
        "POST /api/v1/payments/notes/{number}/counter": {"amount": "1.00", "reference": BECAUSE},
        "POST /api/v1/payments/receipts/{number}/refund": {"amount": "0.01", "because": BECAUSE},
        "POST /api/v1/payments/attempts/{reference}/simulate": {"outcome": "short"},
        "POST /api/v1/payments/refunds/{number}/decision": {"granted": False},
    }
    return things


def _made(database: Database) -> dict[str, str]:
    fine = NoteLine(LineKind.PENALTY, sentence("Lodged late"), Money(Decimal("100.00"), "HKD"), "Cap. 60E")
    with database.unit(by=ESI, at=NOON) as uow:
        note = payments.raise_note(uow, organisation=BELA.organisation, about="none", lines=[fine], key="things")
        receipt = payments.take_at_counter(uow, note, Money(Decimal("10.00"), "HKD"), reference="things").number
    with database.unit(by=BELA, at=NOON) as uow:
        attempt = payments.ask(uow, note, through=MemoryGateway(name="card")).reference
        refund = payments.ask_refund(uow, receipt, Money(Decimal("1.00"), "HKD"), because=BECAUSE)
    return {"notes": note, "receipts": receipt, "attempts": attempt, "refunds": refund}
