"""Companies and individuals register themselves: asked by form, confirmed by the mail's link, verified by the office.

The link serves once and for two days. Whether an address has an account or an open registration is told to nobody: the form's
answer is always the same, and only the mail differs.
"""

import hashlib
import re
import secrets
from datetime import timedelta
from typing import Final

from smartcustoms.business.traders import store
from smartcustoms.business.traders.actions.correcting import reason
from smartcustoms.business.traders.actions.registering import link, register
from smartcustoms.business.traders.model import (
    Account,
    IdentityKind,
    NotATrader,
    NotThere,
    Particulars,
    Registration,
    Stage,
    Trader,
)
from smartcustoms.business.traders.particulars import cleaned, fitting
from smartcustoms.kernel.actor import Kind
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import Conflict, NotPermitted
from smartcustoms.kernel.identifiers import numbered
from smartcustoms.kernel.notify.actions import tell, tell_address
from smartcustoms.kernel.people import actions as people
from smartcustoms.kernel.people.model import Organisation, Person
from smartcustoms.kernel.words.model import LANGUAGES, sentence

LINK_LASTS: Final = timedelta(days=2)
OFFICE_ANSWERS_WITHIN: Final = timedelta(days=2)
"""What the office means to keep: two days, counted as they come (the office's calendar is not known here)."""
COMPANY_ROLES: Final = frozenset({"company_user", "declarant", "trader"})
_MAIL: Final = re.compile(r"[^@\s<>,;\x00-\x1f]{1,64}@[^@\s<>,;\x00-\x1f]{1,190}\.[^@\s<>,;.\x00-\x1f]{2,60}")


class RegistrationDecided(Conflict):
    """The registration was decided already, or its mail is not confirmed."""

    code = "registration_decided"


def ask(
    uow: UnitOfWork, account: Account, written: Particulars, *, contact: str, email: str, language: str, origin: str
) -> Registration:
    """Ask for an account; a mail with a link goes out. Asked again before that, the new form replaces the old.

    Call it in the platform's name: whoever asks is nobody yet. `origin` is this platform's address, for the link.

    Raises:
        NotATrader, NotAnIdentity: what was written cannot be kept.
    """
    fits, mail = fitting(written), email.strip().lower()
    who = cleaned(contact)[:100]
    if not _MAIL.fullmatch(mail):
        raise NotATrader(sentence("This is not a mail address."), mend=sentence("Write it as name@example.org."),
                         field="email", seen=mail[:80])  # fmt: skip
    if not who:
        raise NotATrader(
            sentence("Nobody is named as the contact."), mend=sentence("Write your name."), field="contact"
        )
    if account is Account.COMPANY and not any(
        each.kind is IdentityKind.BUSINESS_REGISTRATION for each in fits.identities
    ):
        raise NotATrader(
            sentence("A company needs its business registration number."),
            mend=sentence("Write the number and the country that gave it."), field="value",
        )  # fmt: skip
    secret = secrets.token_urlsafe(32)
    made = Registration(
        number=numbered("CR", uow.at.year, store.register.serials(uow, 1)[0]),
        account=account,
        stage=Stage.ASKED,
        written=fits,
        contact=who,
        email=mail,
        language=language if language in LANGUAGES else "en",
        asked_at=uow.at,
    )
    until = uow.at + LINK_LASTS
    if not store.accounts.insert(uow, made, secret_hash=_hash(secret), until=until):
        there = store.accounts.open_of(uow, mail)
        if there is None or there.stage is Stage.CONFIRMED:
            return made  # the office has it already: no second mail
        store.accounts.renew(uow, made, secret_hash=_hash(secret), until=until)
        made = there
    uow.note("company.asked", made.number, account=account.value)
    says = sentence(
        "Confirm your registration with customs within two days: {link}", link=f"{origin}/register/{secret}"
    )
    tell_address(uow, mail, says, about=made.number, language=made.language)
    return made


def confirm(uow: UnitOfWork, secret: str) -> Registration:
    """Confirm a registration by the link of its mail; the office is told. In the platform's name.

    Raises:
        NotThere: the link is unknown, used or too old.
    """
    found = waiting(uow, secret)
    due = uow.at + OFFICE_ANSWERS_WITHIN
    store.accounts.change(
        uow, found.number, state=Stage.CONFIRMED.value, secret_hash=None, confirmed_at=uow.at, due_at=due
    )
    uow.note("company.confirmed", found.number)
    says = sentence("{name} asks for an account.", name=found.written.names[0].text)
    tell(uow, "role:supervisor", says, about=found.number, link=f"/traders/registrations/{found.number}")
    return store.accounts.by_number(uow, found.number) or found


def waiting(uow: UnitOfWork, secret: str) -> Registration:
    """Give the registration that a mail's link confirms.

    Raises:
        NotThere: the link is unknown, used or too old.
    """
    found = store.accounts.by_secret(uow, _hash(secret))
    if found is None:
        raise NotThere(
            sentence("This link is no longer good."), mend=sentence("Register again: a new link is sent by mail.")
        )
    return found


def verify(uow: UnitOfWork, number: str, *, because: str, origin: str, trader: str = "") -> Registration:
    """Verify a registration: the organisation, its trader and its administrator are made, and he is told how to begin.

    `trader` names one that the register has already; empty: a new one is registered.

    Raises:
        NotThere, RegistrationDecided, ReasonMissing; Conflict: the address has an account already; IdentityTaken, AccountTaken.
    """
    found, why = _to_decide(uow, number), reason(because)
    organisation = numbered("C", uow.at.year, store.register.serials(uow, 1)[0]).lower()
    people.found_organisation(uow, Organisation(organisation, found.written.names[0].text[:120], Kind.TRADER))
    known = _registered(uow, found, organisation, trader)
    person = people.invite(
        uow,
        name=found.contact,
        email=found.email,
        organisation=organisation,
        roles_given={"trader"},
        language=found.language,
    )
    _welcome(uow, person, origin)
    store.accounts.change(
        uow, number, state=Stage.VERIFIED.value, decided_at=uow.at, decided_by=uow.by.user, because=why,
        trader=known, organisation=organisation,
    )  # fmt: skip
    uow.note("company.verified", number, organisation=organisation, trader=known, because=why)
    return store.accounts.by_number(uow, number) or found


def refuse(uow: UnitOfWork, number: str, *, because: str) -> Registration:
    """Refuse a registration; the applicant is told why and may ask again.

    Raises:
        NotThere, RegistrationDecided, ReasonMissing.
    """
    found, why = _to_decide(uow, number), reason(because)
    store.accounts.change(
        uow, number, state=Stage.REFUSED.value, decided_at=uow.at, decided_by=uow.by.user, because=why
    )
    says = sentence("Your registration {number} was refused: {because}", number=number, because=why)
    tell_address(uow, found.email, says, about=number, language=found.language)
    uow.note("company.refused", number, because=why)
    return store.accounts.by_number(uow, number) or found


def invite_user(uow: UnitOfWork, *, name: str, email: str, role: str, language: str, origin: str) -> Person:
    """Invite somebody into the actor's own company; the mail leads him to set a password.

    Raises:
        NotPermitted: the role is none of a company's; NotATrader: no name or no mail address; Conflict: the address is taken.
    """
    mail, called = email.strip().lower(), cleaned(name)[:100]
    if role not in COMPANY_ROLES:
        raise NotPermitted(
            sentence("A company gives no such role."), mend=sentence("Choose company user, declarant or trader."),
            field="role", seen=role[:40],
        )  # fmt: skip
    if not _MAIL.fullmatch(mail) or not called:
        raise NotATrader(
            sentence("The name is empty or this is not a mail address."), mend=sentence("Write both."), field="email",
            seen=mail[:80],
        )  # fmt: skip
    made = people.invite(
        uow, name=called, email=mail, organisation=uow.by.organisation, roles_given={role},
        language=language if language in LANGUAGES else "en",
    )  # fmt: skip
    _welcome(uow, made, origin)
    return made


def _welcome(uow: UnitOfWork, person: Person, origin: str) -> None:
    secret = people.open_invitation(uow, person.number)
    says = sentence(
        "{name}, set your password within seven days and sign in: {link}",
        name=person.name,
        link=f"{origin}/welcome/{secret}",
    )
    tell_address(uow, person.email, says, about=person.number, language=person.language)


def _registered(uow: UnitOfWork, found: Registration, organisation: str, trader: str) -> str:
    if trader:
        link(uow, trader, organisation)
        return trader
    made: Trader = register(uow, found.written, organisation=organisation)
    return made.number


def _to_decide(uow: UnitOfWork, number: str) -> Registration:
    found = store.accounts.by_number(uow, number, lock=True)
    if found is None:
        raise NotThere(
            sentence("There is no such registration."),
            mend=sentence("Look in the list of registrations."),
            seen=number[:40],
        )
    if found.stage is not Stage.CONFIRMED:
        raise RegistrationDecided(
            sentence("This registration was decided already, or its mail is not confirmed."),
            mend=sentence("Look at its state."), seen=found.stage.value,
        )  # fmt: skip
    return found


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
