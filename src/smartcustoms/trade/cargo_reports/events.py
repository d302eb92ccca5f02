"""Facts that cargo reports publish."""

from dataclasses import dataclass

from smartcustoms.kernel.events.model import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CargoReportLodged(Event):
    """A report was lodged (version 1) or amended (a later one). `about` is the master bill that it is or that it is under."""

    number: str
    organisation: str
    mode: str
    level: str
    bill: str
    about: str
    becomes: int

    @property
    def key(self) -> str:
        """The master bill: its reports are compared in the order they came."""
        return self.about


@dataclass(frozen=True, slots=True, kw_only=True)
class CargoReportWithdrawn(Event):
    """A filer withdrew a report."""

    number: str
    organisation: str
    mode: str
    level: str
    bill: str
    about: str
    because: str

    @property
    def key(self) -> str:
        """The master bill."""
        return self.about


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscrepancyFound(Event):
    """Master and house differ; one event for each of the two filers. `due` is a moment (ISO)."""

    discrepancy: str
    organisation: str
    report: str
    kind: str
    master: str
    house: str
    due: str

    @property
    def key(self) -> str:
        """The filer's report."""
        return self.report


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscrepancyResolved(Event):
    """Master and house agree again in one thing; one event for each of the two filers."""

    discrepancy: str
    organisation: str
    report: str
    kind: str
    master: str
    house: str

    @property
    def key(self) -> str:
        """The filer's report."""
        return self.report
