"""A principal lets an agent act for it: the agent's people are told."""

from smartcustoms.business.traders.events import AuthorityGiven
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import sentence


def tell_agent(uow: UnitOfWork, event: AuthorityGiven) -> None:
    """Tell the agent's people."""
    says = sentence("{name} lets your company act for it.", name=event.name)
    tell(uow, event.agent, says, about=event.number, link="/my-business")


EVENT, STEPS = AuthorityGiven, (tell_agent,)
