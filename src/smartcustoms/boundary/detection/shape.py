"""Alarms from shape: a small network glances at all of a view, another looks closer at each place that the first put forward.

Both were trained on simulated bags, and run by ONNX Runtime on one thread. Their card says what they were trained on.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from smartcustoms.boundary.detection.model import WHAT_WORDS, Alarm
from smartcustoms.kernel.words.model import Sentence, sentence

if TYPE_CHECKING:
    from smartcustoms.imaging.closer import Shape
    from smartcustoms.imaging.tracing import Image

_FOLDER: Final = files("smartcustoms.boundary.detection") / "weights"
_SHAPES, _CLOSER = "shapes.onnx", "closer.onnx"
_NETWORKS: Final = (_SHAPES, _CLOSER)
_LEAST_GLANCE, _LEAST = 0.02, 0.04


def is_there() -> bool:
    """Tell whether the weights are installed."""
    return all((_FOLDER / name).is_file() for name in _NETWORKS)


@cache
def method() -> str:
    """Give the version of the method: the networks' seed and the hash of their weights name it."""
    weights = b"".join((_FOLDER / name).read_bytes() for name in _NETWORKS)
    return f"shape {_card()['seed']}-{hashlib.sha256(weights).hexdigest()[:8]}"


def alarms(
    low: "Image", high: "Image", number: "Image", view: int, *, row_mm: float, column_mm: float
) -> Iterator[Alarm]:
    """Give what the networks take for a threat, with its box; a box is all they know, so the mask is the box."""
    rows, columns = high.shape
    for found in _found(low, high, number, row_mm=row_mm, column_mm=column_mm):
        x, y, wide, tall = found.box
        left, top = max(0, round(x)), max(0, round(y))
        box = (left, top, min(columns, round(x + wide)) - left, min(rows, round(y + tall)) - top)
        if box[2] > 0 and box[3] > 0:
            why = sentence(
                "Shaped like a {what}, {long} by {wide} mm, by a network trained on simulated bags.",
                what=WHAT_WORDS[found.label],
                long=round(box[2] * column_mm),
                wide=round(box[3] * row_mm),
            )
            yield Alarm(found.label, why, view, box, (0, box[2] * box[3]), round(found.score, 3), method())


def as_long_as(why: Sentence, long_mm: float) -> Sentence:
    """Say the same of a thing that proved to be as long as this along the belt."""
    return replace(why, values={**why.values, "long": round(long_mm)})


def _found(low: "Image", high: "Image", number: "Image", *, row_mm: float, column_mm: float) -> "list[Shape]":
    """Let the first network glance at all of the view, and the second look closer at each place."""
    from smartcustoms.imaging.closer import found, seen_layers
    from smartcustoms.imaging.shapes import glimpsed, network_input

    classes, layers = _card()["classes"], seen_layers(low, high, number)
    answer = _glance(network_input(low, high, number, row_mm=row_mm, column_mm=column_mm))
    places = glimpsed(answer, least=_LEAST_GLANCE, row_mm=row_mm, column_mm=column_mm, classes=len(classes))
    return found(_closer, layers, places, least=_LEAST, row_mm=row_mm, column_mm=column_mm, classes=classes)


def _closer(looks: "Image", hints: "Image") -> "Image":
    return np.asarray(_network(_CLOSER).run(None, {"looks": looks, "hints": hints})[0], np.float32)


def _glance(seen: "Image") -> "Image":
    return np.asarray(_network(_SHAPES).run(None, {"scan": seen[None]})[0][0], np.float32)


@cache
def _card() -> dict[str, Any]:
    card: dict[str, Any] = json.loads((_FOLDER / "card.json").read_text(encoding="utf-8"))
    return card


@cache
def _network(name: str) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()  # type: ignore[attr-defined]  # the package does not name what it exports
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    with as_file(_FOLDER / name) as path:
        return onnxruntime.InferenceSession(path.read_bytes(), options, providers=["CPUExecutionProvider"])  # type: ignore[attr-defined]
