"""How a scan looks, so that like ones are found: a vector for a first look through very many, a small picture to put the best in order.

A scan is made coarse, freed of the drift that air shows, and cut to its content along the belt, so that a start earlier or later and an
even stretch change nothing. The vector holds its lowest cosine frequencies, weighted so that finer ones count too. Mirroring a scan along
the belt only turns the sign of every second frequency, so that a mirrored scan is looked for at no cost. No network: nothing has to be
trained, and the same scan gives the same numbers for ever.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from smartcustoms.imaging.tracing import Image

METHOD: Final = "cosines 4"
ALONG: Final = 24
ACROSS: Final = 12
SIZE: Final = ALONG * ACROSS
SMALL: Final = (240, 96)
"""Columns and rows of the small picture."""
MOST: Final = 6.0
"""Attenuation beyond which nothing counts."""
_WAVES: Final = (128, 48)
_COARSE_ROWS: Final = 100
_MOST_DRIFT: Final = 0.06
_AIR: Final = 0.04
_SLOW: Final = 31
_FLOOR: Final = 0.02
_THERE: Final = 0.05

Small = NDArray[np.uint8]


@dataclass(frozen=True)
class Look:
    """How a scan looks: `vector` (SIZE numbers, of length one), `picture` (SMALL, roots of attenuation, 255 at MOST)."""

    vector: Image
    picture: Small

    def mirrored(self) -> "Look":
        """Give the look of the same scan mirrored along the belt."""
        return Look(mirrored(self.vector), self.picture[:, ::-1])


def look(attenuation: Image) -> Look:
    """Describe how a scan (rows, columns) looks."""
    import cv2

    seen = np.clip(_cut(_without_drift(_coarse(attenuation))) - _FLOOR, 0, MOST)
    small = cv2.resize(seen, SMALL, interpolation=cv2.INTER_AREA)
    return Look(_vector(seen), np.rint(255 * np.sqrt(small / MOST)).astype(np.uint8))


def mirrored(vector: Image) -> Image:
    """Give the vector that the same scan has when it is mirrored along the belt."""
    signs = np.where(np.arange(ALONG) % 2 == 0, 1, -1).astype(np.float32)
    return np.asarray((vector.reshape(ACROSS, ALONG) * signs).ravel(), np.float32)


def _vector(seen: Image) -> Image:
    import cv2

    small = cv2.resize(seen, _WAVES, interpolation=cv2.INTER_AREA)
    waves = cv2.dct(small - small.mean())[:ACROSS, :ALONG]
    row, column = np.mgrid[:ACROSS, :ALONG]
    weighted = waves * (1 + 0.3 * row + 0.1 * column)
    weighted[0, 0] = 0
    length = float(np.linalg.norm(weighted))
    return np.asarray(weighted.ravel() / max(length, 1e-6), np.float32)


def _coarse(attenuation: Image) -> Image:
    import cv2

    rows, columns = attenuation.shape
    size = (max(8, round(columns * _COARSE_ROWS / rows)), _COARSE_ROWS)
    return np.asarray(cv2.resize(attenuation.astype(np.float32), size, interpolation=cv2.INTER_AREA), np.float32)


def _without_drift(attenuation: Image) -> Image:
    """Take away what the air in each column shows: a detector's gain drifts slowly along a scan."""
    import cv2

    air = np.quantile(cv2.blur(attenuation, (3, 3)), _AIR, axis=0)
    padded = np.pad(np.clip(air, -_MOST_DRIFT, _MOST_DRIFT), _SLOW // 2, mode="edge")
    slow = np.median(np.lib.stride_tricks.sliding_window_view(padded, _SLOW), 1)
    return np.asarray(attenuation - slow, np.float32)


def _cut(attenuation: Image) -> Image:
    """Cut a scan to what is there along the belt; across, the detector stands still and heights tell."""
    import cv2

    there = cv2.blur(attenuation, (3, 3)) > _THERE
    columns = np.flatnonzero(there.mean(0) > 0.02)
    return attenuation[:, columns[0] : columns[-1] + 1] if len(columns) >= 8 else attenuation
