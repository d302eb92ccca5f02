"""Suites of signatures behind one port, each with its number in COSE: Ed25519 for most, SM2 with SM3 for the Mainland, ECDSA P-256.

IANA has given SM2 no number in COSE; ours is of its range for private use (below -65,536). Keys are raw bytes: Ed25519 32 and 32
(private, public); SM2 and P-256 a scalar of 32 and the point's x and y of 64; signatures are 64 bytes in all three.
"""

import hashlib
from dataclasses import dataclass
from typing import Final, Protocol, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

EDDSA: Final = -8
ES256: Final = -7
SM2_SM3: Final = -65_539


class NoKey(ValueError):
    """Bytes are no key of the suite that they are said to be of."""


class Suite(Protocol):
    """One way of signing."""

    algorithm: int
    name: str

    def public_of(self, private: bytes) -> bytes:
        """Give the public key of a private one."""

    def is_public(self, public: bytes) -> bool:
        """Tell whether bytes are a public key."""

    def sign(self, private: bytes, message: bytes) -> bytes:
        """Sign a message."""

    def holds(self, public: bytes, signature: bytes, message: bytes) -> bool:
        """Tell whether a signature is this key's over this message; False for whatever is no signature."""


class Ed25519:
    """Ed25519 (RFC 8032), which COSE calls EdDSA."""

    algorithm = EDDSA
    name = "ed25519"

    def public_of(self, private: bytes) -> bytes:
        """Give the public key of a private one."""
        return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()

    def is_public(self, public: bytes) -> bool:
        """Tell whether bytes are a public key."""
        return len(public) == 32

    def sign(self, private: bytes, message: bytes) -> bytes:
        """Sign a message."""
        return Ed25519PrivateKey.from_private_bytes(private).sign(message)

    def holds(self, public: bytes, signature: bytes, message: bytes) -> bool:
        """Tell whether a signature is this key's over this message."""
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


class P256:
    """ECDSA with P-256 and SHA-256, which older hardware keys speak."""

    algorithm = ES256
    name = "es256"

    def public_of(self, private: bytes) -> bytes:
        """Give the public key of a private one."""
        numbers = ec.derive_private_key(int.from_bytes(private, "big"), ec.SECP256R1()).public_key().public_numbers()
        return numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")

    def is_public(self, public: bytes) -> bool:
        """Tell whether bytes are a point of the curve."""
        return len(public) == 64 and self._key(public) is not None

    def sign(self, private: bytes, message: bytes) -> bytes:
        """Sign a message."""
        key = ec.derive_private_key(int.from_bytes(private, "big"), ec.SECP256R1())
        r, s = decode_dss_signature(key.sign(message, ec.ECDSA(SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    def holds(self, public: bytes, signature: bytes, message: bytes) -> bool:
        """Tell whether a signature is this key's over this message."""
        key = self._key(public)
        if key is None or len(signature) != 64:
            return False
        der = encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
        try:
            key.verify(der, message, ec.ECDSA(SHA256()))
        except InvalidSignature:
            return False
        return True

    def _key(self, public: bytes) -> ec.EllipticCurvePublicKey | None:
        x, y = int.from_bytes(public[:32], "big"), int.from_bytes(public[32:], "big")
        try:
            return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
        except ValueError:
            return None


class Sm2:
    """SM2 with SM3; the signer's name is the standard's default, 1234567812345678."""

    algorithm = SM2_SM3
    name = "sm2"

    def public_of(self, private: bytes) -> bytes:
        """Give the public key of a private one."""
        from smartcustoms.trade.elocks.signing import sm2  # here: gmssl is imported by who uses it

        return sm2.public_of(private)

    def is_public(self, public: bytes) -> bool:
        """Tell whether bytes are a point of the curve."""
        from smartcustoms.trade.elocks.signing import sm2

        return sm2.is_point(public)

    def sign(self, private: bytes, message: bytes) -> bytes:
        """Sign a message."""
        from smartcustoms.trade.elocks.signing import sm2

        return sm2.sign(private, message)

    def holds(self, public: bytes, signature: bytes, message: bytes) -> bool:
        """Tell whether a signature is this key's over this message."""
        from smartcustoms.trade.elocks.signing import sm2

        return sm2.holds(public, signature, message)


_ALL: Final[tuple[Suite, ...]] = (Ed25519(), Sm2(), P256())
SUITES: Final[dict[int, Suite]] = {each.algorithm: each for each in _ALL}
NAMED: Final[dict[str, Suite]] = {each.name: each for each in _ALL}


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key and its suite."""

    suite: Suite
    raw: bytes

    @classmethod
    def read(cls, name: str, raw: bytes) -> Self:
        """Check once that bytes are a key of a suite.

        Raises:
            NoKey: they are none, or there is no such suite.
        """
        suite = NAMED.get(name)
        if suite is None or not suite.is_public(raw):
            raise NoKey(f"no public key of the suite {name[:20]!r}; known are {', '.join(NAMED)}")
        return cls(suite, raw)

    @property
    def id(self) -> bytes:
        """Eight bytes by which a signature names the key: the start of SHA-256 over suite and key."""
        return hashlib.sha256(self.suite.name.encode() + b"\0" + self.raw).digest()[:8]

    def holds(self, signature: bytes, message: bytes) -> bool:
        """Tell whether a signature is this key's over this message."""
        return self.suite.holds(self.raw, signature, message)


@dataclass(frozen=True, slots=True, repr=False)
class SigningKey:
    """A private key and its suite; never written out."""

    suite: Suite
    raw: bytes

    @classmethod
    def of(cls, name: str, raw: bytes) -> Self:
        """Take 32 bytes as a private key of a suite."""
        return cls(NAMED[name], raw)

    @property
    def public(self) -> PublicKey:
        """The public key to it."""
        return PublicKey(self.suite, self.suite.public_of(self.raw))

    def sign(self, message: bytes) -> bytes:
        """Sign a message."""
        return self.suite.sign(self.raw, message)
