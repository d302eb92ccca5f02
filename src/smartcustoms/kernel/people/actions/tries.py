"""Wrong tries to sign in, counted where no account can count them: by address of the sender, and for accounts there are none of.

An account counts its own (`sessions.py`). For an address of mail that nobody has, the same answers come in the same order, so that
nobody learns by trying who has an account. Only keyed hashes are kept.
"""

import hmac
from datetime import datetime, timedelta
from typing import Final

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.keys import key
from smartcustoms.kernel.people import store
from smartcustoms.kernel.people.passwords import LOCKED_FOR, TRIES
from smartcustoms.kernel.settings import Settings
from smartcustoms.kernel.words.model import sentence

FROM_ADDRESS: Final = 100
"""Wrong tries from one address within half an hour; a whole office may sit behind it."""
_WINDOW: Final = timedelta(minutes=30)
_REMEMBERED: Final = timedelta(days=1)


class TooManyTries(Refused):
    """Too many wrong tries came from one address, for whatever accounts."""

    code = "too_many_tries"
    status = 429


def too_many(uow: UnitOfWork, address: str, settings: Settings) -> Refused | None:
    """Give the refusal of an address from which too many wrong tries came; None when it may go on."""
    count, ends = store.tries(uow, _hash(settings, "from", address)) if address else (0, uow.at)
    if count < FROM_ADDRESS:
        return None
    return TooManyTries(
        sentence("Too many wrong tries came from your network. Passwords are refused until {until}.", until=ends),
        mend=sentence("Wait, or sign in with a passkey."),
    )


def count_address(uow: UnitOfWork, address: str, settings: Settings) -> None:
    """Count a wrong try of an address."""
    if address:
        store.count_try(uow, _hash(settings, "from", address), lasts=_WINDOW)


def guesses_over(uow: UnitOfWork, of: str, address: str, settings: Settings, *, most: int) -> datetime | None:
    """Tell until when an address may guess no more, such as codes of papers, after `most` wrong guesses in half an hour; None: it may."""
    count, ends = store.tries(uow, _hash(settings, of, address)) if address else (0, uow.at)
    return ends if count >= most else None


def count_guess(uow: UnitOfWork, of: str, address: str, settings: Settings) -> None:
    """Count a wrong guess of an address."""
    if address:
        store.count_try(uow, _hash(settings, of, address), lasts=_WINDOW)


def locked_until(uow: UnitOfWork, email: str, settings: Settings) -> datetime | None:
    """Tell until when an account that there is none of looks locked; None when it does not."""
    count, ends = store.tries(uow, _hash(settings, "unknown", email.lower()))
    return ends if count >= TRIES else None


def count_unknown(uow: UnitOfWork, email: str, settings: Settings) -> None:
    """Count a wrong try for an account that there is none of; after as many as elsewhere it looks locked for as long."""
    what = _hash(settings, "unknown", email.lower())
    if store.count_try(uow, what, lasts=_REMEMBERED) == TRIES:
        store.end_tries(uow, what, ends=uow.at + LOCKED_FOR)


def _hash(settings: Settings, kind: str, what: str) -> bytes:
    return hmac.digest(key(settings, "sign-in tries"), f"{kind}|{what}".encode("utf-8", "replace"), "sha256")
