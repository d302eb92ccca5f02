"""Electronic things: laptop, phone, charger with its cable, toy, power bank."""

import math

import numpy as np

from smartcustoms.imaging.solids import Thing, box, cylinder, ellipsoid, shell, thing


def laptop(luck: np.random.Generator) -> Thing:
    """Make a laptop: case, screen, board, cells, fan, heat pipe."""
    x, y = luck.uniform(280, 370), luck.uniform(200, 260)
    parts = [
        *shell("al", (x, y, 20), 1.5),
        box("glass", (x - 10, y - 12, 1.2), (0, 0, 12)),
        box("pcb", (x * 0.8, y * 0.35, 2), (0, y * 0.2, 0)),
    ]
    parts += [box("liion", (x * 0.28, y * 0.3, 6), ((i - 1) * x * 0.3, -y * 0.25, 0)) for i in range(3)]
    parts += [
        cylinder("copper", 55, 6, (x * 0.25, y * 0.3, 0), packed=0.4),
        cylinder("copper", 5, x * 0.5, (0, y * 0.3, 0), along="x"),
    ]
    return thing("laptop", parts)


def phone(luck: np.random.Generator) -> Thing:
    """Make a phone."""
    k = luck.uniform(0.9, 1.08)
    parts = [*shell("al", (72 * k, 148 * k, 8), 1.0), box("glass", (70 * k, 146 * k, 1.4), (0, 0, 4))]
    parts += [box("liion", (40 * k, 90 * k, 4.5), (10, -10, 0)), box("pcb", (20 * k, 90 * k, 2), (-24 * k, 5, 0))]
    return thing("phone", parts)


def charger(luck: np.random.Generator) -> Thing:
    """Make a charger with a coiled cable."""
    parts = [
        *shell("abs", (70, 45, 28), 2.0),
        box("copper", (22, 20, 18), (-12, 0, 0), packed=0.7),
        box("pcb", (60, 38, 2), (0, 0, -9)),
    ]
    parts += [cylinder("al", 12, 20, (20, side * 8.0, 0)) for side in (-1, 1)]
    start = luck.uniform(0, 6)
    for i in range(18):
        a = start + i * 0.9
        at = (100 + 25 * math.cos(a), 30 * math.sin(a), (i % 5 - 2) * 3.0)
        parts.append(cylinder("copper", 2.2, 60, at, along="xyz"[i % 2]))
    return thing("charger", parts)


def power_bank(luck: np.random.Generator) -> Thing:
    """Make a power bank: two to six round cells and a board."""
    n = int(luck.integers(2, 7))
    parts = [*shell("abs", (n * 19.0 + 6, 78, 24), 2.0), box("pcb", (n * 17.0, 12, 2), (0, 33, 0))]
    parts += [cylinder("liion", 18, 65, ((i - (n - 1) / 2) * 19.0, -4, 0), along="y") for i in range(n)]
    return thing("power bank", parts)


def toy(luck: np.random.Generator) -> Thing:
    """Make a toy that speaks: hollow body, two cells, a board, a speaker."""
    k = luck.uniform(0.8, 1.3)
    parts = [ellipsoid("abs", (90 * k, 70 * k, 110 * k)), ellipsoid("abs", (84 * k, 64 * k, 104 * k), sign=-1)]
    parts += [cylinder("liion", 14, 48, (0, 16.0 * i - 8, -10), along="x") for i in range(2)]
    parts += [box("pcb", (30, 30, 2)), cylinder("copper", 18, 12, (20, 0, 20))]
    return thing("toy", parts)
