"""A short description of a scan by which like ones are found: low frequencies of its attenuation, cut to what is there.

The scan is cut to its content along the belt, so that a start earlier or later and an even stretch change nothing; its attenuation, less
the drift that air shows, is brought to a small picture and described by its lowest cosine frequencies, weighted so that finer ones count
too. Dark blocks tell more than light structure: most vehicles of one make differ by their load only. Mirroring
a picture along the belt only turns the sign of every second frequency, so that a mirrored scan is looked for at no cost. No network:
nothing has to be trained, and the same scan gives the same numbers for ever.
"""

from typing import Final

import numpy as np

from smartcustoms.imaging.tracing import Image

METHOD: Final = "cosines 2"
ALONG: Final = 24
ACROSS: Final = 12
SIZE: Final = ALONG * ACROSS
_SMALL: Final = (128, 48)  # columns, rows
_CAP: Final = 6.0
_DRIFT: Final = 0.06
"""Attenuation that air may show when a detector's gain has drifted."""
_THERE: Final = 0.08


def embedding(attenuation: Image) -> Image:
    """Describe a scan (rows, columns) by a vector of length one."""
    import cv2

    seen = np.clip(_cut(attenuation) - _DRIFT, 0, _CAP).astype(np.float32)
    small = cv2.resize(seen, _SMALL, interpolation=cv2.INTER_AREA)
    waves = cv2.dct(small - small.mean())[:ACROSS, :ALONG]
    row, column = np.mgrid[:ACROSS, :ALONG]
    weighted = waves * (1 + 0.3 * row + 0.1 * column)
    weighted[0, 0] = 0
    length = float(np.linalg.norm(weighted))
    return np.asarray(weighted.ravel() / max(length, 1e-6), np.float32)


def mirrored(vector: Image) -> Image:
    """Give the vector that the same scan has when it is mirrored along the belt."""
    signs = np.where(np.arange(ALONG) % 2 == 0, 1, -1).astype(np.float32)
    return np.asarray((vector.reshape(ACROSS, ALONG) * signs).ravel(), np.float32)


def _cut(attenuation: Image) -> Image:
    """Cut a scan to what is there along the belt; across, the detector stands still and heights tell."""
    import cv2

    there = cv2.blur(attenuation.astype(np.float32), (3, 3)) > _THERE
    columns = np.flatnonzero(there.mean(0) > 0.02)
    return attenuation[:, columns[0] : columns[-1] + 1] if len(columns) >= 8 else attenuation
