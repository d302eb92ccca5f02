"""What agencies keep for themselves: officers, absences, templates; and which organisation each agency is."""

from datetime import date
from uuid import UUID

from smartcustoms.kernel.actor import Kind
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import NotFound
from smartcustoms.kernel.identifiers import new_id
from smartcustoms.kernel.people import actions as people
from smartcustoms.kernel.people.model import Organisation
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.agencies import store
from smartcustoms.trade.agencies.listing import shipped_agencies
from smartcustoms.trade.agencies.model import Absence, DecisionIncomplete, Officer, Template
from smartcustoms.trade.agencies.wording import PLACES, unknown_places


def name_agency(uow: UnitOfWork, code: str, *, organisation: str = "") -> str:
    """Say which organisation an agency is, and register it when it is not there; give its number. Again changes nothing.

    Args:
        uow: the transaction of an administrator.
        code: the agency.
        organisation: its organisation's number; empty: the one of the reference data.

    Raises:
        NotFound: there is no such agency.
    """
    agency = shipped_agencies().get(code)
    if agency is None:
        raise NotFound(
            sentence("There is no such agency."), mend=sentence("Choose one of the list."), field="code", seen=code[:20]
        )
    number = organisation.strip() or agency.organisation
    if number != "customs":
        people.found_organisation(uow, Organisation(number, agency.names["en"], Kind.AGENCY))
    store.put_organisation(uow, code, number)
    uow.note("agency.named", code, organisation=number)
    return number


def put_officer(uow: UnitOfWork, *, user: str, name: str, skills: frozenset[str], on_duty: bool) -> None:
    """Say which skills an officer of the own agency has, and whether he is on duty."""
    officer = Officer(user, uow.by.organisation, name, skills, on_duty)
    store.put_officer(uow, officer)
    uow.note("agency.officer_put", user, skills=sorted(skills), on_duty=on_duty)


def add_absence(uow: UnitOfWork, *, user: str, to: str, from_day: date, until: date) -> UUID:
    """Say that an officer is away and who stands in: what he has taken is then in the other's hands too.

    Raises:
        DecisionIncomplete: the days are the wrong way round, or he would stand in for himself.
        NotFound: one of them is no officer of the agency.
    """
    if until < from_day or user == to:
        raise DecisionIncomplete(
            sentence("An absence goes from a day to the same or a later one, and somebody else stands in."),
            mend=sentence("Correct the days or the person."),
            field="until" if until < from_day else "to",
        )
    known = {each.user for each in store.officers(uow, uow.by.organisation)}
    if not {user, to} <= known:
        raise NotFound(
            sentence("Your agency has no such officer."),
            mend=sentence("Choose one of the list."),
            field="to",
            seen=to[:40],
        )
    absence = Absence(new_id(uow.at), uow.by.organisation, user, to, from_day, until)
    store.add_absence(uow, absence)
    uow.note("agency.absence", user, to=to, from_day=from_day.isoformat(), until=until.isoformat())
    return absence.id


def drop_absence(uow: UnitOfWork, absence: UUID) -> None:
    """Take an absence back."""
    if store.drop_absence(uow, absence, organisation=uow.by.organisation):
        uow.note("agency.absence_dropped", str(absence))


def put_template(uow: UnitOfWork, *, code: str, kind: str, says: dict[str, str]) -> None:
    """Keep words that the agency uses again.

    Raises:
        DecisionIncomplete: there are none in English, or the kind is unknown.
    """
    if kind not in {"condition", "question", "letter"} or not says.get("en", "").strip() or not code.strip():
        raise DecisionIncomplete(
            sentence("A template has a code, a kind, and words in English at least."),
            mend=sentence("Write its words."),
            field="en",
        )
    if unknown := unknown_places(says):
        raise DecisionIncomplete(
            sentence("There is nothing that fills these places: {places}", places=", ".join(unknown)),
            mend=sentence("A template may leave open: {known}", known=", ".join(f"{{{each}}}" for each in PLACES)),
            field="en",
            seen=", ".join(unknown)[:80],
        )
    store.put_template(uow, Template(uow.by.organisation, code.strip()[:40], kind, says))
    uow.note("agency.template_put", code.strip()[:40], kind=kind)


def drop_template(uow: UnitOfWork, code: str) -> None:
    """Take a template away."""
    if store.drop_template(uow, code, organisation=uow.by.organisation):
        uow.note("agency.template_dropped", code)
