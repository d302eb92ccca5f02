"""Facts that agencies publish."""

from dataclasses import dataclass

from smartcustoms.kernel.events.model import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewBegun(Event):
    """A review begins: `about` is the thing it is about, `owner` the trader's organisation."""

    review: str
    about: str
    kind: str
    owner: str
    agencies: tuple[str, ...]

    @property
    def key(self) -> str:
        """The thing it is about."""
        return self.about


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationRequested(Event):
    """An agency asks the trader; its clock stands until the answer. `answer_by` is a day (ISO)."""

    review: str
    about: str
    owner: str
    agency: str
    question: str
    text: str
    answer_by: str

    @property
    def key(self) -> str:
        """The thing it is about."""
        return self.about


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationGiven(Event):
    """The trader answered."""

    review: str
    about: str
    owner: str
    agency: str
    question: str

    @property
    def key(self) -> str:
        """The thing it is about."""
        return self.about


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDecided(Event):
    """One agency decided its step; what follows for the review is worked out by the platform, which sees every step."""

    review: str
    about: str
    agency: str
    outcome: str

    @property
    def key(self) -> str:
        """The thing it is about."""
        return self.about


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionReached(Event):
    """A review is decided.

    `outcome` is `granted` or `refused`; `conditions` are mappings with `code`, `en`, `zh-Hant`, `zh-Hans`; `reasons` have `law`, and
    `mend` in each language (`mend.en`, …), besides. `lead` is the leading agency's code; `rule` the rule that decided without an
    officer, empty where one did. `on` is the day (ISO).
    """

    review: str
    about: str
    kind: str
    owner: str
    lead: str
    outcome: str
    conditions: tuple[dict[str, str], ...]
    reasons: tuple[dict[str, str], ...]
    rule: str
    on: str

    @property
    def key(self) -> str:
        """The thing it is about."""
        return self.about


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewWithdrawn(Event):
    """The trader took back what was under review."""

    review: str
    about: str
    owner: str
    because: str

    @property
    def key(self) -> str:
        """The thing it is about."""
        return self.about


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealLodged(Event):
    """The trader appealed against a refusal: the refused steps are open again, for other officers."""

    review: str
    about: str
    owner: str
    because: str

    @property
    def key(self) -> str:
        """The thing it is about."""
        return self.about
