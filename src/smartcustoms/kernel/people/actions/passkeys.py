"""Passkeys (W3C WebAuthn level 3): registered by somebody signed in, then enough to sign in (possession and PIN or finger)."""

import json
import secrets
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlsplit

import webauthn
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.people import store
from smartcustoms.kernel.people.actions.sessions import begin_session, may_enter, token_hash
from smartcustoms.kernel.people.model import Means, Person
from smartcustoms.kernel.settings import Settings
from smartcustoms.kernel.words.model import sentence

OPEN_FOR: Final = timedelta(minutes=5)


class PasskeyRefused(Refused):
    """What the authenticator answered does not prove a passkey."""

    code = "passkey_refused"
    status = 401


def offer_passkey(uow: UnitOfWork, person: Person, *, settings: Settings) -> dict[str, Any]:
    """Give what a browser needs to make a passkey (PublicKeyCredentialCreationOptions as JSON) and a `ticket` to answer with."""
    known = [PublicKeyCredentialDescriptor(row.credential) for row in store.passkeys(uow, number=person.number)]
    options = webauthn.generate_registration_options(
        rp_id=_site(settings),
        rp_name="Smart Customs",
        user_id=person.number.encode(),
        user_name=person.email,
        user_display_name=person.name,
        exclude_credentials=known,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )
    return _asked(uow, options, number=person.number)


def add_passkey(
    uow: UnitOfWork,
    number: str,
    *,
    ticket: str,
    credential: dict[str, Any],
    name: str,
    session: bytes,
    settings: Settings,
) -> None:
    """Keep a passkey that a browser made for `offer_passkey`; the session then counts as proved by it.

    Raises:
        PasskeyRefused: the answer is late, was used before, is of another person or site, or its signature is wrong.
    """
    challenge = _challenge(uow, ticket, number=number)
    try:
        made = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=_site(settings),
            expected_origin=settings.address,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as wrong:
        raise _refused() from wrong
    key = made.credential_public_key
    store.insert_passkey(uow, number, made.credential_id, key, made.sign_count, name.strip() or "Passkey")
    store.strengthen_session(uow, session, Means.PASSKEY)
    uow.note("person.passkey_added", number)


def remove_passkey(uow: UnitOfWork, number: str, credential: str) -> None:
    """Remove one passkey of a person, named by its credential id in base64url."""
    try:
        named = webauthn.base64url_to_bytes(credential)
    except ValueError:  # it names none
        return
    if store.delete_passkey(uow, number, named):
        uow.note("person.passkey_removed", number)


def request_passkey(uow: UnitOfWork, *, settings: Settings) -> dict[str, Any]:
    """Give what a browser needs to sign in with a passkey of this site, and a `ticket` to answer with."""
    options = webauthn.generate_authentication_options(
        rp_id=_site(settings), user_verification=UserVerificationRequirement.REQUIRED
    )
    return _asked(uow, options, number=None)


def sign_in_with_passkey(
    uow: UnitOfWork, *, ticket: str, credential: dict[str, Any], client: str, settings: Settings
) -> str:
    """Sign in with a passkey; give the session's token.

    Raises:
        PasskeyRefused: unknown key, late or repeated answer, wrong site or signature, a counter that went back, closed account.
    """
    challenge = _challenge(uow, ticket, number=None)
    try:
        known = store.passkeys(uow, credential=webauthn.base64url_to_bytes(str(credential.get("id", ""))))
    except ValueError as wrong:
        raise _refused() from wrong
    if not known:
        raise _refused()
    key = known[0]
    try:
        proved = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=_site(settings),
            expected_origin=settings.address,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as wrong:
        raise _refused() from wrong
    person = store.person_row(uow, key.person)
    if person is None or not may_enter(person, settings):
        raise _refused()
    store.count_passkey(uow, key.credential, proved.new_sign_count)
    return begin_session(uow, person.number, frozenset(person.roles), client=client, means=Means.PASSKEY)


def _asked(uow: UnitOfWork, options: Any, *, number: str | None) -> dict[str, Any]:
    ticket = secrets.token_urlsafe(24)
    store.insert_challenge(uow, token_hash(ticket), options.challenge, number=number, ends=uow.at + OPEN_FOR)
    return {"ticket": ticket, "options": json.loads(webauthn.options_to_json(options))}


def _challenge(uow: UnitOfWork, ticket: str, *, number: str | None) -> bytes:
    """Take a challenge: it serves once, in time, and for the person it was made for."""
    found = store.take_challenge(uow, token_hash(ticket), number=number)
    if found is None:
        raise _refused()
    return found


def _site(settings: Settings) -> str:
    return urlsplit(settings.address).hostname or "localhost"


def _refused() -> PasskeyRefused:
    return PasskeyRefused(
        sentence("The passkey was not accepted."),
        mend=sentence("Try again, or sign in with your password."),
    )
