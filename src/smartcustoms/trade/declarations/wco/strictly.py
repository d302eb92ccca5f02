"""Write a message strictly: the XML is read again, and what is not in order is refused as if it had been sent to us."""

from smartcustoms.trade.declarations.wco.faults import Fault
from smartcustoms.trade.declarations.wco.parsing import MessageUnusable
from smartcustoms.trade.declarations.wco.reading import Matter, read
from smartcustoms.trade.declarations.wco.schemas import Schemas
from smartcustoms.trade.declarations.wco.writing import from_json, written


def written_strictly(text: str, schemas: Schemas | None = None) -> tuple[bytes, tuple[Fault, ...]]:
    """Write the JSON of a declaration or notification as XML; give what is worth telling with it.

    Raises:
        MessageUnusable: it is no JSON of a message, or the message is not in order.
    """
    content = written(from_json(text))
    first = read(content, Matter.DECLARATION, schemas)
    if not first.is_accepted and first.faults[0].code == "another_message":
        first = read(content, Matter.NOTIFICATION, schemas)
    if not first.is_accepted:
        raise MessageUnusable(first.faults)
    return content, first.notes
