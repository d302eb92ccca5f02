"""What a detector makes of a scene: Beer-Lambert over the whole spectrum, scatter, blur, noise, faults of columns; 16-bit numbers."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from smartcustoms.imaging.beams import Beam
from smartcustoms.imaging.compiled import compiled
from smartcustoms.imaging.materials import linear_attenuation_per_mm
from smartcustoms.imaging.tracing import Image, Traced

Counts = NDArray[np.uint16]
AIR: Final = 58982
"""The number that a detector cell gives in air: nine tenths of 65535, so that a drifting gain does not clip."""


@dataclass(frozen=True)
class Faults:
    """How far from ideal a detector is; each value is assumed, of the order that line scanners show."""

    scatter_share: float = 0.03  # of the neighbourhood's signal, added everywhere around
    blur_share: float = 0.45  # of a cell's signal that its two neighbours share
    dead_cells: int = 0
    gain_spread: float = 0.002  # left after calibration, by cell
    gain_drift: float = 0.004  # along the scan
    afterglow_share: float = 0.002  # of a line's signal that the next line still sees


IDEAL: Final = Faults(0.0, 0.0, 0, 0.0, 0.0, 0.0)


@compiled
def _transmitted(paths: Image, mu: Image, response: Image, out: Image) -> None:
    """Sum over energies; paths (materials, pixels) in mm, mu (materials, energies) per mm, response (2, energies), out (pixels, 2).

    Where a ray meets nothing, out is left as it is.
    """
    through = np.empty(mu.shape[1], np.float32)
    for i in range(paths.shape[1]):
        through[:] = 0
        is_met = False
        for k in range(paths.shape[0]):
            path = paths[k, i]
            if path > 0:
                is_met = True
                for e in range(mu.shape[1]):
                    through[e] -= path * mu[k, e]
        if not is_met:
            continue
        low = high = np.float32(0)
        for e in range(mu.shape[1]):
            left = np.exp(through[e])
            low += response[0, e] * left
            high += response[1, e] * left
        out[i, 0] = low
        out[i, 1] = high


def transmission(traced: Traced, beam: Beam) -> Image:
    """Give the share of the signal in air that each cell sees, without noise: (lines, cells, 2), low energy first."""
    names = list(traced.by_material_mm)
    shape = traced.by_material_mm[names[0]].shape
    paths = np.stack([traced.by_material_mm[name].ravel() for name in names])
    out = np.ones((paths.shape[1], 2), np.float32)
    mu = np.stack([linear_attenuation_per_mm(name, beam.energies_kev) for name in names]).astype(np.float32)
    _transmitted(paths, mu, np.ascontiguousarray(beam.response.T, np.float32), out)
    return out.reshape(*shape, 2)


def detected(ideal: Image, beam: Beam, luck: np.random.Generator, faults: Faults | None = None) -> Counts:
    """Turn transmission (lines, cells, 2) into what a detector sends: quantum and electronic noise, blur and faults, 16 bit."""
    known = faults or Faults()
    out = np.empty(ideal.shape, np.uint16)
    gain = np.asarray(1 + luck.normal(0, known.gain_spread, ideal.shape[1]), np.float32)
    dead = luck.choice(ideal.shape[1], known.dead_cells, replace=False) if known.dead_cells else None
    wave = np.linspace(0, luck.uniform(1, 4), ideal.shape[0]) + luck.uniform(0, 6)
    drift = np.asarray(1 + known.gain_drift * np.sin(wave), np.float32)
    for channel, quanta in ((0, beam.quanta_low), (1, beam.quanta_high)):
        signal = _scattered(ideal[..., channel], known)
        noise = luck.standard_normal(signal.shape, np.float32)
        signal = signal + noise * np.sqrt(np.maximum(signal, 0) / quanta + beam.electronic_share**2)
        side = np.pad(signal, ((0, 0), (1, 1)), mode="edge")
        signal = (1 - known.blur_share) * signal + known.blur_share / 2 * (side[:, :-2] + side[:, 2:])
        signal = signal * gain * drift[:, None]
        if dead is not None:
            signal[:, dead] = 0
        out[..., channel] = np.clip(signal * AIR, 1, 65535)
    return out


def _scattered(signal: Image, faults: Faults) -> Image:
    if not faults.scatter_share and not faults.afterglow_share:
        return signal
    before = np.concatenate([signal[:1], signal[:-1]])
    around = np.asarray((1 - faults.afterglow_share) * signal + faults.afterglow_share * before, np.float32)
    return np.asarray(around + faults.scatter_share * (_wide_mean(around) - around), np.float32)


def _wide_mean(signal: Image, half: int = 24) -> Image:
    """Give the mean over a wide square: scattered quanta come from all around, at one level."""
    import cv2

    return np.asarray(cv2.blur(signal, (2 * half + 1, 2 * half + 1), borderType=cv2.BORDER_REPLICATE), np.float32)
