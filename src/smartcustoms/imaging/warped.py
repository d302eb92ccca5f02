"""How far two small pictures of scans are apart when one may be warped along the belt: no vehicle drives twice at quite the same speed.

For each column of one picture every column of the other within reach is tried, at a quarter of a column; dynamic programming finds the way
from end to end that costs least, where a change of speed costs too (Sakoe and Chiba 1978). The detector may stand a little higher or lower.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from smartcustoms.imaging.compiled import compiled
from smartcustoms.imaging.embedding import MOST, SMALL, Look, Small
from smartcustoms.imaging.tracing import Image

_PARTS: Final = 4
_REACH: Final = 18
_CHANGE: Final = 6.0
_NEAREST: Final = 16
_HIGHER_ROWS: Final = (-0.7, -0.35, 0.0, 0.35, 0.7)


def apart(asked: Look, kept: Look) -> float:
    """Tell how far two looks are apart, 0 where they are the same: the mean difference of a pixel of their pictures."""
    return _apart(asked, _heights(asked, _HIGHER_ROWS), kept)


def each_apart(asked: Look, kept: Sequence[Look]) -> list[float]:
    """Tell how far each kept look is apart from one asked about, or from its mirror image, whichever its vector is nearer to.

    Other heights of the detector are tried only where it is among the nearest at its own.
    """
    ways = {False: asked, True: asked.mirrored()}
    level = {turned: _heights(each, (0.0,)) for turned, each in ways.items()}
    others = {turned: _heights(each, [rows for rows in _HIGHER_ROWS if rows]) for turned, each in ways.items()}
    turned = [bool(ways[True].vector @ each.vector > asked.vector @ each.vector) for each in kept]
    far = [_apart(ways[way], level[way], each) for way, each in zip(turned, kept, strict=True)]
    for place in np.argsort(far)[:_NEAREST]:
        far[place] = min(far[place], _apart(ways[turned[place]], others[turned[place]], kept[place]))
    return far


def _apart(asked: Look, heights: Sequence[Image], kept: Look) -> float:
    import cv2

    if np.array_equal(asked.picture, kept.picture):
        return 0.0  # between columns a picture would differ a little from itself

    there = cv2.resize(_roots(kept.picture), (SMALL[0] * _PARTS, SMALL[1]), interpolation=cv2.INTER_LINEAR)
    ways = np.ascontiguousarray(there.T, np.float32)
    return float(min(_least(each, ways) for each in heights))


def _heights(asked: Look, higher: Sequence[float]) -> list[Image]:
    """Give what is asked about as (columns, rows) as it would be seen by a detector so many rows higher."""
    seen = _roots(asked.picture)
    return [np.ascontiguousarray(_higher(seen, rows).T, np.float32) for rows in higher]


def _roots(picture: Small) -> Image:
    return np.asarray(picture * np.float32(MOST**0.5 / 255), np.float32)


def _higher(picture: Image, rows: float) -> Image:
    import cv2

    move = np.array([[1, 0, 0], [0, 1, rows]], np.float32)
    return np.asarray(cv2.warpAffine(picture, move, SMALL, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))


@compiled
def _least(asked: Image, kept: Image) -> float:
    """Give the mean difference of a pixel along the best way; pictures are (columns, rows), the kept one `_PARTS` times as fine."""
    columns, rows = asked.shape
    many = 2 * _REACH + 1
    best = np.zeros(many, np.float32)
    for i in range(columns):
        before = best.copy()
        for k in range(many):
            least = before[k]
            if i and k > 0:
                least = min(least, before[k - 1] + np.float32(_CHANGE))
            if i and k < many - 1:
                least = min(least, before[k + 1] + np.float32(_CHANGE))
            j = min(max(i * _PARTS + k - _REACH, 0), len(kept) - 1)
            cost = np.float32(0)
            for row in range(rows):
                cost += abs(asked[i, row] - kept[j, row])
            best[k] = least + cost
    return float(best.min() / columns / rows)
