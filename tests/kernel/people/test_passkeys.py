"""Passkeys, with a software authenticator written from the standard: registered, used, and every forgery refused."""

import base64
import hashlib
import json
import os
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from smartcustoms.kernel.actor import PLATFORM, Kind
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.people import actions, queries
from smartcustoms.kernel.people.actions.passkeys import PasskeyRefused
from smartcustoms.kernel.people.model import Means, Organisation
from smartcustoms.kernel.settings import Settings
from tests.conftest import NOON

ORIGIN = "https://customs.example"


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass
class Authenticator:
    """A key in software (W3C WebAuthn level 3, sections 6.1 and 6.5; attestation `none`, ES256)."""

    site: str = "customs.example"
    origin: str = ORIGIN
    flags: int = 0x05  # user present and verified
    count: int = 0
    id: bytes = field(default_factory=lambda: os.urandom(16))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: dict[str, Any]) -> dict[str, Any]:
        point = self.key.public_key().public_numbers()
        x, y = point.x.to_bytes(32, "big"), point.y.to_bytes(32, "big")
        cose = b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20" + x + b"\x22\x58\x20" + y
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cose
        known = self._known(self.flags | 0x40) + attested
        attestation = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58" + bytes([len(known)]) + known
        told = {"clientDataJSON": b64(self._client("webauthn.create", options)), "attestationObject": b64(attestation)}
        return {"id": b64(self.id), "rawId": b64(self.id), "type": "public-key", "response": told}

    def sign(self, options: dict[str, Any]) -> dict[str, Any]:
        self.count += 1
        known, client = self._known(self.flags), self._client("webauthn.get", options)
        signature = self.key.sign(known + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        told = {"clientDataJSON": b64(client), "authenticatorData": b64(known), "signature": b64(signature)}
        return {"id": b64(self.id), "rawId": b64(self.id), "type": "public-key", "response": told}

    def _known(self, flags: int) -> bytes:
        return hashlib.sha256(self.site.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, options: dict[str, Any]) -> bytes:
        return json.dumps({"type": kind, "challenge": options["challenge"], "origin": self.origin}).encode()


@dataclass
class World:
    database: Database
    settings: Settings
    key: Authenticator

    def sign_in(self, key: Authenticator | None = None, *, asked: Any = None, at: datetime = NOON) -> str:
        asked = asked or self.ask()
        with self.database.unit(by=PLATFORM, at=at) as uow:
            return actions.sign_in_with_passkey(
                uow,
                ticket=asked["ticket"],
                credential=(key or self.key).sign(asked["options"]),
                client="test",
                settings=self.settings,
            )

    def ask(self) -> Any:
        with self.database.unit(by=PLATFORM, at=NOON) as uow:
            return actions.request_passkey(uow, settings=self.settings)


@pytest.fixture
def world(database: Database, settings: Settings) -> World:
    made = World(database, replace(settings, origin=ORIGIN), Authenticator())
    with database.unit(by=PLATFORM, at=NOON) as uow:
        actions.found_organisation(uow, Organisation("customs", "Customs", Kind.CUSTOMS))
        given = ["supervisor"]
        actions.invite(uow, name="Esi", email="e@c.example", organisation="customs", roles_given=given, number="esi")
        actions.set_password(uow, "e@c.example", "Tea-and-salt-9")
        token = actions.begin_session(uow, "esi", frozenset(given), client="")
        register(uow, made, token)
        session = queries.session(uow, actions.token_hash(token))
        assert session is not None
        assert session.means is Means.PASSKEY
    return made


def register(uow: Any, world: World, token: str, key: Authenticator | None = None) -> None:
    person = queries.person(uow, "esi")
    assert person is not None
    asked = actions.offer_passkey(uow, person, settings=world.settings)
    actions.add_passkey(
        uow,
        "esi",
        ticket=asked["ticket"],
        credential=(key or world.key).make(asked["options"]),
        name="my key",
        session=actions.token_hash(token),
        settings=world.settings,
    )


def test_a_passkey_signs_in_with_all_roles(world: World) -> None:
    token = world.sign_in()
    with world.database.unit(by=PLATFORM, at=NOON) as uow:
        session = actions.use_session(uow, token)
        assert session is not None
        assert session.actor.roles == {"supervisor"}
        assert [name for _, name, _ in queries.passkeys(uow, "esi")] == ["my key"]


@pytest.mark.parametrize(
    "change",
    [
        {"origin": "https://evil.example"},
        {"site": "evil.example"},
        {"flags": 0x01},
        {"key": ec.generate_private_key(ec.SECP256R1())},
        {"id": b"another credential"},
        {"count": -1},
    ],
    ids=["origin", "site", "not verified", "key", "credential", "counter went back"],
)
def test_what_does_not_prove_the_key_is_refused(world: World, change: dict[str, Any]) -> None:
    world.key.count = 5
    world.sign_in()
    with pytest.raises(PasskeyRefused):
        world.sign_in(replace(world.key, **change))


def test_an_answer_serves_once_and_in_time(world: World) -> None:
    asked = world.ask()
    world.sign_in(asked=asked)
    with pytest.raises(PasskeyRefused):
        world.sign_in(asked=asked)
    with pytest.raises(PasskeyRefused):
        world.sign_in(at=NOON + timedelta(minutes=6))


def test_a_suspended_person_stays_out(world: World) -> None:
    with world.database.unit(by=PLATFORM, at=NOON) as uow:
        actions.suspend(uow, "esi", because="left")
    with pytest.raises(PasskeyRefused):
        world.sign_in()


def test_a_removed_passkey_serves_no_more(world: World) -> None:
    with world.database.unit(by=PLATFORM, at=NOON) as uow:
        actions.remove_passkey(uow, "esi", b64(world.key.id))
    with pytest.raises(PasskeyRefused):
        world.sign_in()


def test_a_passkey_for_another_site_is_not_kept(world: World) -> None:
    with pytest.raises(PasskeyRefused), world.database.unit(by=PLATFORM, at=NOON) as uow:
        register(uow, world, "", Authenticator(origin="https://evil.example"))
