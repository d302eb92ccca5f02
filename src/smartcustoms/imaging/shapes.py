"""What a network sees of a scan, and what its answer means: shapes of threats on attenuation and atomic number, at one size of pixel.

Physical quantities go in, not colours, so that another scanner's palette does not matter; every scan is brought to the same pixel size.
The network gives, for every eighth pixel: how sure it is of each class's middle there, the size, and the place within the cell.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from smartcustoms.imaging.decompose import MaterialTable
from smartcustoms.imaging.tracing import Image

CLASSES: Final = ("gun", "knife", "explosive", "drugs", "liquid", "cigarettes", "cash")
PIXEL_MM: Final = 820 / 384
STRIDE: Final = 8
_ONE_PLACE: Final = 0.6
"""Share in common from which two boxes, of whatever class, are one place."""


Place = tuple[float, float, float, float]
"""A box in a scan's pixels: column, row, width, height."""


@dataclass(frozen=True)
class Glimpse:
    """A place that may hold something: its box, and how sure the network is of each class there, in its order."""

    box: Place
    sureness: tuple[float, ...]


def network_input(low: Image, high: Image, z_effective: Image, *, row_mm: float, column_mm: float) -> Image:
    """Give what the network sees: (3, rows, columns), each about 0 to 2, with sides that are multiples of 16."""
    layers = scaled_layers(*as_seen(low, high, z_effective), row_mm=row_mm, column_mm=column_mm)
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
    return np.stack(as_seen(layers[0], layers[1], number))


def as_seen(low: Image, high: Image, z_effective: Image) -> tuple[Image, ...]:
    """Give attenuations and atomic number as networks see them, each about 0 to 2."""
    scaled = (np.clip(low, 0, 8) / 4, np.clip(high, 0, 6) / 3, z_effective / 20)
    return tuple(np.asarray(each, np.float32) for each in scaled)


def glimpsed(
    answer: Image, *, least: float, row_mm: float, column_mm: float, classes: int = len(CLASSES), most: int = 24
) -> list[Glimpse]:
    """Turn the network's answer (classes + 4, rows/8, columns/8) into places worth a closer look: local peaks, overlapping ones once.

    Args:
        answer: sureness by class as probability, then log-width, log-height in input pixels, then offset x and y within the cell.
        least: sureness of any class below which nothing is said.
        row_mm: height of the scan's pixel.
        column_mm: its width.
        classes: how many the network was trained on.
        most: places at most, the surest first.
    """
    heat = answer[:classes]
    padded = np.pad(heat, ((0, 0), (1, 1), (1, 1)), constant_values=-1.0)
    rows, columns = heat.shape[1:]
    around = np.max([padded[:, i : i + rows, j : j + columns] for i in range(3) for j in range(3)], axis=0)
    peaks = np.argwhere((heat == around) & (heat >= least))
    surest = sorted(peaks, key=lambda each: -heat[tuple(each)])[:200]
    kept: list[Glimpse] = []
    for _, row, column in surest:
        box = _in_scan(_box(answer[classes:, row, column], row, column), row_mm, column_mm)
        if len(kept) < most and all(overlap(box, other.box) < _ONE_PLACE for other in kept):
            kept.append(Glimpse(box, tuple(float(each) for each in around[:, row, column])))
    return kept


def overlap(one: Place, other: Place) -> float:
    """Give the share that two boxes (column, row, width, height) have in common of what they cover together."""
    wide = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    high = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    if wide <= 0 or high <= 0:
        return 0.0
    both = wide * high
    return both / (one[2] * one[3] + other[2] * other[3] - both)


def _box(values: Image, row: int, column: int) -> Place:
    wide, high = (float(np.exp(np.clip(each, 0, 7))) for each in values[:2])
    x, y = (column + float(values[2])) * STRIDE, (row + float(values[3])) * STRIDE
    return x - wide / 2, y - high / 2, wide, high


def _in_scan(box: Place, row_mm: float, column_mm: float) -> Place:
    across, down = PIXEL_MM / column_mm, PIXEL_MM / row_mm
    return box[0] * across, box[1] * down, max(1.0, box[2] * across), max(1.0, box[3] * down)
