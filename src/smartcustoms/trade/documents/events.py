"""Facts that documents publish."""

from dataclasses import dataclass

from smartcustoms.kernel.events.model import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLodged(Event):
    """An application was lodged, or lodged again in a new version: somebody decides next.

    `fee` is a decimal; `replaces` the review of an earlier edition, which ends.
    """

    number: str
    organisation: str
    type: str
    edition: int
    fee: str
    currency: str
    replaces: str = ""

    @property
    def key(self) -> str:
        """The document's number."""
        return self.number


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentAnswered(Event):
    """The trader answered what an agency asked."""

    number: str
    organisation: str
    review: str
    text: str

    @property
    def key(self) -> str:
        """The document's number."""
        return self.number


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentWithdrawn(Event):
    """An application was withdrawn before it was decided; its review ends."""

    number: str
    organisation: str
    review: str
    because: str

    @property
    def key(self) -> str:
        """The document's number."""
        return self.number


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentIssued(Event):
    """A document was issued: from when until when (ISO days; empty: no end)."""

    number: str
    organisation: str
    type: str
    valid_from: str
    valid_until: str

    @property
    def key(self) -> str:
        """The document's number."""
        return self.number
