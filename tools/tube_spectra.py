"""Writes down the spectra of the tubes that are simulated most, so that no process has to load SpekPy for them.

`python -m tools.tube_spectra` writes them anew.
"""

import csv
from pathlib import Path
from typing import Final

from smartcustoms.imaging.beams import tube_spectrum

KILOVOLTS: Final = (160,)
FILE: Final = Path(__file__).parents[1] / "src/smartcustoms/imaging/reference/tube_spectra.csv"


def write() -> None:
    """Write the file anew."""
    with FILE.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("kilovolts", "energy_kev", "flux"))
        for kilovolts in KILOVOLTS:
            energies, flux = tube_spectrum(kilovolts)
            for energy, each in zip(energies.tolist(), flux.tolist(), strict=True):
                rows.writerow((kilovolts, repr(energy), repr(each)))


if __name__ == "__main__":
    write()
