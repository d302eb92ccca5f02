"""A short description of a scan by which like ones are found: low frequencies of its attenuation, cut to what is there.

The scan is cut to its content along the belt, so that a start earlier or later and an even stretch change nothing; its capped attenuation
is brought to a small picture and described by its lowest cosine frequencies, weighted so that finer ones count too. Mirroring
a picture along the belt only turns the sign of every second frequency, so that a mirrored scan is looked for at no cost. No network:
nothing has to be trained, and the same scan gives the same numbers for ever.
"""

from typing import Final

import numpy as np

from smartcustoms.imaging.compiled import compiled
from smartcustoms.imaging.materials import Floats
from smartcustoms.imaging.tracing import Image

METHOD: Final = "cosines 1"
ALONG: Final = 24
ACROSS: Final = 12
SIZE: Final = ALONG * ACROSS
_SMALL: Final = (128, 48)  # columns, rows
_CAP: Final = 3.0
_THERE: Final = 0.08
_STEPS: Final = 127


def embedding(attenuation: Image) -> Image:
    """Describe a scan (rows, columns) by a vector of length one."""
    import cv2

    seen = np.clip(_cut(attenuation), 0, _CAP).astype(np.float32)
    small = cv2.resize(seen, _SMALL, interpolation=cv2.INTER_AREA)
    small = np.sqrt(small)  # light structure counts beside dark blocks
    waves = cv2.dct(small - small.mean())[:ACROSS, :ALONG]
    row, column = np.mgrid[:ACROSS, :ALONG]
    weighted = waves * (1 + row / 2 + column / 4)
    weighted[0, 0] = 0
    length = float(np.linalg.norm(weighted))
    return np.asarray(weighted.ravel() / max(length, 1e-6), np.float32)


def mirrored(vector: Image) -> Image:
    """Give the vector that the same scan has when it is mirrored along the belt."""
    signs = np.where(np.arange(ALONG) % 2 == 0, 1, -1).astype(np.float32)
    return np.asarray((vector.reshape(ACROSS, ALONG) * signs).ravel(), np.float32)


def coded(vectors: Image) -> np.ndarray:
    """Write vectors of length one as whole numbers of 8 bits, for a quick first look through very many."""
    return np.clip(np.rint(vectors * _STEPS * 2), -_STEPS, _STEPS).astype(np.int8)


def nearest(vectors: Image, asked: Image, most: int, *, codes: np.ndarray | None = None) -> tuple[np.ndarray, Floats]:
    """Give the places of the vectors most like the one asked for, or its mirror image, and how alike they are (1: the same).

    Args:
        vectors: (many, SIZE), each of length one.
        asked: what is looked for.
        most: how many to give.
        codes: the same vectors as `coded` gives them: then every one is looked at roughly, and the best are measured exactly.
    """
    if not len(vectors):
        return np.empty(0, np.int64), np.empty(0)
    both = np.stack([asked, mirrored(asked)])
    places = np.arange(len(vectors))
    if codes is not None and len(vectors) > 40 * most:
        rough = rough_likeness(codes, coded(both).astype(np.int16))
        few = max(200, 10 * most)
        places = np.argpartition(rough, len(rough) - few)[-few:]
    alike = (vectors[places] @ both.T).max(1).astype(np.float64)
    few = min(most, len(places))
    best = np.argpartition(-alike, few - 1)[:few]
    order = best[np.lexsort((places[best], -alike[best]))]
    return places[order], alike[order]


@compiled
def rough_likeness(codes: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Give for each row of 8-bit codes the larger product with one of the two vectors asked for."""
    out = np.empty(codes.shape[0], np.int32)
    for i in range(codes.shape[0]):
        one = np.int32(0)
        other = np.int32(0)
        for j in range(codes.shape[1]):
            value = np.int32(codes[i, j])
            one += value * np.int32(asked[0, j])
            other += value * np.int32(asked[1, j])
        out[i] = max(one, other)
    return out


def _cut(attenuation: Image) -> Image:
    """Cut a scan to what is there along the belt; across, the detector stands still and heights tell."""
    import cv2

    there = cv2.blur(attenuation.astype(np.float32), (3, 3)) > _THERE
    columns = np.flatnonzero(there.mean(0) > 0.02)
    return attenuation[:, columns[0] : columns[-1] + 1] if len(columns) >= 8 else attenuation
