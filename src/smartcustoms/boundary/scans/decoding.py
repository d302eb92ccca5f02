"""Files of strangers: told apart by their first bytes, decoded in a child process with limits; what is lost is said.

A picture has one channel at most, and a palette of colours is no measurement: energies that are not in the file are marked as lost.
"""

import json
import math
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import numpy as np

from smartcustoms.boundary.scans import package
from smartcustoms.boundary.scans.model import LARGEST_FILE, Counts, Format, Kind, Package, ScanUnreadable, View
from smartcustoms.kernel.files.media_type import sniffed
from smartcustoms.kernel.words.model import Sentence, sentence

_CHILD: Final = Path(__file__).with_name("child.py")
_LONGEST_S: Final = 20.0
_PICTURES: Final = frozenset({"image/png", "image/tiff", "image/jpeg"})
_MEND: Final = sentence(
    "Send a scan package, a DICOS or DICOM DX file, or a PNG, TIFF or JPEG picture that opens elsewhere."
)


def read_scan(content: bytes, *, kind: Kind = Kind.OTHER) -> Package:
    """Read a scan from a file of any known format; foreign formats are decoded in a limited child process.

    Args:
        content: the file's bytes.
        kind: what was scanned, for formats that do not say it.

    Raises:
        ScanUnreadable: it is none of them, is not whole, or asks for more than a scan may have.
    """
    if package.is_package(content):
        return package.read(content)
    if len(content) > LARGEST_FILE:
        raise _unreadable(sentence("The file is larger than a scan may be."), f"{len(content):,} bytes")
    media_type = sniffed(content)
    if media_type in _PICTURES:
        return _from_picture(content, kind)
    if media_type == "application/dicom":
        return _from_dicom(content, kind)
    raise _unreadable(sentence("The file is no scan of a known format."), media_type)


def _from_picture(content: bytes, kind: Kind) -> Package:
    about, pixels = _decoded(content, "picture")
    counts = _counts(about, pixels, 1)[0]
    lost = ["low", "high as measured"] if about.get("colour") else ["low"]
    view = View("picture", np.maximum(counts, 1), None, _air(counts), 1.0, 1.0)
    return Package(
        kind,
        (view,),
        False,
        scanner=str(about.get("was", ""))[:80],
        format=Format.PICTURE,
        lost=(*lost, "size of a pixel"),
    )


def _from_dicom(content: bytes, kind: Kind) -> Package:
    about, pixels = _decoded(content, "dicom")
    frames = 2 if about.get("frames") == 2 else 1
    counts = _counts(about, pixels, frames)
    row_mm, column_mm = (_size(about.get(name)) for name in ("row_mm", "column_mm"))
    low = np.maximum(counts[0], 1) if frames == 2 else None
    view = View("dx", np.maximum(counts[-1], 1), low, _air(counts[-1]), row_mm, column_mm)
    scanner, scanned_at = (
        "".join(c for c in str(about.get(name, "")) if c.isprintable()) for name in ("scanner", "scanned_at")
    )
    lost = ("beam",) if frames == 2 else ("beam", "low")
    return Package(kind, (view,), False, "", scanner, scanned_at, format=Format.DICOM, lost=lost)


def _decoded(content: bytes, kind: str) -> tuple[dict[str, Any], bytes]:
    """Run the child; whatever it does, the answer is pixels or a refusal."""
    environment = {"PATH": os.environ.get("PATH", ""), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    try:
        done = subprocess.run(  # noqa: S603 - our own program, no shell, the stranger's bytes only on its stdin
            [sys.executable, "-I", str(_CHILD), kind], input=content, capture_output=True, timeout=_LONGEST_S, env=environment, check=False
        )  # fmt: skip
    except subprocess.TimeoutExpired as late:
        raise _unreadable(sentence("Decoding the file took too long and was stopped."), f"{_LONGEST_S:.0f} s") from late
    line, _, pixels = done.stdout.partition(b"\n")
    try:
        about = json.loads(line)
    except ValueError as wrong:
        raise _unreadable(sentence("Decoding the file was stopped."), f"ended with {done.returncode}") from wrong
    if not isinstance(about, dict) or "error" in about:
        seen = about.get("error") if isinstance(about, dict) else line[:80]
        raise _unreadable(sentence("The file cannot be decoded."), str(seen)[:200])
    return about, pixels


def _counts(about: dict[str, Any], pixels: bytes, frames: int) -> Counts:
    rows, columns = int(about["rows"]), int(about["columns"])
    if len(pixels) != rows * columns * frames * 2:
        raise _unreadable(sentence("The file is not whole."), f"{len(pixels):,} bytes")
    return np.frombuffer(pixels, "<u2").reshape(frames, rows, columns).astype(np.uint16)


def _air(counts: Counts) -> int:
    """Take the bright end for air: a file without calibration says no better."""
    return max(1, int(np.percentile(counts, 99)))


def _size(value: object) -> float:
    size = float(value) if isinstance(value, int | float) else 1.0
    return size if math.isfinite(size) and 0.01 <= size <= 1000 else 1.0


def _unreadable(says: Sentence, seen: str) -> ScanUnreadable:
    return ScanUnreadable(says, mend=_MEND, field="file", seen=seen)
