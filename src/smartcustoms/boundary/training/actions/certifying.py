"""Make certification tests; let an officer attempt one, picture by picture without feedback; judge it when it is over."""

import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from smartcustoms.boundary.training import queries, store
from smartcustoms.boundary.training.actions.courses import days, named
from smartcustoms.boundary.training.actions.drawing import Place, Wish, open_trial
from smartcustoms.boundary.training.figures import figures_of
from smartcustoms.boundary.training.model import (
    CATEGORIES,
    Attempt,
    Certificate,
    Certification,
    CourseWrong,
    NothingToShow,
    Open,
    Purpose,
    Result,
)
from smartcustoms.boundary.training.passing import has_passed, luck_of, pass_rules, plan, seed_of
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.errors import Conflict, NotFound
from smartcustoms.kernel.files.object_gateway import Objects
from smartcustoms.kernel.identifiers import numbered
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import LANGUAGES, sentence

_NAMES: Final = 120


def make_test(uow: UnitOfWork, wished: Certification) -> Certification:
    """Make a certification test; its number, maker and time are given here, whatever the wish says.

    Raises:
        CourseWrong: a value is out of range, a name or the reason is missing.
    """
    _check(wished)
    number = numbered("TT", uow.at.year, secrets.randbelow(10**9))
    names = {each: wished.names[each].strip()[:_NAMES] for each in LANGUAGES}
    ordered = tuple(each for each in CATEGORIES if each in wished.categories)
    because = wished.because.strip()[:500]
    made = replace(wished, number=number, names=names, categories=ordered, because=because, by=uow.by.user, at=uow.at)
    store.certifying.insert_test(uow, made, secrets.token_bytes(32))
    uow.note("training.test_made", number, names=dict(names), because=because)
    return made


def end_test(uow: UnitOfWork, number: str) -> None:
    """Let a test end today: nobody begins it from tomorrow. Ending it again changes nothing.

    Raises:
        NotFound: there is none.
    """
    found, today = queries.test(uow, number), day_of(uow.at)
    if found.valid_until is not None and found.valid_until <= today:
        return
    store.certifying.change_test(uow, number, {"valid_until": max(today, found.valid_from)})
    uow.note("training.test_ended", number)


def attempt(uow: UnitOfWork, number: str) -> Attempt:
    """Begin an attempt at a test: the time in all begins. The one an officer has open at this test comes again.

    Raises:
        NotFound: there is no such test. CertificationNotOpen: the test is not open today, another attempt is, or it is too early.
        NothingToShow: there is no clean picture.
    """
    test = queries.test(uow, number)
    going = store.certifying.open_attempt(uow, uow.by.user)
    if going is not None and going.test == number and uow.at <= going.ends_at:
        return going
    if going is not None and uow.at > going.ends_at:
        close(uow, going)
    hindrance = queries.hindrance(uow, test)
    if hindrance is not None:
        raise hindrance
    stock = queries.stock(uow)
    if not stock:
        says = sentence("There is no clean picture to train on.")
        raise NothingToShow(says, mend=sentence("A supervisor or the operator adds some."))
    ordinal = store.certifying.attempts(uow, officer=uow.by.user, test=number, size=1)[1] + 1
    own = numbered("TA", uow.at.year, secrets.randbelow(10**9))
    rules, ends = pass_rules(uow.at.date()), uow.at + timedelta(minutes=test.minutes)
    made = Attempt(own, number, uow.by.user, ordinal, uow.at, ends, rules, 0, None, None, None, None)
    seed = seed_of(store.certifying.secret_of(uow, number), uow.by.user, ordinal)
    if not store.certifying.insert_attempt(uow, made, seed=seed, stock=[each.number for each in stock]):
        return store.certifying.open_attempt(uow, uow.by.user) or made  # begun in another window meanwhile
    uow.note("training.test_begun", own, test=number, ordinal=ordinal)
    return made


def begin_of_test(uow: UnitOfWork, number: str, *, through: Objects | None = None) -> Open | None:
    """Give the officer the next picture of his attempt; None when the time in all is over, which ends the attempt.

    Raises:
        NotFound: it is no attempt of his. Conflict: it is over. NothingToShow: no threat finds a place.
    """
    own = queries.own_attempt(uow, number, lock=True)
    if own.ended_at is not None:
        raise Conflict(sentence("The test is over."), mend=sentence("Look at its result."), seen=number)
    if uow.at > own.ends_at:
        close(uow, own)
        return None
    test = queries.test(uow, own.test)
    seed, numbers = store.certifying.set_of(uow, number)
    place = own.answered + 1
    asked = plan(seed, pictures=test.pictures, threats=test.threats, categories=test.categories)[place - 1]
    wish = Wish({asked.category: 1.0}, float(asked.threat), queries.setting(uow).most_superposition, asked.scale)
    stock = [each for each in queries.cleans(uow) if each.number in set(numbers)]
    where = Place(test.time_limit_s, Purpose.TEST, number, place)
    return open_trial(uow, wish, where, stock=stock, luck=luck_of(seed, place), through=through)


def count_answer(uow: UnitOfWork, number: str) -> None:
    """After an answer: count it, and end the attempt with its last picture."""
    own = queries.attempt(uow, number, lock=True)
    answered = len(store.trials.kept_of(uow, number))
    store.certifying.change_attempt(uow, number, {"answered": answered})
    if answered >= queries.test(uow, own.test).pictures:
        close(uow, own)


def is_over(uow: UnitOfWork, number: str) -> bool:
    """Tell whether an attempt's time is over; if so it is ended."""
    own = queries.attempt(uow, number, lock=True)
    if own.ended_at is None and uow.at > own.ends_at:
        close(uow, own)
        return True
    return own.ended_at is not None


def close(uow: UnitOfWork, own: Attempt) -> None:
    """End an attempt: what was not answered counts as wrong, all is told, and who passed gets his certificate."""
    test = queries.test(uow, own.test)
    ended = min(uow.at, own.ends_at)
    seed, _ = store.certifying.set_of(uow, own.number)
    asked = plan(seed, pictures=test.pictures, threats=test.threats, categories=test.categories)
    store.trials.run_out(uow, own.number, at=ended)
    kept = store.trials.kept_of(uow, own.number)
    worth = [kept.get(place, Result.MISS if each.threat else Result.FALSE_ALARM) for place, each in enumerate(asked, 1)]
    hits, false = worth.count(Result.HIT), worth.count(Result.FALSE_ALARM)
    passed = has_passed(figures_of(hits, test.threats, false, test.pictures - test.threats), own.rules)
    result = {"ended_at": ended, "hits": hits, "false_alarms": false, "passed": passed}
    store.certifying.change_attempt(uow, own.number, result)
    store.trials.tell(uow, own.number, at=uow.at)
    uow.note("training.test_over", own.number, test=test.number, passed=passed, hits=hits, false_alarms=false)
    link = f"/screening-training/attempts/{own.number}"
    if not passed:
        tell(uow, own.officer, sentence("You did not pass the certification test."), about=own.number, link=link)
        return
    made = _certify(uow, own, ended)
    says = sentence("You passed the certification test; the certificate holds until {day}.", day=made.valid_until)
    tell(uow, own.officer, says, about=made.number, link=link)


def end_overdue(uow: UnitOfWork) -> int:
    """End the attempts whose time is over; give how many."""
    numbers = store.certifying.overdue(uow, at=uow.at)
    for number in numbers:
        close(uow, queries.attempt(uow, number, lock=True))
    return len(numbers)


def withdraw(uow: UnitOfWork, number: str, *, because: str) -> None:
    """Withdraw a certificate, with the reason; its officer is told. Withdrawing it again changes nothing.

    Raises:
        NotFound: there is none. CourseWrong: no reason is given.
    """
    if not because.strip():
        says = sentence("A choice needs a reason.")
        raise CourseWrong(says, mend=sentence("Write in a sentence why."), field="because")
    found = store.certifying.certificate(uow, number, lock=True)
    if found is None:
        says, mend = sentence("There is no such certificate."), sentence("Look in the list of certificates.")
        raise NotFound(says, mend=mend, seen=number[:40])
    if found.withdrawn_at is not None:
        return
    changes = {"withdrawn_at": uow.at, "withdrawn_by": uow.by.user, "because": because.strip()[:500]}
    store.certifying.change_certificate(uow, number, changes)
    uow.note("training.certificate_withdrawn", number, because=changes["because"])
    says = sentence("Your certificate {number} was withdrawn: {because}", number=number, because=changes["because"])
    tell(uow, found.officer, says, about=number, link="/screening-training/certificates")


def _certify(uow: UnitOfWork, own: Attempt, ended: datetime) -> Certificate:
    first = day_of(ended)
    number = numbered("TZ", uow.at.year, secrets.randbelow(10**9))
    last = first + timedelta(days=own.rules.valid_days - 1)
    made = Certificate(number, own.number, own.test, own.officer, first, last, None, "", "")
    store.certifying.insert_certificate(uow, made)
    uow.note("training.certificate_given", number, attempt=own.number, valid_until=last.isoformat())
    return made


def _check(wished: Certification) -> None:
    until, known = wished.valid_until, set(CATEGORIES)
    clean = wished.pictures - wished.threats
    checks = (
        *named(wished.names),
        (bool(wished.categories) and set(wished.categories) <= known, "categories", sentence("Choose what is put in.")),
        (10 <= wished.pictures <= 200, "pictures", sentence("A test has 10 to 200 pictures.")),
        (
            min(wished.threats, clean) >= 5,
            "threats",
            sentence("At least 5 pictures hold a threat, and at least 5 do not."),
        ),
        (5 <= wished.time_limit_s <= 600, "time_limit_s", sentence("The time for an answer is 5 to 600 seconds.")),
        (1 <= wished.minutes <= 480, "minutes", sentence("The time in all is 1 to 480 minutes.")),
        *days(wished.valid_from, until),
        (bool(wished.because.strip()), "because", sentence("A choice needs a reason.")),
    )
    for right, field, says in checks:
        if not right:
            raise CourseWrong(says, mend=sentence("Mend it and save again."), field=field)
