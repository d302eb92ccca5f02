"""Pictures of a scan: pseudo-colour by the usual convention, grey, inverse, edges, high penetration, one kind of material only.

Convention of the trade: organic (atomic number below 10) orange, mixed (10 to 18) green, metal (above 18) blue, black where
nothing gets through.
"""

from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from smartcustoms.imaging.tracing import Image

Picture = NDArray[np.uint8]
ORGANIC_BELOW: Final = 10.0
METAL_ABOVE: Final = 18.0
_HUES: Final = (
    (5.0, (255, 150, 60)), (7.0, (250, 140, 40)), (9.0, (235, 150, 40)), (10.5, (170, 180, 50)), (12.0, (90, 180, 70)),
    (15.0, (50, 165, 90)), (18.0, (40, 130, 180)), (21.0, (40, 80, 205)), (30.0, (30, 50, 180)),
)  # fmt: skip


class Look(StrEnum):
    """How a scan is looked at."""

    COLOUR = "colour"
    GREY = "grey"
    INVERSE = "inverse"
    EDGE = "edge"
    DEEP = "deep"  # high penetration: the dark end spread over the whole range
    ORGANIC = "organic"
    INORGANIC = "inorganic"


def coloured(z_effective: Image, attenuation_high: Image, gamma: float = 1.0) -> Picture:
    """Colour by atomic number, darken by attenuation."""
    numbers = np.array([z for z, _ in _HUES])
    hue = [np.interp(z_effective, numbers, [rgb[k] / 255 for _, rgb in _HUES]).astype(np.float32) for k in range(3)]
    a = np.clip(attenuation_high, 0, None)
    clear = np.exp(-1.5 * a * gamma)
    dark = np.exp(-0.33 * np.maximum(a - 0.7, 0) * gamma)
    return np.stack([_byte(clear + (1 - clear) * each * dark) for each in hue], -1)


def drawn(
    look: Look,
    z_effective: Image,
    attenuation_high: Image,
    *,
    floor: float = 0.0,
    ceiling: float = 0.0,
    gamma: float = 1.0,
) -> Picture:
    """Draw a scan as it is asked for.

    Args:
        look: what is shown.
        z_effective: atomic number by pixel.
        attenuation_high: -ln(I/I0) at the high energy.
        floor: attenuation that is drawn white.
        ceiling: attenuation that is drawn black; 0: what suits the look.
        gamma: above 1 darkens the middle, below 1 lightens it.
    """
    match look:
        case Look.COLOUR:
            return coloured(z_effective, attenuation_high - floor, gamma)
        case Look.ORGANIC | Look.INORGANIC:
            organic = (z_effective > 0) & (z_effective < ORGANIC_BELOW)
            keep = organic if look is Look.ORGANIC else (z_effective >= ORGANIC_BELOW)
            shown = coloured(z_effective, attenuation_high - floor, gamma)
            faint = _grey(attenuation_high, floor, ceiling or 9.0, gamma)[..., None] // 3 + 170
            return np.where(keep[..., None], shown, faint).astype(np.uint8)
        case Look.EDGE:
            return _triple(255 - _byte(2.5 * _edges(attenuation_high)))
        case Look.INVERSE:
            return _triple(255 - _grey(attenuation_high, floor, ceiling or 4.0, gamma))
        case Look.DEEP:
            return _triple(_grey(attenuation_high, floor or 1.5, ceiling or 7.5, gamma))
        case Look.GREY:
            return _triple(_grey(attenuation_high, floor, ceiling or 4.0, gamma))


def _grey(attenuation: Image, floor: float, ceiling: float, gamma: float) -> Picture:
    share = np.clip((attenuation - floor) / max(ceiling - floor, 1e-3), 0, 1)
    return _byte((1 - share) ** gamma)


def _edges(attenuation: Image) -> Image:
    import cv2

    smooth = cv2.GaussianBlur(np.clip(attenuation, 0, 6), (0, 0), 0.8)
    return np.asarray(
        np.hypot(cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1)) / 4, np.float32
    )


def _triple(grey: Picture) -> Picture:
    return np.repeat(grey[..., None], 3, -1)


def _byte(share: Image) -> Picture:
    return np.clip(share * 255, 0, 255).astype(np.uint8)
