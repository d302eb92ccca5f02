"""How cases are said: the names of their codes, a case's title, its subjects' pages, and cases as plain JSON values."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from smartcustoms.investigation.cases.model import (
    About,
    Case,
    Cause,
    Entry,
    Outcome,
    Priority,
    Reason,
    State,
    Step,
    Subject,
    Whole,
)
from smartcustoms.kernel.words.model import Sentence, sentence

ABOUTS: Final[Mapping[str, Sentence]] = {
    About.JOURNEY: sentence("Journey under an e-lock"),
    About.ELOCK: sentence("E-lock"),
    About.DECLARATION: sentence("Declaration"),
    About.EXAMINATION: sentence("Examination"),
    About.CONSIGNMENT: sentence("Consignment by road"),
    About.TRUCK: sentence("Truck"),
    About.TRADER: sentence("Trader or organisation, by its code"),
    About.PERSON: sentence("Person, by a code"),
    About.CASE: sentence("Another case"),
}
REASONS: Final[Mapping[str, Sentence]] = {
    Reason.ELOCK_TAMPERED: sentence("An e-lock was tampered with"),
    Reason.SEIZURE: sentence("Goods were seized"),
    Reason.PROHIBITED: sentence("Prohibited goods were found"),
    Reason.REFERRED: sentence("Referred by an officer"),
}
STATES: Final[Mapping[str, Sentence]] = {
    State.OPEN: sentence("New, nobody has it"),
    State.ASSIGNED: sentence("Assigned"),
    State.INVESTIGATED: sentence("Under investigation"),
    State.REFERRED: sentence("With another authority"),
    State.CLOSED: sentence("Closed"),
    State.REOPENED: sentence("Opened again"),
}
COLOURS: Final[Mapping[str, str]] = {
    State.OPEN: "orange", State.ASSIGNED: "blue", State.INVESTIGATED: "turquoise", State.REFERRED: "purple", State.CLOSED: "grey",
    State.REOPENED: "yellow",
}  # fmt: skip
PRIORITIES: Final[Mapping[str, Sentence]] = {
    Priority.URGENT: sentence("Urgent"),
    Priority.HIGH: sentence("High"),
    Priority.NORMAL: sentence("Normal"),
    Priority.LOW: sentence("Low"),
}
OUTCOMES: Final[Mapping[str, Sentence]] = {
    Outcome.CONFIRMED: sentence("Offence confirmed"),
    Outcome.SETTLED: sentence("Offence settled with a penalty"),
    Outcome.UNPROVEN: sentence("Not proved"),
    Outcome.UNFOUNDED: sentence("Unfounded"),
}
CAUSES: Final[Mapping[str, Sentence]] = {
    Cause.SMUGGLING: sentence("Smuggling"),
    Cause.FALSE_DECLARATION: sentence("False declaration"),
    Cause.THEFT: sentence("Theft"),
    Cause.TAMPERING: sentence("Tampering with a lock or seal"),
    Cause.DEVICE: sentence("Fault of a device"),
    Cause.LATE_DATA: sentence("Data that came late"),
    Cause.MISTAKE: sentence("Mistake"),
    Cause.UNKNOWN: sentence("Unknown"),
}
STEPS: Final[Mapping[str, Sentence]] = {
    Step.OPEN: sentence("Case opened"),
    Step.TELL: sentence("Told by the platform"),
    Step.ASSIGN: sentence("Assigned"),
    Step.TAKE: sentence("Investigation begun"),
    Step.REFER: sentence("Handed on to another authority"),
    Step.CLOSE: sentence("Closed"),
    Step.REOPEN: sentence("Opened again"),
    Step.NOTE: sentence("Note"),
    Step.LINK: sentence("Subject linked"),
    Step.ADD_TASK: sentence("Task set"),
    Step.DO_TASK: sentence("Task done"),
    Step.RANK: sentence("Priority changed"),
    Step.RESTRICT: sentence("Restricted to its lead and team"),
    Step.LIFT: sentence("Restriction lifted"),
    Step.JOIN: sentence("Joined the team"),
    Step.LEAVE: sentence("Left the team"),
}
_PAGES: Final[Mapping[About, tuple[str, str]]] = {
    About.JOURNEY: ("elocks.see", "/elocks/{}"),
    About.DECLARATION: ("declarations.see", "/declarations/{}"),
    About.EXAMINATION: ("examinations.lead", "/examinations/{}"),
    About.CONSIGNMENT: ("road_cargo.see", "/road-cargo/{}"),
    About.CASE: ("cases.see", "/cases/{}"),
    About.TRADER: ("traders.see", "/traders?q={}"),
}
"""The permission a subject's page asks for, and its address."""


def page_of(subject: Subject) -> tuple[str, str]:
    """Give the permission that a subject's page asks for and its address; empty texts where it has none."""
    permission, path = _PAGES.get(subject.kind, ("", ""))
    return permission, path.format(quote(subject.number, safe=""))


def title_of(case: Case) -> Sentence:
    """Say what a case is about: in an officer's words, else by its reason and subject."""
    return Sentence("{title}", {"title": case.title or REASONS[case.because]})


def said_of(entry: Entry) -> Sentence:
    """Say a line of the log."""
    return entry.says if entry.step is Step.TELL and entry.says is not None else STEPS[entry.step]


def plain(case: Case) -> dict[str, Any]:
    """Give a case as plain JSON values."""
    return {
        "number": case.number,
        "about": {"kind": case.about.kind.value, "number": case.about.number},
        "because": case.because.value,
        "title": case.title,
        "summary": case.summary,
        "state": case.state.value,
        "priority": case.priority.value,
        "restricted": case.restricted,
        "lead": case.lead,
        "opened_at": case.opened_at.isoformat(),
        "opened_by": case.opened_by,
        "changed_at": case.changed_at.isoformat(),
        "referred_to": case.referred_to,
        "outcome": case.outcome.value if case.outcome else None,
        "cause": case.cause.value if case.cause else None,
        "closed_at": case.closed_at.isoformat() if case.closed_at else None,
    }


def plain_whole(found: Whole) -> dict[str, Any]:
    """Give a case with all that belongs to it as plain JSON values; what the log says is in English."""
    return plain(found.case) | {
        "subjects": [
            {"kind": each.subject.kind.value, "number": each.subject.number, "at": each.at.isoformat(), "by": each.by, "note": each.note}
            for each in found.subjects
        ],
        "log": [
            {
                "at": each.at.isoformat(), "by": each.by, "step": each.step.value, "says": str(said_of(each)), "note": each.note,
                "stands": each.stands,
            }
            for each in found.entries
        ],
        "tasks": [
            {
                "id": str(each.id), "says": each.says, "due": each.due.isoformat(), "whose": each.whose,
                "done_at": each.done_at.isoformat() if each.done_at else None, "done_by": each.done_by,
            }
            for each in found.tasks
        ],
        "team": list(found.team),
    }  # fmt: skip
