"""Take steps from the queue, give them, put them back; flags, linked cases, notes, sharing."""

from uuid import UUID

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import NotFound
from smartcustoms.kernel.identifiers import new_id
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.agencies import store
from smartcustoms.trade.agencies.actions.finding import no_such, open_step, over
from smartcustoms.trade.agencies.listing import shipped_agencies
from smartcustoms.trade.agencies.model import (
    LacksSkill,
    Mark,
    Marked,
    NotTaken,
    Officer,
    SamePerson,
    Step,
    StepState,
    Wanted,
)


def take(uow: UnitOfWork, number: str, position: int) -> None:
    """Take a step from the queue; taking what one has already changes nothing.

    Raises:
        NotTaken: another officer has it. LacksSkill: the step needs a skill the officer has not. SamePerson: see `_may_work`.
    """
    _, step = open_step(uow, number, position)
    if step.state is StepState.TAKEN and step.assigned_to == uow.by.user:
        return
    if step.state is not StepState.QUEUED:
        raise _elsewhere(step)
    _may_work(uow, step, uow.by.user)
    _assign(uow, step, uow.by.user)
    uow.note("review.taken", number, position=position)


def take_next(uow: UnitOfWork) -> tuple[str, int] | None:
    """Take what is due first among the steps nobody has that ask for the officer's skills; None when there is nothing."""
    me = next((each for each in store.officers(uow, uow.by.organisation) if each.user == uow.by.user), None)
    wanted = Wanted(whose="nobody", state=StepState.QUEUED.value, size=200)
    found, _ = store.queue(uow, wanted, organisation=uow.by.organisation, mine=())
    for each in found:
        fits = me is None or each.step.skill in me.skills
        if fits and uow.by.user not in each.step.earlier:
            locked = store.step(uow, each.step.review, each.step.position, lock=True)
            if locked is not None and locked.state is StepState.QUEUED:
                _assign(uow, locked, uow.by.user)
                uow.note("review.taken", locked.review, position=locked.position)
                return locked.review, locked.position
    return None


def give(uow: UnitOfWork, number: str, position: int, *, to: str) -> None:
    """Give a step to another officer of the agency who has the skill.

    Raises:
        NotFound: the agency has no such officer. LacksSkill, SamePerson: he may not work on it. NotTaken: it waits for approval.
    """
    _, step = open_step(uow, number, position)
    if step.state is StepState.DECIDED:
        raise over(number)
    if step.state is StepState.PROPOSED:
        raise _elsewhere(step)
    if not any(each.user == to for each in store.officers(uow, uow.by.organisation)):
        raise NotFound(
            sentence("Your agency has no such officer."),
            mend=sentence("Choose one of the list."),
            field="to",
            seen=to[:40],
        )
    _may_work(uow, step, to)
    _assign(uow, step, to)
    uow.note("review.given", number, position=position, to=to)


def put_back(uow: UnitOfWork, number: str, position: int) -> None:
    """Put a step back into the queue; one that lies there already stays.

    Raises:
        NotTaken: the trader was asked, or it waits for approval.
    """
    _, step = open_step(uow, number, position)
    if step.state is StepState.QUEUED:
        return
    if step.state is not StepState.TAKEN:
        raise _elsewhere(step)
    store.change_step(uow, number, position, {"state": StepState.QUEUED.value, "assigned_to": None})
    uow.note("review.put_back", number, position=position)


def flag(uow: UnitOfWork, number: str, text: str) -> UUID:
    """Flag a review for the agency's own officers."""
    return _mark(uow, number, Mark.FLAG, text)


def link(uow: UnitOfWork, number: str, other: str) -> UUID:
    """Link a review with another case, by its number."""
    return _mark(uow, number, Mark.LINK, other)


def write_note(uow: UnitOfWork, number: str, text: str) -> UUID:
    """Write a note for the agency's own officers."""
    return _mark(uow, number, Mark.NOTE, text)


def unmark(uow: UnitOfWork, number: str, mark: UUID) -> None:
    """Take a flag, link or note off; one that is gone already stays so."""
    if store.drop_mark(uow, mark, organisation=uow.by.organisation):
        uow.note("review.unmarked", number, mark=str(mark))


def share(uow: UnitOfWork, number: str, position: int, *, agency: str) -> None:
    """Let another agency see one's own step and what the review is about.

    Raises:
        NotFound: there is no such agency.
    """
    open_step(uow, number, position)
    known = shipped_agencies().get(agency)
    if known is None:
        raise NotFound(
            sentence("There is no such agency."),
            mend=sentence("Choose one of the list."),
            field="agency",
            seen=agency[:20],
        )
    organisation = store.organisations(uow).get(agency, known.organisation)
    store.share(uow, number, position, organisation)
    uow.note("review.shared", number, position=position, agency=agency)


def _mark(uow: UnitOfWork, number: str, kind: Mark, text: str) -> UUID:
    review = store.review(uow, number)
    if review is None or not any(uow.by.organisation in each.parties for each in review.steps):
        raise no_such(number)
    mark = Marked(new_id(uow.at), number, uow.by.organisation, kind, text.strip()[:2000], uow.by.user, uow.at)
    store.add_mark(uow, mark)
    uow.note(f"review.{kind.value}", number, text=mark.text[:200])
    return mark.id


def _assign(uow: UnitOfWork, step: Step, user: str) -> None:
    state = StepState.TAKEN if step.state is StepState.QUEUED else step.state
    store.change_step(uow, step.review, step.position, {"state": state.value, "assigned_to": user})


def _may_work(uow: UnitOfWork, step: Step, user: str) -> None:
    """Refuse an officer without the skill, and after an appeal one who decided before.

    Raises:
        LacksSkill: he has not the skill.
        SamePerson: he decided before the appeal.
    """
    officer: Officer | None = next(
        (each for each in store.officers(uow, uow.by.organisation) if each.user == user), None
    )
    if officer is not None and step.skill not in officer.skills:
        raise LacksSkill(
            sentence("{name} has not the skill {skill}.", name=officer.name, skill=step.skill),
            mend=sentence("Choose an officer who has it."),
            field="to",
        )
    if user in step.earlier:
        raise SamePerson(
            sentence("After an appeal another officer decides."), mend=sentence("Leave it to a colleague."), field="to"
        )


def _elsewhere(step: Step) -> NotTaken:
    says = {
        StepState.TAKEN: sentence("Another officer has taken this review."),
        StepState.ASKED: sentence("The trader was asked; the answer is not there yet."),
        StepState.PROPOSED: sentence("A decision is proposed and waits for a second officer."),
    }.get(step.state, sentence("This review is not in the queue."))
    return NotTaken(says, mend=sentence("Open the review to see who has it."), seen=step.review)
