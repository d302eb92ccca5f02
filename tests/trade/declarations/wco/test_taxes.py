"""Tax lines: worked from base × rate, and what is not plain is explained."""

import pytest

from smartcustoms.trade.declarations.wco.meaning import summary_of
from smartcustoms.trade.declarations.wco.reading import Matter, read
from tests.trade.declarations.wco.builders import TAX, notification

APART = '<DutyTaxFee><TypeCode>ACS</TypeCode><Payment><TaxAssessedAmount currencyID="GBP">{due}</TaxAssessedAmount></Payment></DutyTaxFee>'


def workings(taxes: str) -> list[str]:
    reading = read(notification(taxes), Matter.NOTIFICATION)
    assert reading.faults == ()
    (summary,) = summary_of(reading)
    return [line["working"] for line in summary["taxes"]]


def tax(base: str, rate: str, due: str, *, less: str = "0.00", kind: str = "A00") -> str:
    return TAX.format(base=base, rate=rate, due=due, less=less, tax=kind)


@pytest.mark.parametrize(
    ("taxes", "expected"),
    [
        (tax("1000.00", "2.00", "20.00"), ["exact"]),
        (tax("296.24", "20.00", "59.24"), ["rounded"]),
        (tax("296.24", "20.00", "59.25"), ["rounded"]),
        (tax("25000.00", "20.00", "0.00", less="5000.00"), ["deducted"]),
        (tax("1000.00", "12.00", "0.00"), ["relieved"]),
        (tax("1000.00", "12.00", "0.00") + APART.format(due="120.00"), ["elsewhere", "separate"]),
        (tax("1000.00", "12.00", "0.00") + APART.format(due="119.00"), ["relieved", "separate"]),
        (tax("1000.00", "12.00", "60.00"), ["differs"]),
    ],
)
def test_workings(taxes: str, expected: list[str]) -> None:
    assert workings(taxes) == expected


def test_the_pointer_of_an_error_stands_beside() -> None:
    (summary,) = summary_of(read(notification(), Matter.NOTIFICATION))
    assert summary["pointers"][0]["path"] == "Declaration/AuthorisationHolder[1]/ID"
