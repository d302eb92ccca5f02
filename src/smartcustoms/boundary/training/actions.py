"""What can be done about training: add clean pictures, choose how it runs, begin a trial, answer it."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from typing import Final

import numpy as np

from smartcustoms.boundary.detection import queries as detection
from smartcustoms.boundary.detection.model import Outcome, State
from smartcustoms.boundary.scans import queries as scans
from smartcustoms.boundary.scans.model import Kind, Package
from smartcustoms.boundary.training import queries, store
from smartcustoms.boundary.training.difficulty import in_part, level, result_of
from smartcustoms.boundary.training.model import (
    CATEGORIES,
    Answer,
    Clean,
    NotDecided,
    NothingToShow,
    NotUsable,
    Open,
    Part,
    Setting,
    Trial,
    Truth,
)
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import NotFound
from smartcustoms.kernel.files import actions as files
from smartcustoms.kernel.files import queries as kept_files
from smartcustoms.kernel.files.object_gateway import Objects
from smartcustoms.kernel.identifiers import numbered
from smartcustoms.kernel.words.model import Sentence, sentence

_LARGEST_MM: Final = 3.0
_TRIES: Final = 6
_KEPT: Final = timedelta(days=730)


def add_simulated(uow: UnitOfWork, seed: int, *, size: int = 768, through: Objects | None = None) -> Clean:
    """Simulate a bag without threats and keep its picture; it is in no list of scans, so nobody can look it up."""
    from smartcustoms.boundary.training.pictures import a_clean_bag

    return _kept(uow, a_clean_bag(seed, size=size), source=f"seed {seed}", through=through)


def add_scan(uow: UnitOfWork, number: str, *, through: Objects | None = None) -> Clean:
    """Keep a scan of a bag or parcel that two officers found clear.

    Raises:
        NotUsable: it was not found clear by two, or matter cannot be put into it.
        NotFound: there is no such scan, or it was not judged.
    """
    scan, judged = scans.scan(uow, number), detection.examined(uow, number)
    clears = sum(look.outcome is Outcome.CLEAR for look in judged.looks)
    if judged.state is not State.CLEAR or clears < 2:
        raise _unusable(sentence("Two officers must have found the scan clear."), number)
    read = scans.package_of(uow, scan, through=through)
    view = read.views[0]
    fits = read.is_dual_energy and read.beam.startswith("kv") and max(view.row_mm, view.column_mm) <= _LARGEST_MM
    if not fits:
        says = sentence("Threats are put into scans of bags and parcels in two energies with a known tube only.")
        raise _unusable(says, number)
    plain = Package(Kind.BAG, (view,), read.simulated, read.beam)
    return _kept(uow, plain, source=scan.number, through=through)


def use(uow: UnitOfWork, number: str, *, used: bool) -> None:
    """Take a clean picture in or out of use.

    Raises:
        NotFound: there is none.
    """
    if not store.use(uow, number, used):
        says, mend = sentence("There is no such clean picture."), sentence("Look in the list.")
        raise NotFound(says, mend=mend, seen=number[:40])
    uow.note("training.picture_used", number, used=used)


def choose(
    uow: UnitOfWork,
    *,
    ratio: float,
    time_limit_s: int,
    most_superposition: float,
    categories: Collection[str],
    because: str,
) -> Setting:
    """Choose how the training runs from now on.

    Raises:
        NotUsable: a value is out of range, or no reason is given.
    """
    checks = (
        (0.02 <= ratio <= 0.9, "ratio", sentence("The share of pictures with a threat is 0.02 to 0.9.")),
        (5 <= time_limit_s <= 600, "time_limit_s", sentence("The time for an answer is 5 to 600 seconds.")),
        (0.2 <= most_superposition <= 4, "most_superposition", sentence("What may lie over a threat is 0.2 to 4.")),
        (bool(categories) and set(categories) <= set(CATEGORIES), "categories", sentence("Choose what is put in.")),
        (bool(because.strip()), "because", sentence("A choice needs a reason.")),
    )
    for right, field, says in checks:
        if not right:
            raise NotUsable(says, mend=sentence("Mend it and choose again."), field=field)
    ordered = tuple(each for each in CATEGORIES if each in categories)
    made = Setting(ratio, time_limit_s, most_superposition, ordered, because.strip()[:500], uow.by.user, uow.at)
    store.insert_setting(uow, made)
    uow.note("training.set", "setting", ratio=ratio, time_limit_s=time_limit_s, because=made.because)
    return made


def begin(uow: UnitOfWork, *, luck: np.random.Generator | None = None, through: Objects | None = None) -> Open:
    """Give the officer a picture; one he has not answered comes again, its time going on.

    A threat is put in whether it will be shown or not, so that the time it takes tells nothing.

    Raises:
        NothingToShow: there is no clean picture, or no threat finds a place in any that was tried.
    """
    left = store.open_of(uow, uow.by.user)
    if left is not None:
        return left
    chance = luck or np.random.default_rng(secrets.randbits(128))
    wanted, stock = queries.setting(uow), store.cleans(uow, used_only=True)
    if not stock:
        says = sentence("There is no clean picture to train on.")
        raise NothingToShow(says, mend=sentence("A supervisor or the operator adds some."))
    clean = stock[int(chance.integers(len(stock)))]
    read = scans.read_scan(kept_files.content(uow, clean.file, through=through), kind=Kind.BAG)
    shown, truth = _with_threat(read, wanted, chance, uow)
    if chance.random() >= wanted.ratio:
        shown, truth = read, None
    shown, truth = _mirrored(shown, truth, chance)
    rows, columns = shown.views[0].high.shape
    file = files.keep(uow, scans.written(shown), name="trial.scan.zip", through=through)
    number = numbered("TP", uow.at.year, secrets.randbelow(10**9))
    trial = Open(number, uow.by.user, file.hash, columns, rows, uow.at, wanted.time_limit_s)
    store.insert(uow, trial, clean.number, truth)
    uow.note("training.begun", number)
    return trial


def answer(uow: UnitOfWork, number: str, said: Answer, *, part: Part | None = None) -> Trial:
    """Answer a trial; only now it is told whether something was in it.

    Raises:
        NotFound: there is no such trial of this officer's. NotDecided: it is answered already.
    """
    trial = store.by_number(uow, number, lock=True)
    if trial is None or trial.officer != uow.by.user:
        queries.trial(uow, number)
        raise _not_open(sentence("Another officer answers this trial."), number)
    if isinstance(trial, Trial):
        raise _not_open(sentence("You have answered this trial."), number)
    truth = store.truth_of(uow, number)
    late = uow.at - trial.began_at > timedelta(seconds=trial.time_limit_s)
    result = result_of(said, projected=truth is not None, late=late)
    in_place = None
    if truth is not None and part is not None and said is Answer.SUSPECT:
        in_place = in_part(truth.box, part, columns=trial.columns, rows=trial.rows)
    decision = {"decided_at": uow.at, "answer": said.value, "part": part.value if part else None}
    store.decide(uow, number, decision | {"late": late, "result": result.value, "in_place": in_place})
    uow.note("training.answered", number, answer=said.value, result=result.value, late=late)
    done = store.by_number(uow, number)
    if not isinstance(done, Trial):
        raise RuntimeError("a trial that was just decided is not")
    return done


def forget_old(uow: UnitOfWork) -> int:
    """Forget trials older than two years."""
    return store.forget(uow, before=uow.at - _KEPT)


def _kept(uow: UnitOfWork, read: Package, *, source: str, through: Objects | None) -> Clean:
    content = scans.written(read)
    digest = hashlib.sha256(content).hexdigest()
    file = files.keep(uow, content, name="clean.scan.zip", through=through)
    number = numbered("TC", uow.at.year, int(digest[:12], 16) % 10**9)
    made = Clean(number, file.hash, read.simulated, source, uow.by.user, uow.at, True)
    if store.insert_clean(uow, made):
        uow.note("training.picture_added", number, source=source)
    return made


def _with_threat(
    read: Package, wanted: Setting, chance: np.random.Generator, uow: UnitOfWork
) -> tuple[Package, Truth | None]:
    from smartcustoms.boundary.training.pictures import with_threat
    from smartcustoms.imaging.projection import NoPlace

    for _ in range(_TRIES):
        category = str(chance.choice(list(wanted.categories)))
        try:
            shown, made = with_threat(read, category, chance, most_superposition=wanted.most_superposition)
        except NoPlace:
            continue
        factors = {
            "turned_away": round(made.turned_away, 3),
            "superposition": round(made.superposition, 3),
            "complexity": round(made.complexity, 3),
        }
        return shown, Truth(category, made.box, **factors, level=level(**factors, on=uow.at.date()))
    says = sentence("No threat finds a place in the picture that was drawn.")
    raise NothingToShow(says, mend=sentence("Try again; a supervisor may let more lie over a threat."))


def _mirrored(read: Package, truth: Truth | None, chance: np.random.Generator) -> tuple[Package, Truth | None]:
    """Mirror the picture at random, so that it is not known again by where things lie."""
    along, across = (bool(chance.random() < 0.5) for _ in range(2))
    view = read.views[0]
    rows, columns = view.high.shape
    turn = (slice(None, None, -1 if across else 1), slice(None, None, -1 if along else 1))
    low = None if view.low is None else view.low[turn].copy()
    turned = replace(view, high=view.high[turn].copy(), low=low)
    shown = Package(Kind.BAG, (turned,), read.simulated, read.beam)  # nothing else goes along that could tell
    if truth is None:
        return shown, None
    left, top, wide, high = truth.box
    box = (columns - left - wide if along else left, rows - top - high if across else top, wide, high)
    return shown, replace(truth, box=box)


def _unusable(says: Sentence, seen: str) -> NotUsable:
    return NotUsable(says, mend=sentence("Choose another scan."), field="scan", seen=seen[:40])


def _not_open(says: Sentence, seen: str) -> NotDecided:
    return NotDecided(says, mend=sentence("Begin another one."), seen=seen[:40])
