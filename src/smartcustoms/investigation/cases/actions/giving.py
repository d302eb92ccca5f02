"""Cases are taken and assigned, ranked, restricted; people join and leave their teams."""

from smartcustoms.investigation.cases import store
from smartcustoms.investigation.cases.actions.loading import investigator, lead_of, own, seen, write
from smartcustoms.investigation.cases.events import CaseAssigned
from smartcustoms.investigation.cases.life import after
from smartcustoms.investigation.cases.model import Incomplete, NotTheirs, Priority, State, Step
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.words.model import sentence


def take(uow: UnitOfWork, number: str) -> None:
    """Begin to investigate: a case that nobody leads, one's own, or one's own that another authority sent back.

    Taking again what one has in hand changes nothing.

    Raises:
        NoSuchCase: there is none, or it is not the actor's to see. NotTheirs: somebody else leads it.
        NotNow: it cannot be taken as it stands.
    """
    found = seen(uow, number)
    if found.lead not in {None, uow.by.user}:
        raise NotTheirs(
            sentence("Somebody else leads this case."),
            mend=sentence("Ask those who lead investigations to assign it to you."),
            seen=number,
        )
    if found.state is State.INVESTIGATED:
        return
    state = after(found.state, Step.TAKE)
    investigator(uow, uow.by.user)
    store.change(uow, number, {"state": state.value, "lead": uow.by.user, "referred_to": ""})
    write(uow, number, Step.TAKE)


def assign(uow: UnitOfWork, number: str, *, to: str) -> None:
    """Give a case to an investigator; to the one who leads it already changes nothing.

    Raises:
        NoSuchCase: there is none. NotNow: it is closed. Incomplete: there is no such investigator.
    """
    found = lead_of(uow, number, Step.ASSIGN)
    if found.lead == investigator(uow, to):
        return
    store.change(uow, number, {"state": after(found.state, Step.ASSIGN).value, "lead": to, "referred_to": ""})
    write(uow, number, Step.ASSIGN, note=to, to=to)
    uow.record(CaseAssigned(case=number, to=to))


def rank(uow: UnitOfWork, number: str, priority: Priority) -> None:
    """Change how soon a case is to be worked on."""
    if own(uow, number, Step.RANK).priority is not priority:
        store.change(uow, number, {"priority": priority.value})
        write(uow, number, Step.RANK, note=priority.value, priority=priority.value)


def restrict(uow: UnitOfWork, number: str) -> None:
    """Let only its lead, its team and those who lead investigations see a case."""
    if not lead_of(uow, number, Step.RESTRICT).restricted:
        store.change(uow, number, {"restricted": True})
        write(uow, number, Step.RESTRICT)


def lift(uow: UnitOfWork, number: str) -> None:
    """Let every investigator see a case again."""
    if lead_of(uow, number, Step.LIFT).restricted:
        store.change(uow, number, {"restricted": False})
        write(uow, number, Step.LIFT)


def join(uow: UnitOfWork, number: str, who: str) -> None:
    """Put an investigator into the team."""
    found = lead_of(uow, number, Step.JOIN)
    if found.lead != investigator(uow, who) and store.join(uow, number, who):
        write(uow, number, Step.JOIN, note=who, who=who)


def leave(uow: UnitOfWork, number: str, who: str) -> None:
    """Take somebody out of the team.

    Raises:
        Incomplete: he is not in it.
    """
    lead_of(uow, number, Step.LEAVE)
    if not store.leave(uow, number, who):
        raise Incomplete(
            sentence("Nobody of this number is in the team."),
            mend=sentence("Open the case again."),
            field="who",
            seen=who[:40],
        )
    write(uow, number, Step.LEAVE, note=who, who=who)
