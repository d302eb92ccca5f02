"""The register of traders: what declarations name gets in once, numbers are checked, a trader sees only its own."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.business.traders import actions, queries
from smartcustoms.business.traders.actions.registering import AccountTaken, TraderChangedMeanwhile
from smartcustoms.business.traders.model import (
    Address,
    Identity,
    IdentityKind,
    IdentityTaken,
    Name,
    NameKind,
    NoSuchTrader,
    NotAnIdentity,
    NotATrader,
    Particulars,
    PartySeen,
    Role,
    State,
    Wanted,
)
from smartcustoms.business.traders.numbers import business_numbers, checked
from smartcustoms.business.traders.searching import asked_words, search_words
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.identifiers import is_numbered
from tests.cast import AMINA, BELA, CHEN, ESI
from tests.conftest import NOON

HARBOUR = Particulars(
    (
        Name("Harbour Lantern Trading Limited", NameKind.LEGAL, "en"),
        Name("港燈貿易有限公司", NameKind.LEGAL, "zh-Hant"),
    ),
    (
        Identity(IdentityKind.BUSINESS_REGISTRATION, "1234 5678", "hk", since=date(2020, 1, 1)),
        Identity(IdentityKind.TIN, "hk 12345678"),
        Identity(IdentityKind.DECLARED, "HLT-01"),
    ),
    (Address("1 Example Road\nKowloon", "hk"),),
    frozenset({Role.IMPORTER}),
)


def test_what_declarations_name_gets_in_once_and_gains_roles(database: Database) -> None:
    seen = [
        PartySeen("SIM-I1", Role.IMPORTER),
        PartySeen("SIM-D1", Role.DECLARANT, "Simulated declarant"),
        PartySeen(" \x00", Role.SELLER),
    ]
    with database.unit(by=PLATFORM, at=NOON) as uow:
        first = actions.take_in(uow, seen)
    with database.unit(by=PLATFORM, at=NOON) as uow:
        again = actions.take_in(uow, [*seen, PartySeen("SIM-I1", Role.EXPORTER)])
    assert first == again
    assert set(first) == {"SIM-I1", "SIM-D1"}
    with database.unit(by=AMINA, at=NOON) as uow:
        found = queries.by_identity(uow, IdentityKind.DECLARED, "SIM-I1")
        assert found is not None
        assert (found.number, found.state, found.name) == (first["SIM-I1"], State.KNOWN, "SIM-I1")
        assert found.roles == {Role.IMPORTER, Role.EXPORTER}
        assert is_numbered(found.number, "TR")
        named = queries.named(uow, "SIM-D1")
        assert named is not None
        assert named.name == "Simulated declarant"
        assert queries.named(uow, found.number) == found
        assert queries.named(uow, "nobody") is None
        assert queries.traders(uow, Wanted())[1] == 2


def test_counts_are_told_by_year(database: Database) -> None:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        actions.take_in(uow, [PartySeen("SIM-I1", Role.IMPORTER)])
        actions.count(uow, "declarations", ["SIM-I1", "SIM-I1", "nobody"])
        actions.count(uow, "declarations", ["SIM-I1"])
    with database.unit(by=AMINA, at=NOON) as uow:
        found = queries.named(uow, "SIM-I1")
        assert found is not None
        assert [(each.what, each.year, each.count) for each in queries.tallies(uow, found)] == [
            ("declarations", 2026, 3)
        ]


def test_an_officer_registers_and_changes_a_trader(database: Database) -> None:
    with database.unit(by=ESI, at=NOON) as uow:
        made = actions.register(uow, HARBOUR)
        again = queries.trader(uow, made.number)
    assert again == made
    assert made.state is State.REGISTERED
    assert made.codes == (made.number, "12345678", "HLT-01", "HK12345678")
    with database.unit(by=ESI, at=NOON) as uow:
        for kind, value, country in (
            (IdentityKind.TIN, "HK-12345678", ""),
            (IdentityKind.BUSINESS_REGISTRATION, "12345678", "HK"),
            (IdentityKind.DECLARED, "HLT-01", ""),
        ):
            found = queries.by_identity(uow, kind, value, country=country)
            assert found is not None
            assert found.number == made.number
        assert queries.by_identity(uow, IdentityKind.BUSINESS_REGISTRATION, "12345678", country="CN") is None
    with database.unit(by=ESI, at=NOON) as uow:
        changed = actions.change(
            uow, made.number, replace(HARBOUR, names=HARBOUR.names[:1], identities=()), version=1, because="It moved"
        )
    assert (changed.version, changed.codes) == (2, (made.number,))
    with pytest.raises(TraderChangedMeanwhile), database.unit(by=ESI, at=NOON) as uow:
        actions.change(uow, made.number, HARBOUR, version=1, because="It moved")


def test_a_number_belongs_to_one_trader(database: Database) -> None:
    with database.unit(by=ESI, at=NOON) as uow:
        actions.register(uow, HARBOUR)
    with pytest.raises(IdentityTaken) as taken, database.unit(by=ESI, at=NOON) as uow:
        actions.register(uow, Particulars((Name("Another"),), HARBOUR.identities[1:2]))
    assert taken.value.seen == "HK12345678"
    with database.unit(by=ESI, at=NOON) as uow:
        assert queries.traders(uow, Wanted())[1] == 1


def test_a_trader_sees_only_its_own(database: Database) -> None:
    with database.unit(by=ESI, at=NOON) as uow:
        made = actions.register(uow, HARBOUR)
        actions.link(uow, made.number, "bela-trading")
        actions.link(uow, made.number, "bela-trading")
        with pytest.raises(AccountTaken):
            actions.link(uow, made.number, "chen-co")
        assert actions.ensure_account(uow, "bela-trading", role=Role.DECLARANT) == made.number
    with database.unit(by=BELA, at=NOON) as uow:
        own = queries.of_organisation(uow, "bela-trading")
        assert own is not None
        assert own.identities == made.identities
        assert queries.traders(uow, Wanted())[1] == 1
    with database.unit(by=CHEN, at=NOON) as uow:
        with pytest.raises(NoSuchTrader):
            queries.trader(uow, made.number)
        assert queries.by_identity(uow, IdentityKind.TIN, "HK12345678") is None
        assert queries.traders(uow, Wanted()) == ([], 0)


@pytest.mark.parametrize(
    ("asked", "hits"),
    [
        ("harbour", 1), ("HARB lan", 1), ("lantern harbour", 1), ("港燈", 1), ("燈", 1), ("gangdeng", 1), ("maoyi", 1),
        ("hk1234", 1), ("HLT", 1), ("harbour sea", 0), ("' | 'a", 0), ("!!!", 0), ("\\", 0), ("a'b:*&", 0),
    ],
)  # fmt: skip
def test_traders_are_found_by_words_signs_and_readings(database: Database, asked: str, hits: int) -> None:
    with database.unit(by=ESI, at=NOON) as uow:
        actions.register(uow, HARBOUR)
        assert queries.traders(uow, Wanted(text=asked))[1] == hits


def test_lists_are_filtered_sorted_and_paged(database: Database) -> None:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        actions.take_in(uow, [PartySeen(f"SIM-{n:02d}", Role.SELLER if n % 2 else Role.IMPORTER) for n in range(30)])
    with database.unit(by=AMINA, at=NOON) as uow:
        found, total = queries.traders(uow, Wanted(role=Role.SELLER, sort="-name", page=2, size=10))
        assert (total, [each.name for each in found]) == (15, [f"SIM-{n:02d}" for n in (9, 7, 5, 3, 1)])
        assert queries.traders(uow, Wanted(state=State.CLOSED))[1] == 0
        assert queries.traders(uow, Wanted(country="HK"))[1] == 0
        assert queries.exported(uow, Wanted(text="SIM-03")).splitlines()[1].split(",")[1] == "SIM-03"


@pytest.mark.parametrize("country", sorted(business_numbers()))
def test_each_country_s_example_is_right_and_its_check_digit_counts(country: str) -> None:
    known = business_numbers()[country]
    kept = checked(Identity(IdentityKind.BUSINESS_REGISTRATION, known.example, country))
    assert kept.value == known.example
    if known.checked_by:
        signs = "0123456789" if known.example[-1].isdecimal() else "0123456789ABCDEFGHJKLMNPQRTUVWXYZ"
        right = [last for last in signs if _is_right(known.example[:-1] + last, country)]
        assert set(right) >= {known.example[-1]}
        assert len(right) <= (2 if country == "TW" else 1)


def _is_right(value: str, country: str) -> bool:
    try:
        return bool(checked(Identity(IdentityKind.BUSINESS_REGISTRATION, value, country)))
    except NotAnIdentity:
        return False


@pytest.mark.parametrize(
    ("kind", "value", "country", "field"),
    [
        (IdentityKind.TIN, "12345678", "", "value"),
        (IdentityKind.TIN, "XX12345678", "", "value"),
        (IdentityKind.TIN, "HK" + "1" * 40, "", "value"),
        (IdentityKind.BUSINESS_REGISTRATION, "12345678", "", "country"),
        (IdentityKind.BUSINESS_REGISTRATION, "1234567", "HK", "value"),
        (IdentityKind.DECLARED, "x" * 36, "", "value"),
        (IdentityKind.DECLARED, "a\x00b", "", "value"),
        (IdentityKind.DECLARED, " ", "", "value"),
        (IdentityKind.LEI, "213800KUD8LAJWSQ9D16", "", "value"),
    ],
)
def test_what_is_no_number_is_refused_in_words(kind: IdentityKind, value: str, country: str, field: str) -> None:
    with pytest.raises(NotAnIdentity) as refused:
        checked(Identity(kind, value, country))
    assert refused.value.field == field
    assert str(refused.value.mend)


def test_what_is_no_trader_is_refused(database: Database) -> None:
    for written in (
        Particulars(()),
        Particulars((Name("\u200b\x00"),)),
        Particulars((Name("x" * 201),)),
        Particulars((Name("x", language="english!"),)),
        Particulars((Name("x"),), addresses=(Address("here", "ZZ"),)),
        Particulars(tuple(Name(str(n)) for n in range(21))),
    ):
        with pytest.raises(NotATrader), database.unit(by=ESI, at=NOON) as uow:
            actions.register(uow, written)


@given(st.text(max_size=80))
def test_any_text_can_be_looked_up_and_finds_itself(text: str) -> None:
    kept = set(search_words([text]))
    for each in asked_words(text).split(" & "):
        if each and len(kept) < 400:
            word = each.removesuffix(":*").strip("'").replace("''", "'")
            assert any(one.startswith(word) for one in kept)
