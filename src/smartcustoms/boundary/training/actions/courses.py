"""Make courses and assign them; give an officer the next picture of his course, as hard as he is good."""

import secrets
from dataclasses import replace
from datetime import date
from typing import Final

import numpy as np

from smartcustoms.boundary.training import queries, store
from smartcustoms.boundary.training.actions.drawing import Place, Wish, open_trial
from smartcustoms.boundary.training.adapting import (
    first,
    following,
    has_passed,
    has_turned,
    reached,
    rules,
    span,
    weights,
)
from smartcustoms.boundary.training.difficulty import LEVELS
from smartcustoms.boundary.training.model import CATEGORIES, Course, CourseWrong, Enrolment, Open, Purpose, Result
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import NO_DAY, day_of
from smartcustoms.kernel.errors import Conflict
from smartcustoms.kernel.files.object_gateway import Objects
from smartcustoms.kernel.identifiers import numbered
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import LANGUAGES, Sentence, sentence

_NAMES: Final = 120


def make_course(uow: UnitOfWork, wished: Course) -> Course:
    """Make a course; its number, maker and time are given here, whatever the wish says.

    Raises:
        CourseWrong: a value is out of range, a name or the reason is missing.
    """
    check_course(wished)
    ordered = tuple(each for each in CATEGORIES if each in wished.categories)
    names = {each: wished.names[each].strip()[:_NAMES] for each in LANGUAGES}
    number = numbered("TK", uow.at.year, secrets.randbelow(10**9))
    because = wished.because.strip()[:500]
    made = replace(wished, number=number, names=names, categories=ordered, because=because, by=uow.by.user, at=uow.at)
    store.courses.insert_course(uow, made)
    uow.note("training.course_made", number, names=dict(names), because=because)
    return made


def check_course(wished: Course) -> None:
    """Tell what is not right about a course.

    Raises:
        CourseWrong: a value is out of range, a name or the reason is missing.
    """
    places = [LEVELS.index(each) for each in (wished.easiest, wished.pass_level, wished.hardest)]
    until = wished.valid_until
    checks = (
        *named(wished.names),
        (
            bool(wished.categories) and set(wished.categories) <= set(CATEGORIES),
            "categories",
            sentence("Choose what is put in."),
        ),
        (places[0] <= places[2], "hardest", sentence("The hardest level is not below the easiest.")),
        (places[0] <= places[1] <= places[2], "pass_level", sentence("The level to reach lies within the course.")),
        (10 <= wished.pictures <= 400, "pictures", sentence("A course has 10 to 400 pictures.")),
        (
            0.2 <= wished.ratio <= 0.8,
            "ratio",
            sentence("The share of pictures with a threat is 0.2 to 0.8 in a course."),
        ),
        (5 <= wished.time_limit_s <= 600, "time_limit_s", sentence("The time for an answer is 5 to 600 seconds.")),
        (
            0 <= wished.most_false_alarms <= 1,
            "most_false_alarms",
            sentence("The share of false alarms is 0 to 1."),
        ),
        *days(wished.valid_from, until),
        (bool(wished.because.strip()), "because", sentence("A choice needs a reason.")),
    )
    for right, field, says in checks:
        if not right:
            raise CourseWrong(says, mend=sentence("Mend it and save again."), field=field)


def days(first: date, until: date | None) -> list[tuple[bool, str, Sentence]]:
    """Give the checks of first and last day."""
    no_day = sentence("This is no day: write it as 2026-11-30.")
    return [
        (first != NO_DAY, "valid_from", no_day),
        (until != NO_DAY, "valid_until", no_day),
        (until is None or until >= first, "valid_until", sentence("It ends before it begins.")),
    ]


def named(names: object) -> list[tuple[bool, str, Sentence]]:
    """Give the checks of a name in three languages."""
    said = dict(names) if isinstance(names, dict) else {}
    says = sentence("A name is needed in each of the three languages.")
    return [(bool(str(said.get(each, "")).strip()), f"name_{each}", says) for each in LANGUAGES]


def end_course(uow: UnitOfWork, number: str) -> None:
    """Let a course end today: nobody begins or goes on from tomorrow. Ending it again changes nothing.

    Raises:
        NotFound: there is none.
    """
    found, today = queries.course(uow, number), day_of(uow.at)
    if found.valid_until is not None and found.valid_until <= today:
        return
    store.courses.change_course(uow, number, {"valid_until": max(today, found.valid_from)})
    uow.note("training.course_ended", number)


def assign(uow: UnitOfWork, number: str, officer: str) -> Enrolment:
    """Assign a course to an officer, who is told; one he takes already is given as it stands.

    Raises:
        NotFound: there is no such course. CourseWrong: it is not open today, or nobody of this name looks at scans.
    """
    found = queries.course(uow, number)
    if not found.is_open(day_of(uow.at)):
        raise CourseWrong(sentence("The course is not open today."), mend=sentence("Choose an open one."), seen=number)
    if officer not in {each.number for each in queries.officers(uow)}:
        says, mend = sentence("No officer of this name looks at scans."), sentence("Choose one of the list.")
        raise CourseWrong(says, mend=mend, field="officer", seen=officer[:40])
    open_one = store.courses.open_enrolment(uow, number, officer)
    if open_one is not None:
        return open_one
    scale = first(rules(uow.at.date()), span(found.easiest, found.hardest))
    own = numbered("TE", uow.at.year, secrets.randbelow(10**9))
    made = Enrolment(own, number, officer, uow.by.user, uow.at, scale, 0, None, False, None, None)
    if not store.courses.insert_enrolment(uow, made):
        return store.courses.open_enrolment(uow, number, officer) or made
    uow.note("training.course_assigned", own, course=number, officer=officer)
    says = sentence("A course on X-ray pictures was assigned to you.")
    tell(uow, officer, says, about=own, link=f"/screening-training/enrolments/{own}")
    return made


def take_back(uow: UnitOfWork, number: str) -> None:
    """Take an assigned course back that is not ended; its pictures so far stay in the officer's results.

    Raises:
        NotFound: there is no such enrolment. Conflict: it is ended.
    """
    found = queries.enrolment(uow, number, lock=True)
    if found.taken_back:
        return
    if found.ended_at is not None:
        raise Conflict(sentence("The course is ended."), mend=sentence("Assign it again if it is to be taken again."))
    store.courses.change_enrolment(uow, number, {"ended_at": uow.at, "taken_back": True})
    uow.note("training.course_taken_back", number)


def begin_of_course(
    uow: UnitOfWork, number: str, *, luck: np.random.Generator | None = None, through: Objects | None = None
) -> Open:
    """Give the officer the next picture of his course; one he has not answered comes again, its time going on.

    Raises:
        NotFound: it is no course of his. Conflict: it is ended. CourseWrong: the course is not open today.
        NothingToShow: there is no clean picture, or no threat finds a place.
    """
    own = queries.own_enrolment(uow, number, lock=True)
    course = queries.course(uow, own.course)
    if own.ended_at is not None:
        raise Conflict(sentence("The course is ended."), mend=sentence("Look at its result."), seen=number)
    if not course.is_open(day_of(uow.at)):
        raise CourseWrong(sentence("The course is not open today."), mend=sentence("Ask a supervisor."), seen=number)
    setting, steps = queries.setting(uow), store.trials.steps(uow, number)
    wish = Wish(
        weights(steps, course.categories),
        course.ratio,
        setting.most_superposition,
        own.scale,
        span(course.easiest, course.hardest),
    )
    place = Place(course.time_limit_s, Purpose.COURSE, number, own.done + 1)
    return open_trial(uow, wish, place, luck=luck, through=through)


def go_on(uow: UnitOfWork, number: str) -> None:
    """After an answer: move the scale, and end the course with its last picture."""
    own = queries.enrolment(uow, number, lock=True)
    if own.ended_at is not None:
        return  # taken back meanwhile: the answer counts in the officer's results alone
    course, steps = queries.course(uow, own.course), store.trials.steps(uow, number)
    way = [each.scale for each in steps]
    moved = following(
        own.scale,
        steps[-1].result,
        known=rules(uow.at.date()),
        ratio=course.ratio,
        turned=has_turned(way),
        within=span(course.easiest, course.hardest),
    )
    changes: dict[str, object] = {"scale": moved, "done": len(steps)}
    if len(steps) >= course.pictures:
        clean = [each.result for each in steps if each.level is None]
        came_to = reached(way)
        passed = has_passed(
            came_to,
            course.pass_level,
            false_alarms=clean.count(Result.FALSE_ALARM),
            clean=len(clean),
            most=course.most_false_alarms,
        )
        changes |= {"ended_at": uow.at, "reached": came_to, "passed": passed}
        uow.note("training.course_done", number, course=course.number, reached=round(came_to, 3), passed=passed)
    store.courses.change_enrolment(uow, number, changes)
