"""Forged, replayed and altered events among good ones: all of those are refused, and none of these is lost."""

import pytest

from smartcustoms.trade.elocks.protocols import native
from tests.trade.elocks.proofs.forgeries import forgeries, good_events, locks, taken


@pytest.mark.parametrize("count", [1_000, pytest.param(10_000, marks=pytest.mark.slow)])
def test_all_are_refused_and_none_is_lost(count: int) -> None:
    good = good_events(count=120)
    refused = taken(good, forgeries(good, count), native.Session(key_of=locks().get))
    assert refused.accepted == len(good)
    assert sum(refused.refusals.values()) == count
    assert {"signature", "replay", "forged", "value", "type"} <= set(refused.refusals)
