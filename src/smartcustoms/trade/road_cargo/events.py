"""Facts that road cargo publishes."""

from dataclasses import dataclass

from smartcustoms.kernel.events.model import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CargoBundled(Event):
    """References were bundled to a truck. `expected_at` is a moment (ISO); `marks` are those of its plates."""

    bundle: str
    organisation: str
    direction: str
    control_point: str
    expected_at: str
    marks: tuple[str, ...]
    references: tuple[str, ...]

    @property
    def key(self) -> str:
        """The bundle."""
        return self.bundle


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleWithdrawn(Event):
    """A trucker took a bundle apart: its references may be amended or bundled again."""

    bundle: str
    organisation: str
    marks: tuple[str, ...]
    references: tuple[str, ...]
    because: str

    @property
    def key(self) -> str:
        """The bundle."""
        return self.bundle


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleInstructed(Event):
    """A truck was given its instruction (go, inspect), by risk or by an officer."""

    bundle: str
    organisation: str
    instruction: str
    by: str

    @property
    def key(self) -> str:
        """The bundle."""
        return self.bundle


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleCrossed(Event):
    """The truck of a bundle crossed the boundary."""

    bundle: str
    organisation: str
    direction: str
    control_point: str
    references: tuple[str, ...]

    @property
    def key(self) -> str:
        """The bundle."""
        return self.bundle


@dataclass(frozen=True, slots=True, kw_only=True)
class TruckSentBack(Event):
    """The other side sent a truck back: each shipper needs a new inbound reference."""

    bundle: str
    organisation: str
    references: tuple[str, ...]
    shippers: tuple[str, ...]

    @property
    def key(self) -> str:
        """The bundle."""
        return self.bundle
