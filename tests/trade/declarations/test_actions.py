"""The life of one declaration: lodged once per key, amended with its versions kept, withdrawn, released, detained."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from smartcustoms.kernel import receipts
from smartcustoms.kernel.database.unit import Database
from smartcustoms.trade.declarations import actions, queries
from smartcustoms.trade.declarations.model import (
    ChangedSince,
    Channel,
    KeyUsed,
    Lodged,
    NoSuchDeclaration,
    NotAccepted,
    NotInThatState,
    Status,
    Wanted,
)
from smartcustoms.trade.declarations.reading import drafted
from smartcustoms.trade.risk.model import Lane
from tests.cast import AMINA, BELA, CHEN
from tests.conftest import NOON
from tests.reactions.line import rule_in_force
from tests.trade.declarations.builders import entered


def lodge(database: Database, key: str = "", by=BELA, **change: object) -> Lodged:
    sent = entered(**change)
    with database.unit(by=by, at=NOON) as uow:
        return actions.lodge(uow, drafted(sent), through=Channel.API, original=json.dumps(sent).encode(), key=key)


def released(database: Database, number: str) -> None:
    with database.unit(by=AMINA, at=NOON) as uow:
        actions.move_to_lane(uow, number, Lane.GREEN, because="so that it can be amended, whatever its lane was")


def test_a_declaration_is_numbered_kept_whole_and_seen_by_its_owner_and_customs_only(database: Database) -> None:
    lodged = lodge(database)
    for who in (BELA, AMINA):
        with database.unit(by=who, at=NOON) as uow:
            found = queries.declaration(uow, lodged.number)
            assert (found.header.reference, str(found.value.rounded()), found.items[0].hs_code) == (
                "BELA-1",
                "HKD 375,751.20",
                "690722",
            )
            assert json.loads(queries.original(uow, lodged.number) or b"")["reference"] == "BELA-1"
            assert queries.timeline(uow, lodged.number)[0].deed == "lodged"
            assert queries.declarations(uow, Wanted(text="bela-")).total == 1
    with database.unit(by=CHEN, at=NOON) as uow:
        assert queries.declarations(uow, Wanted()).total == 0
        with pytest.raises(NoSuchDeclaration):
            queries.declaration(uow, lodged.number)


def test_a_key_gives_one_number_to_32_clients_at_once(database: Database) -> None:
    with ThreadPoolExecutor(32) as clients:
        answers = list(clients.map(lambda _: lodge(database, key="k"), range(32)))
    assert len({(each.number, each.original, each.at) for each in answers}) == 1
    assert sum(not each.repeated for each in answers) == 1
    assert lodge(database, key="k", by=CHEN).number != answers[0].number  # another's key is another key


def test_a_key_used_for_another_body_is_a_conflict_and_the_first_stands(database: Database) -> None:
    first = lodge(database, key="k")
    with pytest.raises(KeyUsed):
        lodge(database, key="k", reference="OTHER")
    with database.unit(by=BELA, at=NOON) as uow:
        assert queries.declarations(uow, Wanted()).total == 1
        assert queries.declaration(uow, first.number).header.reference == "BELA-1"


def test_a_refused_lodging_keeps_nothing_and_frees_its_key(database: Database) -> None:
    with pytest.raises(NotAccepted):
        lodge(database, key="k", currency="RMB")
    assert not lodge(database, key="k").repeated


def test_an_amendment_keeps_the_version_before_it_and_a_stale_one_is_refused(database: Database) -> None:
    number = lodge(database).number
    released(database, number)
    changed = entered(item={"value": "400000"})
    with database.unit(by=BELA, at=NOON + timedelta(hours=1)) as uow:
        again = actions.amend(uow, number, drafted(changed), version=1, because="freight added", original=b"2")
    assert again.version == 2
    with database.unit(by=BELA, at=NOON) as uow:
        assert str(queries.declaration(uow, number).items[0].value) == "400000"
        assert [(each.version, str(each.items[0].value)) for each in queries.versions(uow, number)] == [(1, "375751.2")]
        assert [each.deed for each in queries.timeline(uow, number)] == ["lodged", "moved_to_lane", "amended"]
        with pytest.raises(ChangedSince):
            actions.amend(uow, number, drafted(changed), version=1, because="", original=b"3")
    with database.unit(by=CHEN, at=NOON) as uow, pytest.raises(NoSuchDeclaration):
        actions.amend(uow, number, drafted(changed), version=2, because="", original=b"3")


def test_under_control_nothing_is_amended_or_withdrawn_until_customs_decide(database: Database) -> None:
    rule_in_force(database)
    number = lodge(database).number
    with database.unit(by=AMINA, at=NOON) as uow:
        actions.move_to_lane(uow, number, Lane.RED, because="price")
    with database.unit(by=BELA, at=NOON) as uow:
        assert queries.declaration(uow, number).status is Status.UNDER_CONTROL
        for act in (
            lambda: actions.withdraw(uow, number, because=""),
            lambda: actions.amend(uow, number, drafted(entered()), version=1, because="", original=b""),
        ):
            with pytest.raises(NotInThatState):
                act()
    with database.unit(by=AMINA, at=NOON) as uow:
        actions.detain(uow, number, because="seizure")
        actions.release(uow, number, because="paid")
        assert [each.deed for each in queries.timeline(uow, number)][1:] == ["moved_to_lane", "detained", "released"]


def test_a_copy_is_a_draft_of_its_owner_alone(database: Database) -> None:
    number = lodge(database).number
    with database.unit(by=BELA, at=NOON) as uow:
        draft = actions.copy(uow, number)
        assert (
            queries.draft(uow, draft).drafted.items == drafted(entered()).items
            or queries.draft(uow, draft).drafted.items
        )
        assert "reference" not in queries.draft(uow, draft).drafted.header
        assert len(queries.drafts(uow)) == 1
    for who in (CHEN, AMINA):
        with database.unit(by=who, at=NOON) as uow, pytest.raises(queries.NoSuchDraft):
            queries.draft(uow, draft)
    with database.unit(by=BELA, at=NOON) as uow:
        actions.discard(uow, draft)
        assert queries.drafts(uow) == []


def test_exports_hold_exact_values_and_no_formula(database: Database) -> None:
    lodge(database, reference="=cmd()")
    with database.unit(by=BELA, at=NOON) as uow:
        table = queries.exported(uow, Wanted()).decode("utf-8-sig")
        assert "375751.2" in table
        assert "'=cmd()" in table
        assert queries.exported(uow, Wanted(), as_xlsx=True)[:2] == b"PK"


def test_a_receipt_proves_what_was_sent_and_a_changed_letter_is_found(database: Database) -> None:
    lodged, seed = lodge(database), b"s" * 32
    receipt = receipts.Receipt(lodged.number, 1, lodged.original, lodged.at)
    text = receipts.signed(receipt, seed)
    assert receipts.verified(text, seed) == receipt
    assert receipts.signed(receipt, seed) == text
    assert "d" not in receipts.public_key(seed)
    for wrong in (text[:-2] + ("AA" if text[-2:] != "AA" else "BB"), "x.y.z", "", text.replace(".", "..")):
        with pytest.raises(receipts.ReceiptNotOurs):
            receipts.verified(wrong, seed)
    with pytest.raises(receipts.ReceiptNotOurs):
        receipts.verified(receipts.signed(replace(receipt, version=2), b"t" * 32), seed)
