"""Files of strangers, decoded in a child: what is read, what is lost, what is refused; a bomb ends the child only."""

import io
import struct
import zlib

import numpy as np
import PIL.Image
import pydicom
import pytest
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

from smartcustoms.boundary.scans.decoding import read_scan
from smartcustoms.boundary.scans.model import Format, Kind, ScanUnreadable
from smartcustoms.kernel.errors import Refused

LUCK = np.random.default_rng(3)


def picture(pixels: np.ndarray, format_: str) -> bytes:
    made = io.BytesIO()
    PIL.Image.fromarray(pixels).save(made, format_)
    return made.getvalue()


def dicom(pixels: np.ndarray, **changes: object) -> bytes:
    """A DICOS DX image for processing (2.2) as an X-ray checker writes one."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = "1.2.840.10008.5.1.4.1.1.501.2.2", "1.2.3.4"
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made = FileDataset("x.dcm", {}, file_meta=meta, preamble=bytes(128))
    made.SOPClassUID, made.SOPInstanceUID, made.Manufacturer = meta.MediaStorageSOPClassUID, "1.2.3.4", "Example"
    made.Rows, made.Columns = pixels.shape[-2:]
    if pixels.ndim == 3:
        made.NumberOfFrames = len(pixels)
    made.SamplesPerPixel, made.PhotometricInterpretation, made.PixelRepresentation = 1, "MONOCHROME2", 0
    made.BitsAllocated = made.BitsStored = 16
    made.HighBit, made.PixelSpacing, made.PixelData = 15, [0.9, 0.8], pixels.astype("<u2").tobytes()
    for name, value in changes.items():
        setattr(made, name, value)
    out = io.BytesIO()
    pydicom.dcmwrite(out, made, enforce_file_format=True)
    return out.getvalue()


@pytest.mark.parametrize("format_", ["PNG", "TIFF"])
def test_a_deep_grey_picture_keeps_its_counts(format_: str) -> None:
    pixels = LUCK.integers(1, 60000, (30, 50), dtype=np.uint16)
    read = read_scan(picture(pixels, format_), kind=Kind.PARCEL)
    assert (read.views[0].high == pixels).all()
    assert (read.kind, read.format) == (Kind.PARCEL, Format.PICTURE)
    assert "low" in read.lost
    assert not read.is_dual_energy


def test_a_coloured_picture_says_that_it_measures_nothing() -> None:
    read = read_scan(picture(LUCK.integers(0, 255, (30, 50, 3), dtype=np.uint8), "JPEG"))
    assert "high as measured" in read.lost
    assert read.views[0].low is None


def test_dicos_of_one_and_of_two_energies() -> None:
    pixels = LUCK.integers(1, 60000, (2, 30, 50), dtype=np.uint16)
    one = read_scan(dicom(pixels[0]))
    assert (one.views[0].high == pixels[0]).all()
    assert (one.views[0].row_mm, one.views[0].column_mm, one.scanner) == (0.9, 0.8, "Example")
    two = read_scan(dicom(pixels))
    assert two.views[0].low is not None
    assert (two.views[0].low == pixels[0]).all()
    assert two.lost == ("beam",)


def bomb() -> bytes:
    """A PNG of 60,000 by 60,000 pixels in a few kilobytes."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(4_000_000))) + chunk(b"IEND", b"")


HOSTILE = {
    "png_bomb": bomb(),
    "empty": b"",
    "x": b"x",
    "png_head": b"\x89PNG\r\n\x1a\n" + bytes(99),
    "tiff_head": b"II*\x00" + bytes(40),
    "jpeg_head": b"\xff\xd8\xff\xe0" + bytes(99),
    "dicom_head": bytes(128) + b"DICM" + bytes(50),
    "dicom_huge": dicom(np.ones((4, 4), np.uint16), Rows=60_000, Columns=60_000),
    "dicom_torn": dicom(np.ones((4, 4), np.uint16), Rows=5),
    "pdf": b"%PDF-1.7",
    "svg": b"<svg/>",
    "png_torn": picture(np.ones((9, 9), np.uint16), "PNG")[:50],
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_what_cannot_be_decoded_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(ScanUnreadable) as told:
        read_scan(content)
    assert str(told.value.says)
    assert str(told.value.mend)
    assert isinstance(told.value, Refused)
