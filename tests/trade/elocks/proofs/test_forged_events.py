"""Forged, replayed and altered events among good ones: all of those are refused, and none of these is lost."""

from smartcustoms.trade.elocks.protocols import native
from tests.trade.elocks.proofs.forgeries import forgeries, good_events, locks, taken


def test_all_are_refused_and_none_is_lost() -> None:
    good = good_events(count=120)
    refused = taken(good, forgeries(good, 1_000), native.Session(key_of=locks().get))
    assert refused.accepted == len(good)
    assert sum(refused.refusals.values()) == 1_000
    assert {"signature", "replay", "forged", "value", "type"} <= set(refused.refusals)
