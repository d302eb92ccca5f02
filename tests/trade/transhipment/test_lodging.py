"""What is against lodging: the day before arrival exact at midnight, the bill's whole way, the agreement, the certificate's time."""

from datetime import UTC, date, datetime, timedelta

import pytest

from smartcustoms.kernel.day import day_of
from smartcustoms.trade.transhipment import agreements, fees
from smartcustoms.trade.transhipment.life import LIFE, OVER, after, can
from smartcustoms.trade.transhipment.lodging import faults
from smartcustoms.trade.transhipment.model import (
    NEEDED,
    ControlKind,
    Mode,
    NotLodgeable,
    NotNow,
    Processing,
    State,
    Step,
)
from smartcustoms.trade.transhipment.reading import entered
from tests.trade.transhipment.builders import values

DAY = date(2026, 11, 27)


def wrong(on: date = DAY, files: object = NEEDED, **change: object) -> list[str]:
    said = entered(values(at=datetime(2026, 11, 27, 12, tzinfo=UTC), **change))
    return [each.field for each in faults(said, files, on=on, is_code={"080510"}.__contains__)]  # type: ignore[arg-type] # kinds


def test_what_is_whole_and_in_time_has_nothing_against_it() -> None:
    assert wrong() == []


@pytest.mark.parametrize(
    ("moment", "in_time"),
    [
        (
            datetime(2026, 11, 29, 15, 59, 59, 999_999, tzinfo=UTC),
            True,
        ),  # 23:59:59.999999 of the day before, in Hong Kong
        (datetime(2026, 11, 29, 16, 0, tzinfo=UTC), False),  # midnight: the day of arrival
        (datetime(2026, 11, 27, 0, 0, tzinfo=UTC), True),
        (datetime(2026, 12, 2, 0, 0, tzinfo=UTC), False),
    ],
)
def test_one_calendar_day_before_arrival_is_exact_at_midnight_of_the_administration(
    moment: datetime, in_time: bool
) -> None:
    found = wrong(on=day_of(moment), arrives_on="2026-11-30")
    assert ("arrives_on" not in found) is in_time


def test_each_rule_is_told_at_its_field() -> None:
    assert wrong(arrives_on="2029-01-01", certificate_on="2028-12-01") == ["arrives_on", "certificate_on"]
    assert wrong(bill_from="PE") == ["bill_from"]
    assert wrong(bill_to="VN") == ["bill_to"]
    assert wrong(agreement="NZ") == ["agreement"]
    assert wrong(agreement="XX") == ["agreement"]
    assert wrong(destination="JP", bill_to="JP") == ["agreement"]
    assert wrong(bill_on="2026-11-28") == ["bill_on"]
    assert wrong(certificate_on="2025-11-30") == ["certificate_on"], (
        "valid until 29 November 2026, the day before it arrives"
    )
    assert wrong(certificate_on="2025-12-01") == []
    assert wrong(files=()) == ["files", "files"]
    assert wrong(goods=[]) == ["goods"]
    assert wrong(goods=[{"hs_code": "990000", "description": "x", "packages": "1"}]) == [
        "goods.1.hs_code", "goods.1.description", "goods.1",
    ]  # fmt: skip


def test_what_cannot_be_read_is_told_field_by_field() -> None:
    with pytest.raises(NotLodgeable) as refused:
        entered(
            {
                "origin": "Chile",
                "arrives_on": "30/11/2026",
                "arrives_by": "ship",
                "goods": [{"packages": "1.5"}, 3],
                "place": "x" * 201,
            }
        )
    assert {each.field for each in refused.value.faults} == {
        "origin", "arrives_on", "arrives_by", "goods.1.packages", "goods.2", "place",
    }  # fmt: skip
    with pytest.raises(NotLodgeable):
        entered({"goods": "080510"})


def test_agreements_are_those_published_in_number_each_with_its_source() -> None:
    on = date(2026, 11, 28)
    assert len(agreements.agreements()) == agreements.published()["agreements"]
    assert len(agreements.economies(on)) == agreements.published()["economies"]
    assert all("assumed" in each.source for each in agreements.agreements())
    assert {each.code for each in agreements.covering("CN", "TW", on)} == {"ECFA"}
    assert {each.code for each in agreements.covering("NI", "CN", date(2023, 12, 31))} == set()
    assert {each.code for each in agreements.covering("NI", "CN", date(2024, 1, 1))} == {"NI"}


def test_fees_follow_from_mode_and_processing_and_say_where_they_come_from() -> None:
    on = date(2026, 11, 28)
    for mode in Mode:
        sums = [fees.surcharge(mode, each, on)[0].amount for each in Processing]
        assert sums == sorted(sums)
        assert sums[0] == 0
    assert fees.surcharge(Mode.AIR, Processing.CONSOLIDATION, on)[1] == "assumed"
    assert fees.control_of(Processing.CONSOLIDATION) is ControlKind.SUPERVISION
    with pytest.raises(LookupError):
        fees.surcharge(Mode.AIR, Processing.NONE, date(2010, 1, 1))


def test_the_life_ends_where_it_should_and_no_step_skips_payment_or_the_queue() -> None:
    assert {state for state in State if not any(can(state, step) for step in Step)} == OVER - {State.ISSUED}
    assert {start for (start, step), end in LIFE.items() if end is State.ISSUED} == {State.IN_HAND}
    assert {start for (start, _), end in LIFE.items() if end is State.QUEUED} == {
        State.UNPAID,
        State.QUEUED,
        State.IN_HAND,
    }
    with pytest.raises(NotNow):
        after(State.DRAFT, Step.PAY)


def test_the_last_day_is_the_day_before() -> None:
    said = entered(values())
    assert said.arrives_on is not None
    assert "arrives_on" not in wrong(on=DAY, arrives_on=(DAY + timedelta(days=1)).isoformat())
    assert "arrives_on" in wrong(on=DAY, arrives_on=DAY.isoformat())
