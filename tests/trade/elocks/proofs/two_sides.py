"""Two administrations, Hong Kong with Ed25519 and Guangdong with SM2, one lock, one journey: what proofs are tested on. Simulated."""

from dataclasses import dataclass, field, replace

from smartcustoms.trade.elocks.journey import Fix, Journey, in_order
from smartcustoms.trade.elocks.proofs.chain import read_event
from smartcustoms.trade.elocks.proofs.log import Log, cosigned, read_checkpoint
from smartcustoms.trade.elocks.proofs.pack import Inclusion, Pack, Presented
from smartcustoms.trade.elocks.proofs.packing import Chain, Evidence, assembled
from smartcustoms.trade.elocks.proofs.steps import NOTHING, ORDER, Step, whose
from smartcustoms.trade.elocks.proofs.tokens import Token
from smartcustoms.trade.elocks.proofs.trust import Certified, Role, Trust, certify
from smartcustoms.trade.elocks.proofs.verdicts import Contract
from smartcustoms.trade.elocks.protocols.native import link
from smartcustoms.trade.elocks.signing.suites import SigningKey
from smartcustoms.trade.elocks.simulated import simulated

HK = SigningKey.of("ed25519", bytes([1]) * 32)
GD = SigningKey.of("sm2", bytes([2]) * 32)
LOCK = SigningKey.of("ed25519", bytes([3]) * 32)
GATEWAY = SigningKey.of("ed25519", bytes([4]) * 32)
KEYS = {"GD": GD, "HK": HK}
ROOTS = {name: key.public for name, key in KEYS.items()}
FAR = 2**52


def certified(role: Role, name: str, key: SigningKey, issuer: str, until: int = FAR) -> bytes:
    return certify(Certified(role, name, key.public, 0, until, issuer), KEYS[issuer])


@dataclass
class World:
    """A journey with its events as the lock signed them, and what goes into its pack; tests change it before it is packed."""

    journey: Journey
    fixes: list[Fix]
    events: list[bytes]
    certificates: list[bytes]
    log: Log = field(default_factory=lambda: Log("HK"))
    steps: list[bytes] = field(default_factory=list)
    unlocks: list[Presented] = field(default_factory=list)
    others: list[bytes] = field(default_factory=list)
    needs: int = 1

    @property
    def at(self) -> int:
        return round(self.fixes[-1].t * 1000) + 60_000

    @property
    def contract(self) -> Contract:
        return Contract(
            self.journey,
            "SC-1",
            ("HK", "GD"),
            ("GD", "GD", "HK"),
            ("origin", "boundary", "destination"),
            self.at,
            self.needs,
        )

    def token(self, key: str = "HK", **changes: object) -> bytes:
        last, zone = self.fixes[-1], self.journey.zones[-1]
        good = Token(
            key, "SC-1", self.journey.number, round(zone[0] * 1e7), round(zone[1] * 1e7), 800,
            round(last.t * 1000) - 600_000, round(last.t * 1000) + 600_000, 7, "amina", "n1",
        )  # fmt: skip
        return replace(good, **changes).signed(KEYS[key])  # type: ignore[arg-type]

    def packed(self) -> Pack:
        positions = [self.log.append(each) for each in self.events]
        middle = len(self.log.leaves) // 2
        early, late = self.log.checkpoint(self.at, size=middle), self.log.checkpoint(self.at)
        trust = Trust.of(ROOTS)
        first = cosigned(early.signed(HK), None, [], trust, GD)
        proof = self.log.consistency(early.size, late.size)
        second = cosigned(late.signed(HK), read_checkpoint(first)[0], proof, trust, GD)
        inclusions = [Inclusion("HK", each, late.size, self.log.inclusion(each, late.size)) for each in positions]
        evidence = Evidence(
            ROOTS,
            self.certificates,
            self.contract,
            HK,
            "HK",
            others=self.others,
            steps=self.steps,
            unlocks=self.unlocks,
        )
        events = [read_event(each) for each in self.events]
        checkpoints = [early.signed(HK), first, late.signed(HK), second]
        return assembled(evidence, events, checkpoints, [("HK", early.size, late.size, proof)], inclusions, self.at)


def world(
    seed: int = 1, kind: str = "deviation", *, gateway: bool = False, stages: int = len(ORDER), most: int = 10**6
) -> World:
    one = simulated(seed, kind)
    journey = one.journey
    fixes = in_order(each.fix for each in one.arrivals)[-most:]
    chain = Chain("SC-1", journey.number, GATEWAY if gateway else LOCK, gateway=gateway, sequence=40)
    signer = (
        certified(Role.GATEWAY, "HK gateway", GATEWAY, "HK") if gateway else certified(Role.LOCK, "SC-1", LOCK, "GD")
    )
    made = World(journey, fixes, [chain.add(each) for each in fixes], [signer])
    made.steps = signed_steps(journey.number, made.at, stages)
    made.unlocks = [Presented(40 + len(fixes), [made.token()])]
    return made


def signed_steps(journey: str, at: int, count: int) -> list[bytes]:
    before, steps = NOTHING, []
    for stage in ORDER[:count]:
        side = whose(stage, "GD", "HK")
        steps.append(Step(journey, stage, side, "officer", at, before).signed(KEYS[side]))
        before = link(steps[-1])
    return steps
