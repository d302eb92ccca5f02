"""Passwords and one-time codes: pure rules (Trade Single Window's password policy; RFC 6238 for codes; argon2id, RFC 9106)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.words.model import sentence

SHORTEST: Final = 10
BARRED: Final = 8
TRIES: Final = 5
LOCKED_FOR: Final = timedelta(minutes=30)
_STEP: Final = 30
_HASHER: Final = PasswordHasher(
    time_cost=2, memory_cost=19456, parallelism=1
)  # OWASP's second choice: 19 MiB, 2 passes


class PasswordTooWeak(Refused):
    """A new password breaks the policy."""

    code = "password_too_weak"


def check_new(password: str, *, earlier: Sequence[str]) -> None:
    """Check a new password: at least 10 characters of three kinds, none of the last 8.

    Raises:
        PasswordTooWeak: it is too short, too plain, too long or was used before.
    """
    kinds = sum(
        map(any, zip(*((c.islower(), c.isupper(), c.isdigit(), not c.isalnum()) for c in password), strict=True))
    )
    if not SHORTEST <= len(password) <= 200 or kinds < 3:
        raise PasswordTooWeak(
            sentence("The password is too weak."),
            mend=sentence(
                "Take at least {shortest} characters of three kinds: small and capital letters, digits, signs.",
                shortest=SHORTEST,
            ),
            field="password",
        )
    if any(matches(password, each) for each in earlier[-BARRED:]):
        raise PasswordTooWeak(
            sentence("You have used this password before."),
            mend=sentence("Take one that is not among your last {barred}.", barred=BARRED),
            field="password",
        )


def hashed(password: str) -> str:
    """Give the argon2id hash of a password."""
    return _HASHER.hash(password)


def matches(password: str, kept: str | None) -> bool:
    """Tell whether a password is the kept one. Without a kept one it takes as long and says no."""
    try:
        return _HASHER.verify(kept or _decoy(), password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


@lru_cache(maxsize=1)
def _decoy() -> str:
    return _HASHER.hash("nobody's password")


def new_code_secret() -> str:
    """Make the secret of an authenticator application (base 32)."""
    return pyotp.random_base32()


def code_address(secret: str, *, email: str) -> str:
    """Give the `otpauth:` address that an authenticator application reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name="Smart Customs")


def code_step(secret: str, code: str, *, at: datetime, after: int) -> int | None:
    """Give the time step a code belongs to (now, or one before or after); None when wrong or not later than the step `after`."""
    step = int(at.timestamp()) // _STEP
    totp = pyotp.TOTP(secret)
    for each in (step, step - 1, step + 1):
        if each > after and pyotp.utils.strings_equal(totp.at(each * _STEP), code.strip().replace(" ", "")):
            return each
    return None
