"""Materials and how they attenuate X-rays: NIST's coefficients by xraylib to 800 keV, from XCOM's table above to 10 MeV."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_XRAYLIB_ENDS_KEV: Final = 799.0
_MAYNEORD: Final = 2.94


@dataclass(frozen=True, slots=True)
class Material:
    """A substance: what it is made of by weight of elements (atomic number to share), and its density as packed."""

    name: str
    says: str
    weight_shares: tuple[tuple[int, float], ...]
    density_g_per_cm3: float

    @property
    def z_effective(self) -> float:
        """Give Mayneord's effective atomic number, the label by which a map of atomic numbers is judged."""
        return mayneord(self.weight_shares)


def mayneord(weight_shares: tuple[tuple[int, float], ...]) -> float:
    """Give the effective atomic number of a mixture: the mean of Z to the power 2.94, weighed by electrons (Mayneord 1937).

    >>> round(mayneord(((1, 0.1119), (8, 0.8881))), 2)
    7.42
    """
    import xraylib

    electrons = {z: share * z / xraylib.AtomicWeight(z) for z, share in weight_shares}
    total = sum(electrons.values())
    return float(sum(n / total * z**_MAYNEORD for z, n in electrons.items()) ** (1 / _MAYNEORD))


@cache
def materials() -> Mapping[str, Material]:
    """Give every material of the table by its name."""
    found = {}
    for row in _rows("materials.csv"):
        shares = _weight_shares(row["composition"])
        found[row["name"]] = Material(row["name"], row["says"], shares, float(row["density_g_per_cm3"]))
    return found


def material(name: str) -> Material:
    """Give one material.

    >>> material("water").density_g_per_cm3
    1.0
    """
    return materials()[name]


def mass_attenuation_cm2_per_g(atomic_number: int, energies_kev: Floats) -> Floats:
    """Give an element's total mass attenuation coefficient (with coherent scattering) at each energy, 1 keV to 10 MeV."""
    import xraylib

    low = [xraylib.CS_Total(atomic_number, float(e)) if e <= _XRAYLIB_ENDS_KEV else 0.0 for e in energies_kev]
    return np.where(energies_kev <= _XRAYLIB_ENDS_KEV, low, _above_800_kev(atomic_number, energies_kev))


def linear_attenuation_per_mm(name: str, energies_kev: Floats) -> Floats:
    """Give a material's linear attenuation coefficient at each energy."""
    return _linear(name, tuple(energies_kev.tolist())).copy()


@lru_cache(maxsize=1024)  # a scene asks for the same few materials at its beam's energies again and again
def _linear(name: str, energies_kev: tuple[float, ...]) -> Floats:
    found, energies = material(name), np.array(energies_kev)
    mixed = sum(share * mass_attenuation_cm2_per_g(z, energies) for z, share in found.weight_shares)
    return np.asarray(mixed * found.density_g_per_cm3 / 10.0, float)


def _above_800_kev(atomic_number: int, energies_kev: Floats) -> Floats:
    """Interpolate XCOM's table: in the logarithm along energy, straight between neighbouring elements."""
    energies_mev, numbers, table = _xcom()
    at = np.log(np.clip(energies_kev / 1e3, energies_mev[0], energies_mev[-1]))
    along = np.array([np.exp(np.interp(at, np.log(energies_mev), np.log(row))) for row in table])
    return np.array([np.interp(atomic_number, numbers, along[:, i]) for i in range(len(energies_kev))])


@cache
def _xcom() -> tuple[Floats, Floats, Floats]:
    rows = list(_rows("attenuation_mev.csv"))
    columns = [name for name in rows[0] if name.startswith("at_")]
    energies = np.array([float(name[3:-4]) for name in columns])
    table = np.array([[float(row[name]) for name in columns] for row in rows])
    return energies, np.array([float(row["atomic_number"]) for row in rows]), table


def _weight_shares(composition: str) -> tuple[tuple[int, float], ...]:
    import xraylib

    weights: dict[int, float] = {}
    for part in composition.split():
        formula, share = part.split(":")
        parsed = xraylib.CompoundParser(formula)
        for z, fraction in zip(parsed["Elements"], parsed["massFractions"], strict=True):
            weights[z] = weights.get(z, 0.0) + fraction * float(share)
    total = sum(weights.values())
    return tuple((z, weight / total) for z, weight in sorted(weights.items()))


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("smartcustoms.imaging") / "reference" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
