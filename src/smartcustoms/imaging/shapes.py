"""What a network sees of a scan, and what its answer means: shapes of threats on attenuation and atomic number, at one size of pixel.

Physical quantities go in, not colours, so that another scanner's palette does not matter; every scan is brought to the same pixel size.
The network gives, for every eighth pixel: how sure it is of each class's middle there, the size, and the place within the cell.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from smartcustoms.imaging.decompose import MaterialTable
from smartcustoms.imaging.tracing import Image

CLASSES: Final = ("gun", "knife", "explosive", "drugs", "liquid", "cigarettes", "cash")
PIXEL_MM: Final = 820 / 384
STRIDE: Final = 8


@dataclass(frozen=True)
class Shape:
    """A shape found: its class, how sure, and its box in the scan's pixels (column, row, width, height)."""

    label: str
    score: float
    box: tuple[int, int, int, int]


def network_input(low: Image, high: Image, z_effective: Image, *, row_mm: float, column_mm: float) -> Image:
    """Give what the network sees: (3, rows, columns), each about 0 to 2, with sides that are multiples of 16."""
    scaled = (np.clip(low, 0, 8) / 4, np.clip(high, 0, 6) / 3, z_effective / 20)
    layers = scaled_layers(*(np.asarray(each, np.float32) for each in scaled), row_mm=row_mm, column_mm=column_mm)
    below, right = -layers.shape[1] % 16, -layers.shape[2] % 16
    return np.pad(layers, ((0, 0), (0, below), (0, right)))


def scaled_layers(*layers: Image, row_mm: float, column_mm: float) -> Image:
    """Bring layers to the network's pixel: (layers, rows, columns)."""
    import cv2

    rows, columns = layers[0].shape
    size = (max(16, round(columns * column_mm / PIXEL_MM)), max(16, round(rows * row_mm / PIXEL_MM)))
    small = [cv2.resize(each.astype(np.float32), size, interpolation=cv2.INTER_AREA) for each in layers]
    return np.stack(small).astype(np.float32)


def with_number(layers: Image, table: MaterialTable) -> Image:
    """Put the atomic number beside both attenuations, each scaled to about 0 to 2."""
    number, _ = table.look_up(layers[0], layers[1])
    return np.stack([np.clip(layers[0], 0, 8) / 4, np.clip(layers[1], 0, 6) / 3, number / 20]).astype(np.float32)


def answered(ask: Callable[[Image], Image], seen: Image) -> Image:
    """Ask a network three times, about what is seen as it is and mirrored either way, and give the mean of its answers.

    Args:
        ask: gives the answer (classes + 4, rows/8, columns/8) to an input (3, rows, columns).
        seen: the input.
    """
    upright = ask(seen)
    total = upright.copy()
    for axis, offset in ((2, -2), (1, -1)):
        answer = np.flip(ask(np.ascontiguousarray(np.flip(seen, axis))), axis).copy()
        answer[offset] = 1 - answer[offset]
        total += answer
    return np.asarray(total / 3, np.float32)


def decoded(
    answer: Image, *, least: float, row_mm: float, column_mm: float, classes: Sequence[str] = CLASSES, most: int = 40
) -> list[Shape]:
    """Turn the network's answer (classes + 4, rows/8, columns/8) into shapes: local peaks, overlapping ones once.

    Args:
        answer: sureness by class as probability, then log-width, log-height in input pixels, then offset x and y within the cell.
        least: sureness below which nothing is said.
        row_mm: height of the scan's pixel.
        column_mm: its width.
        classes: what the network was trained on, in its order.
        most: shapes at most.
    """
    found = []
    for label, heat in zip(classes, answer[: len(classes)], strict=True):
        padded = np.pad(heat, 1, constant_values=-1.0)
        around = np.max(
            [padded[i : i + heat.shape[0], j : j + heat.shape[1]] for i in range(3) for j in range(3)], axis=0
        )
        for row, column in np.argwhere((heat == around) & (heat >= least)):
            found.append((float(heat[row, column]), label, _box(answer[len(classes) :, row, column], row, column)))
    found.sort(key=lambda each: -each[0])
    kept: list[tuple[float, str, tuple[float, float, float, float]]] = []
    for each in found[:200]:
        if all(each[1] != other[1] or overlap(each[2], other[2]) < 0.4 for other in kept):
            kept.append(each)
    return [Shape(label, score, _in_scan(box, row_mm, column_mm)) for score, label, box in kept[:most]]


def overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> float:
    """Give the share that two boxes (column, row, width, height) have in common of what they cover together."""
    wide = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    high = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    if wide <= 0 or high <= 0:
        return 0.0
    both = wide * high
    return both / (one[2] * one[3] + other[2] * other[3] - both)


def _box(values: Image, row: int, column: int) -> tuple[float, float, float, float]:
    wide, high = (float(np.exp(np.clip(each, 0, 7))) for each in values[:2])
    x, y = (column + float(values[2])) * STRIDE, (row + float(values[3])) * STRIDE
    return x - wide / 2, y - high / 2, wide, high


def _in_scan(box: tuple[float, float, float, float], row_mm: float, column_mm: float) -> tuple[int, int, int, int]:
    across, down = PIXEL_MM / column_mm, PIXEL_MM / row_mm
    return round(box[0] * across), round(box[1] * down), max(1, round(box[2] * across)), max(1, round(box[3] * down))
