"""SM2 signatures with SM3 (GB/T 32918.2) by gmssl, with what gmssl leaves to its caller: keys and signatures in range, sound randomness.

gmssl draws its secret number by `random`, takes any bytes for a point, checks no range, and strips digits off keys that begin with
04; so the number is drawn here, points and ranges are checked here, and the key is set past its constructor.
"""

import secrets
from functools import lru_cache
from typing import Any, Final

from gmssl import sm2 as gm

_N: Final = int(gm.default_ecc_table["n"], 16)
_P: Final = int(gm.default_ecc_table["p"], 16)
_B: Final = int(gm.default_ecc_table["b"], 16)


class NoPrivateKey(ValueError):
    """The number is no private key of SM2."""


def is_point(public: bytes) -> bool:
    """Tell whether 64 bytes are a point of the curve: y² = x³ - 3x + b."""
    if len(public) != 64:
        return False
    x, y = int.from_bytes(public[:32], "big"), int.from_bytes(public[32:], "big")
    return x < _P and y < _P and (y * y - (x * x * x - 3 * x + _B)) % _P == 0


def public_of(private: bytes) -> bytes:
    """Give the public key of a private one."""
    return bytes.fromhex(_engine(b"")._kg(_scalar(private), gm.default_ecc_table["g"]))


def sign(private: bytes, message: bytes, *, drawn: int | None = None) -> bytes:
    """Sign a message. `drawn` stands for the secret number in tests against the standard's example only."""
    engine = _engine(_public(private))
    engine.private_key = f"{_scalar(private):064x}"
    while True:
        number = drawn or secrets.randbelow(_N - 1) + 1
        signature = engine.sign_with_sm3(message, f"{number:064x}")
        if signature is not None and int(signature[:64], 16) != 0:
            return bytes.fromhex(signature)


def holds(public: bytes, signature: bytes, message: bytes) -> bool:
    """Tell whether a signature is this key's over this message."""
    if len(signature) != 64 or not is_point(public):
        return False
    if not all(0 < int.from_bytes(part, "big") < _N for part in (signature[:32], signature[32:])):
        return False
    try:
        return _engine(public).verify_with_sm3(signature.hex(), message) is True
    except (TypeError, ValueError):  # gmssl has no point at infinity: no honest signature meets it
        return False


def _engine(public: bytes) -> Any:
    engine: Any = gm.CryptSM2("", "")  # type: ignore[no-untyped-call]
    engine.public_key = public.hex()
    return engine


@lru_cache(maxsize=64)
def _public(private: bytes) -> bytes:
    return public_of(private)


def _scalar(private: bytes) -> int:
    number = int.from_bytes(private, "big")
    if len(private) != 32 or not 0 < number < _N - 1:
        raise NoPrivateKey("a private key of SM2 is a number from 1 to n - 2, in 32 bytes")
    return number
