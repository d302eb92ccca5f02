"""What stands beside the rates: both sides of every boundary of the concession, lateness, sets, papers, reliefs and penalties."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.kernel.money import Money
from smartcustoms.trade.duty import formulas, provisions, queries, schedule
from smartcustoms.trade.duty.model import Goods, NoRate, NotAssessable, Passenger, ReliefKind
from smartcustoms.trade.duty.schedule import ScheduleUnusable
from tests.trade.duty.test_queries import NEW, OLD, bottle, due, hkd

ADULT = Passenger(age=18)


def arrival(who: Passenger, *goods: Goods, on: date = NEW) -> Any:
    return queries.passenger(who, goods, on=on)


def smokes(sticks: int) -> Goods:
    return Goods(goods="tobacco", kind="cigarettes", sticks=sticks)


@pytest.mark.parametrize(
    ("who", "granted"),
    [
        (Passenger(age=18), True),
        (Passenger(age=17), False),
        (Passenger(age=40, resident=True, hours_away=Decimal(24)), True),
        (Passenger(age=40, resident=True, hours_away=Decimal("23.98")), False),  # 23 h 59 min
        (Passenger(age=40, resident=True), False),  # nothing is assumed in its place
        (Passenger(age=40, resident=False, hours_away=Decimal(1)), True),
        (Passenger(age=40, own_use=False), False),
    ],
)
def test_who_has_the_concession(who: Passenger, granted: bool) -> None:
    found = arrival(who, bottle("306", "1"))
    assert (not found.refused) is granted
    assert str(found.due.amount) == ("0.00" if granted else "210.60")


@pytest.mark.parametrize(
    ("goods", "amount"),
    [
        ([bottle("306", "1.000")], "0.00"),
        ([bottle("306", "1.001")], "0.21"),  # 210.63 of a bottle of 1.001 L, of which 1 L is free
        ([smokes(19)], "0.00"),
        ([smokes(20)], "3.31"),  # one stick at 3.306
        ([Goods(goods="tobacco", kind="cigars", sticks=1, kilograms=Decimal("0.040"))], "0.00"),
        ([Goods(goods="tobacco", kind="cigars", sticks=2, kilograms=Decimal("0.025"))], "0.00"),
        ([Goods(goods="tobacco", kind="cigars", sticks=2, kilograms=Decimal("0.050"))], "106.45"),
        ([Goods(goods="tobacco", kind="other manufactured tobacco", kilograms=Decimal("0.025"))], "0.00"),
        ([Goods(goods="tobacco", kind="other manufactured tobacco", kilograms=Decimal("0.050"))], "100.15"),
        # of tobacco one amount only is free: 25 g at 4,006/kg (100.15) spares more than 19 cigarettes (62.81)
        ([smokes(19), Goods(goods="tobacco", kind="other manufactured tobacco", kilograms=Decimal("0.025"))], "62.81"),
        ([bottle("306", "1"), smokes(19)], "0.00"),  # liquor and tobacco are two groups
        (
            [bottle("306", "1", strength="30.0"), bottle("306", "1")],
            "0.00",
        ),  # liquor of 30 % uses nothing that is charged
    ],
)
def test_amounts_of_the_concession(goods: list[Goods], amount: str) -> None:
    assert str(arrival(ADULT, *goods).due.amount) == amount


def test_before_2010_sixty_cigarettes_were_free() -> None:
    with pytest.raises(NoRate):  # no rate of 2010 is held: said, not guessed
        arrival(ADULT, smokes(60), on=date(2010, 7, 31))
    free = provisions.provisions().concessions[0].free
    assert [each.sticks for each in free if each.kind == "cigarettes"] == [60]


def test_not_declared_costs_five_times_the_duty_and_two_thousand() -> None:
    found = arrival(ADULT, bottle("306", "1"))
    assert str(found.compound.due.amount) == "3053.00"
    assert str(queries.compound(hkd("210.60"), on=NEW).due.amount) == "3053.00"


@given(st.integers(0, 400), st.decimals(0, 3, places=2))
def test_the_concession_never_adds_duty_and_never_spares_more_than_all(sticks: int, litres: Decimal) -> None:
    goods = [smokes(sticks), bottle("306", str(litres))] if litres else [smokes(sticks)]
    granted, refused = arrival(ADULT, *goods), arrival(Passenger(age=17), *goods)
    assert 0 <= granted.due.amount <= refused.due.amount
    assert all(0 <= each.free <= 1 for each in granted.brought)


@pytest.mark.parametrize(
    ("value", "lodged", "amount"),
    [
        ("20000", "2026-03-24", "0"),  # the 14th day after 10 March
        ("20000", "2026-03-25", "20"),
        ("20000.01", "2026-03-25", "40"),
        ("20000", "2026-04-24", "20"),  # one month and 14 days
        ("20000", "2026-04-25", "40"),
        ("20000.01", "2026-05-24", "80"),
        ("20000", "2026-05-25", "100"),
        ("20000.01", "2026-05-25", "200"),
    ],
)
def test_late_penalties_by_value_and_lateness(value: str, lodged: str, amount: str) -> None:
    found = queries.late(hkd(value), goods_on=date(2026, 3, 10), lodged_on=date.fromisoformat(lodged))
    assert str(found.due.amount) == amount


def test_a_month_without_that_day_ends_with_its_last() -> None:
    found = queries.late(hkd("1"), goods_on=date(2026, 1, 31), lodged_on=date(2026, 3, 14))
    later = queries.late(hkd("1"), goods_on=date(2026, 1, 31), lodged_on=date(2026, 3, 15))
    assert [str(each.due.amount) for each in (found, later)] == ["20", "40"]


@pytest.mark.parametrize(("short", "most"), [("100", "2000.00"), ("500", "10000.00"), ("500.01", "10000.00")])
def test_a_charge_paid_short_costs_at_most_twenty_times_and_ten_thousand(short: str, most: str) -> None:
    found = queries.paid_short(hkd(short), on=NEW)
    assert (str(found.due.amount), found.most) == (most, True)


def test_a_set_of_bottles_sold_as_one_is_one_bottle() -> None:
    litres = (Decimal("0.05"), Decimal("0.05"), Decimal("0.7"))
    one = Goods(goods="liquor", value=hkd("306"), abv=Decimal(40), bottles=litres)
    assert due(one) == "210.60"
    over = Goods(goods="liquor", value=hkd("2250"), abv=Decimal(40), bottles=(Decimal("0.75"), Decimal("0.75")))
    assert due(over) == "495.00"  # 1.5 L in all: by the litre, as the official example of one bottle


@pytest.mark.parametrize(
    ("papers", "taken"),
    [("2023-10-16", True), ("2023-10-15", False), ("2024-10-16", True), ("2024-10-17", False)],
)
def test_papers_of_the_value_are_at_most_twelve_months_old(papers: str, taken: bool) -> None:
    goods = Goods(
        goods="liquor", value=hkd("306"), abv=Decimal(40), litres=Decimal(1), papers_of=date.fromisoformat(papers)
    )
    if taken:
        assert due(goods) == "210.60"
    else:
        with pytest.raises(NotAssessable) as refused:
            queries.assess(goods, on=NEW)
        assert refused.value.field == "papers"


def test_a_suspension_leaves_nothing_due_and_says_what_is_suspended() -> None:
    found = queries.assess(bottle("306"), on=NEW, relief="WAREHOUSE")
    assert (str(found.due.amount), str(found.suspended)) == ("0.00", "HKD 210.60")
    assert "not due now" in str(found.lines[-1].says)
    provisional = queries.assess(bottle(None), on=NEW, relief="PROVISIONAL")
    assert (str(provisional.due.amount), provisional.suspended) == ("112.00", None)


def test_a_relief_of_other_goods_is_refused_and_the_known_ones_are_named() -> None:
    with pytest.raises(NotAssessable, match="no such relief") as refused:
        queries.assess(bottle("306"), on=NEW, relief="NOT_DECLARED_HERE")
    assert "WAREHOUSE" in str(refused.value.mend)


def test_five_permits_are_linked_to_classes_that_have_rates() -> None:
    found = queries.permits(NEW)
    assert [(each.code, each.colour) for each in found] == [
        ("DUTY_PAID", "black"),
        ("REMOVAL", "green"),
        ("EXPORT", "red"),
        ("SHIPS_STORES", "red"),
        ("PASS_VOUCHERS", "none"),
    ]
    assert {goods for each in found for goods in each.goods} == {"liquor", "tobacco", "oil", "methyl alcohol"}
    assert {goods for each in queries.reliefs(NEW) for goods in each.goods} <= set(queries.kinds())
    assert {each.kind for each in queries.reliefs(NEW)} == set(ReliefKind)


@given(st.text(max_size=200))
def test_a_text_that_is_no_file_of_provisions_is_refused(text: str) -> None:
    with pytest.raises(ScheduleUnusable):
        provisions.read(text)


_RATE = """currency = "HKD"
[[rate]]
class = "x"
kind = ""
names = { en = "x", zh-Hant = "x", zh-Hans = "x" }
since = 2020-01-01
law = "y"
source = "z"
parts = [%s]
"""


@pytest.mark.parametrize(
    ("parts", "amount"),
    [
        ('{ formula = "ad valorem", rate = "0.05" }', "5.00"),
        ('{ formula = "specific", amount = "3", unit = "litre of alcohol" }', "2.40"),
        ('{ formula = "specific", amount = "3", unit = "hectolitre" }', "0.06"),
        ('{ formula = "specific", amount = "3", unit = "kilogram" }', "30.00"),
        (
            '{ formula = "ad valorem", rate = "0.05" }, { formula = "minimum", amount = "1", unit = "kilogram" }',
            "10.00",
        ),
        ('{ formula = "ad valorem", rate = "0.05" }, { formula = "maximum", amount = "4.50" }', "4.50"),
        ('{ formula = "ad valorem", rate = "0.05" }, { formula = "specific", amount = "3", unit = "litre" }', "11.00"),
        (
            '{ formula = "tiers", bands = [{ over = "0", rate = "0" }, { over = "40", rate = "0.1" }, { over = "90", rate = "1" }] }',
            "15.00",
        ),
    ],
)
def test_every_formula_by_data_alone(parts: str, amount: str) -> None:
    _, (rate,) = schedule.read(_RATE % parts)
    goods = Goods(goods="x", value=hkd("100"), litres=Decimal(2), abv=Decimal(40), kilograms=Decimal(10))
    total, lines = formulas.worked_out(rate, goods, Money(Decimal(100), "HKD"))
    assert str(total.rounded().amount) == amount
    assert lines


def test_one_date_either_side_of_the_new_rate() -> None:
    assert [due(bottle("306"), on) for on in (OLD, NEW)] == ["306.00", "210.60"]
