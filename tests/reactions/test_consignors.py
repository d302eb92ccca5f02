"""Who sends the goods of a declaration is looked for among partners' operators: named by the bill, else by the register of traders."""

from smartcustoms.business.recognition import queries as recognition
from smartcustoms.business.traders import actions as traders
from smartcustoms.business.traders.model import Address, Identity, IdentityKind, Name, Particulars
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from tests.business.recognition.test_matching import LANTERN, index, told
from tests.cast import AMINA, CHEN
from tests.conftest import NOON
from tests.reactions.line import lodge
from tests.trade.cargo_reports.test_actions import SEA, follow
from tests.trade.cargo_reports.test_actions import lodge as report


def proposed(database: Database) -> list[tuple[str, str, str]]:
    with database.unit(by=AMINA, at=NOON) as uow:
        found, _ = recognition.matches(uow)
    return [(each.consignor.code, each.consignor.name, each.likely.number) for each in found]


def test_a_seller_is_looked_for_by_what_the_register_and_the_bill_say(database: Database, settings: Settings) -> None:
    told(database, LANTERN)
    index(database, settings)
    with database.unit(by=AMINA, at=NOON) as uow:
        name, where = Name("Harbour Lantern Trdg. Pte. Ltd"), Address("12 Orchard Road, Singapore 238841", "SG")
        traders.register(uow, Particulars((name,), (Identity(IdentityKind.DECLARED, "SIM-1"),), (where,)))
    lodge(database, seller="SIM-1", reference="A", transport="30")
    lodge(database, seller="SIM-2", reference="B", transport="30", direction="export")
    lodge(database, seller="SIM-3", reference="MAEU7788", transport="10")
    follow(database)
    assert proposed(database) == [("SIM-1", "Harbour Lantern Trdg. Pte. Ltd", LANTERN.number)]
    sender = {"name": "Harbour Lantern Trading", "address": "12 Orchard Rd, Singapore", "country": "SG"}
    report(database, CHEN, {**SEA, "consignor": sender})  # the bill comes later, and names the sender
    follow(database)
    assert {each[:2] for each in proposed(database)} == {
        ("SIM-1", "Harbour Lantern Trdg. Pte. Ltd"),
        ("SIM-3", "Harbour Lantern Trading"),
    }
