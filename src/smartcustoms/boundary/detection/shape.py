"""Alarms from shape: a small network trained on simulated bags, run by ONNX Runtime on one thread. Its card says what it was trained on."""

import hashlib
import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from smartcustoms.boundary.detection.model import WHAT_WORDS, Alarm
from smartcustoms.kernel.words.model import sentence

if TYPE_CHECKING:
    from smartcustoms.imaging.tracing import Image

_FOLDER: Final = files("smartcustoms.boundary.detection") / "weights"
_LEAST: Final = 0.05


def is_there() -> bool:
    """Tell whether the weights are installed."""
    return (_FOLDER / "shapes.onnx").is_file()


@cache
def method() -> str:
    """Give the version of the method: the network's seed and the hash of its weights name it."""
    weights = (_FOLDER / "shapes.onnx").read_bytes()
    return f"shape {_card()['seed']}-{hashlib.sha256(weights).hexdigest()[:8]}"


def alarms(
    low: "Image", high: "Image", number: "Image", view: int, *, row_mm: float, column_mm: float
) -> Iterator[Alarm]:
    """Give what the network takes for a threat, with its box; a box is all it knows, so the mask is the box."""
    from smartcustoms.imaging.shapes import answered, decoded, network_input

    seen = network_input(low, high, number, row_mm=row_mm, column_mm=column_mm)
    answer = answered(_answer, seen)
    rows, columns = high.shape
    for found in decoded(answer, least=_LEAST, row_mm=row_mm, column_mm=column_mm, classes=_card()["classes"]):
        left, top = max(0, found.box[0]), max(0, found.box[1])
        box = (
            left,
            top,
            min(columns, found.box[0] + found.box[2]) - left,
            min(rows, found.box[1] + found.box[3]) - top,
        )
        if box[2] > 0 and box[3] > 0:
            why = sentence(
                "Shaped like a {what}, {long} by {wide} mm, by a network trained on simulated bags.",
                what=WHAT_WORDS[found.label],
                long=round(box[2] * column_mm),
                wide=round(box[3] * row_mm),
            )
            yield Alarm(found.label, why, view, box, (0, box[2] * box[3]), round(found.score, 3), method())


def _answer(seen: "Image") -> "Image":
    return np.asarray(_network().run(None, {"scan": seen[None]})[0][0], np.float32)


@cache
def _card() -> dict[str, Any]:
    card: dict[str, Any] = json.loads((_FOLDER / "card.json").read_text(encoding="utf-8"))
    return card


@cache
def _network() -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()  # type: ignore[attr-defined]  # the package does not name what it exports
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    with as_file(_FOLDER / "shapes.onnx") as path:
        return onnxruntime.InferenceSession(path.read_bytes(), options, providers=["CPUExecutionProvider"])  # type: ignore[attr-defined]
