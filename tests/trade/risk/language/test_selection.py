from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.trade.risk.language.catalogue import catalogue_of
from smartcustoms.trade.risk.language.reading import read_rule
from smartcustoms.trade.risk.language.selection import draw, drawn, draws
from smartcustoms.trade.risk.model import FACTS

KEY = b"a key for tests only, 32 bytes.."
RULE = read_rule("if value > 0 then red 10%", catalogue_of(FACTS), code="R")


def test_a_tenth_is_selected_and_every_draw_can_be_repeated() -> None:
    made = [draw(RULE, f"D{n}", 1, key=KEY, unselected=0) for n in range(20_000)]
    assert made == [draw(RULE, f"D{n}", 1, key=KEY, unselected=0) for n in range(20_000)]
    assert 1_830 < sum(one.selects for one in made) < 2_170  # four standard deviations
    assert {one.propensity for one in made} == {0.1}


def test_another_key_rule_or_item_draws_otherwise() -> None:
    numbers = {
        drawn(KEY, "R", "D1", 1),
        drawn(KEY[::-1], "R", "D1", 1),
        drawn(KEY, "R2", "D1", 1),
        drawn(KEY, "R", "D1", 2),
        drawn(KEY, "R", "D11", 1),
    }
    assert len(numbers) == 5


@given(most=st.integers(1, 30))
def test_no_more_hits_than_allowed_go_unselected_in_a_row(most: int) -> None:
    rule = replace(RULE, percent=0.5, most_unselected=most)
    made = list(draws(rule, ((f"D{n}", 1) for n in range(200)), key=KEY))
    longest = run = 0
    for one in made:
        run = 0 if one.selects else run + 1
        longest = max(longest, run)
    assert longest <= most
    assert {one.propensity for one in made if not one.selects} == {0.005}
