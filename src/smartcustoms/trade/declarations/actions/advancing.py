"""Note a step in the life of a declaration: goods arrived, documents asked, tax assessed, cleared, exit confirmed, invalidated."""

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.declarations import queries, store
from smartcustoms.trade.declarations.actions.assessing import status_after
from smartcustoms.trade.declarations.events import DeclarationAdvanced, DeclarationWithdrawn
from smartcustoms.trade.declarations.life import BY_OFFICER, MAY_FOLLOW, NAMES, State, life_of, state_of
from smartcustoms.trade.declarations.model import NotInThatState, Status


def advance(uow: UnitOfWork, number: str, state: State, *, because: str) -> State:
    """Bring a declaration into its next state; the same state again changes nothing.

    Raises:
        NoSuchDeclaration, NotInThatState.
    """
    old = queries.held(uow, number)
    now = state_of(life_of(queries.timeline(uow, number), old.status))
    if now is state:
        return now
    if state not in BY_OFFICER or state not in MAY_FOLLOW[now]:
        raise NotInThatState(
            sentence(
                "{number} cannot come to this state: {wanted}. It stands at: {now}.",
                number=number,
                wanted=NAMES[state],
                now=NAMES[now],
            ),
            mend=sentence("Look at its notifications for what may follow, or release, detain, amend or withdraw it."),
            field="state",
            seen=state.value,
        )
    after = Status.WITHDRAWN if state in (State.INVALIDATED, State.REJECTED) else None
    if state is State.ARRIVED and old.awaits_goods and old.lane is not None:
        after = status_after(old.lane)
    if after is not None:
        store.change(uow, number, old.lodged_on, status=after.value)
    store.add_step(uow, old, state.value, version=old.version, because=because)
    uow.note(f"declaration.{state.value}", number, because=because)
    if after is Status.WITHDRAWN:
        uow.record(DeclarationWithdrawn(number=number, organisation=old.organisation, because=because))
    uow.record(DeclarationAdvanced(number=number, organisation=old.organisation, state=state.value, because=because))
    return state


def note_arrival(uow: UnitOfWork, number: str, *, because: str) -> None:
    """Note that the goods of a declaration arrived.

    Raises:
        NoSuchDeclaration, NotInThatState.
    """
    advance(uow, number, State.ARRIVED, because=because)
