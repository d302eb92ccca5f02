"""Facts that e-locks publish."""

from dataclasses import dataclass

from smartcustoms.kernel.events.model import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ELockTampered(Event):
    """A lock was cut, opened, or unlocked where it may not be. `at` is the lock's own time (ISO), `alarm` its number in the journey."""

    elock: str
    journey: str
    declaration: str
    organisation: str
    alarm: int
    what: str
    at: str

    @property
    def key(self) -> str:
        """The journey's number."""
        return self.journey


@dataclass(frozen=True, slots=True, kw_only=True)
class TamperingWithdrawn(Event):
    """Late data showed that what was told as tampering never was."""

    elock: str
    journey: str
    declaration: str
    alarm: int
    what: str

    @property
    def key(self) -> str:
        """The journey's number."""
        return self.journey


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyMoved(Event):
    """A journey took its next step, such as bundled with its truck, or unsealed."""

    elock: str
    journey: str
    truck: str
    stage: str

    @property
    def key(self) -> str:
        """The journey's number."""
        return self.journey


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmsChanged(Event):
    """Which alarms of a journey stand changed: of any kind, raised, withdrawn by late data, or closed with a cause."""

    elock: str
    journey: str
    truck: str

    @property
    def key(self) -> str:
        """The journey's number."""
        return self.journey


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmEscalated(Event):
    """Nobody took an alarm up in time, or somebody asked for more than he could do himself."""

    journey: str
    alarm: int
    what: str
    because: str

    @property
    def key(self) -> str:
        """The journey's number."""
        return self.journey


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantMeasured(Event):
    """A breach of the scheme's terms brought a measure: warning or deregistration."""

    participant: str
    what: str
    measure: str
    breach: int

    @property
    def key(self) -> str:
        """The participant's number."""
        return self.participant


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyClosed(Event):
    """A journey is over: the lock was unsealed, and the last step is signed."""

    elock: str
    journey: str
    declaration: str
    organisation: str
    alarms: int

    @property
    def key(self) -> str:
        """The journey's number."""
        return self.journey
