"""Agencies' officers, and a review as the tests begin it: two agencies side by side, then the lead with a second approval."""

from datetime import datetime
from typing import Any

from smartcustoms.kernel.actor import PLATFORM, Actor, Kind
from smartcustoms.kernel.database.unit import Database
from smartcustoms.trade.agencies import actions, queries
from smartcustoms.trade.agencies.model import Condition, Decision, Outcome, Reason, Review, RouteStep
from tests.conftest import NOON


def _officer(user: str, organisation: str) -> Actor:
    return Actor(user, organisation, Kind.AGENCY, frozenset({"agency_officer"}), name=f"Officer {user.title()}")


OLGA, OSCAR, OMAR = _officer("olga", "ofca"), _officer("oscar", "ofca"), _officer("omar", "ofca")
EVE, TOM = _officer("eve", "epd"), _officer("tom", "tid")
ROUTE = (
    RouteStep("OFCA", skill="radio", order=1, days=2),
    RouteStep("EPD", order=1, days=5),
    RouteStep("TID", order=2, lead=True, days=3, second_approval=True),
)
KEEP_RECORDS = Condition(
    "records", {"en": "Keep records for a year.", "zh-Hant": "備存紀錄一年。", "zh-Hans": "保存记录一年。"}
)
GRANT = Decision(Outcome.GRANTED)
REASON = Reason("incomplete", {"en": "Missing."}, "Cap. 60", {"en": "Complete it."})
REFUSE = Decision(Outcome.REFUSED, reasons=(REASON,))


def begun(database: Database, *, at: datetime = NOON, by: Actor = PLATFORM, **other: Any) -> Review:
    asked: dict[str, Any] = {
        "about": "D26000000017",
        "kind": "RTA-IE",
        "title": {"en": "Radio permit", "zh-Hant": "無線電許可證", "zh-Hans": "无线电许可证"},
        "owner": "bela-trading",
        "route": ROUTE,
        "facts": {"direction": "import", "hs": ["852560"], "quantity": "12"},
        "by": "bela",
        "at": at,
        "offered": (KEEP_RECORDS,),
        "rules": (),
    }
    with database.unit(by=by, at=at) as uow:
        return actions.begin(uow, **(asked | other))


def taken_and_decided(
    database: Database, number: str, position: int, decision: Decision, *, by: Actor, at: datetime = NOON
) -> None:
    """Take a step and decide it; then the platform leads the review on, as its reaction does."""
    with database.unit(by=by, at=at) as uow:
        actions.take(uow, number, position)
        actions.decide(uow, number, position, decision)
    led_on(database, number, at=at)


def led_on(database: Database, number: str, *, at: datetime = NOON) -> None:
    with database.unit(by=PLATFORM, at=at) as uow:
        actions.advance(uow, number)


def seen(database: Database, number: str, *, by: Actor = PLATFORM, at: datetime = NOON) -> Review:
    with database.unit(by=by, at=at) as uow:
        return queries.review(uow, number)
