"""Facts that transhipment publishes."""

from dataclasses import dataclass

from smartcustoms.kernel.events.model import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TranshipmentCompanyAsked(Event):
    """A company asks to be registered for the scheme."""

    organisation: str
    name: str

    @property
    def key(self) -> str:
        """The organisation."""
        return self.organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class TranshipmentLodged(Event):
    """An application was lodged, or amended so that its fee is another one; its fee is to be asked."""

    number: str
    organisation: str
    of_version: int

    @property
    def key(self) -> str:
        """The application's number."""
        return self.number


@dataclass(frozen=True, slots=True, kw_only=True)
class TranshipmentWithdrawn(Event):
    """An application was withdrawn; what is still owed on it falls away."""

    number: str
    organisation: str

    @property
    def key(self) -> str:
        """The application's number."""
        return self.number


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateIssued(Event):
    """A certificate of non-manipulation was issued."""

    number: str
    organisation: str
    agreement: str

    @property
    def key(self) -> str:
        """The application's number, which is the certificate's."""
        return self.number
