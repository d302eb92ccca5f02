"""Two scans of seeded trucks: registration error, concealments found, unchanged pairs silent, beside ECC, ORB + RANSAC
and, where it is installed (`pip install SimpleITK`), a B-spline.

`nice python -m benchmarks.trucks --from 20000 --trucks 25 --rows trucks-0.csv` measures some trucks; `--tell trucks-*.csv` prints the
table of all rows. Every truck is simulated: scanned, scanned again unchanged with another motion, and again with 3 to 40 kg hidden in it.
"""

import argparse
import csv
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from smartcustoms.boundary.comparison.model import SAME_FROM
from smartcustoms.imaging import scenes
from smartcustoms.imaging.catalogue.vehicles import a_vehicle, concealment
from smartcustoms.imaging.decompose import attenuation
from smartcustoms.imaging.detector import Faults
from smartcustoms.imaging.difference import Blob, difference
from smartcustoms.imaging.materials import Floats
from smartcustoms.imaging.registration import likeness, register, shifted_rows, warped
from smartcustoms.imaging.tracing import Image
from smartcustoms.kernel.intervals import wilson

BEAM = "mev6"
FIELDS = (
    "seed",
    "method",
    "where",
    "kg",
    "alike",
    "error_px",
    "p95_px",
    "cpu_s",
    "found",
    "first",
    "told_kg",
    "silent",
    "alike_same",
)


@dataclass(frozen=True)
class Onto:
    """The earlier scan drawn on the later one's pixels, and for a grid of the later one's pixels the column it came from."""

    image: Image
    columns: Floats


def ours(before: Image, after: Image) -> Onto:
    """Register by the column warp."""
    found = register(before, after)
    return Onto(shifted_rows(warped(before, found.columns), found.rows_down), np.tile(found.columns, (3, 1)))


def nothing(before: Image, after: Image) -> Onto:
    """Take the scans as they come."""
    return Onto(before, np.tile(np.arange(after.shape[1], dtype=float), (3, 1)))


def by_ecc(before: Image, after: Image) -> Onto:
    """Register by an affine map that maximises the enhanced correlation coefficient, at half size."""
    one, two = (_grey(cv2.resize(each, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)) for each in (before, after))
    move = np.eye(2, 3, dtype=np.float32)
    stop = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 100, 1e-5)
    try:
        _, move = cv2.findTransformECC(two, one, move, cv2.MOTION_AFFINE, stop, None, 5)
    except cv2.error:
        return nothing(before, after)
    move[:, 2] *= 2
    return _affine(before, after, move)


def by_orb(before: Image, after: Image) -> Onto:
    """Register by an affine map through ORB's corners, wrong pairs thrown out by RANSAC."""
    finder = cv2.ORB_create(4000)
    (one, first), (two, second) = (finder.detectAndCompute(_grey(each), None) for each in (before, after))
    if first is None or second is None:
        return nothing(before, after)
    pairs = cv2.BFMatcher(cv2.NORM_HAMMING, crossCheck=True).match(second, first)
    if len(pairs) < 6:
        return nothing(before, after)
    to = np.array([two[each.queryIdx].pt for each in pairs])
    came = np.array([one[each.trainIdx].pt for each in pairs])
    move, _ = cv2.estimateAffine2D(to, came, method=cv2.RANSAC, ransacReprojThreshold=3, maxIters=5000)
    return nothing(before, after) if move is None else _affine(before, after, move)


def by_b_spline(before: Image, after: Image) -> Onto:
    """Register by an affine map and then a B-spline of SimpleITK (mutual information, quarter size); a peer that is not locked."""
    import SimpleITK as Itk

    Itk.ProcessObject.SetGlobalDefaultNumberOfThreads(1)
    small = [
        cv2.resize(np.minimum(each, 4), None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
        for each in (before, after)
    ]
    moving, fixed = (Itk.GetImageFromArray(np.asarray(each, np.float32)) for each in small)
    first = Itk.CenteredTransformInitializer(
        fixed, moving, Itk.AffineTransform(2), Itk.CenteredTransformInitializerFilter.GEOMETRY
    )
    affine = _optimised(
        Itk, fixed, moving, first, lambda method: method.SetOptimizerAsRegularStepGradientDescent(1.0, 1e-4, 200)
    )
    bent = Itk.BSplineTransformInitializer(fixed, [16, 3])
    bent = _optimised(
        Itk, fixed, moving, bent, lambda method: method.SetOptimizerAsLBFGSB(numberOfIterations=60), affine
    )
    done = Itk.CompositeTransform([affine, bent])
    rows, columns = after.shape
    at = np.array(
        [
            [done.TransformPoint(((column + 0.5) / 4 - 0.5, (row + 0.5) / 4 - 0.5)) for column in range(columns)]
            for row in (0.35 * rows, 0.55 * rows, 0.75 * rows)
        ]
    )
    whole = (at[..., 0] + 0.5) * 4 - 0.5
    down = float(np.mean((at[1, :, 1] + 0.5) * 4 - 0.5 - 0.55 * rows))
    return Onto(shifted_rows(warped(before, whole[1]), -down), whole)


def _optimised(
    itk: Any, fixed: Any, moving: Any, begin: Any, optimiser: Callable[[Any], None], after: Any = None
) -> Any:
    method = itk.ImageRegistrationMethod()
    method.SetMetricAsMattesMutualInformation(numberOfHistogramBins=50)
    method.SetMetricSamplingStrategy(method.RANDOM)
    method.SetMetricSamplingPercentage(0.3, 1)
    method.SetInterpolator(itk.sitkLinear)
    optimiser(method)
    if after is None:
        method.SetOptimizerScalesFromPhysicalShift()
    else:
        method.SetMovingInitialTransform(after)
    method.SetShrinkFactorsPerLevel([4, 2, 1])
    method.SetSmoothingSigmasPerLevel([2, 1, 0])
    method.SetInitialTransform(begin, inPlace=False)
    return method.Execute(fixed, moving)


METHODS: dict[str, Callable[[Image, Image], Onto]] = {
    "column warp": ours, "ECC affine": by_ecc, "ORB + RANSAC affine": by_orb, "none": nothing
}  # fmt: skip


if find_spec("SimpleITK"):
    METHODS["SimpleITK B-spline"] = by_b_spline


def _grey(image: Image) -> np.ndarray:
    return np.asarray(np.clip(image, 0, 4) * 63.75, np.uint8)


def _affine(before: Image, after: Image, move: np.ndarray) -> Onto:
    rows, columns = after.shape
    drawn = cv2.warpAffine(
        before, np.asarray(move, np.float32), (columns, rows),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    at = [
        move[0, 0] * np.arange(columns) + move[0, 1] * row + move[0, 2]
        for row in (0.35 * rows, 0.55 * rows, 0.75 * rows)
    ]
    return Onto(np.asarray(drawn, np.float32), np.array(at))


def measured(seed: int) -> list[dict[str, object]]:
    """Simulate a truck and measure each method on it."""
    luck = np.random.default_rng(seed)
    things = a_vehicle(luck)
    hidden = concealment(luck, things, float(luck.uniform(3, 40)))
    one = scenes.scanned(things, scenes.VEHICLE, BEAM, luck, motion=scenes.a_motion(luck, "truck"))
    later = Faults(gain_drift=0.02)
    two = scenes.scanned(
        (*things, hidden), scenes.VEHICLE, BEAM, luck, motion=scenes.a_motion(luck, "truck"), faults=later
    )
    same = scenes.scanned(things, scenes.VEHICLE, BEAM, luck, motion=scenes.a_motion(luck, "truck"), faults=later)
    before, after, unchanged = (attenuation(each.high) for each in (one, two, same))
    true = np.interp(two.lines_x_mm, one.lines_x_mm, np.arange(len(one.lines_x_mm)))
    there = (
        (np.minimum(after, 2.5).mean(0) > 0.05)
        & (two.lines_x_mm > one.lines_x_mm[0])
        & (two.lines_x_mm < one.lines_x_mm[-1])
    )
    boxes = [each.box for each in two.truth if each.label.startswith("concealment")]
    rows = []
    for name, method in METHODS.items():
        started = time.process_time()
        onto = method(before, after)
        spent = time.process_time() - started
        error = np.abs(onto.columns - true)[:, there]
        blobs = [each for each in _blobs(onto.image, after, two) if each.added]
        hits = [place for place, each in enumerate(blobs) if any(_touch(each.box, box) for box in boxes)]
        again = method(before, unchanged) if name == "column warp" else None
        row: dict[str, object] = {
            "seed": seed, "method": name, "where": hidden.label, "kg": round(hidden.mass_kg, 2),
            "alike": round(_alike(onto.image, after), 4),
            "error_px": round(float(error.mean()), 3), "p95_px": round(float(np.quantile(error, 0.95)), 3), "cpu_s": round(spent, 3),
            "found": bool(hits), "first": bool(hits and hits[0] == 0), "told_kg": blobs[hits[0]].kg if hits else "",
            "silent": "" if again is None else not _blobs(again.image, unchanged, same),
            "alike_same": "" if again is None else round(_alike(again.image, unchanged), 4),
        }  # fmt: skip
        rows.append(row)
    return rows


def _alike(one: Image, two: Image) -> float:
    return likeness(one, two)


def _blobs(before: Image, after: Image, view: scenes.View) -> tuple[Blob, ...]:
    return difference(before, after, beam_name=BEAM, row_mm=view.row_mm, column_mm=view.column_mm).blobs


def _touch(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    """Tell whether the middle of one box lies in the other, either way."""
    return any(
        b[0] <= a[0] + a[2] / 2 <= b[0] + b[2] and b[1] <= a[1] + a[3] / 2 <= b[1] + b[3]
        for a, b in ((one, other), (other, one))
    )


def share(found: int, of: int) -> str:
    """Say a share with its 95 % interval after Wilson."""
    if not of:
        return "-"
    rate = wilson(found, of)
    return f"{found} of {of}, {rate.value:.3f} ({rate.low:.3f} to {rate.high:.3f})"


def tell(files: list[Path]) -> None:
    """Print the table of the rows in some files."""
    rows = [row for file in files for row in csv.DictReader(file.read_text().splitlines())]
    for name in (*METHODS, *({row["method"] for row in rows} - set(METHODS))):
        own = [row for row in rows if row["method"] == name]
        if not own:
            continue
        error, spent = (np.array([float(row[what]) for row in own]) for what in ("error_px", "cpu_s"))
        found, first = (sum(row[what] == "True" for row in own) for what in ("found", "first"))
        print(
            f"{name}: {error.mean():.2f} px (middle {np.median(error):.2f}, worst {error.max():.2f}), {np.mean(error < 1):.3f} < 1,",
            end=" ",
        )
        print(f"CPU {spent.mean():.2f} s; found {share(found, len(own))}; first {share(first, len(own))}")
    own = [row for row in rows if row["method"] == "column warp"]
    print("unchanged silent", share(sum(row["silent"] == "True" for row in own), len(own)), end="; ")
    print("told as the same", share(sum(float(row["alike_same"]) >= SAME_FROM for row in own), len(own)))
    for where in sorted({row["where"] for row in own}):
        here = [row for row in own if row["where"] == where]
        print(" ", where, share(sum(row["found"] == "True" for row in here), len(here)))
    kg = np.array([[float(row["told_kg"]) / float(row["kg"])] for row in own if row["told_kg"]])
    print(
        "mass told / true: middle", round(float(np.median(kg)), 2), "quartiles", np.quantile(kg, [0.25, 0.75]).round(2)
    )


def main() -> None:
    """Measure, or tell."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--from", dest="first", type=int, default=20000)
    asked.add_argument("--trucks", type=int, default=20)
    asked.add_argument("--rows", type=Path, default=Path("trucks.csv"))
    asked.add_argument("--tell", type=Path, nargs="*")
    wished = asked.parse_args()
    cv2.setNumThreads(1)
    if wished.tell:
        tell(wished.tell)
        return
    with wished.rows.open("w", newline="") as file:
        written = csv.DictWriter(file, FIELDS)
        written.writeheader()
        measured(wished.first - 1)  # compiled before the clock counts
        for seed in range(wished.first, wished.first + wished.trucks):
            written.writerows(measured(seed))
            file.flush()


if __name__ == "__main__":
    main()
