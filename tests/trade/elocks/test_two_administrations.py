"""Two administrations as two instances: only signed statements cross; the link is cut, and they reconcile when it is back. Simulated."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.connect import Server, connect, drop_database, make_database
from smartcustoms.kernel.database.unit import Database
from smartcustoms.trade.elocks import actions, queries, store
from smartcustoms.trade.elocks.actions import NewJourney, StatementRefused, Watches
from smartcustoms.trade.elocks.journey import Received, in_order
from smartcustoms.trade.elocks.keyring import Keyring
from smartcustoms.trade.elocks.model import ELock, Stage
from smartcustoms.trade.elocks.proofs.pack import read_pack
from smartcustoms.trade.elocks.proofs.packing import Chain
from smartcustoms.trade.elocks.proofs.verifying import Finding, verify
from smartcustoms.trade.elocks.signing.suites import SigningKey
from smartcustoms.trade.elocks.simulated import simulated

LOCK = SigningKey.of("ed25519", bytes([3]) * 32)


@dataclass
class Instance:
    """One administration's platform: its own database and keys."""

    database: Database
    keys: Keyring
    watches: Watches = field(default_factory=Watches)

    def do(self, at: datetime, what: Callable[[Any], Any]) -> Any:
        with self.database.unit(by=PLATFORM, at=at) as uow:
            return what(uow)


@dataclass
class Link:
    """What carries statements to the other side: they wait while it is cut, and some come twice."""

    waiting: list[Callable[[], None]] = field(default_factory=list)
    cut: bool = False

    def send(self, deliver: Callable[[], None]) -> None:
        self.waiting.append(deliver)
        self.flow()

    def flow(self) -> None:
        while self.waiting and not self.cut:
            deliver = self.waiting.pop(0)
            deliver()
            deliver()


def _keyring(name: str, suite: str, seed: int) -> Keyring:
    return Keyring(
        name,
        SigningKey.of(suite, bytes([seed]) * 32),
        f"{name} gateway",
        SigningKey.of("ed25519", bytes([seed + 1]) * 32),
    )


@pytest.fixture
def sides(cluster: Server, template: str) -> Iterator[tuple[Instance, Instance]]:
    names = [f"side_{uuid.uuid4().hex[:10]}" for _ in range(2)]
    for each in names:
        make_database(cluster, each, template=template)
    opened = [connect(cluster.dsn(each), pool=4) for each in names]
    yield Instance(opened[0], _keyring("CN-GD", "sm2", 20)), Instance(opened[1], _keyring("HK", "ed25519", 30))
    for database, name in zip(opened, names, strict=True):
        database.close()
        drop_database(cluster, name)


@dataclass
class Story:
    """One journey that both sides have registered: the lock's signed events, the first half for one side, the rest for the other."""

    number: str
    received: list[Received]
    start: datetime

    @property
    def end(self) -> datetime:
        return self.received[-1].received_at + timedelta(minutes=10)


def told(gd: Instance, hk: Instance, kind: str = "lawful") -> Story:
    one = simulated(21, kind)
    fixes = in_order(each.fix for each in one.arrivals)
    start = datetime.fromtimestamp(fixes[0].t, UTC) - timedelta(minutes=30)
    chain = Chain("SC-7", "J-7", LOCK)
    received = [
        Received("SC-7", None, fix, datetime.fromtimestamp(fix.t + 2, UTC), "native", chain.add(fix)) for fix in fixes
    ]  # fmt: skip
    contract = {
        "line": [list(each) for each in one.journey.line], "rules": {},
        "zones": dict(zip(("origin", "boundary", "destination"), (list(each) for each in one.journey.zones), strict=True)),
    }  # fmt: skip
    for side, other in ((gd, hk), (hk, gd)):
        actions.make_days(side.database, start.date(), 2)
        side.do(
            start, lambda uow, other=other: actions.know_partner(uow, other.keys.administration, other.keys.own.public)
        )
        side.do(
            start, lambda uow: actions.register_lock(uow, ELock("SC-7", "native", "CN-GD", "ed25519", LOCK.public.raw))
        )
        new = NewJourney("J-7", "SC-7", "", "", "粤Z 1234 港", "63-1", "CN-GD", "HK", contract)
        if side is gd:
            side.do(start, lambda uow, new=new: actions.register_journey(uow, new, keys=gd.keys))
        else:
            side.do(start, lambda uow, new=new: actions.register_journeys(uow, [new]))
    return Story("J-7", received, start)


def drive(side: Instance, part: list[Received]) -> None:
    for at in range(0, len(part), 50):
        batch = part[at : at + 50]
        side.do(batch[-1].received_at, lambda uow, batch=batch: actions.take(uow, batch, side.watches))
    side.do(part[-1].received_at + timedelta(minutes=1), lambda uow: actions.attest(uow, keys=side.keys))


def exchange(one: Instance, other: Instance, link: Link, at: datetime, number: str) -> None:
    """Send what crosses: the checkpoint for co-signing, and the verdict."""

    def checkpoint() -> None:
        known = other.do(
            at, lambda uow: store.evidence.checkpoints(uow, one.keys.administration, signer=other.keys.administration)
        )
        since = known[-1][0] if known else 0
        raw, proof = one.do(at, lambda uow: actions.checkpoint_for(uow, since, keys=one.keys))
        signed = other.do(at, lambda uow: actions.cosign(uow, raw, proof, keys=other.keys))
        one.do(at, lambda uow: actions.take_cosignature(uow, signed, keys=one.keys))

    raw = one.do(at, lambda uow: queries.verdict(uow, number, keys=one.keys))
    link.send(checkpoint)
    link.send(lambda: other.do(at, lambda uow: actions.take_verdict(uow, raw)))


def pack_of(side: Instance, at: datetime, number: str, roots: Instance) -> Finding:
    raw = side.do(at, lambda uow: queries.evidence(uow, number, keys=side.keys))
    return verify(read_pack(raw), {roots.keys.administration: roots.keys.own.public})


def test_they_prove_one_journey_together_through_a_cut_link(sides: tuple[Instance, Instance]) -> None:
    gd, hk = sides
    link, story = Link(), told(*sides)
    half = len(story.received) // 2
    drive(gd, story.received[:half])
    exchange(gd, hk, link, story.end, story.number)
    link.cut = True  # the rest of the journey passes without a word between them
    drive(hk, story.received[half:])
    exchange(hk, gd, link, story.end, story.number)
    alone = pack_of(hk, story.end, story.number, hk)
    assert alone.faults == []
    assert not any("co-signed" in each for each in alone.proved)
    link.cut = False
    link.flow()

    late = story.end + timedelta(hours=1)
    for side, other in ((gd, hk), (hk, gd)):
        found = pack_of(side, late, story.number, side)
        assert found.faults == []
        name = other.keys.administration
        assert any(f"co-signed by {name}" in each for each in found.proved)
        assert any(f"without its positions: {name}" in each for each in found.facts)
        assert not any("gap of custody" in each for each in found.facts)
        assert side.do(late, lambda uow: store.fixes.count(uow)) == (half if side is gd else len(story.received) - half)
    assert pack_of(gd, late, story.number, gd).valid


def test_each_monitors_its_own_side(sides: tuple[Instance, Instance]) -> None:
    gd, hk = sides
    story = told(gd, hk, "rope cut")
    cut = next(n for n, each in enumerate(story.received) if each.fix.rope is False)
    drive(gd, story.received[: cut + 5])
    drive(hk, story.received[cut + 5 :])
    link = Link()
    exchange(gd, hk, link, story.end, story.number)
    found = pack_of(hk, story.end, story.number, hk)
    assert any("CN-GD: events 1 to" in each and "rope_cut" in each for each in found.facts)
    assert gd.do(story.end, lambda uow: queries.alarm_desk(uow, kind="rope_cut")[1]) == 1


def test_a_fork_and_a_stranger_find_no_signature(sides: tuple[Instance, Instance]) -> None:
    gd, hk = sides
    story = told(gd, hk)
    drive(gd, story.received[:40])
    exchange(gd, hk, Link(), story.end, story.number)
    with pytest.raises(StatementRefused) as refused:
        hk.do(story.end, lambda uow: actions.cosign(uow, _forked(gd, story), [], keys=hk.keys))
    assert "does not continue" in str(refused.value.seen)
    stranger = _keyring("CN-GD", "ed25519", 90)
    with pytest.raises(StatementRefused):
        hk.do(
            story.end,
            lambda uow: actions.take_verdict(uow, gd.do(story.end, lambda u: queries.verdict(u, "J-7", keys=stranger))),
        )


def _forked(gd: Instance, story: Story) -> bytes:
    from smartcustoms.trade.elocks.proofs.log import Log

    log = Log("CN-GD")
    for each in story.received[1:60]:
        log.append(each.signed or b"")
    return log.checkpoint(round(story.end.timestamp() * 1000)).signed(gd.keys.own)


def test_the_other_sides_steps_are_taken_signed(sides: tuple[Instance, Instance]) -> None:
    gd, hk = sides
    story = told(gd, hk)
    for n, stage in enumerate(list(Stage)[1:6], 1):
        gd.do(
            story.start + timedelta(minutes=n), lambda uow, stage=stage: actions.step(uow, "J-7", stage, keys=gd.keys)
        )
    drive(gd, story.received[:40])
    found = pack_of(gd, story.end, "J-7", gd)
    assert any("6 steps of the journey, up to boundary" in each for each in found.proved)
    assert found.faults == []
