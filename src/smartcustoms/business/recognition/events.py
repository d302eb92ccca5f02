"""Facts that recognition publishes."""

from dataclasses import dataclass

from smartcustoms.kernel.events.model import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerOperatorChanged(Event):
    """A partner administration told of one of its operators; `status` is what holds now, or "withdrawn"."""

    administration: str
    number: str
    status: str

    @property
    def key(self) -> str:
        """The operator's number."""
        return f"{self.administration}:{self.number}"
