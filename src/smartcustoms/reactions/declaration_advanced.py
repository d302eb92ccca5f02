"""A declaration came to its next state: the trader is told."""

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import sentence
from smartcustoms.reactions import worded
from smartcustoms.trade.declarations.events import DeclarationAdvanced
from smartcustoms.trade.declarations.queries import deed_name


def tell_trader(uow: UnitOfWork, event: DeclarationAdvanced) -> None:
    """Tell the trader, with the reason."""
    tell(
        uow,
        event.organisation,
        sentence(
            "Declaration {number}: {state}. {because}.",
            number=event.number,
            state=deed_name(event.state),
            because=worded(event.because),
        ),
        about=event.number,
        link=f"/declarations/{event.number}",
    )


EVENT, STEPS = DeclarationAdvanced, (tell_trader,)
