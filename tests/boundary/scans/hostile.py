"""Hostile files in every format that scans are read from: `python -m tests.boundary.scans.hostile --files 1000` tells how they were met.

Bombs (small files that ask for very much), and good files torn, spliced, bent and overwritten by luck. A bent file may still be whole
where it counts (a pixel of another brightness): it is then read, and told apart from those refused.
"""

import argparse
import io
import json
import resource
import struct
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator

import numpy as np
import PIL.Image
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.uid import DeflatedExplicitVRLittleEndian, RLELossless

from smartcustoms.boundary.scans import dicos
from smartcustoms.boundary.scans.decoding import read_report, read_scan
from smartcustoms.boundary.scans.model import Decision, Flag, Report, ReportKind, ScanUnreadable, Threat
from smartcustoms.boundary.scans.package import written as packaged
from tests.boundary.scans.dicos_made import CT, a_report, a_volume, begun, written
from tests.boundary.scans.packages import a_package
from tests.boundary.scans.test_dicos import AT, DIGEST

Made = tuple[str, bytes]
"""What kind of file it is, and its content."""


def files(count: int, seed: int = 7) -> Iterator[Made]:
    """Make so many hostile files, the same for the same seed: every bomb first, then good files spoilt."""
    luck = np.random.default_rng(seed)
    yield from bombs()[:count]
    kinds = good()
    for n in range(count - len(bombs())):
        name, content = kinds[n % len(kinds)]
        spoil = SPOILS[int(luck.integers(len(SPOILS)))]
        yield f"{name}, {spoil.__name__}", spoil(content, luck)


def good() -> list[Made]:
    """Give a good file of each format."""
    luck = np.random.default_rng(3)
    grey, colour = (
        luck.integers(0, 60_000, (60, 80), dtype=np.uint16),
        luck.integers(0, 255, (60, 80, 3), dtype=np.uint8),
    )
    scan = a_package()
    threat = Threat("knife", "PI", Flag.THREAT, 0, (1, 2, 9, 9), ((1, 2), (9, 9), (1, 9)), (0, 81), 0.5)
    report = Report(ReportKind.MACHINE, Decision.ALARM, (threat,), ("x",), "", AT)
    return [
        ("png", picture(grey, "PNG")),
        ("tiff", picture(grey, "TIFF")),
        ("tiff, deflated", picture(grey, "TIFF", compression="tiff_adobe_deflate")),
        ("jpeg", picture(colour, "JPEG")),
        ("package", packaged(scan)),
        ("dicos dx", dicos.dx_files(scan, DIGEST, at=AT)["view-1-high.dcs"]),
        ("dicos ct", a_volume(luck.integers(0, 2000, (6, 20, 30), dtype=np.uint16))),
        ("dicos tdr", dicos.report_file(report, scan, DIGEST, at=AT)),
    ]


def picture(pixels: np.ndarray, form: str, **how: object) -> bytes:
    made = io.BytesIO()
    PIL.Image.fromarray(pixels).save(made, form, **how)
    return made.getvalue()


def torn(content: bytes, luck: np.random.Generator) -> bytes:
    return content[: int(luck.integers(4, len(content)))]


def bent(content: bytes, luck: np.random.Generator) -> bytes:
    """Other bytes in some places, most of them near the beginning, where sizes and kinds stand."""
    made = bytearray(content)
    for _ in range(int(luck.integers(1, 24))):
        made[int(min(len(made) - 1, 4 + luck.exponential(200)))] = int(luck.choice([0, 1, 127, 128, 255]))
    return bytes(made)


def overwritten(content: bytes, luck: np.random.Generator) -> bytes:
    at, size = int(luck.integers(4, len(content))), int(luck.integers(1, 400))
    return content[:at] + luck.bytes(size) + content[at + size :]


def spliced(content: bytes, luck: np.random.Generator) -> bytes:
    a, b = sorted(int(each) for each in luck.integers(4, len(content), 2))
    return content[:b] + content[a:b] * int(luck.integers(1, 60)) + content[b:]


def filled(content: bytes, luck: np.random.Generator) -> bytes:
    at = int(luck.integers(4, min(600, len(content))))
    return content[:at] + b"\xff" * int(luck.integers(4, 64)) + content[at:]


SPOILS: tuple[Callable[[bytes, np.random.Generator], bytes], ...] = (torn, bent, overwritten, spliced, filled)


def bombs() -> list[Made]:
    """Give small files that ask for very much."""
    return [*_pictures(), *_packages(), *_dicoms()]


def _pictures() -> list[Made]:
    made = [
        (f"png of {w} by {h}", png(w, h))
        for w, h in ((60_000, 60_000), (2**31 - 1, 1), (1, 2**31 - 1), (16_385, 10), (0, 9))
    ]
    for w, h in ((65_500, 65_500), (65_535, 1)):
        made.append((f"jpeg of {w} by {h}", jpeg(w, h)))
    for name, tags in {
        "tiff of 4 billion pixels a side": {256: 2**32 - 1, 257: 2**32 - 1},
        "tiff of 60,000 a side": {256: 60_000, 257: 60_000},
        "tiff whose directory is itself": {256: 9, 257: 9},
        "tiff of strips far away": {256: 90, 257: 90, 273: 2**32 - 9, 279: 2**31},
    }.items():
        made.append((name, tiff(tags, loops="itself" in name)))
    text = b"IHDR" + struct.pack(">IIBBBBB", 9, 9, 8, 0, 0, 0, 0)
    made.append(
        (
            "png with a text of 1 GB",
            b"\x89PNG\r\n\x1a\n" + chunk(text) + chunk(b"zTXtx\0\0" + squeezed(2**28)) + chunk(b"IEND"),
        )
    )
    return made


def chunk(content: bytes) -> bytes:
    return struct.pack(">I", len(content) - 4) + content + struct.pack(">I", zlib.crc32(content))


def png(wide: int, high: int) -> bytes:
    head = b"IHDR" + struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(head) + chunk(b"IDAT" + squeezed(4_000_000)) + chunk(b"IEND")


def squeezed(size: int) -> bytes:
    """Compress so many zeros."""
    packer = zlib.compressobj(9)
    made = [packer.compress(bytes(2**20)) for _ in range(max(1, size // 2**20))]
    return b"".join((*made, packer.flush()))


def jpeg(wide: int, high: int) -> bytes:
    plain = picture(np.zeros((16, 16), np.uint8), "JPEG")
    at = plain.index(b"\xff\xc0") + 5
    return plain[:at] + struct.pack(">HH", high, wide) + plain[at + 4 :]


def tiff(tags: dict[int, int], *, loops: bool) -> bytes:
    known = {258: 16, 259: 1, 262: 1, 273: 8, 277: 1, 278: 2**31, 279: 2} | tags
    body = b"".join(struct.pack("<HHII", tag, 4, 1, known[tag]) for tag in sorted(known))
    return b"II*\x00" + struct.pack("<IH", 8, len(known)) + body + struct.pack("<I", 8 if loops else 0)


def _packages() -> list[Made]:
    about = {"format": "smartcustoms-scan", "version": 1, "kind": "bag", "views": []}
    view = {
        "name": "x",
        "rows": 6000,
        "columns": 6000,
        "row_mm": 1,
        "column_mm": 1,
        "air": 9,
        "channels": {"high": "x.u16"},
    }
    return [
        ("package whose scan.json unpacks to 256 MB", zipped({"scan.json": bytes(2**28)})),
        (
            "package with a channel of 256 MB",
            zipped({"scan.json": json.dumps(about | {"views": [view]}).encode(), "x.u16": bytes(2**28)}),
        ),
        ("package of 5,000 files", zipped({f"{n}": b"" for n in range(5000)})),
        ("package of deep JSON", zipped({"scan.json": b"[" * 500_000})),
        ("package of a number without end", zipped({"scan.json": b'{"version":' + b"9" * 900_000 + b"}"})),
        (
            "package of 40 million pixels too many",
            zipped({"scan.json": json.dumps(about | {"views": [view] * 8}).encode()}),
        ),
    ]


def zipped(content: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, each in content.items():
            packed.writestr(name, each)
    return made.getvalue()


def _dicoms() -> list[Made]:
    ones = np.ones((2, 4, 4), np.uint16)
    return [
        ("dicos ct of 4 billion voxels", a_volume(ones, NumberOfFrames="65000", Rows=65_000, Columns=1)),
        ("dicos ct of a billion slices", a_volume(ones, NumberOfFrames="1000000000")),
        ("dicos ct of slices below none", a_volume(ones, NumberOfFrames="-5")),
        (
            "dicos dx of 60,000 a side",
            a_volume(ones, SOPClassUID="1.2.840.10008.5.1.4.1.1.501.2.2", Modality="DX", Rows=60_000, Columns=60_000),
        ),
        ("dicos ct of one packed run a slice", run_lengths(110, 1000, 1000)),
        ("dicos ct of a run for each byte", run_lengths(2, 1500, 1500, run=b"\x00\x01", long=1)),
        ("dicos ct of torn runs", run_lengths(3, 64, 64, torn_at=70)),
        ("dicos ct deflated from 512 MB", deflated(2**29)),
        ("dicos tdr with 100,000 objects", a_report("1.2", [((0, 0, 0), (1, 1, 1))] * 20_000)),
        ("dicos tdr nested 1,500 deep", nested(1500)),
        ("dicos tdr of endless places", a_report("1.2", [((float("inf"), 0, 0), (1, 1, 1))])),  # type: ignore[list-item]
    ]


def run_lengths(
    slices: int, rows: int, columns: int, torn_at: int = 0, run: bytes = b"\x81\x00", long: int = 128
) -> bytes:
    """Write a volume as the same run again and again: a few kilobytes a slice become megabytes."""
    runs = run * (rows * columns // long + 1)
    frame = struct.pack("<16I", 2, 64, 64 + len(runs), *[0] * 13) + runs + runs
    made = begun(CT)
    made.file_meta.TransferSyntaxUID = RLELossless
    made.Modality, made.NumberOfFrames, made.Rows, made.Columns = "CT", str(slices), rows, columns
    made.SamplesPerPixel, made.PhotometricInterpretation, made.PixelRepresentation = 1, "MONOCHROME2", 0
    made.BitsAllocated, made.BitsStored, made.HighBit = 16, 16, 15
    made.PixelData = encapsulate([frame[: torn_at or None]] * slices)
    made["PixelData"].VR, made["PixelData"].is_undefined_length = "OB", True
    return written(made)


def deflated(size: int) -> bytes:
    made = begun(CT)
    made.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
    plain = written(made)
    at = plain.index(b"DICM")
    length = struct.unpack("<I", plain[at + 12 : at + 16])[0]
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = [packer.compress(bytes(2**20)) for _ in range(size // 2**20)]
    return plain[: at + 16 + length] + b"".join((*packed, packer.flush()))


def nested(depth: int) -> bytes:
    inner = Dataset()
    inner.PotentialThreatObjectID = 1
    item = b"\xfe\xff\x00\xe0" + b"\xff" * 4
    head = struct.pack("<HH", 0x4010, 0x1011) + b"SQ\0\0" + b"\xff" * 4
    return a_report("1.2", []) + (head + item) * depth


def met(count: int) -> dict[str, object]:
    """Have every file read, and tell how many were refused, how long the slowest took and how much memory was used."""
    answers: Counter[str] = Counter()
    slowest, longest, slowest_name, wordless = 0.0, 0.0, "", []
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for name, content in files(count):
        read: Callable[[bytes], object] = read_report if "tdr" in name else read_scan
        began, spent = time.perf_counter(), _spent()
        try:
            read(content)
            answers["read"] += 1
        except ScanUnreadable as refused:
            answers["refused"] += 1
            if not (str(refused.says) and str(refused.mend)):
                wordless.append(name)
        longest = max(longest, time.perf_counter() - began)
        took = _spent() - spent
        if took > slowest:
            slowest, slowest_name = took, name
    child, own = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF))
    return {
        "files": sum(answers.values()),
        **answers,
        "slowest_cpu_s": round(slowest, 2),
        "longest_s": round(longest, 2),
        "slowest": slowest_name,
        "child_mb": child // 1024,
        "parent_grew_mb": (own - before) // 1024,
        "wordless": wordless,
    }


def _spent() -> float:
    """Give processor seconds of this process and its children: a busy machine makes nothing slower by them."""
    own, child = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + child.ru_utime + child.ru_stime


def main() -> None:
    """Print how the files were met, as JSON."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--files", type=int, default=1000)
    print(json.dumps(met(asked.parse_args().files)))  # noqa: T201 - a program of its own


if __name__ == "__main__":
    main()
