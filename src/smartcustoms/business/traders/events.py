"""Facts that the register of traders publishes."""

from dataclasses import dataclass

from smartcustoms.kernel.events.model import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TraderRegistered(Event):
    """A trader was registered after an officer's check; `organisation` is its account, empty when it has none."""

    number: str
    organisation: str

    @property
    def key(self) -> str:
        """The trader's number."""
        return self.number


@dataclass(frozen=True, slots=True, kw_only=True)
class TraderChanged(Event):
    """What is written of a trader was changed, or it was closed."""

    number: str
    organisation: str

    @property
    def key(self) -> str:
        """The trader's number."""
        return self.number
