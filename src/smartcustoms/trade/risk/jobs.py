"""Work of risk by the clock: each night profiles and peers summed anew, a judge learned and put to work; each week
the share for learning tuned."""

from datetime import datetime

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.jobs.model import Job
from smartcustoms.trade.risk import actions


def sum_profiles(database: Database, at: datetime) -> None:
    """Sum the history into the profile table and the month's peers."""
    with database.unit(by=PLATFORM, at=at) as uow:
        actions.refresh_profiles(uow)


def learn_anew(database: Database, at: datetime) -> None:
    """Train on the whole history and promote the judge; then set the offices' thresholds by the last days."""
    with database.unit(by=PLATFORM, at=at) as uow:
        actions.train(uow)
    with database.unit(by=PLATFORM, at=at) as uow:
        actions.follow_plans(uow)


def tune_exploration(database: Database, at: datetime) -> None:
    """Learn what the weeks' shares for learning brought, and play the coming week's in each office."""
    with database.unit(by=PLATFORM, at=at) as uow:
        actions.tune_exploration(uow)


jobs = [
    Job(name="risk.profiles", run=sum_profiles, schedule="30 17 * * *"),
    Job(name="risk.train", run=learn_anew, schedule="0 18 * * *"),
    Job(name="risk.exploration", run=tune_exploration, schedule="0 19 * * 0"),
]
