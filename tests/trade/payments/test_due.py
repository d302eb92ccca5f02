"""What is due on a declaration: charge, levy and duty as far as it says; its note follows it through amendment and withdrawal."""

from typing import Any

import pytest

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.words.model import sentence
from smartcustoms.reactions import declaration_advanced
from smartcustoms.trade.declarations import actions as declarations
from smartcustoms.trade.declarations.events import DeclarationAdvanced
from smartcustoms.trade.declarations.reading import drafted
from smartcustoms.trade.payments import actions, queries
from smartcustoms.trade.payments.model import Due
from tests.cast import BELA, ESI
from tests.conftest import NOON
from tests.reactions.line import follow, lodge
from tests.trade.declarations.builders import entered
from tests.trade.payments.builders import balance, books, paid


def due(database: Database, **change: Any) -> Due:
    lodged = lodge(database, **change)
    with database.unit(by=BELA, at=NOON) as uow:
        return queries.due(uow, lodged.number)


def amounts(found: Due) -> list[tuple[str, str]]:
    return [(each.kind.value, str(each.amount)) for each in found.lines]


def test_the_charge_on_a_declaration_by_its_value(database: Database) -> None:
    found = due(database)  # 375,751.20: 0.20 + 330 × 0.125 = 41.45, up to 41.50
    assert amounts(found) == [("charge", "HKD 41.50")]
    assert found.lines[0].law == "Cap. 60E"
    assert any("lateness" in str(each) for each in found.lacks)


@pytest.mark.parametrize(
    ("item", "lines", "lacks"),
    [
        ({"hs_code": "240210", "net_mass_kg": "2", "value": "1000", "description": "Cigars, hand rolled"},
         [("charge", "HKD 0.20"), ("duty", "HKD 8,516.00")], ""),
        ({"hs_code": "220830", "net_mass_kg": "900", "value": "46000", "description": "Scotch whisky in bottles"},
         [("charge", "HKD 0.20")], "alcoholic strength"),
        ({"hs_code": "240220", "net_mass_kg": "20", "value": "1000", "description": "Cigarettes with filter"},
         [("charge", "HKD 0.20")], "number of sticks"),
        ({"hs_code": "020230", "net_mass_kg": "900", "value": "99000", "description": "Frozen beef, boneless"},
         [("charge", "HKD 0.20")], ""),
    ],
)  # fmt: skip
def test_duty_as_far_as_the_declaration_says(
    database: Database, item: dict[str, Any], lines: list[tuple[str, str]], lacks: str
) -> None:
    found = due(database, item=item)
    assert amounts(found) == lines
    assert not lacks or any(lacks in str(each) for each in found.lacks)


def test_a_transhipment_owes_nothing_and_foreign_money_says_its_rate(database: Database) -> None:
    assert amounts(due(database, direction="transhipment", destination="AU", reference="T-1")) == []
    found = due(database, currency="USD", item={"value": "1000"}, reference="T-2")
    assert [kind for kind, _ in amounts(found)] == ["charge"]
    assert any("USD" in str(each) for each in found.lacks)


def test_a_note_follows_its_declaration_when_it_is_amended_unpaid(database: Database) -> None:
    lodged = lodge(database)
    follow(database)
    with database.unit(by=BELA, at=NOON) as uow:
        (first,) = queries.notes_about(uow, lodged.number)
    assert str(first.total) == "HKD 41.50"
    _amend(database, lodged.number, value="46000.00")
    with database.unit(by=BELA, at=NOON) as uow:
        old, new = queries.notes_about(uow, lodged.number)
    assert (old.state.value, str(old.written_off)) == ("closed", "HKD 41.50")
    assert (new.state.value, str(new.total)) == ("open", "HKD 0.20")
    books(database)


def test_only_the_difference_is_asked_where_the_old_version_was_paid(database: Database) -> None:
    lodged = lodge(database)
    follow(database)
    with database.unit(by=BELA, at=NOON) as uow:
        (first,) = queries.notes_about(uow, lodged.number)
    paid(database, first.number)
    _amend(database, lodged.number, value="999999999.00")
    with database.unit(by=BELA, at=NOON) as uow:
        _, more = queries.notes_about(uow, lodged.number)
    assert str(more.total) == "HKD 158.50"  # the cap of 200 less 41.50
    with database.unit(by=ESI, at=NOON) as uow:
        actions.raise_for_declaration(uow, lodged.number)  # again: nothing changes
        assert len(queries.notes_about(uow, lodged.number)) == 2
    assert balance(database, "receivable") == "158.50"


def test_notes_of_declarations_lodged_together_are_raised_once_and_told_together(database: Database) -> None:
    numbers = [lodge(database, reference=f"T-{n}").number for n in range(3)]
    numbers.append(lodge(database, reference="T-3", direction="transhipment").number)
    for _ in range(2):  # a step that runs again
        with database.unit(by=PLATFORM, at=NOON) as uow:
            assert actions.raise_for_declarations(uow, numbers) == 3
    with database.unit(by=BELA, at=NOON) as uow:
        found = [queries.notes_about(uow, each) for each in numbers]
    assert [[str(each.total) for each in notes] for notes in found] == [["HKD 41.50"]] * 3 + [[]]
    assert len({notes[0].number for notes in found[:3]}) == 3
    assert balance(database, "receivable") == "124.50"
    books(database)


def test_a_withdrawn_declaration_owes_nothing(database: Database) -> None:
    lodged = lodge(database)
    follow(database)
    with database.unit(by=ESI, at=NOON) as uow:
        assert actions.drop_for_declaration(uow, lodged.number, because=sentence("The declaration was withdrawn")) == 1
        assert actions.drop_for_declaration(uow, lodged.number, because=sentence("The declaration was withdrawn")) == 0
    assert balance(database, "receivable") == "0.00"


@pytest.mark.parametrize(
    ("states", "left"), [(("arrived", "accepted"), "41.50"), (("rejected",), "0.00"), (("invalidated",), "0.00")]
)
def test_what_customs_invalidates_or_rejects_owes_nothing(
    database: Database, states: tuple[str, ...], left: str
) -> None:
    lodged = lodge(database)
    follow(database)
    owed = balance(database, "receivable")
    for state in (*states, *states[-1:]):  # an event that comes twice has one effect
        with database.unit(by=PLATFORM, at=NOON) as uow:
            event = DeclarationAdvanced(number=lodged.number, organisation=BELA.organisation, state=state, because="x")
            declaration_advanced.drop_notes(uow, event)
    assert (owed, balance(database, "receivable")) == ("41.50", left)


def _amend(database: Database, number: str, value: str) -> None:
    sent = entered(item={"value": value})
    with database.unit(by=BELA, at=NOON) as uow:
        declarations.amend(uow, number, drafted(sent), version=1, because="The value was wrong", original=b"{}")
    follow(database)
