"""Facts that the crossing publishes. `at` is the moment at the lane (ISO)."""

from dataclasses import dataclass

from smartcustoms.kernel.events.model import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TruckPassed(Event):
    """A truck went through a lane; `by` is the officer who let it go, empty when the lane did."""

    bundle: str
    organisation: str
    declaration: str
    passage: str
    control_point: str
    direction: str
    at: str
    by: str
    plates: tuple[str, ...] = ()
    """The plates that were read, in their one spelling."""

    @property
    def key(self) -> str:
        """The bundle."""
        return self.bundle


@dataclass(frozen=True, slots=True, kw_only=True)
class TruckHeld(Event):
    """A truck must report for inspection; `bundle` is empty when it could not be told which truck it is."""

    bundle: str
    organisation: str
    declaration: str
    passage: str
    control_point: str
    direction: str
    at: str
    reasons: tuple[str, ...]
    plates: tuple[str, ...] = ()
    """The plates that were read, in their one spelling."""

    @property
    def key(self) -> str:
        """The passage."""
        return self.passage


@dataclass(frozen=True, slots=True, kw_only=True)
class MismatchFound(Event):
    """Identities of a truck disagreed, its weight or e-lock was not as it should be, or a bundle passed twice."""

    bundle: str
    organisation: str
    declaration: str
    passage: str
    control_point: str
    at: str
    reasons: tuple[str, ...]

    @property
    def key(self) -> str:
        """The passage."""
        return self.passage
