"""What connections sent, before it is read, and what it says."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, NamedTuple

from smartcustoms.trade.elocks.gateway.streams import Stream
from smartcustoms.trade.elocks.journey import Received

OLDEST: Final = timedelta(days=30)
NEWEST: Final = timedelta(hours=1)
"""How old or how far ahead of the platform's clock a fix may be dated; beyond, the lock's clock is wrong."""


class Item(NamedTuple):
    """What came at once: whose connection, by which protocol, its bytes: one frame, or `frames` of JT/T 808.

    Those are still escaped, with one or more delimiters between them and none around them.
    """

    connection: Any
    stream: Stream
    session: Any
    frame: bytes
    frames: int = 0


class Refusal(NamedTuple):
    """One refused frame."""

    protocol: str
    device: str
    reason: str
    frame: bytes


@dataclass(slots=True)
class Reading:
    """What a batch says. Acknowledgements are sent when the fixes are kept, each with the lock that it is for."""

    received: list[Received] = field(default_factory=list)
    acknowledgements: list[tuple[Any, str, bytes]] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    answers: list[tuple[str, str, bytes]] = field(default_factory=list)
    """Frames that may answer commands: by which protocol, of which lock."""
    said: dict[str, Any] = field(default_factory=dict)
    """The connection of each lock that spoke."""
    rebuffs: list[tuple[Any, bytes]] = field(default_factory=list)
    """What is sent for refused frames, where the sender waits for an answer."""

    def refuse(self, item: Item, refusal: Refusal) -> None:
        """Note a refused frame, and its answer."""
        self.refusals.append(refusal)
        if item.stream.refusal is not None:
            self.rebuffs.append((item.connection, item.stream.refusal))
