"""Beams: the spectrum of a source seen through a two-layer or interlaced detector, in each of two energies.

Tube: SpekPy's tungsten spectrum behind 2.5 mm aluminium; a sandwich detector of 0.3 mm CsI, 0.6 mm copper, 3 mm CsI.
Linac: Kramers' thick-target form N(E) ∝ 1/E - 1/E0 (H. A. Kramers, Phil. Mag. 46, 1923) hardened by 3 mm tungsten; 30 mm CdWO4; the two end
energies fired in turn. Both are models with assumed filters and thicknesses, not the measured beam of a product.
"""

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np

from smartcustoms.imaging.materials import Floats, mass_attenuation_cm2_per_g

_KV: Final = re.compile(r"kv(\d{2,3})")
_MEV: Final = re.compile(r"mev(\d{1,2})")
_STEP_KEV: Final = 4.0
_SPECTRA: Final = files("smartcustoms.imaging") / "reference" / "tube_spectra.csv"
_LOW_OF_MEV: Final = {6: 3.5, 9: 6.0}


class NoSuchBeam(ValueError):
    """A beam is asked for that cannot be made."""


@dataclass(frozen=True)
class Beam:
    """Two effective spectra (source times detector), each summing to 1 over the same energies, and the detector's quanta in air."""

    name: str
    energies_kev: Floats
    low: Floats
    high: Floats
    quanta_low: float
    quanta_high: float
    electronic_share: float  # sigma of the electronics as a share of the signal in air

    @property
    def response(self) -> Floats:
        """Give both spectra as columns."""
        return np.stack([self.low, self.high], 1)

    @property
    def is_mev(self) -> bool:
        """Tell whether this is a linac's beam, where pair production levels the differences between light materials."""
        return bool(self.energies_kev[-1] > 1000)


def is_beam(name: str) -> bool:
    """Tell whether a beam of this name can be made, without making it."""
    if found := _KV.fullmatch(name):
        return 100 <= int(found[1]) <= 300
    found = _MEV.fullmatch(name)
    return found is not None and int(found[1]) in _LOW_OF_MEV


@cache
def beam(name: str) -> Beam:
    """Make a beam by its name: `kv100` to `kv300` for a tube, `mev6` or `mev9` for a linac.

    Raises:
        NoSuchBeam: the name says neither.
    """
    if not is_beam(name):
        raise NoSuchBeam(name)
    number = int(name.strip("kvme"))
    return _tube(name, number) if name.startswith("kv") else _linac(name, _LOW_OF_MEV[number], float(number))


def tube_spectrum(kilovolts: int) -> tuple[Floats, Floats]:
    """Compute a tube's spectrum behind its filter by SpekPy: energies in keV, and the flux at each."""
    import spekpy

    tube = spekpy.Spek(kvp=kilovolts, th=20, dk=_STEP_KEV)
    tube.filter("Al", 2.5)
    energies, flux = tube.get_spectrum()
    return energies[energies > 15], flux[energies > 15]


def kept_spectrum(kilovolts: int) -> tuple[Floats, Floats] | None:
    """Give the spectrum of a tube that `tools/tube_spectra.py` wrote down; None: it is to be computed, and SpekPy takes seconds to load."""
    rows = csv.DictReader(_SPECTRA.read_text(encoding="utf-8").splitlines())
    kept = [(float(row["energy_kev"]), float(row["flux"])) for row in rows if int(row["kilovolts"]) == kilovolts]
    return (np.array([each[0] for each in kept]), np.array([each[1] for each in kept])) if kept else None


def _tube(name: str, kilovolts: int) -> Beam:
    energies, flux = kept_spectrum(kilovolts) or tube_spectrum(kilovolts)
    csi = (0.4885 * _mu(55, energies) + 0.5115 * _mu(53, energies)) * 4.51 / 10
    copper = _mu(29, energies) * 8.96 / 10
    low = flux * energies * (1 - np.exp(-csi * 0.30))
    high = flux * energies * np.exp(-csi * 0.30 - copper * 0.6) * (1 - np.exp(-csi * 3.0))
    return Beam(name, energies, low / low.sum(), high / high.sum(), 6e4, 6e4, 6e-5)


def _linac(name: str, low_mev: float, high_mev: float, step_kev: float = 100.0) -> Beam:
    energies = np.arange(step_kev, high_mev * 1e3, step_kev) + step_kev / 2
    tungsten = _mu(74, energies) * 19.3 / 10
    cdwo4 = (0.312 * _mu(48, energies) + 0.510 * _mu(74, energies) + 0.178 * _mu(8, energies)) * 7.9 / 10
    seen = np.exp(-tungsten * 3.0) * (1 - np.exp(-cdwo4 * 30)) * energies
    spectra = [np.clip(1 / energies - 1 / (end * 1e3), 0, None) * seen for end in (low_mev, high_mev)]
    low, high = (each / each.sum() for each in spectra)
    return Beam(name, energies, low, high, 1.5e4, 4e4, 2e-5)


def _mu(atomic_number: int, energies_kev: Floats) -> Floats:
    return mass_attenuation_cm2_per_g(atomic_number, energies_kev)
