"""Facts that examinations publish."""

from dataclasses import dataclass

from smartcustoms.kernel.events.model import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ExaminationOrdered(Event):
    """An examination was ordered, and perhaps assigned."""

    order: str
    declaration: str
    organisation: str
    assigned_to: str | None

    @property
    def key(self) -> str:
        """The declaration's number."""
        return self.declaration


@dataclass(frozen=True, slots=True, kw_only=True)
class ExaminationCompleted(Event):
    """An examination has a result. `on` is the day (ISO) it became known; `revenue` a decimal in the administration's currency."""

    order: str
    declaration: str
    organisation: str
    item: int | None
    result: str
    finding: bool
    detains: bool
    revenue: str
    chosen_by: str
    propensity: float
    examiner: str
    on: str

    @property
    def key(self) -> str:
        """The declaration's number."""
        return self.declaration
