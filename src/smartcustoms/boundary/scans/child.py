"""The child that decodes a stranger's file: bytes in on stdin, one line of JSON and raw 16-bit pixels out. Run by `decoding.py` only.

Of a CT volume two projections come out, from above and from the side: each ray's sum of density, as if all were water at WATER cm²/g.
Of a threat detection report only a line of JSON comes out.

It limits its own memory, processor time and files before it reads a byte, so that a bomb ends the child and nothing else.
It imports nothing of the platform: a few milliseconds to start, and nothing to steal.
"""

import io
import json
import resource
import signal
import struct
import sys
import time
import warnings
import zlib
from pathlib import Path
from typing import Any

MEMORY = 420 * 1024 * 1024
"""What decoding may take beside the libraries: with them it stays below half a gigabyte."""
SECONDS = 8
UNPACKING_SECONDS = 1.5
"""Processor time for a file packed in runs: how many runs stand in it nobody knows before they are read, one by one."""
MOST_INFLATED = 128 * 1024 * 1024
MOST_PIXELS = 40_000_000
MOST_VOXELS = 120_000_000
MOST_SLICES = 4_096
MOST_THREATS = 200
_MOST_ITEMS = 50
_ITEMS = (b"\xfe\xff\x00\xe0", b"\xff\xfe\xe0\x00")
"""How an item of a sequence begins in DICOM (PS3.5, 7.5), in either order of bytes."""
MOST_CORNERS = 200
MOST_MASK = 4_000_000
WATER = 0.19
AIR = 60_000
_CT = {"1.2.840.10008.5.1.4.1.1.501.1", "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.2.1"}
_TDR = "1.2.840.10008.5.1.4.1.1.501.3"
_RUNS, _DEFLATED = "1.2.840.10008.1.2.5", b"1.2.840.10008.1.2.1.99"


class TooLong(BaseException):
    """Unpacking takes longer than a scan may: no decoder between here and `main` takes it for a fault of its own."""


def main() -> None:
    """Decode what stands on stdin; a fault becomes a line of JSON with `error`."""
    kind = sys.argv[1]
    from PIL import Image, ImageFile  # before the limits: their libraries are mapped once

    if kind != "picture":
        import pydicom.pixels  # noqa: F401 - loaded before the limits
    most = _mapped() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES = MOST_PIXELS, False
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    content = sys.stdin.buffer.read()
    try:
        about, pixels = {"dicom": _dicom, "report": _report, "picture": _picture}[kind](content)
    except MemoryError:
        about, pixels = {"error": "it needs more memory than a scan may"}, b""
    except TooLong as fault:
        about, pixels = {"error": str(fault)}, b""
    except Exception as fault:  # noqa: BLE001 - a decoder may raise anything on a stranger's bytes; the parent says it in words
        about, pixels = {"error": f"{type(fault).__name__}: {str(fault)[:160]}"}, b""
    sys.stdout.buffer.write(json.dumps(about).encode() + b"\n" + pixels)


def _mapped() -> int:
    """Give the bytes of memory that the libraries have mapped already."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()


def _picture(content: bytes) -> tuple[dict[str, object], bytes]:
    """Decode PNG, TIFF or JPEG to one channel of 16 bits."""
    from PIL import Image

    with Image.open(io.BytesIO(content), formats=("PNG", "TIFF", "JPEG")) as opened:
        _check_size(*opened.size)
        colour = opened.mode not in {"I;16", "I;16B", "I", "L", "1"}
        deep = opened.mode in {"I;16", "I;16B", "I"}
        grey = opened if deep else opened.convert("L")
        columns, rows = grey.size
        about: dict[str, object] = {
            "rows": rows,
            "columns": columns,
            "was": f"{opened.format} {opened.mode}",
            "colour": colour,
        }
        return about, _as_16_bit(grey, deep)


def _as_16_bit(grey: object, deep: bool) -> bytes:
    import numpy as np

    pixels = np.asarray(grey)
    if not deep:
        return (pixels.astype("<u2") * 257).tobytes()
    return (pixels if pixels.dtype == np.uint16 else np.clip(pixels, 0, 65535)).astype("<u2", copy=False).tobytes()


def _dicom(content: bytes) -> tuple[dict[str, object], bytes]:
    """Decode the first frame of a DX image, as DICOS and DICOM write it, or a CT volume."""
    import numpy as np

    read = _opened(content)
    if str(read.get("SOPClassUID", "")) == _TDR:
        raise ValueError("a threat detection report is no scan: bring it on the page of its scan's alarms")
    if str(read.get("SOPClassUID", "")) in _CT or read.get("Modality") == "CT":
        return _volume(read)
    rows, columns = int(read.Rows), int(read.Columns)
    frames = int(getattr(read, "NumberOfFrames", 1) or 1)
    _check_size(columns, rows * min(frames, 2))
    if int(read.get("SamplesPerPixel", 1)) != 1:
        raise ValueError("more than one sample a pixel")
    bits = int(read.get("BitsStored", 16))
    if not 1 <= bits <= 16:
        raise ValueError(f"{bits} bits a pixel")
    pixels = np.asarray(read.pixel_array).reshape(-1, rows, columns)[: 2 if frames == 2 else 1]
    pixels = _spread(pixels, bits, str(read.get("PhotometricInterpretation", "")) == "MONOCHROME1")
    spacing = [float(each) for each in (read.get("PixelSpacing") or read.get("ImagerPixelSpacing") or [1.0, 1.0])]
    about: dict[str, object] = {
        "rows": rows,
        "columns": columns,
        "frames": len(pixels),
        "row_mm": spacing[0],
        "column_mm": spacing[1],
        **_said(read),
    }
    return about, pixels.tobytes()


def _opened(content: bytes) -> Any:
    """Open a DICOM file, its packing looked at first: a deflated one is counted, one packed in runs gets a time of its own."""
    import pydicom

    if _DEFLATED in content[:1024]:
        _count_inflated(content)
    read = pydicom.dcmread(io.BytesIO(content), force=False)
    if read.file_meta.get("TransferSyntaxUID") == _RUNS:
        signal.signal(signal.SIGPROF, _too_long)
        signal.setitimer(signal.ITIMER_PROF, max(0.1, UNPACKING_SECONDS - time.process_time()))
    return read


def _too_long(*_: object) -> None:
    raise TooLong("its runs take longer to unpack than a scan may: send it unpacked or as JPEG-LS")


def _count_inflated(content: bytes) -> None:
    """Refuse a deflated file that becomes too large; it is inflated piece by piece and thrown away. Where it begins: PS3.10, 7.1."""
    begin = 144 + struct.unpack("<I", content[140:144])[0]
    inflating, rest, size = zlib.decompressobj(-zlib.MAX_WBITS), content[begin:], 0
    while rest and not inflating.eof:
        size += len(inflating.decompress(rest, 2**20))
        rest = inflating.unconsumed_tail
        if size > MOST_INFLATED:
            raise ValueError(f"deflated from more than {MOST_INFLATED // 2**20} MB")


def _spread(pixels: Any, bits: int, inverse: bool) -> Any:
    """Spread counts of so many bits over 16, in place as far as can be: the largest picture must fit into the limit."""
    import numpy as np

    if pixels.dtype.kind == "i":
        pixels = pixels.astype(np.int32) - min(0, int(pixels.min()))
    made = np.minimum(pixels, 2**bits - 1).astype("<u2", copy=False)
    if bits < 16:
        made *= np.uint16(65535 // (2**bits - 1))
    return np.subtract(np.uint16(65535), made, out=made) if inverse else made


def _said(read: Any) -> dict[str, object]:
    """Give what a DICOM file says of itself."""
    return {
        "scanner": f"{read.get('Manufacturer', '')} {read.get('ManufacturerModelName', '')}".strip()[:120],
        "was": str(read.get("SOPClassUID", ""))[:80],
        "scanned_at": str(read.get("AcquisitionDate", "") or read.get("ContentDate", ""))[:40],
        "instance": str(read.get("SOPInstanceUID", ""))[:64],
    }


def _volume(read: Any) -> tuple[dict[str, object], bytes]:
    """Project a CT volume, slice by slice: frames lie along the belt, rows from above, columns from the side."""
    import numpy as np
    from pydicom.pixels.utils import iter_pixels

    frames, rows, columns = int(read.get("NumberOfFrames", 1) or 1), int(read.Rows), int(read.Columns)
    _check_volume(frames, rows, columns)
    if int(read.get("SamplesPerPixel", 1)) != 1:
        raise ValueError("more than one sample a voxel")
    slope, intercept, unit = _scale(read)
    down, across, along = _spacings(read)
    top, side = np.zeros((columns, frames), np.float32), np.zeros((rows, frames), np.float32)
    for n, frame in enumerate(iter_pixels(read)):
        density = np.clip(frame.astype(np.float32) * slope + intercept, 0, 20)
        top[:, n], side[:, n] = density.sum(0) * (down / 10), density.sum(1) * (across / 10)
    if n + 1 != frames:
        raise ValueError(f"{n + 1} of {frames} slices")
    seen = [np.rint(np.clip(AIR * np.exp(-WATER * each), 1, 65535)).astype("<u2") for each in (top, side)]
    views = [
        {"name": name, "rows": len(each), "columns": frames, "row_mm": size, "column_mm": along}
        for name, each, size in zip(("top", "side"), seen, (across, down), strict=True)
    ]
    about: dict[str, object] = {"views": views, "slices": frames, "unit": unit, "air": AIR, **_said(read)}
    return about, b"".join(each.tobytes() for each in seen)


def _check_volume(frames: int, rows: int, columns: int) -> None:
    if frames < 2:
        raise ValueError("one slice of a CT is no scan: send the whole volume as one file")
    if (
        not (1 <= rows <= 4096 and 1 <= columns <= 4096 and frames <= MOST_SLICES)
        or frames * rows * columns > MOST_VOXELS
    ):
        raise ValueError(f"{frames} slices of {columns} by {rows} voxels")


def _shared(read: Any, group: str, name: str) -> Any:
    """Give a value of the whole file, or of what all its frames share."""
    if name in read:
        return read.get(name)
    shared = read.get("SharedFunctionalGroupsSequence") or [{}]
    inner = shared[0].get(group) or [{}]
    return inner[0].get(name)


def _scale(read: Any) -> tuple[float, float, str]:
    """Give slope and intercept that make a stored value a density in g/cm³ of water, and the unit it was in; unknown is taken as MHU."""
    group = "PixelValueTransformationSequence"
    slope = float(_shared(read, group, "RescaleSlope") or 1)
    intercept = float(_shared(read, group, "RescaleIntercept") or 0)
    unit = str(_shared(read, group, "RescaleType") or "")[:16]
    above = 1000 if unit == "HU" or (not unit and intercept < 0) else 0
    return slope / 1000, (intercept + above) / 1000, unit if unit in {"HU", "MHU"} else ""


def _spacings(read: Any) -> tuple[float, float, float]:
    """Give the distance in mm of two rows, two columns and two slices; 1 where it is not said."""
    group = "PixelMeasuresSequence"
    down, across = (float(each) for each in (_shared(read, group, "PixelSpacing") or (1.0, 1.0)))
    along = _shared(read, group, "SpacingBetweenSlices") or _shared(read, group, "SliceThickness") or 1.0
    found = down, across, float(along)
    if not all(0.01 <= each <= 100 for each in found):
        raise ValueError(f"voxels of {found} mm")
    return found


def _report(content: bytes) -> tuple[dict[str, object], bytes]:
    """Read a threat detection report: what is said of each object, and of which images."""
    # counted before anything is made of them: reading 100,000 takes seconds
    items = max(content.count(mark) for mark in _ITEMS)
    if items > MOST_THREATS * _MOST_ITEMS:
        raise ValueError(f"{items} items; at most {MOST_THREATS} objects of {_MOST_ITEMS}")
    read = _opened(content)
    if str(read.get("SOPClassUID", "")) != _TDR:
        raise ValueError("no threat detection report")
    if not read.get("AlarmDecision"):  # it stands behind the objects: a torn file has lost it
        raise ValueError("it is not whole, or comes to no decision")
    found = read.get("ThreatSequence") or []
    if len(found) > MOST_THREATS:
        raise ValueError(f"{len(found)} objects; at most {MOST_THREATS}")
    threats = [_threat(each) for each in found]
    about = [
        str(each.get("ReferencedSOPInstanceUID", ""))[:64] for each in (read.get("ReferencedStudySequence") or [])[:99]
    ]
    method = read.get("ThreatDetectionAlgorithmAndVersion") or []
    return {
        "type": str(read.get("TDRType", ""))[:16],
        "decision": str(read.get("AlarmDecision", ""))[:16],
        "decided_at": str(read.get("AlarmDecisionTime", ""))[:32],
        "by": str(_said(read)["scanner"]),
        "methods": [str(each)[:64] for each in ([method] if isinstance(method, str) else list(method))[:9]],
        "about": about,
        "threats": threats,
    }, b""


def _threat(each: Any) -> dict[str, object]:
    shown = (each.get("PTORepresentationSequence") or [{}])[0]
    said = (each.get("ATDAssessmentSequence") or [{}])[0]
    where = (shown.get("ThreatROIVoxelSequence") or [{}])[0]
    left, top, first = _three(where.get("ThreatROIBase"))
    wide, high, deep = _three(where.get("ThreatROIExtents"))
    outline = [_whole(value) for value in shown.get("BoundingPolygon") or []]
    if len(outline) > 3 * MOST_CORNERS or len(outline) % 3:
        raise ValueError("a polygon has too many corners, or is torn")
    return {
        "box": [left, top, wide, high],
        "slices": [first, deep],
        "corners": [[outline[n], outline[n + 1]] for n in range(0, len(outline), 3)],
        "mask": _mask(where.get("ThreatROIBitmap"), wide, high) if deep <= 1 else [],
        "category": str(said.get("ThreatCategory", ""))[:32],
        "label": str(said.get("ThreatCategoryDescription", ""))[:200],
        "flag": str(said.get("ATDAssessmentFlag", ""))[:16],
        "score": float(said.get("ATDAssessmentProbability", -1.0)),
        "about": [
            str(e.get("ReferencedSOPInstanceUID", ""))[:64] for e in (shown.get("ReferencedInstanceSequence") or [])[:9]
        ],
    }


def _mask(bits: Any, wide: int, high: int) -> list[int]:
    """Read a bitmap of one frame as lengths of runs row by row, beginning with how many pixels are not in it."""
    import numpy as np

    if not bits or wide * high > MOST_MASK:
        return []
    flat = np.unpackbits(np.frombuffer(bits, np.uint8), bitorder="little")[: wide * high]
    if len(flat) != wide * high:
        raise ValueError("a bitmap is smaller than its box")
    ends = np.flatnonzero(np.diff(np.concatenate([[0], flat, [1 - flat[-1]]]).astype(np.int8)))
    runs = np.diff(np.concatenate([[0], ends]))
    return [int(run) for run in runs] if len(runs) <= 20_000 else []


def _three(values: Any) -> list[int]:
    found = [_whole(value) for value in (values or [0, 0, 0])]
    if len(found) != 3:
        raise ValueError("a place has not three numbers")
    return found


def _whole(value: Any) -> int:
    number = float(value)
    if not -1 <= number <= 100_000:
        raise ValueError(f"a place at {number}")
    return max(0, round(number))


def _check_size(columns: int, rows: int) -> None:
    if columns < 1 or rows < 1 or columns > 16_384 or rows > 32_768 or columns * rows > MOST_PIXELS:
        raise ValueError(f"{columns} by {rows} pixels")


if __name__ == "__main__":
    main()
