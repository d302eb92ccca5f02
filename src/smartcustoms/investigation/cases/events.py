"""Facts that cases publish."""

from dataclasses import dataclass

from smartcustoms.kernel.events.model import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened(Event):
    """A case was opened, by a reaction or by an officer who referred something."""

    case: str
    about: str
    number: str
    because: str

    @property
    def key(self) -> str:
        """The case's number."""
        return self.case


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAssigned(Event):
    """A case was given to an investigator by somebody else."""

    case: str
    to: str

    @property
    def key(self) -> str:
        """The case's number."""
        return self.case


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClosed(Event):
    """A case was closed with what came of it and what lay behind it."""

    case: str
    about: str
    number: str
    outcome: str
    cause: str

    @property
    def key(self) -> str:
        """The case's number."""
        return self.case
