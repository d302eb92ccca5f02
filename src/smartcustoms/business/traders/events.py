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


@dataclass(frozen=True, slots=True, kw_only=True)
class TradersMerged(Event):
    """One trader was found to be another: its number answers with the survivor."""

    survivor: str
    absorbed: str

    @property
    def key(self) -> str:
        """The survivor's number."""
        return self.survivor


@dataclass(frozen=True, slots=True, kw_only=True)
class TradersParted(Event):
    """A merge was undone: the two are two again."""

    survivor: str
    absorbed: str

    @property
    def key(self) -> str:
        """The survivor's number."""
        return self.survivor


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityGiven(Event):
    """A principal (`name`) lets an agent act for it; `agent` is the agent's organisation."""

    number: str
    agent: str
    name: str

    @property
    def key(self) -> str:
        """The authority's number."""
        return self.number


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityWithdrawn(Event):
    """A principal (`name`) withdrew its authority; `agent` is the agent's organisation."""

    number: str
    agent: str
    name: str
    because: str

    @property
    def key(self) -> str:
        """The authority's number."""
        return self.number


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionProposed(Event):
    """A trader (`name`) proposes what should be written of it."""

    number: str
    trader: str
    name: str

    @property
    def key(self) -> str:
        """The correction's number."""
        return self.number
