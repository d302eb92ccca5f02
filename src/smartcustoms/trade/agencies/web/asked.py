"""Who may ask, the words of states, and small readings that pages and JSON share."""

from datetime import date
from typing import Annotated, Final

from fastapi import Depends, Form, Query

from smartcustoms.kernel.actor import Actor, Kind
from smartcustoms.kernel.web.access import may
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.agencies.model import (
    ANSWER,
    DECIDE,
    KEEP,
    SEE,
    SEE_FIGURES,
    DecisionIncomplete,
    Mark,
    Outcome,
    State,
    StepState,
    Wanted,
)

Sees = Annotated[Actor, Depends(may(SEE))]
Decides = Annotated[Actor, Depends(may(DECIDE))]
Answers = Annotated[Actor, Depends(may(ANSWER))]
Measures = Annotated[Actor, Depends(may(SEE_FIGURES))]
Keeps = Annotated[Actor, Depends(may(KEEP))]
Text = Annotated[str, Form(max_length=4000)]
Short = Annotated[str, Form(max_length=200)]
SIZE: Final = 50
EXPORTED: Final = 10_000

STATES: Final[dict[State, Sentence]] = {
    State.OPEN: sentence("Open"),
    State.GRANTED: sentence("Granted"),
    State.REFUSED: sentence("Refused"),
    State.WITHDRAWN: sentence("Withdrawn"),
}
STEP_STATES: Final[dict[StepState, Sentence]] = {
    StepState.WAITING: sentence("Waits for other agencies"),
    StepState.QUEUED: sentence("In the queue"),
    StepState.TAKEN: sentence("Taken"),
    StepState.ASKED: sentence("Trader asked"),
    StepState.PROPOSED: sentence("Waits for a second officer"),
    StepState.DECIDED: sentence("Decided"),
    StepState.CANCELLED: sentence("Cancelled"),
}
OUTCOMES: Final[dict[Outcome, Sentence]] = {
    Outcome.GRANTED: sentence("Grant"),
    Outcome.REFUSED: sentence("Refuse"),
}
MARKS: Final[dict[Mark, Sentence]] = {
    Mark.FLAG: sentence("Flag"),
    Mark.LINK: sentence("Linked case"),
    Mark.NOTE: sentence("Note"),
}
TEMPLATE_KINDS: Final[dict[str, Sentence]] = {
    "condition": sentence("Condition"),
    "question": sentence("Question"),
    "letter": sentence("Letter"),
}


DAY_NAMES: Final[dict[str, Sentence]] = {
    "monday": sentence("Monday"),
    "tuesday": sentence("Tuesday"),
    "wednesday": sentence("Wednesday"),
    "thursday": sentence("Thursday"),
    "friday": sentence("Friday"),
    "saturday": sentence("Saturday"),
    "sunday": sentence("Sunday"),
}


def day_in(text: str, today: date) -> date:
    """Read a day; nothing said is today.

    Raises:
        DecisionIncomplete: it is no day.
    """
    try:
        return date.fromisoformat(text.strip()) if text.strip() else today
    except ValueError as wrong:
        raise DecisionIncomplete(
            sentence("This is no day."),
            mend=sentence("Write a day as year-month-day, such as 2026-11-28."),
            field="on",
            seen=text[:40],
        ) from wrong


def _wanted(
    q: Annotated[str, Query(max_length=80)] = "",
    kind: Annotated[str, Query(max_length=40)] = "",
    skill: Annotated[str, Query(max_length=40)] = "",
    state: Annotated[str, Query(max_length=20)] = "",
    whose: Annotated[str, Query(max_length=10)] = "",
    late: bool = False,
    flagged: bool = False,
    page: Annotated[int, Query(le=100_000)] = 1,
) -> Wanted:
    return Wanted(
        text=q.strip(),
        kind=kind.strip(),
        skill=skill.strip(),
        state=state if state in set(StepState) else "",
        whose=whose if whose in {"mine", "nobody"} else "",
        late=late,
        flagged=flagged,
        page=max(1, page),
        size=SIZE,
    )


Asked = Annotated[Wanted, Depends(_wanted)]


def sees_everywhere(who: Actor) -> bool:
    """Tell whether somebody sees every agency's figures: customs, which runs the platform, does."""
    return who.kind is Kind.CUSTOMS
