"""Each format gives the same fields; identifiers are checked; every fault names its field, place, value and mend."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.app.cli import main
from smartcustoms.kernel.identifiers import air_waybill, container_check_digit, container_number
from smartcustoms.trade.cargo_reports.checking import checked
from smartcustoms.trade.cargo_reports.model import FileUnreadable, Format, Level, Mode, NotAccepted, Report
from smartcustoms.trade.cargo_reports.reading import entered, read
from tests.kernel.edifact.builders import CUSCAR
from tests.trade.cargo_reports.builders import HOUSE, HOUSE_CUSCAR, MASTER, ONE_RECORD, XFWB, XFZB, report


def one(content: bytes) -> tuple[Format, Report]:
    (found,) = read(content)
    return found.format, checked(found)


def test_cargo_xml_master() -> None:
    form, found = one(XFWB)
    assert (form, found.mode, found.level, found.bill) == (Format.XFWB, Mode.AIR, Level.MASTER, "160-12345675")
    assert (found.pieces, found.gross_mass_kg) == (4, Decimal("45.35923700"))
    assert (found.goods, found.hs_code, found.voyage, found.carrier) == ("WOOLLEN COATS", "620111", "CX250", "CX")
    assert (found.consignor.name, found.consignor.country, found.consignee.name) == (
        "Tailors of London",
        "GB",
        "Bela Trading",
    )
    assert (found.origin, found.destination, found.consolidated) == ("LHR", "HKG", False)


def test_cargo_xml_house_takes_its_own_figures() -> None:
    form, found = one(XFZB)
    assert (form, found.level, found.bill, found.master) == (Format.XFZB, Level.HOUSE, "H-1", "160-12345675")
    assert (found.pieces, found.gross_mass_kg, found.goods) == (5, Decimal("140.5"), "Woollen coats")


def test_one_record_follows_references() -> None:
    form, found = one(ONE_RECORD)
    assert (form, found.level, found.bill, found.master) == (Format.ONE_RECORD, Level.HOUSE, "H-1", "160-12345675")
    assert (found.pieces, found.gross_mass_kg, found.goods) == (2, Decimal("140.5"), "Woollen coats")
    assert (found.consignor.name, found.consignee.name, found.origin) == ("Tailors of London", "Bela Trading", "LHR")


def test_one_record_of_codes_as_elements_of_a_list() -> None:
    """Roles, units and places as CodeListElement, as later versions of the ontology write them."""

    def code(text: str) -> dict[str, str]:
        return {"@type": "CodeListElement", "code": text}

    def party(role: str, name: str) -> dict[str, Any]:
        return {"@type": "Party", "partyRole": code(role), "partyDetails": {"@type": "Company", "name": name}}

    waybill = {
        "@context": {"@vocab": "https://onerecord.iata.org/ns/cargo#"},
        "@type": "Waybill",
        "waybillType": code("DIRECT"),
        "waybillPrefix": "160",
        "waybillNumber": "12345675",
        "departureLocation": {"@type": "Location", "locationCodes": [code("LHR")]},
        "arrivalLocation": {"@type": "Location", "locationCodes": [code("HKG")]},
        "involvedParties": [party("SHP", "Tailors of London"), party("CNE", "Bela Trading")],
        "shipment": {
            "@type": "Shipment",
            "goodsDescription": "Woollen coats",
            "totalGrossWeight": {"@type": "Value", "numericalValue": 100, "unit": code("LBR")},
            "pieces": [{"@type": "Piece", "@id": "p1"}, {"@type": "Piece", "@id": "p2"}],
        },
    }
    (given,) = read(json.dumps(waybill).encode())
    report = checked(given)
    assert (report.level, report.bill, report.origin, report.destination) == ("master", "160-12345675", "LHR", "HKG")
    assert (report.consignor.name, report.consignee.name, report.pieces) == ("Tailors of London", "Bela Trading", 2)
    assert report.gross_mass_kg == Decimal("45.359237")


def test_cuscar_gives_a_report_for_each_consignment() -> None:
    form, found = one(HOUSE_CUSCAR)
    assert (form, found.mode, found.level, found.bill, found.master) == (
        Format.CUSCAR,
        Mode.SEA,
        Level.HOUSE,
        "BL001",
        "MASTER1",
    )
    assert (found.conveyance, found.voyage, found.carrier) == ("EVER 'GIVEN'", "123E", "MAEU")
    assert (found.pieces, found.gross_mass_kg, found.containers) == (10, Decimal("1200.5"), ("MSCU1234566",))
    assert found.goods == "CERAMIC TILES"


def test_a_fault_in_edifact_names_its_segment() -> None:
    with pytest.raises(NotAccepted) as refused:
        one(CUSCAR)
    assert [(each.code, each.field) for each in refused.value.faults] == [("missing", "consignee_name")]
    with pytest.raises(NotAccepted) as wrong:
        one(HOUSE_CUSCAR.replace(b"SGP+MSCU1234566", b"SGP+MSCU1234567"))
    (fault,) = wrong.value.faults
    assert (fault.code, fault.path, fault.line, fault.seen) == ("not_a_container", "20/SGP/1.1", 20, "MSCU1234567")
    assert "the last digit is 6" in str(fault.mend)


def test_cusrep_is_the_conveyance() -> None:
    content = (
        b"UNB+UNOA:2+LINE+HKCUSTOMS+261124:1200+9'UNH+1+CUSREP:D:96B:UN'BGM+833+CALL-7+9'DTM+132:202611260600:203'"
        b"TDT+20+123E+1++MAEU:172:20+++9461867:146::EVER GIVEN'LOC+5+CNSHA:139:6'LOC+8+HKHKG:139:6'UNT+7+1'UNZ+1+9'"
    )
    form, found = one(content)
    assert (form, found.level, found.bill, found.conveyance) == (
        Format.CUSREP,
        Level.CONVEYANCE,
        "CALL-7",
        "EVER GIVEN",
    )
    assert (found.origin, found.destination, found.arrives) == ("CNSHA", "HKHKG", "202611260600")


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"mode": "road"}, "unknown", "mode"),
        ({"bill": ""}, "missing", "bill"),
        ({"master": "160-12345676"}, "not_an_air_waybill", "master"),
        ({"pieces": "5.5"}, "not_a_whole_number", "pieces"),
        ({"pieces": "-5"}, "not_a_number", "pieces"),
        ({"gross_mass_kg": "heavy"}, "not_a_number", "gross_mass_kg"),
        ({"gross_mass_kg": None}, "missing", "gross_mass_kg"),
        ({"goods": "x" * 2001}, "too_long", "goods"),
        ({"goods": "coats\x00"}, "unreadable", "goods"),
        ({"consignee": {"name": "B", "country": "XX"}}, "country_unknown", "consignee_country"),
        ({"origin": "LONDON"}, "place_unknown", "origin"),
        ({"containers": ["CSQU3054384"]}, "not_a_container", "containers"),
    ],
)
def test_every_fault_is_named(change: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises(NotAccepted) as refused:
        checked(entered(report(**change)))
    assert [(each.code, each.field) for each in refused.value.faults] == [(code, field)]
    assert str(refused.value.faults[0].mend)


def test_all_faults_at_once() -> None:
    with pytest.raises(NotAccepted) as refused:
        checked(entered({"mode": "sea", "level": "master"}))
    assert {each.field for each in refused.value.faults} == {
        "bill", "pieces", "gross_mass_kg", "goods", "consignor_name", "consignee_name",
    }  # fmt: skip


def test_what_is_no_report_is_refused_in_words() -> None:
    for content in (b"hello", b"", b"<a/>", b"[1]", b"[]", b"{", b'{"@type": "Piece"}', b"<!DOCTYPE a><Waybill/>"):
        with pytest.raises(FileUnreadable) as refused:
            read(content)
        assert str(refused.value.mend)


def test_known_numbers() -> None:
    assert container_number("csqu 305438-3") == "CSQU3054383"  # the example of ISO 6346
    assert container_number("CSQU3054384") is None
    assert air_waybill("020-12345675") == "02012345675"
    assert air_waybill("020-12345676") is None


@given(st.integers(0, 10**7 - 1), st.integers(0, 999))
def test_an_air_waybill_with_one_digit_changed_is_seen(serial: int, airline: int) -> None:
    good = f"{airline:03d}{serial:07d}{serial % 7}"
    assert air_waybill(good) == good
    assert air_waybill(good[:10] + str((serial % 7 + 1) % 10)) is None


@given(st.from_regex(r"[A-Z]{3}[UJZ][0-9]{6}", fullmatch=True))
def test_a_container_has_one_check_digit(start: str) -> None:
    right = container_check_digit(start)
    assert [digit for digit in range(10) if container_number(f"{start}{digit}")] == [right]


def test_command(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(XFZB)
    (tmp_path / "b").write_text(json.dumps([MASTER, report(pieces="many")]))
    good = CliRunner().invoke(main, ["cargo-reports", "read", str(tmp_path / "a")])
    told = json.loads(good.stdout)
    assert (good.exit_code, told["accepted"], told["reports"][0]["bill"]) == (0, True, "H-1")
    both = CliRunner().invoke(main, ["cargo-reports", "read", str(tmp_path / "a"), str(tmp_path / "b")])
    _, bad = map(json.loads, both.stdout.splitlines())
    assert both.exit_code == 2
    assert [(each["report"], each["code"], each["path"], each["value"]) for each in bad["errors"]] == [
        (2, "not_a_number", "pieces", "many")
    ]
    assert HOUSE["pieces"] == 5
