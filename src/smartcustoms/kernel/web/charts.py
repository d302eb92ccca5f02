"""Charts drawn on the server: plain values in, the geometry of an SVG out. Templates draw it (`parts.html`)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

WIDTH: Final = 640
HEIGHT: Final = 220
LEFT: Final = 52
BOTTOM: Final = 28
TOP: Final = 10


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart, in SVG units, with what it stands for and the colour class of its kind."""

    label: str
    value: float
    x: float
    y: float
    width: float
    height: float
    kind: str
    middle: float
    labelled: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid: where, and the value it stands for."""

    at: float
    value: float


@dataclass(frozen=True, slots=True)
class Chart:
    """The geometry of a chart: bars or lines, grid, labels under it."""

    width: int
    height: int
    ticks: tuple[Tick, ...]
    bars: tuple[Bar, ...] = ()
    lines: tuple["Line", ...] = ()
    labels: tuple[tuple[float, str], ...] = ()
    figures: tuple[tuple[Any, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its name, its colour number (0 to 5), the path to draw and, when given, the band of its interval."""

    name: str
    colour: int
    path: str
    band: str
    dots: tuple[tuple[float, float, str, float], ...]


def bars(rows: Sequence[tuple[Any, ...]]) -> Chart:
    """Lay out bars. Each row: (label, value) or (label, value, kind); kind is a lane or a colour name of the theme."""
    whole = all(float(row[1] or 0).is_integer() for row in rows)
    top, ticks = _scale(0.0, max((float(row[1] or 0) for row in rows), default=0.0), least=1.0 if whole else 0.0)
    room = (WIDTH - LEFT - 8) / max(1, len(rows))
    every = _every([str(row[0])[:14] for row in rows], room)
    made = []
    for n, row in enumerate(rows):
        value = float(row[1] or 0)
        y = _y(value, 0.0, top)
        width = round(min(room * 0.72, 72), 2)
        x = LEFT + n * room + (room - width) / 2
        kind = str(row[2]) if len(row) > 2 else "plain"
        made.append(
            Bar(
                str(row[0]),
                value,
                round(x, 2),
                y,
                width,
                round(HEIGHT - BOTTOM - y, 2),
                kind,
                round(x + width / 2, 2),
                n % every == 0 and (every == 1 or x + width / 2 < WIDTH - 40),
            )
        )
    return Chart(WIDTH, HEIGHT, ticks, bars=tuple(made), figures=tuple((str(row[0]), row[1]) for row in rows))


def lines(labels: Sequence[Any], series: Sequence[dict[str, Any]], at: Sequence[float] | None = None) -> Chart:
    """Lay out lines over the same labels.

    Args:
        labels: texts along the bottom.
        series: for each line `name`, `values` (None is a gap) and, if there is an interval, `low` and `high`.
        at: where each label lies along the bottom, from 0, in its own unit; None: one beside the other, evenly.
    """
    seen = [
        float(v) for each in series for part in ("values", "low", "high") for v in each.get(part) or () if v is not None
    ]
    floor = min([0.0, *seen])
    top, ticks = _scale(floor, max(seen, default=1.0))
    xs = [_x(n, len(labels)) for n in range(len(labels))] if at is None else _along(at)
    made = []
    for colour, each in enumerate(series):
        points = [
            (x, _y(float(v), floor, top), str(label), float(v))
            for x, v, label in zip(xs, each["values"], labels, strict=True)
            if v is not None
        ]
        made.append(
            Line(
                str(each["name"]),
                colour % 6,
                _path(xs, each["values"], floor, top),
                _band(xs, each, floor, top),
                tuple(points),
            )
        )
    every = _every([str(label) for label in labels], (WIDTH - LEFT - 20) / max(1, len(labels) - 1)) if at is None else 1
    under = tuple((x, str(label)) for n, (x, label) in enumerate(zip(xs, labels, strict=True)) if n % every == 0)
    under = under if at is None else _apart(under)
    figures = tuple((str(label), *(each["values"][n] for each in series)) for n, label in enumerate(labels))
    return Chart(WIDTH, HEIGHT, ticks, lines=tuple(made), labels=under, figures=figures)


@dataclass(frozen=True, slots=True)
class Spread:
    """A value among five quantiles, in SVG units: their marks, the value's place, labels, whether it is outside them."""

    marks: tuple[float, ...]
    here: float
    labels: tuple[tuple[float, float], ...]
    outside: bool


def spread(value: float, quantiles: Sequence[float]) -> Spread:
    """Lay a value out among five rising quantiles on a scale of ratios (all above zero)."""
    logs = [math.log(max(each, 1e-9)) for each in (*quantiles, value)]
    low, span = min(logs), max(max(logs) - min(logs), 1e-9)
    *marks, here = (round(40 + (WIDTH - 80) * (each - low) / span, 2) for each in logs)
    labels: list[tuple[float, float]] = []
    for at, told in ((here, value), (marks[2], quantiles[2]), (marks[0], quantiles[0]), (marks[4], quantiles[4])):
        if all(abs(at - there) > 60 for there, _ in labels):
            labels.append((at, told))
    return Spread(tuple(marks), here, tuple(labels), not quantiles[0] <= value <= quantiles[-1])


def _every(labels: Sequence[str], room: float) -> int:
    """Tell which labels fit under a chart without touching: each n-th. A character is about 8.6 units, a wide one 15."""
    widest = max((sum(15 if ord(c) > 0x2E80 else 8.6 for c in label) for label in labels), default=0.0)
    return max(1, math.ceil((widest + 8) / max(room, 0.1)))


def _scale(floor: float, highest: float, *, least: float = 0.0) -> tuple[float, tuple[Tick, ...]]:
    """Choose the lines of a grid; `least` is the smallest step, 1 for counts."""
    span = highest - floor if highest - floor > 1e-9 else 1.0  # as good as flat
    step: float = 10 ** math.floor(math.log10(span / 4))
    step *= next((m for m in ((1, 2, 5) if least else (1, 2, 2.5, 5)) if span / (step * m) <= 5), 10)
    step = max(step, least)
    first = math.floor(floor / step)
    values = [n * step for n in range(first, math.ceil(highest / step) + 1)]
    top = max(values[-1], floor + step)
    return top, tuple(Tick(_y(v, floor, top), round(v, 10)) for v in values if v >= floor)


def _y(value: float, floor: float, top: float) -> float:
    return round(TOP + (HEIGHT - BOTTOM - TOP) * (1 - (value - floor) / (top - floor)), 2)


def _x(n: int, count: int) -> float:
    return round(LEFT + 6 + n * (WIDTH - LEFT - 20) / max(1, count - 1), 2)


def _along(at: Sequence[float]) -> list[float]:
    span = max([*at, 0.0]) or 1.0
    return [round(LEFT + 6 + (WIDTH - LEFT - 20) * each / span, 2) for each in at]


def _apart(under: Sequence[tuple[float, str]]) -> tuple[tuple[float, str], ...]:
    """Leave out labels that would touch the one before them."""
    kept: list[tuple[float, str]] = []
    free = 0.0
    for x, label in sorted(under):
        half = 4.3 * len(label)
        middle = x if x <= WIDTH - 40 else x - half  # the last one ends where it lies
        if middle - half >= free:
            kept.append((x, label))
            free = middle + half + 8
    return tuple(kept)


def _path(xs: Sequence[float], values: Sequence[Any], floor: float, top: float) -> str:
    drawn, pen = [], "M"
    for x, value in zip(xs, values, strict=True):
        if value is None:
            pen = "M"
            continue
        drawn.append(f"{pen}{x} {_y(float(value), floor, top)}")
        pen = "L"
    return " ".join(drawn)


def _band(xs: Sequence[float], each: dict[str, Any], floor: float, top: float) -> str:
    if not each.get("low") or not each.get("high"):
        return ""
    pairs = [
        (x, lo, hi)
        for x, lo, hi in zip(xs, each["low"], each["high"], strict=True)
        if lo is not None and hi is not None
    ]
    there = [f"{x} {_y(float(hi), floor, top)}" for x, _, hi in pairs]
    back = [f"{x} {_y(float(lo), floor, top)}" for x, lo, _ in reversed(pairs)]
    return "M" + " L".join(there + back) + " Z" if pairs else ""
