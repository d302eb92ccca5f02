"""Who may unlock: a capability token of the zone's administration for one lock, journey, place and span of time.

Presented to the lock, checked by it and again by whoever reads the evidence. Each token has a counter that is burned: a lock takes a
counter only once and never one lower than it took before. Where the risk is high, two administrations must each give one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Self

from smartcustoms.trade.elocks.corridor import distance_m
from smartcustoms.trade.elocks.journey import Permit, Point
from smartcustoms.trade.elocks.model import FrameRefused
from smartcustoms.trade.elocks.proofs.statements import read, state
from smartcustoms.trade.elocks.proofs.trust import Role, Trust
from smartcustoms.trade.elocks.signing.suites import SigningKey

UNLOCK = "unlock"


@dataclass(frozen=True, slots=True)
class Token:
    """The right to unlock once. Times are Unix milliseconds, the place in 10⁻⁷ degrees."""

    administration: str
    lock: str
    journey: str
    latitude: int
    longitude: int
    radius_m: int
    not_before: int
    not_after: int
    counter: int
    officer: str
    nonce: str

    def permit(self, zones: Sequence[Point], zone_of: Sequence[str]) -> Permit:
        """Give it as it is judged; `zone_of` names the administration of each zone."""
        place = (self.latitude / 1e7, self.longitude / 1e7)
        near = min(range(len(zones)), key=lambda n: distance_m(zones[n], place), default=None)
        owns = near is not None and zone_of[near] == self.administration
        return Permit(
            self.counter, self.administration, self.not_before / 1000, self.not_after / 1000, place, float(self.radius_m), owns
        )  # fmt: skip

    def signed(self, key: SigningKey) -> bytes:
        """Sign it in the administration's name."""
        return state(UNLOCK, asdict(self), key)

    @classmethod
    def read(cls, raw: bytes, trust: Trust) -> Self:
        """Read a token. Refused: not signed by the administration that it names."""
        found = read(raw, UNLOCK)
        place = [found.body.get(name) for name in ("latitude", "longitude")]
        if not all(type(each) is int and abs(each) <= 1_800_000_000 for each in place):
            raise FrameRefused("value: the token's place is none")
        spans = [found.number(name) for name in ("radius_m", "not_before", "not_after", "counter")]
        names = [found.text(name) for name in ("administration", "lock", "journey", "officer", "nonce")]
        signer = trust.signer(found, Role.ADMINISTRATION, spans[1])
        if signer.name != names[0]:
            raise FrameRefused(f"key: a token of {names[0]} is signed by {signer.name}")
        radius, start, end, counter = spans
        return cls(
            names[0], names[1], names[2], place[0] or 0, place[1] or 0, radius, start, end, counter, names[3], names[4]
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """An unlock that is asked for, or was done: which lock on which journey, when (Unix milliseconds) and where."""

    lock: str
    journey: str
    at: int
    place: Point | None
    needs: int = 1
    """How many administrations must give a token: 2 where the risk is high."""


@dataclass(slots=True)
class Burned:
    """Counters that a lock took, by administration: none is taken twice, none lower than the last."""

    newest: dict[str, int] = field(default_factory=dict)

    def take(self, tokens: Sequence[Token]) -> None:
        """Burn the counters of tokens that were found good."""
        for each in tokens:
            if each.counter <= self.newest.get(each.administration, -1):
                raise FrameRefused(
                    f"token: counter {each.counter} of {each.administration} was burned; a token opens once"
                )
        for each in tokens:
            self.newest[each.administration] = each.counter


def permit(asked: Asked, tokens: Sequence[Token], zone_of: str, burned: Burned) -> None:
    """Let an unlock pass, and burn its counters. Refused: the tokens do not give the right to it, or were used.

    Args:
        asked: the unlock.
        tokens: what was presented, signatures checked.
        zone_of: the administration in whose zone the place lies; it must be among those that gave a token.
        burned: what the lock took before.
    """
    for each in tokens:
        _fits(asked, each)
    givers = {each.administration for each in tokens}
    if zone_of not in givers:
        raise FrameRefused(f"token: none is of {zone_of}, whose zone it is")
    if len(givers) < asked.needs:
        raise FrameRefused(f"token: {asked.needs} administrations must permit this, {len(givers)} did")
    burned.take(tokens)


def _fits(asked: Asked, token: Token) -> None:
    if (token.lock, token.journey) != (asked.lock, asked.journey):
        raise FrameRefused(f"token: it is for lock {token.lock} on journey {token.journey}")
    if asked.at < token.not_before:
        raise FrameRefused("token: it does not hold yet")
    if asked.at > token.not_after:
        raise FrameRefused(f"token: it expired {(asked.at - token.not_after) / 1000:.0f} s before")
    if asked.place is None:
        raise FrameRefused("token: the lock does not know where it is")
    metres = distance_m((token.latitude / 1e7, token.longitude / 1e7), asked.place)
    if metres > token.radius_m:
        raise FrameRefused(f"token: the lock is {metres:.0f} m from its place, {token.radius_m} m are allowed")


def zone_at(place: Point | None, zones: Mapping[str, tuple[Point, str]], radius_m: float) -> str | None:
    """Give the administration of the zone in which a place lies; None outside every zone."""
    if place is None:
        return None
    near = [(distance_m(centre, place), whose) for centre, whose in zones.values()]
    metres, whose = min(near, default=(float("inf"), ""))
    return whose if metres <= radius_m else None
