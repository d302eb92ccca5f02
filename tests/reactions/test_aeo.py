"""What follows in the programme: partners are told at once, figures are counted, officers are told, risk and the examiners' turn react."""

from dataclasses import replace
from json import dumps

from smartcustoms.boundary.examinations import queries as examined
from smartcustoms.boundary.examinations.model import Result
from smartcustoms.business.aeo import queries as aeo
from smartcustoms.business.aeo.model import Deed
from smartcustoms.business.recognition import actions as recognition
from smartcustoms.business.recognition import queries as recognised
from smartcustoms.business.recognition.model import Kind
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import read_settings
from tests.business.aeo.applying import claimed, decided, granted, lodged
from tests.cast import BELA, CHEN, DAOUD, ESI
from tests.conftest import NOON
from tests.reactions.line import examine, follow, lodge, on_duty, order_of, rule_in_force, told


def test_partners_are_told_of_whom_consents_and_of_each_change(database: Database) -> None:
    partner = replace(read_settings(), administration="SG")
    with database.unit(by=PLATFORM, at=NOON) as uow:
        recognition.trust(uow, dumps(recognised.public_keys(partner)).encode())
    found = granted(database)
    granted(database, CHEN, form={"partners": "", "name": "Chen & Co (simulated)", "parties": "CHEN-1"})
    follow(database)
    decided(database, found.number, Deed.SUSPEND)
    follow(database)
    decided(database, found.number, Deed.REVOKE)
    follow(database)
    with database.unit(by=PLATFORM, at=NOON) as uow:
        waiting = recognised.waiting(uow)
    assert [each.kind for each in waiting] == [Kind.ADD, Kind.SUSPEND, Kind.REVOKE]
    assert {each.arrangement for each in waiting} == {"HK-SG"}


def test_history_is_counted_from_declarations_and_examinations(database: Database) -> None:
    rule_in_force(database)
    on_duty(database)
    number = lodge(database).number
    follow(database)
    examine(database, str(order_of(database, number)), Result.UNDERVALUED, "120.00")
    applied = lodged(database)
    follow(database)
    with database.unit(by=DAOUD, at=NOON) as uow:
        (figures,) = aeo.whole_application(uow, applied).figures
    assert (figures.declarations, figures.examined, figures.findings, figures.serious) == (1, 1, 1, 0)
    assert str(figures.revenue) == "120.00"
    assert "An AEO application was lodged." in told(database, ESI)


def test_risk_knows_the_trusted_until_they_are_suspended_and_examiners_take_them_first(database: Database) -> None:
    found = granted(database, tier=2)

    assert claimed(database, "bela-1") == found.number
    rule_in_force(database)
    on_duty(database)
    orders = [lodge(database, by=who).number for who in (CHEN, BELA)]
    follow(database)
    with database.unit(by=DAOUD, at=NOON) as uow:
        assert [each.declaration for each in examined.my_orders(uow)[0]] == orders[::-1]
    decided(database, found.number, Deed.SUSPEND)
    assert claimed(database, "bela-1") is None
    number = lodge(database, reference="SIM-AFTER").number
    follow(database)
    with database.unit(by=DAOUD, at=NOON) as uow:
        assert examined.order(uow, str(order_of(database, number))).turn_at is None
