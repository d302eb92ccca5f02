"""Draw the picture of a trial: a clean one, a threat put in whether it will be shown or not, mirrored at random.

The threat is made in either case, so that the time it takes tells nothing. Where a difficulty is wished for, several are made and the
one that comes nearest to it is taken.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np

from smartcustoms.boundary.scans import queries as scans
from smartcustoms.boundary.scans.model import Kind, Package
from smartcustoms.boundary.training import queries, store
from smartcustoms.boundary.training.difficulty import grade, level
from smartcustoms.boundary.training.model import Clean, NothingToShow, Open, Purpose, Truth
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.files import actions as files
from smartcustoms.kernel.files import queries as kept_files
from smartcustoms.kernel.files.object_gateway import Objects
from smartcustoms.kernel.identifiers import numbered
from smartcustoms.kernel.words.model import sentence

_TRIES: Final = 6
_CANDIDATES: Final = 6


@dataclass(frozen=True, slots=True)
class Wish:
    """What a trial is to show.

    `weights`: how often each category comes. `ratio`: share of pictures with a threat. `scale`: how hard it is to be (0 to 1; None: as it
    comes). `within`: the part of the scale that may be shown.
    """

    weights: Mapping[str, float]
    ratio: float
    most_superposition: float
    scale: float | None = None
    within: tuple[float, float] = (0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Place:
    """What a trial is part of: nothing, a course or a test, and its place there; how long an answer may take."""

    time_limit_s: int
    purpose: Purpose = Purpose.FREE
    part_of: str = ""
    place: int = 0


def open_trial(
    uow: UnitOfWork,
    wish: Wish,
    place: Place,
    *,
    stock: Sequence[Clean] | None = None,
    luck: np.random.Generator | None = None,
    through: Objects | None = None,
) -> Open:
    """Draw a picture and keep the trial that begins; one that the officer has open there comes again, its time going on.

    Raises:
        NothingToShow: there is no clean picture, or no threat finds a place in any that was tried.
    """
    left = store.trials.open_of(uow, uow.by.user, place.part_of)
    if left is not None:
        return left
    chance = luck or np.random.default_rng(secrets.randbits(128))
    clean = _clean(queries.stock(uow) if stock is None else stock, chance)
    read = scans.read_scan(kept_files.content(uow, clean.file, through=through), kind=Kind.BAG)
    shown: Package = read
    truth: Truth | None = None
    put_in = with_threat(read, wish, chance, on=uow.at.date())
    if chance.random() < wish.ratio:
        shown, truth = put_in
    shown, truth = mirrored(shown, truth, chance)
    rows, columns = shown.views[0].high.shape
    file = files.keep(uow, scans.written(shown), name="trial.scan.zip", through=through)
    number = numbered("TP", uow.at.year, secrets.randbelow(10**9))
    what = place.time_limit_s, place.purpose, place.part_of, place.place
    trial = Open(number, uow.by.user, file.hash, columns, rows, uow.at, *what)
    if not store.trials.insert(uow, trial, clean.number, truth, scale=wish.scale):
        return store.trials.open_of(uow, uow.by.user, place.part_of) or trial  # begun in another window meanwhile
    uow.note("training.begun", number, part_of=place.part_of)
    return trial


def with_threat(read: Package, wish: Wish, chance: np.random.Generator, *, on: date) -> tuple[Package, Truth]:
    """Put a threat into a picture: of a category by its weight, as hard as wished for where that can be had.

    Raises:
        NothingToShow: none that was tried finds a place.
    """
    for _ in range(_TRIES):
        category = str(chance.choice(list(wish.weights), p=list(wish.weights.values())))
        made = _candidates(read, category, wish, chance, on)
        if made:
            return min(made, key=lambda each: _distance(each[1], wish, on))
    says = sentence("No threat finds a place in the picture that was drawn.")
    raise NothingToShow(says, mend=sentence("Try again; a supervisor may let more lie over a threat."))


def mirrored(read: Package, truth: Truth | None, chance: np.random.Generator) -> tuple[Package, Truth | None]:
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


def _clean(stock: Sequence[Clean], chance: np.random.Generator) -> Clean:
    if not stock:
        says = sentence("There is no clean picture to train on.")
        raise NothingToShow(says, mend=sentence("A supervisor or the operator adds some."))
    return stock[int(chance.integers(len(stock)))]


def _candidates(
    read: Package, category: str, wish: Wish, chance: np.random.Generator, on: date
) -> list[tuple[Package, Truth]]:
    from smartcustoms.imaging.projection import NoPlace

    found = []
    for _ in range(1 if wish.scale is None else _CANDIDATES):
        try:
            shown, made = scans.projected(read, category, chance, most_superposition=wish.most_superposition)
        except NoPlace:
            continue
        factors = {
            "turned_away": round(made.turned_away, 3),
            "superposition": round(made.superposition, 3),
            "complexity": round(made.complexity, 3),
        }
        found.append((shown, Truth(category, made.box, **factors, level=level(**factors, on=on))))
    return found


def _distance(truth: Truth, wish: Wish, on: date) -> float:
    """Tell how far a threat is from the wish; one outside the span of the course comes only where there is no other."""
    if wish.scale is None:
        return 0.0
    factors = {name: getattr(truth, name) for name in ("turned_away", "superposition", "complexity")}
    hard = grade(**factors, on=on)
    outside = max(0.0, wish.within[0] - hard, hard - wish.within[1])
    return abs(hard - wish.scale) + 10 * outside
