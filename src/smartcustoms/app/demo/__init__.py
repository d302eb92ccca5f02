"""The demo world: a simulated administration with people who can sign in and trade to look at. Nothing in it is real.

Made chapter by chapter and skipped when it is there already, so that a start that was cut off goes on where it stopped
and a second start makes nothing. Only other capabilities' actions are called. Open first: `trade.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from smartcustoms.app.demo.cast import cast, make_people, people_there, who_can_sign_in
from smartcustoms.app.demo.concealing import make_references, references_there
from smartcustoms.app.demo.crossing import lanes_there, make_crossing
from smartcustoms.app.demo.examining import examined_there, make_examinations
from smartcustoms.app.demo.investigating import cases_there, make_cases
from smartcustoms.app.demo.licensing import make_reviews, reviews_there
from smartcustoms.app.demo.passing_through import applications_there, make_applications
from smartcustoms.app.demo.rulebook import make_rules, rules_there
from smartcustoms.app.demo.scanning import make_scans, scans_there
from smartcustoms.app.demo.screening import courses_there, make_courses
from smartcustoms.app.demo.sealing import journeys_there, make_journeys
from smartcustoms.app.demo.shipping import make_reports, reports_there
from smartcustoms.app.demo.trade import history_there, lodge_weeks, lodged_there, make_history
from smartcustoms.app.demo.trucking import make_trucks, trucks_there
from smartcustoms.app.demo.trusted import make_operators, operators_there
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database, UnitOfWork

__all__ = ["CHAPTERS", "Chapter", "cast", "make", "who_can_sign_in"]


@dataclass(frozen=True, slots=True)
class Chapter:
    """One part of the demo world: what it says while it is made, how to tell it is there, and how it is made."""

    says: str
    is_there: Callable[[UnitOfWork], bool]
    make: Callable[[Database, datetime], None]


CHAPTERS = (
    Chapter("people who can sign in", people_there, make_people),
    Chapter("a quarter of a year of simulated trade, and a judge trained on it", history_there, make_history),
    Chapter("officers' rules and a watchlist", rules_there, make_rules),
    Chapter("simulated declarations of the last weeks", lodged_there, lodge_weeks),
    Chapter("simulated operators of the AEO programme", operators_there, make_operators),
    Chapter("simulated applications for certificates of non-manipulation", applications_there, make_applications),
    Chapter("simulated applications for licences, and agencies that decide them", reviews_there, make_reviews),
    Chapter("examinations of what the lanes chose, with their findings", examined_there, make_examinations),
    Chapter("simulated journeys of e-locks, with their alarms", journeys_there, make_journeys),
    Chapter("a simulated control point, with trucks expected and trucks that passed", lanes_there, make_crossing),
    Chapter("simulated cargo by road, bundled to a truck", trucks_there, make_trucks),
    Chapter("a course on simulated X-ray pictures", courses_there, make_courses),
    Chapter("simulated cargo reports by air and sea, two of which disagree", reports_there, make_reports),
    Chapter("cases that the simulated finds and alarms opened", cases_there, make_cases),
    Chapter("simulated X-ray scans, some decided and some waiting", scans_there, make_scans),
    Chapter("a library of concealments, from the simulated scans", references_there, make_references),
)


def make(database: Database, at: datetime, say: Callable[[str], None] = lambda _: None) -> list[str]:
    """Make what is not there yet of the demo world, telling each chapter; gives what was made (nothing the second time)."""
    made = []
    for chapter in CHAPTERS:
        with database.unit(by=PLATFORM, at=at) as uow:
            there = chapter.is_there(uow)
        if not there:
            say(f"Demo world (simulated): {chapter.says}")
            chapter.make(database, at)
            made.append(chapter.says)
    return made
