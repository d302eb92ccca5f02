"""Facts that detection publishes."""

from dataclasses import dataclass

from smartcustoms.kernel.events.model import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanFoundSuspect(Event):
    """Officers found a scan suspect. `whats` are the alarms they took for right."""

    scan: str
    subject: str
    whats: tuple[str, ...]
    by: str
    note: str

    @property
    def key(self) -> str:
        """The scan."""
        return self.scan
