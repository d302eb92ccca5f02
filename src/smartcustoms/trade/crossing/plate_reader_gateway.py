"""Reads plates from a picture: a twin in memory, and rapidocr, whose weights come with its package (nothing is fetched).

A scene is scaled to at most 1280 pixels, its lines of text are found and read, and what the grammars of `plates.py` accept is kept. A
personalised mark can be nearly any word, so a text that only it accepts (an advertisement on the truck) is kept apart as a doubt.
"""

import io
import logging
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from smartcustoms.trade.crossing.plates import Reading, Style, read

LARGEST: Final = 16 * 1024 * 1024
MOST_PIXELS: Final = 40_000_000
_SIDE: Final = 1280
_SURE: Final = 0.6
_ENGINE: Final = {
    "Global.log_level": "error",
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "Det.limit_type": "max",  # texts are sought on a small picture, and read on the large one: a third of the time
    "Det.limit_side_len": 544,
}


class PictureUnreadable(ValueError):
    """What was given is no picture, or a too large one; the text says what was seen."""


@dataclass(frozen=True, slots=True)
class Found:
    """A plate found on a picture: what it reads, how sure the reader is (0 to 1), and its corners in the picture's pixels."""

    reading: Reading
    sure: float
    box: tuple[tuple[int, int], ...]

    @property
    def is_doubtful(self) -> bool:
        """Tell whether it may be any word: only the grammar of personalised marks accepts it, or the reader is unsure."""
        return self.sure < _SURE or self.reading.styles == {Style.HK_PERSONALISED}


class PlateReader(Protocol):
    """Reads plates."""

    def read(self, picture: bytes) -> list[Found]:
        """Give the plates on a picture, surest first. Raises PictureUnreadable."""


@dataclass
class MemoryPlateReader:
    """A reader for tests: what it finds on each picture."""

    known: dict[bytes, list[Found]] = field(default_factory=dict)

    def read(self, picture: bytes) -> list[Found]:
        """Give what it was told."""
        return self.known.get(picture, [])


class OcrPlateReader:
    """The reader by rapidocr (PP-OCR by ONNX, on the processor)."""

    def read(self, picture: bytes) -> list[Found]:
        """Find and read the plates."""
        pixels, scale = _pixels(picture)
        told = _engine()(pixels, use_det=True, use_cls=False, use_rec=True)
        texts, scores, boxes = told.txts or (), told.scores or (), told.boxes if told.boxes is not None else ()
        found = []
        for text, sure, box in zip(texts, scores, boxes, strict=True):
            reading = read(text)
            if reading is not None:
                corners = tuple((round(float(x) / scale), round(float(y) / scale)) for x, y in box)
                found.append(Found(reading, float(sure), corners))
        return sorted(found, key=lambda each: (each.is_doubtful, -each.sure))


def _pixels(picture: bytes) -> tuple[NDArray[np.uint8], float]:
    """Decode and scale a picture; BGR as the engine wants it, with the scale."""
    if len(picture) > LARGEST:
        raise PictureUnreadable(f"a picture of {len(picture)} bytes; at most {LARGEST}")
    try:
        with Image.open(io.BytesIO(picture), formats=("JPEG", "PNG", "WEBP", "BMP")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise PictureUnreadable(f"a picture of {opened.width} x {opened.height} pixels; at most {MOST_PIXELS}")
            opened.draft("RGB", (_SIDE, _SIDE))
            before = opened.width
            image = opened.convert("RGB")
    except PictureUnreadable:
        raise
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as wrong:
        raise PictureUnreadable(f"no picture in JPEG, PNG, WebP or BMP: {str(wrong)[:80]}") from wrong
    image.thumbnail((_SIDE, _SIDE))
    return np.asarray(image)[:, :, ::-1].copy(), image.width / before


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR  # here: it takes a second to load, and few commands need it

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return RapidOCR(params=_ENGINE)
