"""Give out what nobody has: by skill and by how much each officer has in hand."""

from collections.abc import Iterable

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.trade.agencies import store
from smartcustoms.trade.agencies.assigning import chosen
from smartcustoms.trade.agencies.model import Absence, Officer, Step, StepState, Wanted

_AT_ONCE = 500


def give_out(uow: UnitOfWork, steps: Iterable[Step]) -> int:
    """Give queued steps to officers of their agencies; those nobody fits stay in the queue. Give how many were given."""
    on, count = day_of(uow.at), 0
    known: dict[str, tuple[list[Officer], list[Absence], dict[str, int]]] = {}
    for step in steps:
        if step.organisation not in known:
            officers = store.officers(uow, step.organisation)
            known[step.organisation] = (officers, store.absences(uow, step.organisation, on=on), {})
        officers, absences, given = known[step.organisation]
        user = chosen(officers, absences, skill=step.skill, on=on, not_these=step.earlier, given=given)
        if user is not None:
            given[user] = given.get(user, 0) + 1
            changes = {"state": StepState.TAKEN.value, "assigned_to": user}
            store.change_step(uow, step.review, step.position, changes)
            uow.note("review.assigned", step.review, position=step.position, to=user)
            count += 1
    return count


def distribute(uow: UnitOfWork) -> int:
    """Give out what lies in the own agency's queue and nobody has, what is due first first; give how many. Again gives none twice."""
    wanted = Wanted(whose="nobody", state=StepState.QUEUED.value, size=_AT_ONCE)
    found, _ = store.queue(uow, wanted, organisation=uow.by.organisation, mine=())
    locked = (store.step(uow, each.step.review, each.step.position, lock=True) for each in found)
    return give_out(uow, [each for each in locked if each is not None and each.state is StepState.QUEUED])
