"""The looks of all kept scans: their vectors in this process's memory, read once and then only what was noted since."""

from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

import numpy as np
import sqlalchemy as sa

from smartcustoms.boundary.comparison import store
from smartcustoms.kernel.database.unit import UnitOfWork

if TYPE_CHECKING:
    from smartcustoms.imaging.embedding import Look
    from smartcustoms.imaging.likeness import Likeness

_LAID_OVER: Final = 16
"""As many of the best as the vectors tell are laid over one another at least: the same vehicle is among them."""


@dataclass
class _Library:
    """The vectors of one database by one method, the scans in the order of their vectors, and from which transaction on to ask next."""

    method: str
    vectors: "Likeness"
    scans: list[str] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    horizon: int = 0


_LIBRARIES: "WeakKeyDictionary[sa.Engine, _Library]" = WeakKeyDictionary()
_LOCK = Lock()


def nearest(uow: UnitOfWork, asked: "Look", *, most: int) -> tuple[list[store.KeptLook], list[float]]:
    """Give the kept looks most like one, mirrored or not, the likest first, and how alike they are (1: the same).

    The vectors tell the best; their pictures, laid over one another, put them in order.
    """
    from smartcustoms.imaging.embedding import METHOD
    from smartcustoms.imaging.warped import apart

    # one whose transaction was undone after it was read here, or that was noted anew meanwhile, is no longer there
    kept = store.looks_of(uow, _found(uow, asked, METHOD, most=max(most, _LAID_OVER)), METHOD).values()
    other = asked.mirrored()
    told = []
    for each in kept:
        there = as_look(each)
        ways = (asked, other)
        nearer = ways[int(there.vector @ other.vector > there.vector @ asked.vector)]
        told.append((apart(nearer, there), each.scan, each))
    told.sort(key=lambda each: each[:2])
    return [each for _, _, each in told[:most]], [1 - how for how, _, _ in told[:most]]


def as_look(kept: store.KeptLook) -> "Look":
    """Give a kept look as it was noted."""
    from smartcustoms.imaging.embedding import SMALL, Look

    vector = np.frombuffer(kept.vector, "<f4").astype(np.float32)
    return Look(vector, np.frombuffer(kept.picture, np.uint8).reshape(SMALL[1], SMALL[0]))


def _found(uow: UnitOfWork, asked: "Look", method: str, *, most: int) -> list[str]:
    with _LOCK:
        mine = _followed_up(uow, method)
        return [mine.scans[place] for place in mine.vectors.nearest(asked.vector, most)[0]]


def _followed_up(uow: UnitOfWork, method: str) -> _Library:
    from smartcustoms.imaging.likeness import Likeness

    mine = _LIBRARIES.get(uow.engine)
    if mine is None or mine.method != method:
        mine = _LIBRARIES[uow.engine] = _Library(method, Likeness())
    horizon, scans, vectors = store.looks_since(uow, method, mine.horizon)
    new = [place for place, scan in enumerate(scans) if scan not in mine.known]
    if new:
        mine.vectors.add(vectors[new])
        mine.scans += [scans[place] for place in new]
        mine.known.update(scans[place] for place in new)
    mine.horizon = horizon
    return mine
