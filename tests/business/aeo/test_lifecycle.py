"""The two state machines: only what is written may follow, and nothing leaves an end."""

import itertools

import pytest

from smartcustoms.business.aeo.lifecycle import APPLICATION, OPERATOR, after, standing_after
from smartcustoms.business.aeo.model import Deed, NotNow, Standing, State


@pytest.mark.parametrize(("state", "deed"), list(itertools.product(State, Deed)))
def test_only_what_is_written_follows(state: State, deed: Deed) -> None:
    if (state, deed) in APPLICATION:
        assert after(state, deed) is APPLICATION[state, deed]
    else:
        with pytest.raises(NotNow):
            after(state, deed)


@pytest.mark.parametrize(("standing", "deed"), list(itertools.product(Standing, Deed)))
def test_only_what_is_written_follows_for_operators(standing: Standing, deed: Deed) -> None:
    if (standing, deed) in OPERATOR:
        assert standing_after(standing, deed) is OPERATOR[standing, deed]
    else:
        with pytest.raises(NotNow):
            standing_after(standing, deed)


def test_ends_are_ends() -> None:
    assert not {state for state, _ in APPLICATION} & {State.GRANTED, State.WITHDRAWN}
    assert not {standing for standing, _ in OPERATOR} & {Standing.EXPIRED, Standing.LEFT}
    assert {deed for standing, deed in OPERATOR if standing is Standing.REVOKED} == {Deed.RESTORE}
