"""Duty: the official examples, both sides of every boundary, and what is refused instead of guessed."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.kernel.money import Money
from smartcustoms.trade.duty import queries
from smartcustoms.trade.duty.model import Goods, NoRate, NotAssessable
from smartcustoms.trade.duty.schedule import ScheduleUnusable, read, schedule

NEW, OLD = date(2024, 10, 16), date(2024, 10, 15)


def hkd(amount: str) -> Money:
    return Money(Decimal(amount), "HKD")


def bottle(value: str | None, litres: str = "0.7", strength: str = "40", kind: str = "", containers: int = 1) -> Goods:
    known = None if value is None else hkd(value)
    return Goods(
        goods="liquor",
        kind=kind,
        value=known,
        litres=Decimal(litres),
        abv=Decimal(strength),
        containers=containers,
    )


def due(goods: Goods, on: date = NEW) -> str:
    return str(queries.assess(goods, on=on).due.amount)


@pytest.mark.parametrize(
    ("goods", "on", "amount"),
    [
        (bottle("306"), NEW, "210.60"),  # customs.gov.hk, example 1
        (bottle("2250", "1.5"), NEW, "495.00"),  # customs.gov.hk, example 2
        (bottle("306"), OLD, "306.00"),
        (bottle("200.00"), NEW, "200.00"),
        (bottle("200.01"), NEW, "200.00"),
        (bottle("200.05"), NEW, "200.01"),
        (bottle("306", strength="30.0"), NEW, "0.00"),
        (bottle("306", strength="30.1"), NEW, "210.60"),
        (bottle("306", kind="wine"), NEW, "0.00"),
        (bottle("306", containers=6), NEW, "1263.60"),
        (bottle("1000", "1.000"), NEW, "280.00"),
        (bottle("1000", "1.001"), NEW, "280.18"),
        (bottle(None), NEW, "112.00"),
        (bottle(None, "11.99"), NEW, "1918.40"),
        (Goods(goods="methyl alcohol", litres=Decimal(100), abv=Decimal("50.9")), NEW, "1402.00"),
        (Goods(goods="methyl alcohol", litres=Decimal(100), abv=Decimal(30)), NEW, "840.00"),
        (Goods(goods="oil", kind="unleaded petrol", litres=Decimal(40)), NEW, "242.40"),
        (Goods(goods="oil", kind="euro v diesel", litres=Decimal(40)), NEW, "0.00"),
        (Goods(goods="tobacco", sticks=200), date(2014, 2, 26), "381.20"),
        (Goods(goods="tobacco", sticks=200), date(2014, 2, 25), "341.20"),
        (Goods(goods="tobacco", sticks=200, length=Decimal(90)), NEW, "661.20"),
        (Goods(goods="tobacco", sticks=200, length=Decimal("90.1")), NEW, "1322.40"),
        (Goods(goods="tobacco", kind="cigars", kilograms=Decimal(1)), date(2014, 2, 26), "2455.00"),
        (Goods(goods="declaration charge", kind="other", value=hkd("46000")), NEW, "0.20"),
        (Goods(goods="declaration charge", kind="other", value=hkd("46000.01")), NEW, "0.40"),
        (Goods(goods="declaration charge", kind="other", value=hkd("999999999")), NEW, "200.00"),
        (Goods(goods="declaration charge", kind="other", value=hkd("999999999")), date(2018, 7, 31), "124994.50"),
        (Goods(goods="declaration charge", kind="food", value=hkd("999999999")), NEW, "0.20"),
        (Goods(goods="clothing levy", value=hkd("1000.01")), NEW, "0.60"),
    ],
)
def test_duty_to_the_cent(goods: Goods, on: date, amount: str) -> None:
    assert due(goods, on) == amount


@pytest.mark.parametrize(
    ("goods", "on", "field"),
    [
        (bottle(None, "12"), NEW, "value"),
        (replace(bottle("306"), abv=None), NEW, "abv"),
        (replace(bottle("306"), litres=None), NEW, "litres"),
        (bottle("306", strength="101"), NEW, "abv"),
        (bottle("-1"), NEW, "value"),
        (Goods(goods="tobacco", kilograms=Decimal(1)), NEW, "sticks"),
        (Goods(goods="oil", litres=Decimal(1)), NEW, "class"),
        (Goods(goods="cheese"), NEW, "class"),
        (bottle("306"), date(1990, 1, 1), "on"),
        (replace(bottle("306"), value=Money(Decimal(40), "USD")), NEW, "exchange"),
    ],
)
def test_what_is_missing_or_impossible_is_refused_with_its_field_and_mend(goods: Goods, on: date, field: str) -> None:
    with pytest.raises((NotAssessable, NoRate)) as refused:
        queries.assess(goods, on=on)
    assert refused.value.field == field
    assert str(refused.value.mend)


def test_foreign_money_is_exchanged_in_the_working() -> None:
    dollars = replace(bottle("1"), value=Money(Decimal(40), "USD"))
    found = queries.assess(dollars, on=NEW, exchange=Decimal("7.80"))
    assert str(found.due.amount) == "211.20"
    assert "HKD 312.00" in str(found.lines[0].says)


amounts = st.decimals(0, 10**9, places=2)


@given(amounts, amounts, st.sampled_from(["0.7", "1", "1.5", "3"]))
def test_duty_never_falls_when_value_rises(one: Decimal, other: Decimal, litres: str) -> None:
    less, more = (Decimal(due(bottle(str(each), litres))) for each in sorted((one, other)))
    assert less <= more


@given(amounts, st.sampled_from([OLD, NEW]), st.integers(1, 500))
def test_the_working_adds_up_and_whole_containers_too(value: Decimal, on: date, containers: int) -> None:
    found = queries.assess(bottle(str(value), containers=containers), on=on)
    each = queries.assess(bottle(str(value)), on=on)
    exact = sum((line.amount.amount for line in each.lines if line.amount), Decimal(0))
    assert found.due == Money(exact * containers, "HKD").rounded()


@given(st.text(max_size=400))
def test_a_text_that_is_no_schedule_is_refused(text: str) -> None:
    with pytest.raises(ScheduleUnusable):  # no text that Hypothesis finds is a whole schedule
        read(text)


@pytest.mark.parametrize(
    "broken",
    [
        'currency = "HKD"\n[[rate]]\nclass = "x"',
        'currency = "HKD"\n[[rate]]\nclass = "x"\nkind = ""\nlaw = "y"\nsource = "z"\nsince = 2020-01-01\nnames = { en = "x" }\nparts = []',
        'currency = "HKD"\n[[rate]]\nclass = "x"\nparts = [{ formula = "guess" }]',
    ],
)
def test_a_rate_that_lacks_its_day_law_names_or_formula_stops_the_reading(broken: str) -> None:
    with pytest.raises(ScheduleUnusable, match="rate 1"):
        read(broken)


def test_every_rate_says_where_it_was_read() -> None:
    assert all(each.source and each.law for each in schedule()[1])
