"""The authenticator application: its secret is made, shown once, and counts only when a code of it was entered."""

import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.keys import key
from smartcustoms.kernel.people import store
from smartcustoms.kernel.people.model import Means
from smartcustoms.kernel.people.passwords import code_step, new_code_secret
from smartcustoms.kernel.settings import Settings


def make_code_secret(uow: UnitOfWork, number: str, *, settings: Settings) -> str:
    """Give a person a new secret for an authenticator application; it waits until `confirm_code_secret`."""
    secret = new_code_secret()
    nonce = secrets.token_bytes(12)
    sealed = nonce + AESGCM(key(settings, "second factor")).encrypt(nonce, secret.encode(), number.encode())
    store.change_person(uow, number, totp_waiting=sealed)
    return secret


def confirm_code_secret(uow: UnitOfWork, number: str, code: str, *, session: bytes, settings: Settings) -> bool:
    """Take the waiting secret into use when the code is one of it; False otherwise. The session then counts as proved twice."""
    sealed = store.waiting_secret(uow, number)
    step = code_step(opened_secret(settings, number, sealed), code, at=uow.at, after=0) if sealed else None
    if step is None:
        return False
    store.change_person(uow, number, totp=sealed, totp_step=step, totp_waiting=None)
    store.strengthen_session(uow, session, Means.CODE)
    uow.note("person.second_factor_set", number)
    return True


def opened_secret(settings: Settings, number: str, sealed: bytes) -> str:
    """Open a sealed secret; it opens only for the person it was made for."""
    return AESGCM(key(settings, "second factor")).decrypt(sealed[:12], sealed[12:], number.encode()).decode()
