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
_REACH: Final = 12
_CHANGE: Final = 3.0
_HIGHER_ROWS: Final = (-0.34, -0.17, 0.0, 0.17, 0.34)


def apart(asked: Look, kept: Look) -> float:
    """Tell how far two looks are apart, 0 where they are the same: the geometric mean of what their vectors and their pictures say."""
    return _apart(asked, _heights(asked), kept)


def each_apart(asked: Look, kept: Sequence[Look]) -> list[float]:
    """Tell how far each kept look is apart from one asked about, or from its mirror image, whichever its vector is nearer to."""
    other = asked.mirrored()
    own, turned = _heights(asked), _heights(other)
    return [
        _apart(other, turned, each)
        if other.vector @ each.vector > asked.vector @ each.vector
        else _apart(asked, own, each)
        for each in kept
    ]


def _apart(asked: Look, heights: list[Image], kept: Look) -> float:
    import cv2

    by_vector = max(0.0, 1 - float(asked.vector @ kept.vector)) ** 0.5
    there = cv2.resize(_roots(kept.picture), (SMALL[0] * _PARTS, SMALL[1]), interpolation=cv2.INTER_LINEAR)
    ways = np.ascontiguousarray(there.T, np.float32)
    return float((by_vector * min(_least(each, ways) for each in heights)) ** 0.5)


def _heights(asked: Look) -> list[Image]:
    """Give what is asked about as (columns, rows) as it would be seen by a detector a little higher or lower."""
    seen = _roots(asked.picture)
    return [np.ascontiguousarray(_higher(seen, rows).T, np.float32) for rows in _HIGHER_ROWS]


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
