"""Facts that scans publish."""

from dataclasses import dataclass

from smartcustoms.kernel.events.model import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanBrought(Event):
    """A scan came and is kept unchanged."""

    scan: str
    kind: str
    subject: str
    dual_energy: bool

    @property
    def key(self) -> str:
        """The scan."""
        return self.scan
