"""Who may do what: denied unless a policy grants it."""

import cedarpy
import pytest

from smartcustoms.kernel.actor import NOBODY, PLATFORM
from smartcustoms.kernel.errors import NotPermitted
from smartcustoms.kernel.people.deciding import policies
from smartcustoms.kernel.people.queries import may, require, sees_all
from smartcustoms.kernel.permissions import Permission
from tests.cast import BELA, CAST, OTIS

SEE_HOUSE = Permission("platform.see_house", "See how the platform is built")
UNHEARD = Permission("nothing.unheard_of", "Do something no policy names")


def test_denied_unless_granted() -> None:
    assert not any(may(each, UNHEARD) for each in (*CAST, NOBODY))
    assert may(OTIS, SEE_HOUSE)
    assert not may(BELA, SEE_HOUSE)
    assert may(PLATFORM, UNHEARD)


def test_what_is_not_limited_to_the_owner_reaches_everybody() -> None:
    assert sees_all(OTIS, SEE_HOUSE)
    assert not sees_all(BELA, SEE_HOUSE)


def test_a_refusal_says_what_and_how_to_mend() -> None:
    with pytest.raises(NotPermitted, match="See how the platform is built") as refused:
        require(BELA, SEE_HOUSE)
    assert "Ask an administrator" in str(refused.value.mend)


def test_the_policies_parse() -> None:
    assert cedarpy.format_policies(policies())
