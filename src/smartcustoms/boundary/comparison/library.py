"""The vectors of all kept scans in this process's memory, to find which look most like one. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

import numpy as np

from smartcustoms.boundary.scans.model import Kind

if TYPE_CHECKING:
    from smartcustoms.imaging.embedding import Look
    from smartcustoms.imaging.likeness import Likeness
    from smartcustoms.imaging.tracing import Image

LAID_OVER: Final = 40
"""As many of the best as the vectors tell are laid over one another at least: the same vehicle is among them."""
OF_A_SORT: Final = 8
"""As many times more are looked at where only one sort of scan is wanted: bags lie among bags, trucks among trucks, few elsewhere."""
_SORTS: Final = (frozenset({Kind.BAG, Kind.PARCEL}), frozenset({Kind.TRUCK, Kind.CONTAINER, Kind.CAR}))
LOCK: Final = Lock()
"""Held while a library is followed up or asked."""


@dataclass
class Library:
    """The vectors of one database by one method, the scans in the order of their vectors, and from which transaction on to ask next."""

    method: str
    vectors: "Likeness"
    scans: list[str] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    horizon: int = 0

    def take_up(self, horizon: int, scans: Sequence[str], vectors: "Image") -> None:
        """Take up what was noted since; what is known already is passed over."""
        new = [place for place, scan in enumerate(scans) if scan not in self.known]
        if new:
            self.vectors.add(vectors[new])
            self.scans += [scans[place] for place in new]
            self.known.update(scans[place] for place in new)
        self.horizon = horizon


_LIBRARIES: "WeakKeyDictionary[Any, Library]" = WeakKeyDictionary()


def of_one_sort(kind: Kind) -> frozenset[Kind]:
    """Give the kinds among which the like of a kind are looked for; none: among all.

    >>> sorted(of_one_sort(Kind.PARCEL))
    [<Kind.BAG: 'bag'>, <Kind.PARCEL: 'parcel'>]
    """
    return next((sort for sort in _SORTS if kind in sort), frozenset())


def library_of(engine: Any, method: str) -> Library:
    """Give this process's library of a database, an empty one at first and after a change of method."""
    from smartcustoms.imaging.likeness import Likeness

    mine = _LIBRARIES.get(engine)
    if mine is None or mine.method != method:
        mine = _LIBRARIES[engine] = Library(method, Likeness())
    return mine


def as_look(vector: bytes, picture: bytes) -> "Look":
    """Give a kept look as it was noted."""
    from smartcustoms.imaging.embedding import SMALL, Look

    return Look(
        np.frombuffer(vector, "<f4").astype(np.float32), np.frombuffer(picture, np.uint8).reshape(SMALL[1], SMALL[0])
    )
