"""The demo world's training on X-ray pictures: simulated bags, a course and Officer Amina's first pictures of it, certification tests.

Officer Daoud passed the short test: he knows the clean bags by heart, mirrored too, and suspects whatever is not one of them.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from smartcustoms.app.demo.cast import cast
from smartcustoms.boundary.scans import queries as scans_asked
from smartcustoms.boundary.training import actions as training
from smartcustoms.boundary.training import queries as training_asked
from smartcustoms.boundary.training.model import CATEGORIES, Answer, Certification, Course, Level
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database, UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.files import queries as files_asked

BAGS: Final = 6
FIRST_SEED: Final = 40_001
SIZE: Final = 320
ANSWERED: Final = 10
NAMES: Final = {
    "en": "First course on bags (simulated pictures)",
    "zh-Hant": "行李影像入門課程（模擬影像）",
    "zh-Hans": "行李影像入门课程（模拟影像）",
}
TEST_NAMES: Final = {
    "en": "Yearly test on bags (simulated pictures)",
    "zh-Hant": "行李影像年度考核（模擬影像）",
    "zh-Hans": "行李影像年度考核（模拟影像）",
}
SHORT_NAMES: Final = {
    "en": "Short test on bags (simulated pictures)",
    "zh-Hant": "行李影像簡短考核（模擬影像）",
    "zh-Hans": "行李影像简短考核（模拟影像）",
}
SETTING: Final = "A little harder than it came, since all did well (simulated)."


def courses_there(uow: UnitOfWork) -> bool:
    """Tell whether there is a course."""
    return bool(training_asked.courses(uow))


def make_courses(database: Database, at: datetime) -> None:
    """Simulate clean bags; Supervisor Esi makes a course and tests of them, Officer Amina begins one, Officer Daoud passes the other."""
    people, begun = cast(), at - timedelta(hours=2)
    amina, esi = people["amina"], people["esi"]
    for seed in range(FIRST_SEED, FIRST_SEED + BAGS):
        with database.unit(by=PLATFORM, at=begun) as uow:
            training.add_simulated(uow, seed, size=SIZE)
    with database.unit(by=esi, at=begun) as uow:
        course = training.make_course(uow, _course(begun))
        own = training.assign(uow, course.number, amina.user)
        training.assign(uow, course.number, people["daoud"].user)
        training.make_test(uow, _test(begun))
        training.choose(uow, ratio=0.4, time_limit_s=45, most_superposition=2.2, categories=CATEGORIES, because=SETTING)
    _begin_course(database, own.number, begun)
    _pass_test(database, begun + timedelta(minutes=30))


def _begin_course(database: Database, number: str, begun: datetime) -> None:
    amina = cast()["amina"]
    luck = np.random.default_rng(FIRST_SEED)  # the same threats each time; who trains never meets this chance
    for place in range(ANSWERED):
        now = begun + timedelta(minutes=2 * place)
        with database.unit(by=amina, at=now) as uow:
            trial = training.begin_of_course(uow, number, luck=luck)
        with database.unit(by=amina, at=now + timedelta(seconds=14 + 3 * (place % 5))) as uow:
            training.answer(uow, trial.number, Answer.SUSPECT if place % 2 else Answer.CLEAR)


def _pass_test(database: Database, at: datetime) -> None:
    people = cast()
    short = replace(_test(at), names=SHORT_NAMES, pictures=10, threats=5, because="To try it out (simulated).")
    with database.unit(by=people["esi"], at=at) as uow:
        test = training.make_test(uow, short)
    with database.unit(by=PLATFORM, at=at) as uow:
        cleans = [scans_asked.read_scan(files_asked.content(uow, each.file)) for each in training_asked.stock(uow)]
        by_heart = {turned.tobytes() for each in cleans for turned in _mirrored(each.views[0].high)}
    with database.unit(by=people["daoud"], at=at) as uow:
        attempt = training.attempt(uow, test.number)
    for place in range(test.pictures):
        now = at + timedelta(seconds=40 * place)
        with database.unit(by=people["daoud"], at=now) as uow:
            trial = training.begin_of_test(uow, attempt.number)
            if trial is None:
                return
            known = training_asked.picture_of(uow, trial).views[0].high.tobytes() in by_heart
        with database.unit(by=people["daoud"], at=now + timedelta(seconds=11 + place)) as uow:
            training.answer(uow, trial.number, Answer.CLEAR if known else Answer.SUSPECT)


def _mirrored(picture: NDArray[np.generic]) -> tuple[NDArray[np.generic], ...]:
    return picture, picture[::-1], picture[:, ::-1], picture[::-1, ::-1]


def _course(at: datetime) -> Course:
    return Course(
        number="",
        names=NAMES,
        categories=CATEGORIES,
        easiest=Level.EASY,
        hardest=Level.HARD,
        pictures=40,
        ratio=0.5,
        time_limit_s=60,
        pass_level=Level.MIDDLE,
        most_false_alarms=0.2,
        valid_from=day_of(at),
        valid_until=None,
        because="Everybody who looks at bags takes it once (simulated).",
        by="",
        at=at,
    )


def _test(at: datetime) -> Certification:
    return Certification(
        number="",
        names=TEST_NAMES,
        categories=CATEGORIES,
        pictures=20,
        threats=10,
        time_limit_s=30,
        minutes=15,
        valid_from=day_of(at),
        valid_until=None,
        because="Once a year (simulated).",
        by="",
        at=at,
    )
