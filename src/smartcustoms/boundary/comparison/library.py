"""The looks of all kept scans in this process's memory: read once, then only what was noted since is read."""

from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from smartcustoms.boundary.comparison import store
from smartcustoms.kernel.database.unit import UnitOfWork

if TYPE_CHECKING:
    from smartcustoms.imaging.likeness import Likeness
    from smartcustoms.imaging.tracing import Image


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


def found_by_look(uow: UnitOfWork, vector: "Image", method: str, *, most: int) -> list[str]:
    """Give the scans that look most like a vector, the likest first.

    A scan whose transaction was undone after it was read here may be among them: whoever asks looks each up in the database.
    """
    with _LOCK:
        mine = _followed_up(uow, method)
        return [mine.scans[place] for place in mine.vectors.nearest(vector, most)[0]]


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
