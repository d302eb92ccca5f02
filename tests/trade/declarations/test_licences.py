"""Licences that items name: checked when lodging, written off with it, given back; by form, file and message."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from smartcustoms.kernel.actor import PLATFORM, Actor
from smartcustoms.kernel.database.unit import Database
from smartcustoms.reactions import declaration_advanced, declaration_withdrawn
from smartcustoms.trade.declarations import actions, queries
from smartcustoms.trade.declarations.events import DeclarationAdvanced, DeclarationWithdrawn
from smartcustoms.trade.declarations.licences import is_readable, named
from smartcustoms.trade.declarations.model import Channel, Lodged, NotAccepted
from smartcustoms.trade.declarations.reading import drafted
from smartcustoms.trade.declarations.wco.house import entered as of_message
from smartcustoms.trade.documents import actions as documents
from smartcustoms.trade.documents import catalogue
from smartcustoms.trade.documents import queries as asked
from smartcustoms.trade.risk.model import Lane
from tests.cast import AMINA, BELA, CHEN
from tests.conftest import NOON
from tests.trade.declarations.builders import entered
from tests.trade.documents.builders import content_for

TODAY = NOON.date().isoformat()
GOODS: dict[str, Any] = {"hs_code": "380891", "description": "Insecticide in bottles of 0.5 litre", "net_mass_kg": "5"}


def issued(database: Database, code: str = "PHARM-E", **line: Any) -> str:
    """Issue a document of Bela's on 12.5 kg of 380891, or on what is said of its one line."""
    content = content_for(catalogue.shipped()[code].form)
    content["goods"] = [{**content["goods"][0], **line}]
    with database.unit(by=BELA, at=NOON) as uow:
        number = documents.lodge_new(uow, code, content, original=b"x").number
    with database.unit(by=PLATFORM, at=NOON) as uow:
        documents.decided(uow, number, review="R1", granted=True)
    return number


def sent(licences: Any, **item: Any) -> dict[str, Any]:
    return entered(declared_on=TODAY, direction="export", item={**GOODS, "licences": licences, **item})


def lodge(database: Database, licences: Any, by: Actor = BELA, key: str = "", at: Any = NOON, **item: Any) -> Lodged:
    body = sent(licences, **item)
    with database.unit(by=by, at=at) as uow:
        return actions.lodge(uow, drafted(body), through=Channel.API, original=json.dumps(body).encode(), key=key)


def refused(database: Database, licences: Any, **more: Any) -> tuple[str, str]:
    with pytest.raises(NotAccepted) as why:
        lodge(database, licences, **more)
    (fault,) = [each for each in why.value.faults if each.weight.value == "refuses"]
    assert fault.path == "items[0].licences"
    return fault.code, str(fault.mend)


def left(database: Database, number: str) -> Decimal:
    with database.unit(by=BELA, at=NOON) as uow:
        return asked.whole(uow, number).goods[0].left


def test_what_is_declared_is_written_off_and_shown_on_both_sides(database: Database) -> None:
    licence = issued(database)
    lodged = lodge(database, licence, key="k")
    assert lodge(database, licence, key="k").number == lodged.number  # the same key writes nothing off again
    assert left(database, licence) == Decimal("7.5")
    with database.unit(by=BELA, at=NOON) as uow:
        whole = asked.whole(uow, licence)
        (use,) = asked.used_by(uow, lodged.number)
        assert queries.declaration(uow, lodged.number).items[0].licences == licence
    assert [(each.declaration, each.item, each.quantity) for each in whole.uses] == [(lodged.number, 1, Decimal(5))]
    assert ("declared_by", lodged.number) in {(each.relation, each.other) for each in whole.links}
    assert whole.steps[-1].note == f"{lodged.number}/1: 5 KGM"
    assert (use.number, use.quantity, use.unit) == (licence, Decimal(5), "KGM")
    with database.unit(by=CHEN, at=NOON) as uow:
        assert asked.used_by(uow, lodged.number) == []


def test_a_document_that_does_not_cover_is_refused_with_how_to_mend_it(database: Database) -> None:
    licence = issued(database)
    assert refused(database, "PHARM 7")[0] == "licences_unreadable"
    assert refused(database, f"{licence}, {licence}")[0] == "licences_unreadable"
    assert refused(database, "D26000000000X")[0] == "licence_unknown"
    assert refused(database, licence, by=CHEN)[0] == "licence_unknown"  # another's
    code, mend = refused(database, licence, net_mass_kg="12.6")
    assert (code, "Declare no more" in mend) == ("licence_used_up", True)
    assert refused(database, licence, hs_code="220830") == ("licence_other_goods", "It covers: 380891.")
    late = NOON + timedelta(days=400)
    body = {**sent(licence), "declared_on": late.date().isoformat()}
    with pytest.raises(NotAccepted, match=r".*") as why, database.unit(by=BELA, at=late) as uow:
        actions.lodge(uow, drafted(body), through=Channel.API, original=b"late")
    assert why.value.faults[-1].code == "licence_not_valid"
    with pytest.raises(NotAccepted) as other, database.unit(by=BELA, at=NOON) as uow:
        actions.lodge(uow, drafted({**sent(licence), "direction": "import"}), through=Channel.API, original=b"i")
    assert other.value.faults[-1].code == "licence_other_direction"
    assert left(database, licence) == Decimal("12.5")
    by_litre = issued(database, unit="LTR")
    assert f"{by_litre}=5" in refused(database, by_litre)[1]
    lodge(database, [{"number": by_litre, "quantity": "2.5"}])
    assert left(database, by_litre) == 10


def test_an_amendment_gives_back_what_the_old_version_used(database: Database) -> None:
    one, two = issued(database), issued(database)
    lodged = lodge(database, one)
    with database.unit(by=AMINA, at=NOON) as uow:
        actions.move_to_lane(uow, lodged.number, Lane.GREEN, because="x")

    def amend(version: int, licences: str, **item: Any) -> None:
        with database.unit(by=BELA, at=NOON) as uow:
            draft = drafted(sent(licences, **item))
            actions.amend(uow, lodged.number, draft, version=version, because="a slip", original=b"v")

    amend(1, one, net_mass_kg="12.5")  # more than was left beside its own earlier use
    assert left(database, one) == 0
    with pytest.raises(NotAccepted):
        amend(2, one, net_mass_kg="13")
    assert left(database, one) == 0
    amend(2, f"{one}=2, {two}=3")
    assert (left(database, one), left(database, two)) == (Decimal("10.5"), Decimal("9.5"))
    amend(3, "")
    assert (left(database, one), left(database, two)) == (Decimal("12.5"), Decimal("12.5"))


def test_withdrawn_and_invalidated_declarations_give_back_once(database: Database) -> None:
    licence = issued(database)
    one, two = lodge(database, licence).number, lodge(database, licence).number
    for _ in range(2):
        with database.unit(by=PLATFORM, at=NOON) as uow:
            withdrawn = DeclarationWithdrawn(number=one, organisation=BELA.organisation, because="x")
            declaration_withdrawn.give_back_licences(uow, withdrawn)
            for state in ("arrived", "invalidated"):
                advanced = DeclarationAdvanced(
                    number=two, organisation=BELA.organisation, state=state, because="never shown"
                )
                declaration_advanced.give_back_licences(uow, advanced)
    assert left(database, licence) == Decimal("12.5")
    with database.unit(by=BELA, at=NOON) as uow:
        whole = asked.whole(uow, licence)
    assert [each.deed for each in whole.steps].count("given_back") == 2
    assert not whole.uses
    assert "declared_by" not in {each.relation for each in whole.links}


def test_many_at_once_use_no_more_than_there_is(database: Database) -> None:
    one, two = issued(database), issued(database)

    def attempt(place: int) -> bool:
        both = (one, two) if place % 2 else (two, one)
        try:
            lodge(database, ", ".join(f"{each}=2" for each in both))
        except NotAccepted:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        taken = sum(pool.map(attempt, range(16)))
    assert taken == 6  # 12.5 / 2, of both
    assert left(database, one) == left(database, two) == Decimal("0.5")


def test_a_document_for_one_declaration_takes_no_other(database: Database) -> None:
    once = issued(database, "RTA-TN")
    body = {**sent(f"{once}=1"), "direction": "transhipment"}

    def go(original: bytes) -> None:
        with database.unit(by=BELA, at=NOON) as uow:
            actions.lodge(uow, drafted(body), through=Channel.API, original=original)

    go(b"first")
    with pytest.raises(NotAccepted) as why:
        go(b"second")
    assert why.value.faults[-1].code == "licence_used"


def test_rows_of_a_file_share_what_is_left_and_those_not_covered_are_refused(database: Database) -> None:
    licence = issued(database)
    rows = [{**_flat(sent(licence)), "reference": f"R{place}"} for place in range(3)]  # 5 kg each, 12.5 are there
    content = pl.DataFrame(rows).write_csv().encode()
    with database.unit(by=BELA, at=NOON) as uow:
        file = actions.begin_file(uow, content, name="a.csv", by="smartcustoms")
    read = actions.read_file(content, name="a.csv", by="smartcustoms")
    for _ in range(2):  # brought again: nothing is done twice

        def run(_name: str, do: Any, _done: int) -> None:
            with database.unit(by=BELA, at=NOON) as uow:
                do(uow)

        actions.bring(run, file, read)
    assert left(database, licence) == Decimal("2.5")
    with database.unit(by=BELA, at=NOON) as uow:
        (bad,) = list(queries.refused_rows(uow, file))
    assert (bad.row, bad.fault.code) == (3, "licence_used_up")


def _flat(body: dict[str, Any]) -> dict[str, str]:
    header = {name: str(value) for name, value in body.items() if name != "items"}
    return {**header, **{name: str(value) for name, value in body["items"][0].items()}}


def test_a_message_names_them_as_additional_documents() -> None:
    documents_in = [
        {"CategoryCode": {"#text": "C"}, "ID": {"#text": "GBAEOC717572504502801"}},
        {"ID": {"#text": "D26000000001A"}, "WriteOff": {"QuantityQuantity": {"#text": "40"}}},
        {"ID": "d26000000002b"},
    ]
    item = {"Commodity": {"Description": "Goods"}, "AdditionalDocument": documents_in}
    message = {"Declaration": {"TypeCode": "IMA", "GoodsShipment": {"GovernmentAgencyGoodsItem": [item]}}}
    (cells,) = of_message(message, on=date(2026, 11, 28))["items"]
    assert cells["licences"] == "D26000000001A=40, D26000000002B"
    assert named(cells["licences"]) == [("D26000000001A", Decimal(40)), ("D26000000002B", None)]
    assert is_readable(cells["licences"])
