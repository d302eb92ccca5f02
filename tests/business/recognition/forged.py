"""Hostile messages, seeded: forged, replayed, reordered, truncated, of a wrong suite, and genuine ones against the arrangement."""

import base64
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from joserfc import jwe, jws
from joserfc.jwe import JWERegistry
from joserfc.jwk import ECKey

from smartcustoms.business.recognition import cms, jose, queries
from smartcustoms.business.recognition.arrangements import arrangement
from smartcustoms.business.recognition.keyring import keys_of, own_keys, trial_keys
from smartcustoms.business.recognition.model import SUITES, Fault, Keys, Kind, Message, Status
from smartcustoms.business.recognition.payload import written
from smartcustoms.business.recognition.sealing import seal
from smartcustoms.kernel.actor import PLATFORM
from tests.business.recognition.sides import UNDER, Side, an_operator

ASYMMETRIC = {"alg": "ECDH-ES+A256KW", "enc": "A256GCM"}


@dataclass
class Forger:
    """Makes what a partner, or somebody in between, might send to Singapore in Hong Kong's name."""

    hk: Side
    sg: Side
    at: datetime
    accepted: list[bytes]
    """Messages that were taken in before, to replay."""
    received: int

    def __post_init__(self) -> None:
        self.known = arrangement(UNDER)
        self.keys = keys_of(self.hk.settings, own_keys(self.sg.settings))

    def message(self, sequence: int, **changes: Any) -> Message:
        """A message that would be good."""
        good = Message(UNDER, "HK", "SG", sequence, self.at, Kind.ADD, (an_operator(sequence),))
        return replace(good, **changes)

    def sealed(self, message: Message, keys: Keys | None = None) -> bytes:
        """Seal a message."""
        return seal(message, self.known, keys or self.keys)

    def of_kind(self, kind: str, luck: random.Random) -> tuple[bytes, set[Fault]]:
        """Make one, and say for which reasons it may be refused."""
        return KINDS[kind](self, luck)

    def whole(self, content: bytes, *, kid: str = "") -> bytes:
        """Sign any content with Hong Kong's key, perhaps under another id, and encrypt it for Singapore, in the form agreed."""
        suite = self.known.suite
        if suite.form == jose.FORM:
            return self.outside(self.inside(content, kid=kid), {})
        return cms.seal(content, suite, *self.pair(suite.curve, kid))

    def pair(self, curve: str, kid: str = "") -> tuple[dict[str, Any], dict[str, Any]]:
        """Give Hong Kong's key for signing, perhaps under another id, and Singapore's for encrypting."""
        signer, to = self.keys.of("HK", "sig", curve) or {}, self.keys.of("SG", "enc", curve) or {}
        return {**signer, **({"kid": kid} if kid else {})}, dict(to)

    def outside(self, content: bytes, header: dict[str, Any]) -> bytes:
        """Encrypt for Singapore under a header of one's own."""
        key = self.keys.of("SG", "enc", "P-256") or {}
        public = ECKey.import_key({name: key[name] for name in ("kty", "crv", "x", "y")})
        head = {**ASYMMETRIC, "kid": key["kid"], "typ": jose.OUTER, "cty": "JWS"} | header
        head = {name: value for name, value in head.items() if value is not None}
        registry = JWERegistry(algorithms=[*list(JWERegistry.recommended), "ECDH-ES", "A128GCM", "A192GCM", "DEF"])
        return jwe.encrypt_compact(head, content, public, registry=registry).encode()

    def inside(self, content: bytes, *, alg: str = "ES256", kid: str = "", **more: Any) -> bytes:
        """Sign with Hong Kong's key under a header of one's own."""
        key = self.keys.of("HK", "sig", "P-256") or {}
        private = ECKey.import_key({name: key[name] for name in ("kty", "crv", "x", "y", "d")})
        head = {"alg": alg, "kid": kid or key["kid"], "typ": jose.INNER, **more}
        return jws.serialize_compact(head, content, private, algorithms=[alg]).encode()


def truncated(forger: Forger, luck: random.Random) -> tuple[bytes, set[Fault]]:
    """Cut anywhere."""
    good = forger.sealed(forger.message(forger.received + 1))
    return good[: luck.randrange(len(good))], {Fault.NOT_A_MESSAGE, Fault.ALTERED, Fault.WRONG_SUITE}


def flipped(forger: Forger, luck: random.Random) -> tuple[bytes, set[Fault]]:
    """One character changed, anywhere."""
    good = bytearray(forger.sealed(forger.message(forger.received + 1)))
    place = luck.randrange(len(good))
    good[place] = luck.choice([each for each in b"ABCDabcd0189-_" if each != good[place]])
    return bytes(good), {Fault.ALTERED, Fault.NOT_A_MESSAGE, Fault.WRONG_SUITE, Fault.UNKNOWN_KEY}


def forged(forger: Forger, luck: random.Random) -> tuple[bytes, set[Fault]]:
    """Signed by another key under Hong Kong's key id."""
    stranger = trial_keys(forger.sg.settings, "SG", ("HK",))
    false = {each["use"] + each["crv"]: each for each in stranger.by_id.values()}
    by_id = {
        kid: {**key, **{name: false["sig" + key["crv"]][name] for name in ("x", "y", "d")}}
        if key["party"] == "HK" and key["use"] == "sig"
        else key
        for kid, key in forger.keys.by_id.items()
    }
    message = forger.message(forger.received + 1, operators=(an_operator(luck.randrange(10**6)),))
    return forger.sealed(message, Keys("HK", by_id)), {Fault.ALTERED}


def unknown(forger: Forger, luck: random.Random) -> tuple[bytes, set[Fault]]:
    """Signed by a key that nobody trusts."""
    content = written(forger.message(forger.received + 1), forger.known)
    return forger.whole(content, kid=f"other-{luck.randrange(99)}"), {Fault.UNKNOWN_KEY}


def replayed(forger: Forger, luck: random.Random) -> tuple[bytes, set[Fault]]:
    """One that was taken in before, or another content under an old number."""
    if luck.random() < 0.5:
        return luck.choice(forger.accepted), {Fault.REPLAYED}
    old = forger.message(luck.randint(1, forger.received), operators=(an_operator(77, Status.ACTIVE),))
    return forger.sealed(old), {Fault.REPLAYED}


def reordered(forger: Forger, luck: random.Random) -> tuple[bytes, set[Fault]]:
    """One that comes before its turn."""
    return forger.sealed(forger.message(forger.received + luck.randint(2, 50))), {Fault.OUT_OF_ORDER}


def wrong_suite(forger: Forger, luck: random.Random) -> tuple[bytes, set[Fault]]:
    """Other algorithms, compression, a key in the header, no algorithm at all."""
    content = written(forger.message(forger.received + 1), forger.known)
    if forger.known.suite.form == cms.FORM:
        return _wrong_cms(forger, content, luck), {Fault.WRONG_SUITE}
    signed = forger.inside(content)
    none = b".".join(
        [_b64({"alg": "none", "kid": "HK-sig-P-256", "typ": jose.INNER}), _b64(json.loads(content)), b"AA"]
    )
    made = luck.choice(
        [
            lambda: forger.outside(signed, {"enc": "A128GCM"}),
            lambda: forger.outside(signed, {"alg": "ECDH-ES"}),
            lambda: forger.outside(signed, {"zip": "DEF"}),
            lambda: forger.outside(signed, {"typ": "JWT"}),
            lambda: forger.outside(signed, {"cty": None}),
            lambda: forger.outside(none, {}),
            lambda: forger.outside(forger.inside(content, jku="https://stranger.example/keys"), {}),
        ]
    )
    return made(), {Fault.WRONG_SUITE}


def _wrong_cms(forger: Forger, content: bytes, luck: random.Random) -> bytes:
    """Another form, other curves, another algorithm or version in a message that would be good."""
    der = cms._der(forger.whole(content))
    agreed_curve = forger.known.suite.curve
    other_suite = "cms-p384" if agreed_curve == "P-256" else "cms-p256"
    gcm, weaker = bytes.fromhex("060960864801650304012e"), bytes.fromhex("0609608648016503040106")
    derivations = [bytes.fromhex("06062b810401" + "0b01"), bytes.fromhex("06062b810401" + "0b02")]
    agreed, other = derivations if agreed_curve == "P-256" else derivations[::-1]
    return luck.choice(
        [
            lambda: jose.seal(content, SUITES["jose-p256"], *forger.pair("P-256")),
            lambda: cms.seal(content, SUITES[other_suite], *forger.pair(SUITES[other_suite].curve)),
            lambda: cms._pem(der.replace(gcm, weaker)),
            lambda: cms._pem(der.replace(agreed, other)),
            lambda: cms._pem(der.replace(b"\x02\x01\x00", b"\x02\x01\x02", 1)),
        ]
    )()


def against(forger: Forger, luck: random.Random) -> tuple[bytes, set[Fault]]:
    """Genuine, and not within the arrangement, or not of the form."""
    turn = forger.received + 1
    early, old = forger.at + timedelta(hours=1), forger.at - timedelta(days=31)
    body = json.loads(written(forger.message(turn), forger.known))
    bad = luck.choice(
        [
            {**body, "version": 2},
            {**body, "kind": "delete"},
            {**body, "extra": 1},
            {**body, "operators": []},
            {**body, "operators": [{**body["operators"][0], "shoe_size": 9}]},
            {**body, "operators": body["operators"] * 2},
            {**body, "sequence": -1},
            {**body, "sent_at": "yesterday"},
        ]
    )
    return luck.choice(
        [
            lambda: (forger.sealed(forger.message(turn, sent_at=early)), {Fault.WRONG_TIME}),
            lambda: (forger.sealed(forger.message(turn, sent_at=old)), {Fault.WRONG_TIME}),
            lambda: (forger.whole(json.dumps(bad).encode()), {Fault.UNREADABLE}),
            lambda: (
                forger.whole(json.dumps({**body, "arrangement": "HK-JP"}).encode()),
                {Fault.NOT_AGREED},
            ),
            lambda: (
                forger.whole(json.dumps({**body, "from": "JP"}).encode()),
                {Fault.NOT_AGREED},
            ),
        ]
    )()


KINDS: dict[str, Callable[[Forger, random.Random], tuple[bytes, set[Fault]]]] = {
    "truncated": truncated,
    "flipped": flipped,
    "forged": forged,
    "unknown": unknown,
    "replayed": replayed,
    "reordered": reordered,
    "wrong suite": wrong_suite,
    "against": against,
}


def prepared(hk: Side, sg: Side, at: datetime) -> Forger:
    """Let a few good messages through, so that there is something to replay and a state to keep."""
    hk.publish(*(an_operator(n) for n in range(1, 4)), at=at)
    hk.turn(at)
    accepted = list(sg.post.arrived)
    sg.turn(at)
    return Forger(hk, sg, at, accepted, len(accepted))


def hostile(forger: Forger, count: int, seed: int = 2026) -> Iterator[tuple[str, bytes, set[Fault]]]:
    """Give hostile messages, of each kind in turn."""
    luck = random.Random(seed)
    for place in range(count):
        kind = list(KINDS)[place % len(KINDS)]
        yield kind, *forger.of_kind(kind, luck)


def state(side: Side, at: datetime) -> object:
    """Give all that a message could change, but the quarantine."""
    with side.database.unit(by=PLATFORM, at=at) as uow:
        links = [each.link for each in queries.exchanges(uow, side.settings)]
    return side.known(at), links


def _b64(value: Any) -> bytes:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")
