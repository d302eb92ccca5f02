"""Pictures of a scan as PNG: how it is looked at, how large. Pure; heavy libraries are loaded when the first picture is drawn."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from smartcustoms.boundary.scans.model import Package, View
from smartcustoms.imaging.colour import Look, Picture, drawn

if TYPE_CHECKING:
    from smartcustoms.imaging.tracing import Image

LARGEST_SHOWN: Final = 2800
Mark = tuple[tuple[int, int, int, int], tuple[int, int, int]]
"""A box (column, row, width, height) in the scan's pixels, and its colour."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How a scan is to be drawn: look, window of attenuation (0: what suits), gamma, longest side in pixels."""

    look: Look = Look.COLOUR
    floor: float = 0.0
    ceiling: float = 0.0
    gamma: float = 1.0
    side: int = LARGEST_SHOWN


def measured(view: View, beam: str) -> "tuple[Image, Image, Image, Image]":
    """Give atomic number, areal density (g/cm²), low and high attenuation of a view; the first two are 0 where one energy is lost."""
    from smartcustoms.imaging.decompose import attenuation, material_table

    high = attenuation(view.high, view.air)
    if view.low is None or not beam:
        nothing = np.zeros_like(high)
        return nothing, nothing, high, high
    low = attenuation(view.low, view.air)
    number, areal = material_table(beam).look_up(low, high)
    return number, areal, low, high


def picture(package: Package, place: int, wish: Wish) -> Picture:
    """Draw one view."""
    import cv2

    view = package.views[place]
    known = package.is_dual_energy
    number, _, _, high = measured(view, package.beam if known else "")
    scale = min(1.0, wish.side / max(high.shape))
    if scale < 1:
        size = (max(1, round(high.shape[1] * scale)), max(1, round(high.shape[0] * scale)))
        number, high = (
            np.asarray(cv2.resize(each, size, interpolation=cv2.INTER_AREA), np.float32) for each in (number, high)
        )
    look = wish.look if known or wish.look not in {Look.COLOUR, Look.ORGANIC, Look.INORGANIC} else Look.GREY
    return drawn(look, number, high, floor=wish.floor, ceiling=wish.ceiling, gamma=wish.gamma)


def png(shown: Picture, marks: tuple[Mark, ...] = (), scale: float = 1.0) -> bytes:
    """Write a picture as PNG, with boxes drawn on it; `scale` is the picture's pixels per pixel of the scan."""
    import cv2

    bgr = np.ascontiguousarray(shown[..., ::-1])
    for (column, row, wide, high), (red, green, blue) in marks:
        corners = [(round(x * scale), round(y * scale)) for x, y in ((column, row), (column + wide, row + high))]
        cv2.rectangle(bgr, corners[0], corners[1], (blue, green, red), 2)
    done, content = cv2.imencode(".png", bgr)
    if not done:
        raise RuntimeError("the picture could not be written as PNG")
    return bytes(content)
