"""Simulated scans as packages, and their truth as a document apart: what may be read by detection holds no truth. Pure."""

import json
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from smartcustoms.boundary.scans.model import Kind, NotSimulable, Package, View
from smartcustoms.imaging import scenes
from smartcustoms.imaging.beams import NoSuchBeam, beam
from smartcustoms.imaging.catalogue.vehicles import KINDS
from smartcustoms.imaging.detector import AIR
from smartcustoms.kernel.words.model import sentence

CHANGES: Final = ("concealment", "none", "other")
_BEAMS: Final = {"bag": "kv160", "truck": "mev6"}
_LARGEST_SEED: Final = 2**32


def simulated(
    kind: str,
    seed: int,
    *,
    beam_name: str = "",
    pair: bool = False,
    change: str = "concealment",
    vehicle: str = "",
    hidden_kg: float = 0.0,
    size: int = 0,
    dual: bool = True,
) -> dict[str, tuple[Package, str]]:
    """Make scans from a seed: by the name of the file, the package and its truth as JSON.

    `hidden_kg` hides something in a single truck; `size` is the number of lines of a scan, 0 the scanner's own. A bag
    is seen from above and, when `dual`, from the side.

    Raises:
        NotSimulable: the kind, vehicle, seed or beam is none that can be simulated.
    """
    name = beam_name or _BEAMS.get(kind, "")
    _check(kind, seed, name, vehicle)
    views: dict[str, tuple[scenes.View, ...]]
    if pair:
        found = scenes.a_pair(seed, kind=kind, beam_name=name, change=change, vehicle=vehicle, size=size)
        views = {f"{kind}-{seed}-before": (found[0],), f"{kind}-{seed}-after": (found[1],)}
    elif kind == "bag":
        views = {f"bag-{seed}": scenes.a_bag(seed, beam_name=name, size=size, dual=dual)}
    else:
        views = {f"truck-{seed}": scenes.a_truck(seed, beam_name=name, hidden_kg=hidden_kg, vehicle=vehicle, size=size)}
    subject = f"SIM-{kind.upper()}-{seed}"
    other = f"{subject}-OTHER" if change == "other" else subject
    of = "car" if vehicle in ("car", "van") else kind
    return {
        file: (_package(of, found, name, other if file.endswith("-after") else subject), _truth(seed, found))
        for file, found in views.items()
    }


def _check(kind: str, seed: int, beam_name: str, vehicle: str) -> None:
    if kind not in _BEAMS:
        raise NotSimulable(
            sentence("This kind cannot be simulated."),
            mend=sentence("Choose bag or truck."),
            field="kind",
            seen=kind[:40],
        )
    if vehicle and (kind != "truck" or vehicle not in KINDS):
        raise NotSimulable(
            sentence("This vehicle cannot be simulated."),
            mend=sentence("Choose the kind truck, and one of: {known}.", known=", ".join(KINDS)),
            field="vehicle",
            seen=vehicle[:40],
        )
    if not 0 <= seed < _LARGEST_SEED:
        says = sentence("The seed is out of range.")
        raise NotSimulable(
            says, mend=sentence("Give a whole number from 0 to 4294967295."), field="seed", seen=str(seed)[:40]
        )
    try:
        beam(beam_name)
    except NoSuchBeam as wrong:
        says, mend = sentence("There is no such beam."), sentence("Choose kv100 to kv300, mev6 or mev9.")
        raise NotSimulable(says, mend=mend, field="beam", seen=beam_name[:40]) from wrong


def _package(kind: str, views: tuple[scenes.View, ...], beam_name: str, subject: str) -> Package:
    made = tuple(View(each.name, each.high, each.low, AIR, each.row_mm, each.column_mm) for each in views)
    return Package(Kind(kind), made, True, beam_name, "simulated line scanner", "", subject)


def _truth(seed: int, views: tuple[scenes.View, ...]) -> str:
    about: dict[str, Any] = {"format": "smartcustoms-scan-truth", "version": 1, "simulated": True, "seed": seed}
    about["views"] = [
        {
            "name": view.name,
            "things": [
                {
                    "label": each.label,
                    "threat": each.threat,
                    "mass_kg": round(each.mass_kg, 4),
                    "materials": each.materials,
                    "box": each.box,
                    "mask": run_lengths(each.mask),
                }
                for each in view.truth
            ],
        }
        for view in views
    ]
    return json.dumps(about, ensure_ascii=False)


def run_lengths(mask: NDArray[np.bool_]) -> list[int]:
    """Give the lengths of runs of a mask row by row, beginning with how many pixels are not in it (0 when the first one is).

    >>> run_lengths(np.array([[False, True], [True, False]]))
    [1, 2, 1]
    """
    flat = np.concatenate([[False], mask.ravel(), [not mask.ravel()[-1]]]).astype(np.int8)
    changes = np.flatnonzero(np.diff(flat))
    return [int(each) for each in np.diff(np.concatenate([[0], changes]))]
