"""Each minute what lies in the watched folder of the scanner is taken in; each night what came in long ago is forgotten."""

from datetime import datetime
from pathlib import Path

from smartcustoms.boundary.scans import actions
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.jobs.model import Job
from smartcustoms.kernel.settings import read_settings


def _take(database: Database, at: datetime) -> None:
    place = read_settings().scans_folder
    if place:
        actions.take_folder(database, actions.Folder(Path(place)), by=PLATFORM, at=at)


def _forget(database: Database, at: datetime) -> None:
    with database.unit(by=PLATFORM, at=at) as uow:
        actions.forget_arrivals(uow)


jobs = [
    Job(name="scans.folder", run=_take, schedule="* * * * *", tries=1),
    Job(name="scans.forget_intake", run=_forget, schedule="50 2 * * *"),
]
