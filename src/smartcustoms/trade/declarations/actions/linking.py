"""A supplementary declaration names the simplified one that it completes: one of ours must be there, and be its own organisation's."""

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.identifiers import is_numbered
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.declarations import store
from smartcustoms.trade.declarations.model import PREFIX, Checked, Fault, NotAccepted, Weight


def linked(uow: UnitOfWork, found: Checked, *, organisation: str) -> None:
    """See that the earlier declaration is there, when it is named by our number; another's number is kept as it is written.

    Raises:
        NotAccepted: the organisation has none of this number.
    """
    named = found.header.previous
    if not named or not is_numbered(named, PREFIX) or store.completed(uow, organisation, named) is not None:
        return
    fault = Fault(
        "earlier_unknown",
        Weight.REFUSES,
        "previous",
        0,
        named,
        sentence("You have no declaration {number} that this one could complete.", number=named),
        sentence("Give the number of your simplified declaration, or your own reference of it."),
    )
    raise NotAccepted(
        sentence("The declaration cannot be accepted: {count} fields need mending.", count=1),
        mend=fault.mend,
        faults=(*found.told, fault),
        field=fault.path,
        seen=named,
    )
