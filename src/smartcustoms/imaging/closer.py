"""A closer look at each place that the network of shapes put forward: cut out of the scan as fine as it is, named, its box corrected.

A second, smaller network sees the place and as much again around it at one size, whatever the size of the thing, with the box drawn
in, and is told how large it is and what the first one thought. It names threats and what else lies in bags, since what something
is instead is the best reason that it is no threat.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from smartcustoms.imaging.materials import Floats
from smartcustoms.imaging.shapes import CLASSES, Glimpse, Place, as_seen, overlap
from smartcustoms.imaging.tracing import Image

SIDE: Final = 128
"""Pixels of a close-up's side."""
AROUND: Final = 1.5
"""Side of a close-up over the longer side of its box."""
LEAST_MM: Final = 64.0
_SURENESS: Final = 0.002
_SAME: Final = 0.4
_AGAIN: Final = 0.08


Ask = Callable[[Image, Image], Image]


@dataclass(frozen=True)
class Shape:
    """A shape found: its class, how sure, and its box in the scan's pixels (column, row, width, height)."""

    label: str
    score: float
    box: Place


def seen_layers(low: Image, high: Image, z_effective: Image) -> Image:
    """Give what a close-up is cut from: (rows, columns, 3), each about 0 to 2, at the scan's own pixel."""
    import cv2

    return np.asarray(cv2.merge(as_seen(low, high, z_effective)), np.float32)


def side_mm(wide_mm: float, high_mm: float) -> float:
    """Give the side of the close-up of a box."""
    return max(AROUND * max(wide_mm, high_mm), LEAST_MM)


def close_up(layers: Image, box: Place, *, row_mm: float, column_mm: float, side: int, across_mm: float) -> Image:
    """Cut a square out around the middle of a box: (layers, side, side); air where the scan ends.

    Args:
        layers: (rows, columns, 3).
        box: in the scan's pixels.
        row_mm: height of the scan's pixel.
        column_mm: its width.
        side: pixels of the square's side.
        across_mm: what it shows.
    """
    import cv2

    wide, high = max(2, round(across_mm / column_mm)), max(2, round(across_mm / row_mm))
    left, top = round(box[0] + box[2] / 2 - wide / 2), round(box[1] + box[3] / 2 - high / 2)
    rows, columns = layers.shape[:2]
    part = layers[max(0, top) : max(0, top + high), max(0, left) : max(0, left + wide)]
    missing = max(0, -top), max(0, top + high - rows), max(0, -left), max(0, left + wide - columns)
    if not part.size:
        return np.zeros((layers.shape[2], side, side), np.float32)
    if any(missing):
        part = np.asarray(cv2.copyMakeBorder(part, *missing, cv2.BORDER_CONSTANT), np.float32)
    way = cv2.INTER_AREA if min(wide, high) > side else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(part, (side, side), interpolation=way).transpose(2, 0, 1), np.float32)


def with_box(seen: Image, wide_mm: float, high_mm: float) -> Image:
    """Draw the box into a close-up around it, as one more layer."""
    side = seen.shape[1]
    half = side / side_mm(wide_mm, high_mm) / 2
    drawn = np.zeros((1, side, side), np.float32)
    rows = slice(round(side / 2 - high_mm * half), round(side / 2 + high_mm * half))
    columns = slice(round(side / 2 - wide_mm * half), round(side / 2 + wide_mm * half))
    drawn[0, rows, columns] = 1.0
    return np.concatenate([seen, drawn])


def hints(sureness: Sequence[float], wide_mm: float, high_mm: float) -> Image:
    """Give what the second network is told beside the picture: the first one's log-odds by class, and the size."""
    return np.array([*_log_odds(sureness) / 4, np.log(wide_mm / 100), np.log(high_mm / 100)], np.float32)


def questions(layers: Image, places: Sequence[Glimpse], *, row_mm: float, column_mm: float) -> tuple[Image, Image]:
    """Give what the second network is asked of some places: close-ups (places, 4, side, side) and hints (places, classes + 2)."""
    looks, told = [], []
    for each in places:
        wide, high = each.box[2] * column_mm, each.box[3] * row_mm
        look = close_up(layers, each.box, row_mm=row_mm, column_mm=column_mm, side=SIDE, across_mm=side_mm(wide, high))
        looks.append(with_box(look, wide, high))
        told.append(hints(each.sureness, wide, high))
    return np.stack(looks), np.stack(told)


def found(
    ask: Ask,
    layers: Image,
    places: Sequence[Glimpse],
    *,
    least: float,
    row_mm: float,
    column_mm: float,
    classes: Sequence[str] = CLASSES,
) -> list[Shape]:
    """Look closer at each place; then once more, its box corrected, at each that may be a threat.

    Args:
        ask: gives the second network's answers (places, labels + 4) to close-ups and hints.
        layers: what `seen_layers` gives.
        places: what the first network put forward.
        least: score below which nothing is said.
        row_mm: height of the scan's pixel.
        column_mm: its width.
        classes: the classes of threats, in the order of both networks' answers.
    """
    pixel = {"row_mm": row_mm, "column_mm": column_mm}
    if not places:
        return []
    told = list(zip(places, ask(*questions(layers, places, **pixel)), strict=True))
    may_be = [max(_scores(place, says, len(classes))) >= _AGAIN for place, says in told]
    again = [
        Glimpse(corrected(place.box, says[-4:]), place.sureness)
        for (place, says), is_one in zip(told, may_be, strict=True)
        if is_one
    ]
    told = [each for each, is_one in zip(told, may_be, strict=True) if not is_one]
    if again:
        told += zip(again, ask(*questions(layers, again, **pixel)), strict=True)
    return named(np.stack([says for _, says in told]), [place for place, _ in told], least=least, classes=classes)


def named(says: Image, places: Sequence[Glimpse], *, least: float, classes: Sequence[str] = CLASSES) -> list[Shape]:
    """Turn the second network's answers into shapes: each class of each place that is sure enough, overlapping ones of a class once.

    Args:
        says: (places, labels + 4): probability of each label, threats first, then how far middle and sides are off, in sides and as
            logarithms.
        places: what was asked about.
        least: score below which nothing is said.
        classes: the classes of threats, in their order.
    """
    all_ = [
        Shape(label, score, corrected(place.box, answer[-4:]))
        for place, answer in zip(places, says, strict=True)
        for label, score in zip(classes, _scores(place, answer, len(classes)), strict=True)
        if score >= least
    ]
    groups: list[list[Shape]] = []
    for each in sorted(all_, key=lambda shape: -shape.score):
        same = [group for group in groups if group[0].label == each.label and overlap(each.box, group[0].box) >= _SAME]
        if same:
            same[0].append(each)
        else:
            groups.append([each])
    return [_agreed(group) for group in groups]


def _agreed(looks: Sequence[Shape]) -> Shape:
    """Make one shape of looks at a thing from several places: the score of the surest, the mean of their boxes, in which it weighs most."""
    box = np.average([each.box for each in looks], axis=0, weights=[each.score**3 for each in looks])
    x, y, wide, high = (float(each) for each in box)
    return Shape(looks[0].label, looks[0].score, (x, y, wide, high))


def _scores(place: Glimpse, says: Image, classes: int) -> list[float]:
    """Give how sure both networks are of each class: the mean of their log-odds, as a probability."""
    both = (_log_odds(place.sureness) + _log_odds(says[:classes].astype(np.float64))) / 2
    return [float(each) for each in 1 / (1 + np.exp(-both))]


def _log_odds(sureness: Sequence[float] | Image) -> Floats:
    inside = np.clip(sureness, _SURENESS, 1 - _SURENESS)
    return np.asarray(np.log(inside / (1 - inside)), np.float64)


def corrected(box: Place, off: Image) -> Place:
    """Move and stretch a box by what the network says."""
    across, down, wider, higher = (float(each) for each in np.clip(off, -1, 1))
    wide, high = box[2] * np.exp(wider), box[3] * np.exp(higher)
    x, y = box[0] + box[2] * (0.5 + across), box[1] + box[3] * (0.5 + down)
    return float(x - wide / 2), float(y - high / 2), float(wide), float(high)
