"""Our own package of a scan: one ZIP file with `scan.json` and one raw 16-bit file a channel. Sizes are checked before unpacking.

A stranger can write one with any ZIP library: docs/how-to/write-a-scan-package.md.
"""

import io
import json
import math
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any, Final, NoReturn

import numpy as np

from smartcustoms.boundary.scans.model import (
    LARGEST_FILE,
    LARGEST_SIDE,
    LOST,
    MOST_PIXELS,
    MOST_VIEWS,
    Counts,
    Kind,
    Package,
    ScanUnreadable,
    View,
)
from smartcustoms.imaging.beams import is_beam
from smartcustoms.kernel.outside import JsonUnfit, read_json
from smartcustoms.kernel.words.model import Sentence, sentence

FORMAT: Final = "smartcustoms-scan"
VERSION: Final = 1
_ABOUT: Final = "scan.json"
_LARGEST_ABOUT: Final = 1024 * 1024
_MOST_ENTRIES: Final = 2 * MOST_VIEWS + 1
_LARGEST_MM: Final = 1000.0
_MEND: Final = sentence("Write the package as the how-to describes it, or send another file.")
_STAMP: Final = (1980, 1, 1, 0, 0, 0)  # the same bytes for the same scan


def written(package: Package) -> bytes:
    """Write a package; the same scan always gives the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as packed:
        views = []
        for place, view in enumerate(package.views):
            channels = {}
            for energy, counts in (("low", view.low), ("high", view.high)):
                if counts is not None:
                    channels[energy] = f"view-{place}-{energy}.u16"
                    packed.writestr(_entry(channels[energy]), counts.astype("<u2").tobytes())
            views.append(_view_as_json(view, channels))
        more = ({"lost": package.lost} if package.lost else {}) | package.more
        about = {
            "format": FORMAT, "version": VERSION, "kind": package.kind.value, "simulated": package.simulated, "beam": package.beam,
            "scanner": package.scanner, "scanned_at": package.scanned_at, "subject": package.subject, "views": views, **more,
        }  # fmt: skip
        packed.writestr(_entry(_ABOUT), json.dumps(about, ensure_ascii=False, indent=1))
    return made.getvalue()


def packed(content: Mapping[str, bytes]) -> bytes:
    """Pack files into a ZIP file: the same files give the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as into:
        for name, each in content.items():
            into.writestr(_entry(name), each)
    return made.getvalue()


def is_package(content: bytes) -> bool:
    """Tell whether bytes begin as a ZIP file does."""
    return content[:4] == b"PK\x03\x04"


def read(content: bytes) -> Package:
    """Read a package.

    Raises:
        ScanUnreadable: it is no package, is not whole, or names sizes that a scan cannot have.
    """
    if len(content) > LARGEST_FILE:
        _refuse(sentence("The file is larger than a scan may be."), f"{len(content):,} bytes")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if len(packed.infolist()) > _MOST_ENTRIES:
                _refuse(sentence("The package holds too many files."), str(len(packed.infolist())))
            about = _about(packed)
            return _package(packed, about)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as wrong:
        raise _unreadable(sentence("The file is no whole ZIP package."), str(wrong)[:120]) from wrong


def _package(packed: zipfile.ZipFile, about: dict[str, Any]) -> Package:
    views = about.get("views")
    if not isinstance(views, list) or not 1 <= len(views) <= MOST_VIEWS:
        _refuse(sentence("scan.json must list one to {most} views.", most=MOST_VIEWS), "views")
    kind = about.get("kind")
    if not isinstance(kind, str) or kind not in set(Kind):
        _refuse(sentence("The kind of scan is not known."), str(kind)[:40])
    pixels = sum(_side(each, "rows") * _side(each, "columns") for each in views)
    if pixels > MOST_PIXELS:
        _refuse(sentence("The views have more pixels than a scan may have."), f"{pixels:,}")
    told = {name: _text(about, name) for name in ("beam", "scanner", "scanned_at", "subject")}
    beam = told["beam"] if is_beam(told["beam"]) else ""
    return Package(
        Kind(str(kind)),
        tuple(_view(packed, each) for each in views),
        about.get("simulated") is True,
        beam,
        told["scanner"],
        told["scanned_at"],
        told["subject"],
        lost=_lost(about, beam),
    )


def _lost(about: dict[str, Any], beam: str) -> tuple[str, ...]:
    """Give what the writer says is lost, and what the reader finds lacking."""
    said = about.get("lost", [])
    if not isinstance(said, list) or not all(isinstance(each, str) and each in LOST for each in said):
        _refuse(sentence("lost names something else than {names}.", names=", ".join(LOST)), str(said)[:40])
    return tuple(dict.fromkeys((*said, *(() if beam else ("beam",)))))


def _about(packed: zipfile.ZipFile) -> dict[str, Any]:
    if _ABOUT not in packed.namelist():
        _refuse(sentence("The package has no scan.json."), ", ".join(packed.namelist()[:5])[:120])
    try:
        about = read_json(_unpacked(packed, _ABOUT, _LARGEST_ABOUT))
    except JsonUnfit as wrong:
        raise _unreadable(sentence("scan.json cannot be read."), str(wrong)[:120]) from wrong
    if not isinstance(about, dict) or about.get("format") != FORMAT:
        _refuse(sentence("scan.json does not say the format {format}.", format=FORMAT), "format")
    if about.get("version") != VERSION:
        _refuse(sentence("This version of the package is not known."), str(about.get("version"))[:40])
    return about


def _view(packed: zipfile.ZipFile, about: dict[str, Any]) -> View:
    rows, columns = _side(about, "rows"), _side(about, "columns")
    channels = about.get("channels")
    if not isinstance(channels, dict) or "high" not in channels:
        _refuse(sentence("A view must name its channel of high energy."), "channels")
    high = _counts(packed, channels["high"], rows, columns)
    low = _counts(packed, channels["low"], rows, columns) if "low" in channels else None
    air = about.get("air")
    if not isinstance(air, int) or isinstance(air, bool) or not 1 <= air <= 65535:
        _refuse(sentence("A view must say the count in air, 1 to 65535."), str(air)[:40])
    return View(
        _text(about, "name") or "view", high, low, air, _millimetres(about, "row_mm"), _millimetres(about, "column_mm")
    )


def _counts(packed: zipfile.ZipFile, name: object, rows: int, columns: int) -> Counts:
    if not isinstance(name, str) or name not in packed.namelist():
        _refuse(sentence("A channel's file is not in the package."), str(name)[:80])
    size = rows * columns * 2
    if packed.getinfo(name).file_size != size:
        says = sentence("A channel has another number of bytes than rows times columns times two.")
        _refuse(says, f"{packed.getinfo(name).file_size:,} for {size:,}")
    content = _unpacked(packed, name, size)
    if len(content) != size:
        _refuse(sentence("A channel is not whole."), name[:80])
    return np.frombuffer(content, "<u2").reshape(rows, columns).astype(np.uint16)


def _unpacked(packed: zipfile.ZipFile, name: str, at_most: int) -> bytes:
    """Unpack no more than was announced: what a header says of the size is not believed."""
    with packed.open(name) as opened:
        content = opened.read(at_most + 1)
    if len(content) > at_most:
        _refuse(sentence("A file in the package is larger than it may be."), name[:80])
    return content


def _side(about: object, name: str) -> int:
    value = about.get(name) if isinstance(about, dict) else None
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= LARGEST_SIDE:
        _refuse(sentence("A view must say its {name}, 1 to {most}.", name=name, most=LARGEST_SIDE), str(value)[:40])
    return value


def _millimetres(about: dict[str, Any], name: str) -> float:
    value = about.get(name)
    if (
        not isinstance(value, int | float)
        or isinstance(value, bool)
        or not 0.01 <= value <= _LARGEST_MM
        or not math.isfinite(value)
    ):
        _refuse(sentence("A view must say {name}, the size of a pixel in mm.", name=name), str(value)[:40])
    return float(value)


def _text(about: dict[str, Any], name: str) -> str:
    value = about.get(name, "")
    if not isinstance(value, str) or len(value) > 200 or not value.isprintable():
        _refuse(sentence("{name} is no short text.", name=name), str(value)[:40])
    return value


def _view_as_json(view: View, channels: dict[str, str]) -> dict[str, Any]:
    rows, columns = view.high.shape
    size = {"row_mm": round(view.row_mm, 4), "column_mm": round(view.column_mm, 4)}
    return {"name": view.name, "rows": rows, "columns": columns, **size, "air": view.air, "channels": channels}


def _entry(name: str) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name, _STAMP)
    made.compress_type = zipfile.ZIP_DEFLATED
    return made


def _unreadable(says: Sentence, seen: str) -> ScanUnreadable:
    return ScanUnreadable(says, mend=_MEND, field="file", seen=seen)


def _refuse(says: Sentence, seen: str) -> NoReturn:
    raise _unreadable(says, seen)
