"""What can be asked about training: a trial (its truth only when decided), how officers fare, how it is set up."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from smartcustoms.boundary.scans import queries as scans
from smartcustoms.boundary.scans.model import Kind, Package
from smartcustoms.boundary.training import store
from smartcustoms.boundary.training.figures import Figures, figures
from smartcustoms.boundary.training.model import CATEGORIES, LEAD, STANDARD, Clean, Level, Open, Result, Setting, Trial
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import NotFound
from smartcustoms.kernel.files import queries as files
from smartcustoms.kernel.files.object_gateway import Objects
from smartcustoms.kernel.people import queries as people
from smartcustoms.kernel.words.model import sentence

_MOST: Final = 5000
_WINDOW: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Results:
    """How one fared: in all, by category and by difficulty (each against the same clean pictures), and how often the place was right."""

    all: Figures
    by_category: dict[str, Figures]
    by_level: dict[Level, Figures]
    placed: tuple[int, int]
    seconds: float


def setting(uow: UnitOfWork) -> Setting:
    """Give the setting in force: the last one chosen, else the standard one."""
    found = store.settings(uow, limit=1)
    return found[0] if found else STANDARD


def settings(uow: UnitOfWork) -> list[Setting]:
    """Give the settings that were chosen, the newest first."""
    return store.settings(uow, limit=100)


def cleans(uow: UnitOfWork) -> list[Clean]:
    """Give the clean pictures threats are put into."""
    return store.cleans(uow)


def trial(uow: UnitOfWork, number: str) -> Open | Trial:
    """Give a trial: its own officer's, or a decided one to who leads the training.

    Raises:
        NotFound: there is none, or it is another officer's and not for the asker's eyes.
    """
    found = store.by_number(uow, number)
    leads = isinstance(found, Trial) and people.may(uow.by, LEAD)
    if found is None or not (found.officer == uow.by.user or leads):
        says, mend = sentence("There is no such trial of yours."), sentence("Begin one on the page of the training.")
        raise NotFound(says, mend=mend, seen=number[:40])
    return found


def waiting(uow: UnitOfWork, officer: Actor) -> Open | None:
    """Give the trial that an officer began and has not answered."""
    return store.open_of(uow, officer.user)


def picture_of(uow: UnitOfWork, of: Open, *, through: Objects | None = None) -> Package:
    """Read the picture of a trial: what an officer sees of it, nothing else."""
    return scans.read_scan(files.content(uow, of.file, through=through), kind=Kind.BAG)


def recent(uow: UnitOfWork, *, officer: str = "", page: int = 1, size: int = 50) -> list[Trial]:
    """Give decided trials, the newest first."""
    return store.decided(uow, officer=officer, limit=size, offset=(page - 1) * size)


def results(uow: UnitOfWork, officer: str) -> Results:
    """Give how an officer fared in the last year."""
    return results_of(store.decided(uow, officer=officer, since=uow.at - _WINDOW, limit=_MOST))


def results_by_officer(uow: UnitOfWork) -> dict[str, Results]:
    """Give how each officer fared in the last year; under no name all of them together."""
    found = store.decided(uow, since=uow.at - _WINDOW, limit=_MOST)
    by_officer = {name: [each for each in found if each.officer == name] for name in sorted({t.officer for t in found})}
    return {"": results_of(found)} | {name: results_of(own) for name, own in by_officer.items()}


def results_of(trials: list[Trial]) -> Results:
    """Reckon the results of decided trials."""
    clean = [each.result for each in trials if each.truth is None]
    threats = [(each.truth, each.result) for each in trials if each.truth is not None]
    placed = [each.in_place for each in trials if each.in_place is not None and each.result is Result.HIT]
    seen = [category for category in CATEGORIES if any(truth.category == category for truth, _ in threats)]
    return Results(
        figures([result for _, result in threats], clean),
        {name: figures([result for truth, result in threats if truth.category == name], clean) for name in seen},
        {name: figures([result for truth, result in threats if truth.level is name], clean) for name in Level},
        (sum(placed), len(placed)),
        sum(each.seconds for each in trials) / max(1, len(trials)),
    )
