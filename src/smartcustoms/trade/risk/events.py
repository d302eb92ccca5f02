"""What risk tells the others."""

from dataclasses import dataclass

from smartcustoms.kernel.events.model import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneAssigned(Event):
    """A declaration was given a lane that asks for work (yellow or red), or another lane than before."""

    declaration: str
    lane: str
    office: str

    @property
    def key(self) -> str:
        """The declaration: its events come in order."""
        return self.declaration
