"""A principal withdrew its authority: the agent's people are told, with the reason."""

from smartcustoms.business.traders.events import AuthorityWithdrawn
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import sentence


def tell_agent(uow: UnitOfWork, event: AuthorityWithdrawn) -> None:
    """Tell the agent's people."""
    says = sentence("{name} withdrew your authority to act for it: {because}", name=event.name, because=event.because)
    tell(uow, event.agent, says, about=event.number, link="/my-business")


EVENT, STEPS = AuthorityWithdrawn, (tell_agent,)
