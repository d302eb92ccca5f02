"""What requests about cases carry: who, the filters of the list, the fields of forms, the bodies of the API."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Final, TypeVar

from fastapi import Depends
from pydantic import BaseModel, Field

from smartcustoms.investigation.cases.model import (
    LEAD,
    REFER,
    SEE,
    WORK,
    About,
    Cause,
    Due,
    Incomplete,
    Outcome,
    Priority,
    Reason,
    State,
    Wanted,
)
from smartcustoms.investigation.cases.shown import (
    ABOUTS,
    CAUSES,
    COLOURS,
    OUTCOMES,
    PRIORITIES,
    REASONS,
    STATES,
    title_of,
)
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.day import day_or_none
from smartcustoms.kernel.web.access import may
from smartcustoms.kernel.web.sent import fields
from smartcustoms.kernel.words.model import sentence

Seer = Annotated[Actor, Depends(may(SEE))]
Worker = Annotated[Actor, Depends(may(WORK))]
Leader = Annotated[Actor, Depends(may(LEAD))]
Referrer = Annotated[Actor, Depends(may(REFER))]
SIZE: Final = 25
LIVE: Final = "live"
Sent = Annotated[dict[str, str], Depends(fields(5_000))]
Choice = TypeVar("Choice", bound=StrEnum)


class ReferredTaken(BaseModel):
    """What an officer refers to the investigators."""

    about: About
    number: str = Field(max_length=60)
    title: str = Field(max_length=200)
    summary: str = Field(max_length=4000)
    priority: Priority = Priority.NORMAL
    restricted: bool = False


class ToTaken(BaseModel):
    """To whom."""

    to: str = Field(max_length=60)


class NoteTaken(BaseModel):
    """Words for the log."""

    text: str = Field(max_length=4000)


class SubjectTaken(BaseModel):
    """A further subject: its kind, its number or code, and why it is linked."""

    about: About
    number: str = Field(max_length=60)
    because: str = Field("", max_length=500)


class TaskTaken(BaseModel):
    """A task: what, by which day, whose."""

    says: str = Field(max_length=500)
    due: date
    whose: str = Field(max_length=60)


class PriorityTaken(BaseModel):
    """How soon."""

    priority: Priority


class RestrictionTaken(BaseModel):
    """Whether only its lead, its team and those who lead investigations see it."""

    restricted: bool


class MemberTaken(BaseModel):
    """Who is, or is no longer, in the team."""

    who: str = Field(max_length=60)
    member: bool = True


class HandedOnTaken(BaseModel):
    """To which authority a case goes, and why."""

    to: str = Field(max_length=200)
    because: str = Field(max_length=2000)


class ClosedTaken(BaseModel):
    """What came of a case, and what lay behind it."""

    outcome: Outcome
    cause: Cause
    because: str = Field(max_length=2000)


class BecauseTaken(BaseModel):
    """Why."""

    because: str = Field(max_length=2000)


def wanted(
    who: Seer,
    q: str = "",
    state: str = "",
    because: str = "",
    lead: str = "",
    priority: str = "",
    since: str = "",
    until: str = "",
    tasks: str = "",
    sort: str = "-changed",
    page: int = 1,
    size: int = SIZE,
) -> Wanted:
    """Read the filters of the list; what is none of the known values filters nothing. `lead=me` is the asker."""
    return Wanted(
        text=q.strip()[:60],
        state=State(state) if state in list(State) else None,
        live=state == LIVE,
        because=Reason(because) if because in list(Reason) else None,
        lead=who.user if lead == "me" else lead.strip()[:60],
        priority=Priority(priority) if priority in list(Priority) else None,
        since=day_or_none(since),
        until=day_or_none(until),
        tasks=Due(tasks) if tasks in list(Due) else None,
        sort=sort[:20],
        page=min(max(page, 1), 100_000),
        per_page=min(max(size, 1), 100),
    )


Filters = Annotated[Wanted, Depends(wanted)]


def chosen(among: type[Choice], text: str, field: str) -> Choice:
    """Read a choice of a form.

    Raises:
        Incomplete: it is none of the choices.
    """
    if text not in [each.value for each in among]:
        raise Incomplete(
            sentence("This is none of the choices."),
            mend=sentence("Choose one of the list."),
            field=field,
            seen=text[:40],
        )
    return among(text)


def day_of_form(text: str, field: str) -> date:
    """Read a day of a form.

    Raises:
        Incomplete: it is no day.
    """
    found = day_or_none(text.strip())
    if found is None:
        raise Incomplete(
            sentence("This is no day."), mend=sentence("Write it as 2026-11-30."), field=field, seen=text[:20]
        )
    return found


def worded() -> dict[str, Any]:
    """Give the names of codes that templates say."""
    said = {
        "states": STATES, "reasons": REASONS, "priorities": PRIORITIES, "outcomes": OUTCOMES, "causes": CAUSES, "abouts": ABOUTS,
        "colours": COLOURS,
    }  # fmt: skip
    return {name: {str(code): says for code, says in names.items()} for name, names in said.items()} | {
        "title_of": title_of
    }
