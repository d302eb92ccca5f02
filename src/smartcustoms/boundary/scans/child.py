"""The child that decodes a stranger's file: bytes in on stdin, one line of JSON and raw 16-bit pixels out. Run by `decoding.py` only.

It limits its own memory, processor time and files before it reads a byte, so that a bomb ends the child and nothing else.
It imports nothing of the platform: a few milliseconds to start, and nothing to steal.
"""

import io
import json
import resource
import sys
import warnings

MEMORY = 1024 * 1024 * 1024
SECONDS = 8
MOST_PIXELS = 40_000_000


def main() -> None:
    """Decode what stands on stdin; a fault becomes a line of JSON with `error`."""
    kind = sys.argv[1]
    from PIL import Image, ImageFile  # before the limits: their libraries are mapped once

    if kind == "dicom":
        import pydicom  # noqa: F401 - loaded before the limits
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES = MOST_PIXELS, False
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    content = sys.stdin.buffer.read()
    try:
        about, pixels = _dicom(content) if kind == "dicom" else _picture(content)
    except MemoryError:
        about, pixels = {"error": "it needs more memory than a scan may"}, b""
    except Exception as fault:  # noqa: BLE001 - a decoder may raise anything on a stranger's bytes; the parent says it in words
        about, pixels = {"error": f"{type(fault).__name__}: {str(fault)[:160]}"}, b""
    sys.stdout.buffer.write(json.dumps(about).encode() + b"\n" + pixels)


def _picture(content: bytes) -> tuple[dict[str, object], bytes]:
    """Decode PNG, TIFF or JPEG to one channel of 16 bits."""
    from PIL import Image

    with Image.open(io.BytesIO(content), formats=("PNG", "TIFF", "JPEG")) as opened:
        _check_size(*opened.size)
        colour = opened.mode not in {"I;16", "I;16B", "I", "L", "1"}
        deep = opened.mode in {"I;16", "I;16B", "I"}
        grey = opened.convert("I") if deep else opened.convert("L")
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
    scaled = np.clip(pixels, 0, 65535) if deep else pixels.astype(np.uint16) * 257
    return scaled.astype("<u2").tobytes()


def _dicom(content: bytes) -> tuple[dict[str, object], bytes]:
    """Decode the first frame of a DX image, as DICOS and DICOM write it."""
    import numpy as np
    import pydicom

    read = pydicom.dcmread(io.BytesIO(content), force=False)
    rows, columns = int(read.Rows), int(read.Columns)
    frames = int(getattr(read, "NumberOfFrames", 1) or 1)
    _check_size(columns, rows * min(frames, 2))
    if int(read.get("SamplesPerPixel", 1)) != 1:
        raise ValueError("more than one sample a pixel")
    pixels = np.asarray(read.pixel_array)
    pixels = pixels.reshape(-1, rows, columns)[: 2 if frames == 2 else 1].astype(np.int64)
    bits = int(read.get("BitsStored", 16))
    pixels = np.clip(pixels - min(0, int(pixels.min())), 0, None) * (65535 // (2**bits - 1) if bits < 16 else 1)
    if str(read.get("PhotometricInterpretation", "")) == "MONOCHROME1":
        pixels = 65535 - pixels
    spacing = [float(each) for each in (read.get("PixelSpacing") or read.get("ImagerPixelSpacing") or [1.0, 1.0])]
    about: dict[str, object] = {
        "rows": rows,
        "columns": columns,
        "frames": len(pixels),
        "row_mm": spacing[0],
        "column_mm": spacing[1],
        "scanner": f"{read.get('Manufacturer', '')} {read.get('ManufacturerModelName', '')}".strip()[:120],
        "was": str(read.get("SOPClassUID", ""))[:80],
        "scanned_at": str(read.get("AcquisitionDate", "") or read.get("ContentDate", ""))[:40],
    }
    return about, np.clip(pixels, 0, 65535).astype("<u2").tobytes()


def _check_size(columns: int, rows: int) -> None:
    if columns < 1 or rows < 1 or columns > 16_384 or rows > 32_768 or columns * rows > MOST_PIXELS:
        raise ValueError(f"{columns} by {rows} pixels")


if __name__ == "__main__":
    main()
