"""Companies: ask to be registered once, be checked by an officer, be ended."""

from datetime import date
from typing import Any

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.errors import NotFound
from smartcustoms.kernel.files import actions as files
from smartcustoms.kernel.files.object_gateway import Objects
from smartcustoms.kernel.notify import actions as notify
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.transhipment import store
from smartcustoms.trade.transhipment.actions.loading import said
from smartcustoms.trade.transhipment.events import TranshipmentCompanyAsked
from smartcustoms.trade.transhipment.model import LARGEST, Company, CompanyState, Incomplete, NotNow, NotRegistered

PAPER_TYPES = ("application/pdf", "image/png", "image/jpeg")


def register(
    uow: UnitOfWork,
    *,
    name: str,
    business_number: str,
    valid_until: date,
    address: str,
    contact: str,
    paper: bytes,
    paper_name: str,
    through: Objects | None = None,
) -> Company:
    """Ask for the actor's company to be registered; asking for the same again while it is looked at gives what is there.

    Args:
        uow: the transaction, in the company's name.
        name: as in the business register.
        business_number: number of the business registration.
        valid_until: last day of the business registration certificate.
        address: where the company is.
        contact: who is asked about applications.
        paper: the business registration certificate, PDF or picture, at most 10 MB.
        paper_name: the file's name.
        through: where files go; None: the installation's store.

    Raises:
        Incomplete: something is missing, or the certificate is over.
        NotNow: the company is registered already.
        EmptyFile, TooLarge, TypeDiffers: the file is not as it should be.
    """
    owner = uow.by.organisation
    found = store.companies.company(uow, owner, lock=True)
    if found is not None and found.state is CompanyState.REGISTERED:
        raise NotNow(
            sentence("The company is registered already: once is enough."),
            mend=sentence("Apply for certificates; an officer ends the registration when it has changed."),
            seen=owner,
        )
    for field, text in (
        ("name", name),
        ("business_number", business_number),
        ("address", address),
        ("contact", contact),
    ):
        _filled(field, text)
    if valid_until < day_of(uow.at):
        raise Incomplete(
            sentence("The business registration certificate is over since {day}.", day=valid_until),
            mend=sentence("Send the one in force."),
            field="valid_until",
            seen=valid_until.isoformat(),
        )
    kept = files.keep(uow, paper, name=paper_name, owner=owner, at_most=LARGEST, only=PAPER_TYPES, through=through)
    row: dict[str, Any] = {
        "organisation": owner,
        "state": CompanyState.ASKED.value,
        "name": name.strip()[:200],
        "business_number": business_number.strip()[:40],
        "valid_until": valid_until,
        "address": address.strip()[:400],
        "contact": contact.strip()[:200],
        "paper": kept.hash,
        "asked_at": uow.at,
        "decided_at": None,
        "decided_by": None,
        "because": "",
    }
    same = (
        found is not None
        and found.state is CompanyState.ASKED
        and all(
            getattr(found, each) == row[each]
            for each in ("name", "business_number", "valid_until", "address", "contact", "paper")
        )
    )
    if not same:
        store.companies.put(uow, row)
        uow.note("transhipment.company_asked", owner, paper=kept.hash)
        uow.record(TranshipmentCompanyAsked(organisation=owner, name=row["name"]))
    return _there(uow, owner)


def decide_company(uow: UnitOfWork, organisation: str, *, granted: bool, because: str = "") -> Company:
    """Register a company that asked, or refuse it with the reason; the same decision again changes nothing.

    Raises:
        NotFound: it never asked. NotNow: it was decided otherwise. Incomplete: refused without a reason.
    """
    found = _there(uow, organisation)
    state = CompanyState.REGISTERED if granted else CompanyState.REFUSED
    if found.state is state:
        return found
    if found.state is not CompanyState.ASKED:
        raise NotNow(
            sentence("This registration is decided: {state}.", state=found.state.value),
            mend=sentence("Let the company ask again."),
            seen=found.state.value,
        )
    _decided(uow, organisation, state, because.strip()[:2000] if granted else said(because))
    says = (
        sentence("Your company is registered for transhipment; apply for certificates from now on.")
        if granted
        else sentence("Your company was not registered for transhipment: {because}", because=because[:300])
    )
    notify.tell(uow, organisation, says, about=organisation, link="/transhipment/company")
    return _there(uow, organisation)


def end_company(uow: UnitOfWork, organisation: str, *, because: str) -> Company:
    """End a registration with the reason; what was lodged goes on.

    Raises:
        NotFound, NotNow, Incomplete.
    """
    found = _there(uow, organisation)
    if found.state is CompanyState.ENDED:
        return found
    if found.state is not CompanyState.REGISTERED:
        raise NotNow(
            sentence("Only a registered company can be ended."),
            mend=sentence("Look at its state."),
            seen=found.state.value,
        )
    _decided(uow, organisation, CompanyState.ENDED, said(because))
    says = sentence("Your company's registration for transhipment has ended: {because}", because=because[:300])
    notify.tell(uow, organisation, says, about=organisation, link="/transhipment/company")
    return _there(uow, organisation)


def registered(uow: UnitOfWork, organisation: str) -> Company:
    """Give a company's registration when it holds today.

    Raises:
        NotRegistered: it is not registered, or its business registration is over.
    """
    found = store.companies.company(uow, organisation)
    if found is None or found.state is not CompanyState.REGISTERED:
        raise NotRegistered(
            sentence("Your company is not registered for the scheme."),
            mend=sentence("Register it once, under “Company”; an officer checks it."),
            field="company",
            seen=found.state.value if found else "",
        )
    if found.valid_until < day_of(uow.at):
        raise NotRegistered(
            sentence("Your business registration certificate is over since {day}.", day=found.valid_until),
            mend=sentence("Ask customs to end the registration, and register with the new certificate."),
            field="company",
            seen=found.valid_until.isoformat(),
        )
    return found


def _decided(uow: UnitOfWork, organisation: str, state: CompanyState, because: str) -> None:
    changes = {"state": state.value, "decided_at": uow.at, "decided_by": uow.by.user, "because": because}
    store.companies.change(uow, organisation, changes)
    uow.note("transhipment.company_decided", organisation, state=state.value, because=because[:200])


def _there(uow: UnitOfWork, organisation: str) -> Company:
    found = store.companies.company(uow, organisation, lock=True)
    if found is None:
        raise NotFound(
            sentence("This company never asked to be registered."),
            mend=sentence("Look in the list of companies."),
            seen=organisation[:40],
        )
    return found


def _filled(field: str, text: str) -> None:
    if not text.strip():
        raise Incomplete(sentence("This is missing."), mend=sentence("Fill it in."), field=field)
