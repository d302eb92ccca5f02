"""What was added or removed between two registered scans: the difference of attenuations against what noise and edges may make of nothing.

Attenuations are compared, not greys: what is added shows the same wherever it lies. Each pixel's difference is judged by a model of its
own noise (quanta that came through in both scans) and of its edges (a steep edge misplaced by part of a pixel); what stands out is
grown to blobs. Behind thick matter, such as an engine, single quanta are summed before anything is compared.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from smartcustoms.imaging.beams import beam
from smartcustoms.imaging.decompose import material_table
from smartcustoms.imaging.materials import Floats
from smartcustoms.imaging.tracing import Image

_BLUR: Final = 3.0
_EDGE_PIXELS: Final = 0.8
_FLOOR: Final = 0.012
_SEED: Final = 6.0
_GROW: Final = 3.0
_DARK: Final = 6.5
"""Attenuation above which too little comes through for a difference of logarithms to mean anything."""
_DUSK: Final = 5.5
"""Attenuation from which quanta are summed instead."""
_LEVEL: Final = 0.05
"""Share by which the level behind thick matter may differ between two scans: gain, scatter, the slant of the road. Assumed."""
_APART: Final = 13
_LEAST_CM2: Final = 60.0
_MOST: Final = 20


@dataclass(frozen=True)
class Blob:
    """Matter added (or removed) in one place: box in the second scan's pixels, mass if it is organic, how far above noise."""

    box: tuple[int, int, int, int]
    kg: float
    added: bool
    score: float
    area_cm2: float


@dataclass(frozen=True)
class Difference:
    """The blobs, those that stand out most first, and the map they come from: attenuation gained (after minus before)."""

    blobs: tuple[Blob, ...]
    gained: Image
    score: Image


def difference(before: Image, after: Image, *, beam_name: str, row_mm: float, column_mm: float) -> Difference:
    """Find added and removed matter; `before` is registered onto `after`."""
    import cv2

    level = after - drift(before, after)
    gained = level - before
    usable = (before < _DARK) & (after < _DARK)
    gained = np.where(usable, gained, 0).astype(np.float32)
    blurred = cv2.GaussianBlur(gained, (0, 0), _BLUR)
    score = np.asarray(blurred / spread(before, after, beam_name), np.float32)
    heaviness = _heavier(before, after, beam_name)
    heaviness = np.where(usable, heaviness, 0)
    dark = _in_the_dark(before, level, beam_name)
    score = np.where(dark.there, dark.score, score)
    heaviness = np.where(dark.there, _heavier(dark.before, dark.after, beam_name), heaviness)
    gained = np.where(dark.there, dark.after - dark.before, gained)
    pixel_cm2 = row_mm * column_mm / 100
    blobs = [
        each
        for sign in (1, -1)
        for each in _blobs(sign * score, sign * heaviness, pixel_cm2, added=sign > 0)
        if each.area_cm2 >= _LEAST_CM2
    ]
    blobs.sort(key=lambda each: -each.score * np.sqrt(each.area_cm2))
    return Difference(tuple(blobs[:_MOST]), gained, score)


@dataclass(frozen=True)
class Dark:
    """Where hardly anything comes through (`there`): both attenuations from what came through around, and how far the loss stands out."""

    there: NDArray[np.bool_]
    before: Image
    after: Image
    score: Image


def _in_the_dark(before: Image, after: Image, beam_name: str) -> Dark:
    """Compare what still comes through behind an engine: the few quanta themselves, summed, since the logarithm of few is mostly noise.

    Only pixels whose surroundings are dark too are judged: next to a bright one, a shift by part of a pixel is more than all that is there.
    """
    import cv2

    known = beam(beam_name)
    dark = ((before > _DUSK) & (after > _DUSK)).astype(np.float32)
    weight = np.maximum(cv2.GaussianBlur(dark, (0, 0), _BLUR), 1e-3)
    one, two = (
        np.asarray(cv2.GaussianBlur(np.exp(-each) * dark, (0, 0), _BLUR) / weight, np.float32)
        for each in (before, after)
    )
    noise2 = ((one + two) / known.quanta_high + 2 * known.electronic_share**2) / (4 * np.pi * _BLUR**2) * 2.0
    edges = [
        np.abs(cv2.Sobel(each, cv2.CV_32F, dx, dy, ksize=3)) / 8 for each in (one, two) for dx, dy in ((1, 0), (0, 1))
    ]
    edge, level = np.maximum.reduce(edges) * _EDGE_PIXELS, _LEVEL * (one + two) / 2
    there = cv2.erode(dark, np.ones((_APART, _APART), np.uint8)) > 0
    least = known.electronic_share / 4
    return Dark(
        there,
        np.asarray(-np.log(np.maximum(one, least)), np.float32),
        np.asarray(-np.log(np.maximum(two, least)), np.float32),
        np.asarray((one - two) / np.sqrt(noise2 + edge**2 + level**2), np.float32),
    )


def drift(before: Image, after: Image) -> Image:
    """Give by how much the second scan's gain differs, column by column, from where both see air; smooth along the scan."""
    import cv2

    air = (before < 0.06) & (after < 0.1)
    counted = air.sum(0).astype(np.float32)[None]
    summed = np.where(air, after - before, 0).sum(0, dtype=np.float64).astype(np.float32)[None]
    weight, total = (cv2.GaussianBlur(each, (0, 0), 20, borderType=cv2.BORDER_REPLICATE) for each in (counted, summed))
    return np.asarray(total / np.maximum(weight, 1e-3), np.float32)


def spread(before: Image, after: Image, beam_name: str) -> Image:
    """Give the standard deviation that the blurred difference has where nothing changed: quanta, electronics, edges, a floor."""
    import cv2

    known = beam(beam_name)
    noise2 = np.zeros_like(before)
    for each in (before, after):
        smooth = cv2.GaussianBlur(np.clip(each, 0, 8), (0, 0), 1.5)
        noise2 += np.exp(smooth) / known.quanta_high + (known.electronic_share * np.exp(smooth)) ** 2
    noise2 *= 1 / (4 * np.pi * _BLUR**2) * 2.0  # neighbours share signal through the detector's blur
    edges = [
        np.abs(cv2.Sobel(np.clip(each, 0, 8), cv2.CV_32F, dx, dy, ksize=3)) / 8
        for each in (before, after)
        for dx, dy in ((1, 0), (0, 1))
    ]
    edge = cv2.GaussianBlur(np.maximum.reduce(edges), (0, 0), _BLUR) * _EDGE_PIXELS
    return np.asarray(np.sqrt(noise2 + edge**2 + _FLOOR**2), np.float32)


def _blobs(score: Image, heaviness: Image, pixel_cm2: float, *, added: bool) -> list[Blob]:
    import cv2

    count, labels, stats, _ = cv2.connectedComponentsWithStats((score > _GROW).astype(np.uint8), connectivity=8)
    if count < 2:
        return []
    best = _most(np.asarray(labels, np.int32), score, count)
    kg = np.bincount(labels.ravel(), weights=heaviness.ravel().astype(np.float64), minlength=count) * pixel_cm2 / 1000
    found = []
    for i in np.flatnonzero(best > _SEED):
        if i == 0:
            continue
        left, top, wide, high, area = (int(each) for each in stats[i])
        if min(wide, high) >= 5 and kg[i] > 0:
            found.append(
                Blob((left, top, wide, high), round(float(kg[i]), 2), added, round(float(best[i]), 1), area * pixel_cm2)
            )
    return found


def _heavier(before: Image, after: Image, beam_name: str) -> Image:
    one, two = (_organic_g_per_cm2(np.maximum(each, 0), beam_name) for each in (before, after))
    return two - one


def _most(labels: NDArray[np.int32], score: Image, count: int) -> Floats:
    best = np.zeros(count)
    np.maximum.at(best, labels.ravel(), score.ravel())
    return best


def _organic_g_per_cm2(attenuation: Image, beam_name: str) -> Image:
    """Give the areal density that organic matter (Z about 7) of this attenuation has."""
    table = material_table(beam_name)
    places = np.argmin(np.abs(table.z_effective - 7.0), axis=1)
    curve = table.areal_g_per_cm2[np.arange(len(places)), places]
    nought, none = np.concatenate([[0.0], table.attenuations]), np.concatenate([[0.0], curve])
    beyond = np.maximum(attenuation - nought[-1], 0) * (none[-1] - none[-9]) / (nought[-1] - nought[-9])
    return np.asarray(np.interp(attenuation, nought, none) + beyond, np.float32)
