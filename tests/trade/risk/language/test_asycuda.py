import pytest

from smartcustoms.trade.risk.language.asycuda import read_criterion
from smartcustoms.trade.risk.language.catalogue import catalogue_of
from smartcustoms.trade.risk.language.faults import FaultCode, RuleRefused
from smartcustoms.trade.risk.language.writing import write_rule
from smartcustoms.trade.risk.model import FACTS

CATALOGUE = catalogue_of(FACTS)
NAMES = {"ComCod": "hs_code", "CtyOrigCod": "origin", "NetMass": "net_mass_kg"}


def test_the_published_example_is_read() -> None:
    rule = read_criterion('If ComCod = "080810" and CtyOrigCod = "US" Then RedLane IS 100', CATALOGUE, code="A-1")
    assert write_rule(rule) == 'rule "A-1"\nif hs_code = "080810" and origin = "US"\nthen red\n'


def test_brackets_not_and_percentages_are_read() -> None:
    text = 'If NOT (ComCod = "080810" or NetMass <= 5.5) and CtyOrigCod <> "US" Then YellowLane IS 12.5'
    rule = read_criterion(text, CATALOGUE, code="A-2", names=NAMES)
    assert write_rule(rule).splitlines()[1:] == [
        'if not (hs_code = "080810" or net_mass_kg <= 5.5) and origin != "US"',
        "then yellow 12.5%",
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('If CmpCod = "1" Then RedLane IS 100', FaultCode.NO_FIELD),
        ('If ComCod = "08081000" Then RedLane IS 100', FaultCode.NEVER_MATCHES),
        ('If ComCod = "080810" Then RedLane IS 0', FaultCode.OUT_OF_RANGE),
        ('If ComCod = "080810" Then PinkLane IS 100', FaultCode.UNEXPECTED),
        ('If ComCod = "080810', FaultCode.NOT_CLOSED),
        ("", FaultCode.ENDED),
        ("(" * 60, FaultCode.TOO_LONG),
    ],
)
def test_what_cannot_be_brought_along_is_refused(text: str, fault: FaultCode) -> None:
    with pytest.raises(RuleRefused) as refusal:
        read_criterion(text, CATALOGUE, code="A-3")
    assert refusal.value.fault.code is fault
