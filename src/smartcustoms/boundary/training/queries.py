"""What can be asked about training: a trial (its truth only when told), courses, how officers fare, how it is set up."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from smartcustoms.boundary.detection import queries as detection
from smartcustoms.boundary.detection.model import Projection, ToldWanted
from smartcustoms.boundary.scans import queries as scans
from smartcustoms.boundary.scans.model import Kind, Package
from smartcustoms.boundary.training import store
from smartcustoms.boundary.training.difficulty import level
from smartcustoms.boundary.training.figures import Figures, Share, figures_of, share
from smartcustoms.boundary.training.model import (
    CATEGORIES,
    LEAD,
    STANDARD,
    TAKE,
    Answered,
    Attempt,
    Certificate,
    Certification,
    CertificationNotOpen,
    Clean,
    Course,
    Enrolment,
    Level,
    Open,
    PassRules,
    Purpose,
    Result,
    Setting,
    Step,
    Tally,
    Trial,
    Wanted,
)
from smartcustoms.boundary.training.passing import pass_rules
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.errors import NotFound
from smartcustoms.kernel.files import queries as files
from smartcustoms.kernel.files.object_gateway import Objects
from smartcustoms.kernel.people import queries as people
from smartcustoms.kernel.people.model import Person
from smartcustoms.kernel.words.model import Sentence, sentence

_WINDOW: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Results:
    """How one fared: in all, by category and by difficulty (each against the same clean pictures), and how often the place was right."""

    all: Figures
    by_category: dict[str, Figures]
    by_level: dict[Level, Figures]
    placed: tuple[int, int]
    seconds: float


@dataclass(frozen=True, slots=True)
class LiveResults:
    """How projections into real scans were found: in all, by category and by difficulty."""

    all: Share
    by_category: dict[str, Share]
    by_level: dict[Level, Share]


def setting(uow: UnitOfWork) -> Setting:
    """Give the setting in force: the last one chosen, else the standard one."""
    found = store.trials.settings(uow, limit=1)
    return found[0] if found else STANDARD


def settings(uow: UnitOfWork) -> list[Setting]:
    """Give the settings that were chosen, the newest first."""
    return store.trials.settings(uow, limit=100)


def cleans(uow: UnitOfWork) -> list[Clean]:
    """Give the clean pictures threats are put into."""
    return store.trials.cleans(uow)


def stock(uow: UnitOfWork) -> list[Clean]:
    """Give the clean pictures that are in use."""
    return store.trials.cleans(uow, used_only=True)


def trial(uow: UnitOfWork, number: str) -> Open | Answered | Trial:
    """Give a trial: its own officer's, or a told one to who leads the training.

    Raises:
        NotFound: there is none, or it is another officer's and not for the asker's eyes.
    """
    found = store.trials.by_number(uow, number)
    leads = isinstance(found, Trial) and people.may(uow.by, LEAD)
    if found is None or not (found.officer == uow.by.user or leads):
        says, mend = sentence("There is no such trial of yours."), sentence("Begin one on the page of the training.")
        raise NotFound(says, mend=mend, seen=number[:40])
    return found


def waiting(uow: UnitOfWork, officer: Actor) -> Open | None:
    """Give the free trial that an officer began and has not answered."""
    return store.trials.open_of(uow, officer.user)


def picture_of(uow: UnitOfWork, of: Open, *, through: Objects | None = None) -> Package:
    """Read the picture of a trial: what an officer sees of it, nothing else."""
    return scans.read_scan(files.content(uow, of.file, through=through), kind=Kind.BAG)


def trials(uow: UnitOfWork, wanted: Wanted, *, page: int = 1, size: int = 50) -> tuple[list[Trial], int]:
    """Give a page of told trials and how many there are in all: one's own, of all officers to who leads the training."""
    return store.trials.told(uow, _own_only(uow, wanted), page=page, size=size)


def every_trial(uow: UnitOfWork, wanted: Wanted) -> Iterator[Trial]:
    """Give all told trials, however many, one after the other: one's own, of all officers to who leads the training."""
    return store.trials.every(uow, _own_only(uow, wanted))


def results(uow: UnitOfWork, officer: str) -> Results:
    """Give how an officer fared in the trainings of the last year; tests are counted apart."""
    return results_of(_tallies(uow, officer=officer))


def results_by_officer(uow: UnitOfWork) -> dict[str, Results]:
    """Give how each officer fared in the trainings of the last year; under no name all of them together."""
    found = _tallies(uow)
    by_officer = {name: [each for each in found if each.officer == name] for name in sorted({t.officer for t in found})}
    return {"": results_of(found)} | {name: results_of(own) for name, own in by_officer.items()}


def results_of(tallies: Sequence[Tally]) -> Results:
    """Reckon the results from counted trials."""
    clean, threats = [each for each in tallies if not each.category], [each for each in tallies if each.category]
    seen = [category for category in CATEGORIES if any(each.category == category for each in threats)]
    return Results(
        _figures(threats, clean),
        {name: _figures([each for each in threats if each.category == name], clean) for name in seen},
        {name: _figures([each for each in threats if each.level is name], clean) for name in Level},
        (sum(each.placed_right for each in tallies), sum(each.placed for each in tallies)),
        sum(each.seconds for each in tallies) / max(1, sum(each.count for each in tallies)),
    )


def officers(uow: UnitOfWork) -> list[Person]:
    """Give customs' people who may train on pictures, by name."""
    return people.who_may(uow, TAKE)


def courses(uow: UnitOfWork) -> list[Course]:
    """Give the courses, the newest first."""
    return store.courses.courses(uow)


def course(uow: UnitOfWork, number: str) -> Course:
    """Give one course.

    Raises:
        NotFound: there is none.
    """
    found = store.courses.course(uow, number)
    if found is None:
        says, mend = sentence("There is no such course."), sentence("Look in the list of courses.")
        raise NotFound(says, mend=mend, seen=number[:40])
    return found


def enrolment(uow: UnitOfWork, number: str, *, lock: bool = False) -> Enrolment:
    """Give an officer's course: his own, or any to who leads the training.

    Raises:
        NotFound: there is none, or it is another officer's and not for the asker's eyes.
    """
    found = store.courses.enrolment(uow, number, lock=lock)
    if found is None or not (found.officer == uow.by.user or people.may(uow.by, LEAD)):
        raise _no_enrolment(number)
    return found


def own_enrolment(uow: UnitOfWork, number: str, *, lock: bool = False) -> Enrolment:
    """Give the asker's own course: nobody answers for another.

    Raises:
        NotFound: it is none of his.
    """
    found = store.courses.enrolment(uow, number, lock=lock)
    if found is None or found.officer != uow.by.user:
        raise _no_enrolment(number)
    return found


def enrolments(
    uow: UnitOfWork, *, officer: str = "", course: str = "", sort: str = "-assigned_at", page: int = 1, size: int = 50
) -> tuple[list[Enrolment], int]:
    """Give a page of who takes which course, and how many there are in all."""
    return store.courses.enrolments(uow, officer=officer, course=course, sort=sort, page=page, size=size)


def steps(uow: UnitOfWork, enrolment: str) -> list[Step]:
    """Give the way of a course so far: how hard each answered picture was to be, and what came of it."""
    return store.trials.steps(uow, enrolment)


def waiting_in(uow: UnitOfWork, of: Enrolment) -> Open | None:
    """Give the picture of a course that waits for its officer's answer."""
    return store.trials.open_of(uow, of.officer, of.number)


def results_in(uow: UnitOfWork, of: Enrolment) -> Results:
    """Give how an officer fared in one course."""
    counted = [
        Tally(of.officer, each.category, each.level, each.result, 1, 0.0, 0, 0) for each in steps(uow, of.number)
    ]
    return results_of(counted)


def tests(uow: UnitOfWork) -> list[Certification]:
    """Give the certification tests, the newest first."""
    return store.certifying.tests(uow)


def test(uow: UnitOfWork, number: str) -> Certification:
    """Give one certification test.

    Raises:
        NotFound: there is none.
    """
    found = store.certifying.test(uow, number)
    if found is None:
        says, mend = sentence("There is no such test."), sentence("Look on the page of the training.")
        raise NotFound(says, mend=mend, seen=number[:40])
    return found


def hindrance(uow: UnitOfWork, of: Certification) -> CertificationNotOpen | None:
    """Say why the asker may not begin a test now; None: he may."""
    today = day_of(uow.at)
    if not of.is_open(today):
        return _not_now(sentence("The test is not open today."))
    going = store.certifying.open_attempt(uow, uow.by.user)
    if going is not None and uow.at <= going.ends_at:
        return None if going.test == of.number else _not_now(sentence("You have another test open."))
    last = next(iter(store.certifying.attempts(uow, officer=uow.by.user, test=of.number, size=1)[0]), None)
    if last is not None and last.ended_at is not None and last.passed is False:
        again = last.ended_at + timedelta(days=last.rules.wait_days)
        if uow.at < again:
            return _not_now(sentence("You may try again from {moment}.", moment=again))
    held = store.certifying.certificates(uow, officer=uow.by.user, test=of.number, valid_on=today, size=1)[0]
    if held:
        renewed = held[0].valid_until - timedelta(days=pass_rules(today).renew_days)
        if today < renewed:
            return _not_now(sentence("Your certificate holds; you may take the test again from {day}.", day=renewed))
    return None


def attempt(uow: UnitOfWork, number: str, *, lock: bool = False) -> Attempt:
    """Give an attempt at a test: his own officer's, any to who leads the training and to the platform.

    Raises:
        NotFound: there is none, or it is another officer's and not for the asker's eyes.
    """
    found = store.certifying.attempt(uow, number, lock=lock)
    if found is None or not (found.officer == uow.by.user or people.may(uow.by, LEAD)):
        raise _no_attempt(number)
    return found


def own_attempt(uow: UnitOfWork, number: str, *, lock: bool = False) -> Attempt:
    """Give the asker's own attempt: nobody answers for another.

    Raises:
        NotFound: it is none of his.
    """
    found = store.certifying.attempt(uow, number, lock=lock)
    if found is None or found.officer != uow.by.user:
        raise _no_attempt(number)
    return found


def attempts(
    uow: UnitOfWork, *, officer: str = "", test: str = "", sort: str = "-began_at", page: int = 1, size: int = 50
) -> tuple[list[Attempt], int]:
    """Give a page of attempts at tests, and how many there are in all: one's own, all to who leads the training."""
    own = officer if people.may(uow.by, LEAD) else uow.by.user
    return store.certifying.attempts(uow, officer=own, test=test, sort=sort, page=page, size=size)


def figures_in(uow: UnitOfWork, of: Attempt) -> Figures | None:
    """Give the figures of an attempt that is over; None: it is not."""
    if of.hits is None or of.false_alarms is None:
        return None
    asked = test(uow, of.test)
    return figures_of(of.hits, asked.threats, of.false_alarms, asked.pictures - asked.threats)


def marks(uow: UnitOfWork) -> PassRules:
    """Give the marks and waiting times in force today; they are assumed."""
    return pass_rules(day_of(uow.at))


def certificates(
    uow: UnitOfWork,
    *,
    officer: str = "",
    test: str = "",
    attempt: str = "",
    valid_on: date | None = None,
    sort: str = "-valid_until",
    page: int = 1,
    size: int = 50,
) -> tuple[list[Certificate], int]:
    """Give a page of certificates, and how many there are in all: one's own, all to who leads the training."""
    asked: dict[str, Any] = {
        "test": test,
        "attempt": attempt,
        "valid_on": valid_on,
        "sort": sort,
        "page": page,
        "size": size,
    }
    return store.certifying.certificates(uow, officer=officer if people.may(uow.by, LEAD) else uow.by.user, **asked)


def is_certified(uow: UnitOfWork, officer: str, on: date, *, test: str = "") -> bool:
    """Tell whether an officer holds a valid certificate on a day, of one test or of any."""
    return store.certifying.certificates(uow, officer=officer, test=test, valid_on=on, size=1)[1] > 0


def _not_now(says: Sentence) -> CertificationNotOpen:
    return CertificationNotOpen(says, mend=sentence("Look at your page of the training."))


def _no_attempt(number: str) -> NotFound:
    says, mend = sentence("There is no such attempt of yours."), sentence("Look on the page of the training.")
    return NotFound(says, mend=mend, seen=number[:40])


def live(uow: UnitOfWork, wanted: ToldWanted, *, page: int = 1, size: int | None = 50) -> tuple[list[Projection], int]:
    """Give a page of projections into scans that were told, and how many in all: one's own, all to who leads the training."""
    return detection.projections(uow, replace(wanted, officer=_whose(uow) or wanted.officer), page=page, size=size)


def live_results(uow: UnitOfWork) -> dict[str, LiveResults]:
    """Give how projections into scans were found in the last year by officer, under no name all together.

    Who is no leader is given his own. Those left before an answer count for nothing, and false alarms are unknown: nobody knows of every
    real scan what is in it.
    """
    found, _ = detection.projections(uow, ToldWanted(_whose(uow), since=uow.at - _WINDOW), size=None)
    told = [each for each in found if each.outcome is not None]
    names = sorted({each.officer for each in told})
    return {"": _live(told)} | {name: _live([each for each in told if each.officer == name]) for name in names}


def level_of(of: Projection) -> Level:
    """Tell how hard a projection was to see."""
    factors = {"turned_away": of.turned_away, "superposition": of.superposition, "complexity": of.complexity}
    return level(**factors, on=of.told_at.date())


def _live(told: Sequence[Projection]) -> LiveResults:
    def rate(some: Iterable[Projection]) -> Share:
        found = [each.found for each in some]
        return share(sum(found), len(found))

    seen = [name for name in CATEGORIES if any(each.category == name for each in told)]
    return LiveResults(
        rate(told),
        {name: rate(each for each in told if each.category == name) for name in seen},
        {name: rate(each for each in told if level_of(each) is name) for name in Level},
    )


def _whose(uow: UnitOfWork) -> str:
    return "" if people.may(uow.by, LEAD) else uow.by.user


def _own_only(uow: UnitOfWork, wanted: Wanted) -> Wanted:
    return wanted if people.may(uow.by, LEAD) else replace(wanted, officer=uow.by.user)


def _tallies(uow: UnitOfWork, *, officer: str = "") -> list[Tally]:
    purposes = (Purpose.FREE, Purpose.COURSE)
    return store.trials.tallies(uow, officer=officer, since=uow.at - _WINDOW, purposes=purposes)


def _figures(threats: Iterable[Tally], clean: Iterable[Tally]) -> Figures:
    with_threat, without = list(threats), list(clean)
    return figures_of(
        sum(each.count for each in with_threat if each.result is Result.HIT),
        sum(each.count for each in with_threat),
        sum(each.count for each in without if each.result is Result.FALSE_ALARM),
        sum(each.count for each in without),
    )


def _no_enrolment(number: str) -> NotFound:
    says, mend = sentence("There is no such course of yours."), sentence("Look on the page of the training.")
    return NotFound(says, mend=mend, seen=number[:40])
