"""The demo world's training on X-ray pictures: simulated bags, a certification test, a course and Officer Amina's first pictures of it."""

from datetime import datetime, timedelta
from typing import Final

import numpy as np

from smartcustoms.app.demo.cast import cast
from smartcustoms.boundary.training import actions as training
from smartcustoms.boundary.training import queries as training_asked
from smartcustoms.boundary.training.model import CATEGORIES, Answer, Certification, Course, Level
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database, UnitOfWork
from smartcustoms.kernel.day import day_of

BAGS: Final = 8
FIRST_SEED: Final = 40_001
SIZE: Final = 512
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


def courses_there(uow: UnitOfWork) -> bool:
    """Tell whether there is a course."""
    return bool(training_asked.courses(uow))


def make_courses(database: Database, at: datetime) -> None:
    """Simulate clean bags, let Supervisor Esi make a course of them, and Officer Amina answer its first pictures."""
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
    luck = np.random.default_rng(
        FIRST_SEED
    )  # the threats of the demo are the same each time; who trains never meets this one
    for place in range(ANSWERED):
        now = begun + timedelta(minutes=2 * place)
        with database.unit(by=amina, at=now) as uow:
            trial = training.begin_of_course(uow, own.number, luck=luck)
        with database.unit(by=amina, at=now + timedelta(seconds=14 + 3 * (place % 5))) as uow:
            training.answer(uow, trial.number, Answer.SUSPECT if place % 2 else Answer.CLEAR)


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
