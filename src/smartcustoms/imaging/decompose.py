"""From two attenuations to what is there: effective atomic number and areal density, by look-up in tables made from the same physics.

For each element a curve says which low attenuation goes with which high one, whatever its thickness; between the curves the atomic number
is interpolated. Layers: attenuation adds up along a ray, so what surrounds a thing is subtracted in both energies before looking up.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

import numpy as np

from smartcustoms.imaging.beams import Beam, beam
from smartcustoms.imaging.compiled import compiled
from smartcustoms.imaging.detector import AIR, Counts
from smartcustoms.imaging.materials import Floats, mass_attenuation_cm2_per_g, mayneord
from smartcustoms.imaging.tracing import Image

_LEAST: Final = 0.01
"""Attenuation below which nothing is told from air."""
_STEPS: Final = 320


@dataclass(frozen=True)
class MaterialTable:
    """Effective atomic number and areal density (g/cm²) by high attenuation (rows) and the ratio low to high (columns)."""

    attenuations: Floats
    ratios: Floats
    z_effective: Image
    areal_g_per_cm2: Image

    def look_up(self, low: Image, high: Image) -> tuple[Image, Image]:
        """Give the atomic number and the areal density for attenuations in both energies; 0 where there is next to nothing."""
        number, areal = np.empty(high.shape, np.float32), np.empty(high.shape, np.float32)
        _look_up(
            np.ascontiguousarray(low, np.float32).ravel(),
            np.ascontiguousarray(high, np.float32).ravel(),
            self.attenuations[:2],
            self.ratios[:2],
            (self.z_effective, self.areal_g_per_cm2),
            (number.ravel(), areal.ravel()),
        )
        return number, areal


@compiled
def _look_up(
    low: Image, high: Image, rows: Floats, columns: Floats, tables: tuple[Image, Image], out: tuple[Image, Image]
) -> None:
    """Look up each pixel; `rows` and `columns` are the first two values of each axis of the tables, which are even."""
    last = tables[0].shape[0] - 1
    for place in range(len(high)):
        there = high[place]
        if not there > _LEAST:
            out[0][place] = out[1][place] = 0
            continue
        row = (there - rows[0]) / (rows[1] - rows[0])
        column = (low[place] / max(there, np.float32(5e-3)) - columns[0]) / (columns[1] - columns[0])
        i, j = int(min(max(np.rint(row), 0), last)), int(min(max(np.rint(column), 0), last))
        share = there / rows[0] if row < 0 else 1.0
        out[0][place], out[1][place] = tables[0][i, j], tables[1][i, j] * share


@cache
def material_table(beam_name: str) -> MaterialTable:
    """Make the table of a beam."""
    return _table(beam(beam_name))


def attenuation(counts: Counts, air: float = AIR) -> Image:
    """Give -ln(I / I0) of every cell; where nothing came through, the most that 16 bits can tell."""
    return np.asarray(_logarithms(float(air))[counts], np.float32)


@lru_cache(maxsize=16)
def _logarithms(air: float) -> Image:
    """Give the attenuation of each count that 16 bits can hold: looked up five times as fast as worked out."""
    counts = np.arange(1 << 16, dtype=np.float32)
    return np.asarray(-np.log(np.clip(counts, 1, None) / np.float32(air)), np.float32)


def _table(known: Beam) -> MaterialTable:
    references = [_reference(z) for z in range(5, 31)]
    numbers = np.array([mayneord(each) for each in references])
    attenuations = np.linspace(0.02, 9.0 if not known.is_mev else 8.0, _STEPS)
    ratios = np.linspace(0.9, 5.0, _STEPS) if not known.is_mev else np.linspace(0.95, 1.6, _STEPS)
    areal = np.geomspace(1e-3, 600, 400)
    curves, densities = [], []
    for shares in references:
        parts = [share * mass_attenuation_cm2_per_g(z, known.energies_kev) for z, share in shares]
        mu = np.sum(parts, axis=0)
        seen = -np.log(np.maximum(np.exp(-np.outer(areal, mu)) @ known.response, 1e-30))
        curves.append(np.interp(attenuations, seen[:, 1], seen[:, 0] / seen[:, 1]))
        densities.append(np.interp(attenuations, seen[:, 1], areal))
    return _inverted(np.array(curves), np.array(densities), numbers, attenuations, ratios)


def _reference(z: int) -> tuple[tuple[int, float], ...]:
    """Give an element with the hydrogen that matter of its kind holds: light matter is plastic, water, food, not bare carbon.

    Hydrogen has twice the electrons per gram, so leaving it out would overstate every organic areal density by about a tenth.
    """
    hydrogen = 0.09 * min(1.0, max(0.0, (11 - z) / 3))
    return ((1, hydrogen), (z, 1 - hydrogen)) if hydrogen else ((z, 1.0),)


def _inverted(
    curves: Floats, densities: Floats, numbers: Floats, attenuations: Floats, ratios: Floats
) -> MaterialTable:
    """Turn curves by atomic number into atomic number by ratio; at MeV the ratio falls with the number, at kV it rises."""
    z_effective = np.empty((_STEPS, _STEPS), np.float32)
    areal = np.empty_like(z_effective)
    way = 1 if curves[-1].mean() > curves[0].mean() else -1
    for i in range(_STEPS):
        rising = np.maximum.accumulate(way * curves[:, i]) + np.arange(len(numbers)) * 1e-9
        z_effective[i] = np.interp(way * ratios, rising, numbers)
        areal[i] = np.interp(z_effective[i], numbers, densities[:, i])
    return MaterialTable(attenuations, ratios, z_effective, areal)
