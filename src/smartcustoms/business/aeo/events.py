"""Facts that the programme publishes."""

from dataclasses import dataclass

from smartcustoms.kernel.events.model import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AeoStatusChanged(Event):
    """An operator stands otherwise than before: granted, renewed, suspended, reinstated, revoked, expired, left. Days as ISO dates."""

    number: str
    organisation: str
    standing: str
    tier: int
    deed: str
    valid_from: str
    valid_until: str

    @property
    def key(self) -> str:
        """The operator's number."""
        return self.number


@dataclass(frozen=True, slots=True, kw_only=True)
class AeoFiguresAsked(Event):
    """What an organisation declared and what was found in a span of days (ISO, both included) is to be counted for the programme."""

    organisation: str
    since: str
    until: str

    @property
    def key(self) -> str:
        """The organisation."""
        return self.organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class AeoMatterRaised(Event):
    """An operator or applicant did what officers must know: `what` is lodged, answered or appealed; `whom` an officer or role."""

    about: str
    organisation: str
    what: str
    whom: str

    @property
    def key(self) -> str:
        """What it is about."""
        return self.about
