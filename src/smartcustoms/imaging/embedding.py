"""A short description of a scan by which like ones are found: low frequencies of its attenuation, cut to what is there.

The scan is cut to its content along the belt, so that a start earlier or later and an even stretch change nothing; its attenuation, less
the drift that air shows, is brought to a small picture and described by its lowest cosine frequencies, weighted so that finer ones count
too. Dark blocks tell more than light structure: most vehicles of one make differ by their load only. Mirroring
a picture along the belt only turns the sign of every second frequency, so that a mirrored scan is looked for at no cost. No network:
nothing has to be trained, and the same scan gives the same numbers for ever.
"""

from typing import Final

import numpy as np

from smartcustoms.imaging.compiled import compiled
from smartcustoms.imaging.materials import Floats
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
_STEPS: Final = 127
_FIRST: Final = (6, 24)
"""Frequencies across and along by which very many scans are looked through first."""
_BLOCK: Final = 4096


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


def coded(vectors: Image) -> np.ndarray:
    """Write the coarse frequencies of vectors as whole numbers of 8 bits, a row a frequency, for a quick first look through very many."""
    coarse = vectors.reshape(-1, ACROSS, ALONG)[:, : _FIRST[0], : _FIRST[1]].reshape(len(vectors), -1)
    return np.ascontiguousarray(np.clip(np.rint(coarse * _STEPS * 2), -_STEPS, _STEPS).astype(np.int8).T)


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
    few = max(500, 10 * most, len(vectors) // 100)
    places = np.arange(len(vectors))
    if codes is not None and len(vectors) > 4 * few:
        places = largest(rough_likeness(codes, coded(both).astype(np.int32)), few)
    alike = (vectors[places] @ both.T).max(1).astype(np.float64)
    found = min(most, len(places))
    best = np.argpartition(-alike, found - 1)[:found]
    order = best[np.lexsort((places[best], -alike[best]))]
    return places[order], alike[order]


def largest(values: np.ndarray, few: int) -> np.ndarray:
    """Give the places of the largest values, at least so many and seldom many more: a sample tells from which value on."""
    sample = values[:: max(1, len(values) // 20_000)]
    share = min(1.0, 1.5 * few / len(values))
    least = np.partition(sample, len(sample) - 1 - int(share * (len(sample) - 1)))[
        len(sample) - 1 - int(share * (len(sample) - 1))
    ]
    found = np.flatnonzero(values >= least)
    return found if len(found) >= few else np.argpartition(values, len(values) - few)[-few:]


@compiled
def rough_likeness(codes: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Give for each column of 8-bit codes the larger product with one of the two asked for, block by block, so that sums stay near."""
    many = codes.shape[1]
    out = np.empty(many, np.int32)
    one, other = np.empty(_BLOCK, np.int32), np.empty(_BLOCK, np.int32)
    for begin in range(0, many, _BLOCK):
        size = min(_BLOCK, many - begin)
        one[:] = 0
        other[:] = 0
        for j in range(codes.shape[0]):
            first, second, row = asked[j, 0], asked[j, 1], codes[j, begin : begin + size]
            for i in range(size):
                one[i] = one[i] + np.int32(row[i]) * first
            for i in range(size):
                other[i] = other[i] + np.int32(row[i]) * second
        out[begin : begin + size] = np.maximum(one[:size], other[:size])
    return out


def _cut(attenuation: Image) -> Image:
    """Cut a scan to what is there along the belt; across, the detector stands still and heights tell."""
    import cv2

    there = cv2.blur(attenuation.astype(np.float32), (3, 3)) > _THERE
    columns = np.flatnonzero(there.mean(0) > 0.02)
    return attenuation[:, columns[0] : columns[-1] + 1] if len(columns) >= 8 else attenuation
