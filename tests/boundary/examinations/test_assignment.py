"""Orders go to who is able, on duty and least loaded."""

from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.boundary.examinations.assignment import choose
from smartcustoms.boundary.examinations.model import Examiner

SKILLS = ["general", "documents", "food"]
examiners = st.lists(
    st.builds(
        Examiner,
        st.text("abc", min_size=1, max_size=3),
        st.just("somebody"),
        st.sampled_from(["10", "20", "*"]),
        st.frozensets(st.sampled_from(SKILLS)),
        st.booleans(),
        st.floats(0, 40),
    ),
    unique_by=lambda each: each.user,
    max_size=6,
)


@given(examiners, st.sampled_from(["10", "20"]), st.sampled_from(SKILLS))
def test_the_chosen_one_is_able_and_least_loaded(found: list[Examiner], office: str, skill: str) -> None:
    able = [each for each in found if each.on_duty and skill in each.skills and each.office in (office, "*")]
    chosen = choose(found, office=office, skill=skill)
    assert (chosen is None) == (not able)
    if chosen is not None:
        assert chosen in able
        assert chosen.load == min(each.load for each in able)
        assert choose(reversed(found), office=office, skill=skill) == chosen
