"""Files of strangers: told apart by their first bytes, decoded in a child process with limits; what is lost is said.

A picture has one channel at most, and a palette of colours is no measurement: energies that are not in the file are marked as lost.
"""

import json
import math
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np

from smartcustoms.boundary.scans import package
from smartcustoms.boundary.scans.model import (
    LARGEST_FILE,
    Counts,
    Decision,
    Flag,
    Format,
    Kind,
    Package,
    Report,
    ReportKind,
    ScanUnreadable,
    Threat,
    View,
)
from smartcustoms.kernel.files.media_type import sniffed
from smartcustoms.kernel.words.model import Sentence, sentence

Word = TypeVar("Word", bound=StrEnum)
_CHILD: Final = Path(__file__).with_name("child.py")
_LONGEST_S: Final = 20.0
_LARGEST_REPORT: Final = 16 * 1024 * 1024
_PICTURES: Final = frozenset({"image/png", "image/tiff", "image/jpeg"})
_OBJECT: Final = re.compile(r" ?<[\w.]+ object at 0x[0-9a-f]+>")
"""What libraries say of their own objects tells a sender nothing, and where they lie in memory is not for him."""
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
    if "views" in about:
        return _from_volume(about, pixels, kind)
    frames = 2 if about.get("frames") == 2 else 1
    counts = _counts(about, pixels, frames)
    row_mm, column_mm = (_size(about.get(name)) for name in ("row_mm", "column_mm"))
    low = np.maximum(counts[0], 1) if frames == 2 else None
    view = View("dx", np.maximum(counts[-1], 1), low, _air(counts[-1]), row_mm, column_mm)
    lost = ("beam",) if frames == 2 else ("beam", "low")
    return _told(about, kind, (view,), Format.DICOM, lost)


def _from_volume(about: dict[str, Any], pixels: bytes, kind: Kind) -> Package:
    """Make two views of the projections of a volume. Their counts are computed, and slices are in the original only: both are said."""
    views, begins = [], 0
    for each in about["views"]:
        rows, columns = int(each["rows"]), int(each["columns"])
        counts = _counts(each, pixels[begins : begins + rows * columns * 2], 1)[0]
        begins += rows * columns * 2
        sizes = (_size(each.get(name)) for name in ("row_mm", "column_mm"))
        views.append(View(str(each["name"]), counts, None, int(about["air"]), *sizes))
    lost = ("low", "high as measured", "beam", "slices", *(() if about.get("unit") else ("unit",)))
    return _told(about, kind, tuple(views), Format.VOLUME, lost)


def _told(
    about: dict[str, Any], kind: Kind, views: tuple[View, ...], format_: Format, lost: tuple[str, ...]
) -> Package:
    """Give what a DICOM file says of itself, with its views."""
    scanner, scanned_at, instance = (_printable(about.get(name)) for name in ("scanner", "scanned_at", "instance"))
    more = {"instance": instance} if instance else {}
    return Package(kind, views, False, "", scanner, scanned_at, format=format_, lost=lost, more=more)


def read_report(content: bytes) -> Report:
    """Read a DICOS threat detection report in the limited child; a view is told by its image's place in the report.

    Raises:
        ScanUnreadable: it is none, is not whole, or says more than a report may.
    """
    if len(content) > _LARGEST_REPORT:
        raise _unreadable(sentence("The file is larger than a report may be."), f"{len(content):,} bytes")
    if sniffed(content) != "application/dicom":
        raise _unreadable(sentence("The file is no DICOS threat detection report."), sniffed(content))
    about, _ = _decoded(content, "report")
    threats, images = about["threats"], [each for each in about["about"] if each]
    images += [each for threat in threats for each in threat["about"] if each]
    images = list(dict.fromkeys(images))
    return Report(
        _word(ReportKind, about["type"], ReportKind.OTHER),
        _word(Decision, about["decision"], Decision.UNKNOWN),
        tuple(_threat(each, images) for each in threats),
        tuple(_printable(each) for each in about["methods"]),
        _printable(about["by"]),
        _moment(about["decided_at"]),
        tuple(images),
    )


def _threat(each: dict[str, Any], images: list[str]) -> Threat:
    first = next((image for image in each["about"] if image in images), "")
    score = float(each["score"])
    return Threat(
        _printable(each["label"]),
        _printable(each["category"]),
        _word(Flag, each["flag"], Flag.UNKNOWN),
        images.index(first) if first else 0,
        (each["box"][0], each["box"][1], each["box"][2], each["box"][3]),
        tuple((column, row) for column, row in each["corners"]),
        tuple(each["mask"]),
        score if 0 <= score <= 1 else None,
        (each["slices"][0], each["slices"][1]),
    )


def _word(words: type[Word], said: str, otherwise: Word) -> Word:
    tidied = said.strip().upper().replace(" ", "_")
    return words(tidied) if tidied in set(words) else otherwise


def _moment(said: str) -> datetime | None:
    """Read a moment as DICOM writes it; without a zone it is taken as UTC."""
    for form in ("%Y%m%d%H%M%S.%f%z", "%Y%m%d%H%M%S%z", "%Y%m%d%H%M%S.%f", "%Y%m%d%H%M%S"):
        try:
            read = datetime.strptime(said.strip(), form)  # noqa: DTZ007 - a zone is given below where there is none
        except ValueError:
            continue
        return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
    return None


def _printable(said: object) -> str:
    return "".join(c for c in str(said or "") if c.isprintable())


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
        raise _unreadable(sentence("The file cannot be decoded."), _OBJECT.sub("", str(seen))[:200])
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
