"""Simulated locks that speak: in each protocol what is good is taken and what is forged is not, the same each time."""

from datetime import timedelta

import pytest

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.trade.elocks import actions, store
from smartcustoms.trade.elocks.gateway.batching import StoreSink
from smartcustoms.trade.elocks.gateway.reading import read_batch
from smartcustoms.trade.elocks.gateway.said import Item
from smartcustoms.trade.elocks.gateway.speaking import speak
from smartcustoms.trade.elocks.gateway.streams import NATIVE, STREAMS
from smartcustoms.trade.elocks.protocols import native
from smartcustoms.trade.elocks.spoken import PROTOCOLS, Plan, hello, key, locks, number, spoken
from tests.cast import ESI
from tests.trade.elocks.test_gateway import gateway, run, soon

CHECKED = ("jt808", "gt06", "teltonika", "native")
"""Protocols with a checksum or a signature: an altered frame shows."""


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_all_that_is_good_is_read_and_what_is_forged_is_refused_where_it_can_be_seen(protocol: str) -> None:
    plan, at = Plan(protocol, locks=3, seed=7, forged=0.1, late=0.1, doubled=0.1), clock.now()
    said = list(spoken(plan, at))[:400]
    assert said == list(spoken(plan, at))[:400]
    assert {each.good for each in said} == {True, False}
    stream = NATIVE if protocol == "native" else STREAMS[protocol]
    keys = {number(plan, n): key(plan, n).public for n in range(plan.locks)}
    sessions = {lock: native.Session(key_of=keys.get) if protocol == "native" else stream.begin() for lock in keys}
    for n in range(plan.locks):
        if first := hello(plan, n):
            stream.read(stream.split(first)[0][0], sessions[number(plan, n)])
    for each in said:
        frames, rest = stream.split(each.frame)
        found = read_batch([Item(None, stream, sessions[each.lock], frame) for frame in frames], at)
        if each.good:
            assert rest == b""
            again = protocol == "native" and any("replay" in one.reason for one in found.refusals)
            assert found.received or again or found.refusals == [], found.refusals
        elif protocol in CHECKED:
            assert not found.received


def test_locks_speak_to_a_gateway_and_all_good_fixes_are_kept(database: Database) -> None:
    plan, at = Plan("jt808", locks=4, seed=3), clock.now()
    actions.make_days(database, at.date() - timedelta(days=1), 3)
    for _ in range(2):  # registering again changes nothing
        with database.unit(by=PLATFORM, at=at) as uow:
            actions.register_simulated(uow, plan)
    said = list(spoken(plan, at))[:300]

    async def story() -> None:
        async with gateway(StoreSink(database), "jt808") as (hub, ports):
            heard = await speak(plan, said, f"127.0.0.1:{ports['jt808']}", rate=1_000, most=300)
            assert (heard.sent, heard.broken) == (300, 0)
            assert heard.heard_bytes > 0
            await soon(lambda: hub.batcher.frames >= 300)

    run(story)
    with database.unit(by=ESI, at=clock.now()) as uow:
        assert store.fixes.count(uow) == len({each.frame[1:] for each in said if each.good})
    assert len(locks(plan)) == 4
