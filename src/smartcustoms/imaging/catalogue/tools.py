"""Tools, cutlery and other metal that is carried and looks a little like weapons: what a detector of shapes must leave alone."""

import math

import numpy as np

from smartcustoms.imaging.solids import Thing, box, cylinder, ellipsoid, prism, shell, thing, tube


def fork_and_spoon(luck: np.random.Generator) -> Thing:
    """Make a fork and a spoon side by side."""
    k, thick = luck.uniform(0.8, 1.15), luck.uniform(1.2, 2.2)
    parts = [box("steel", (120 * k, 7, thick)), box("steel", (120 * k, 7, thick), (0, 30, 0))]
    parts += [box("steel", (20 * k, 22 * k, thick), (68 * k, 0, 0))]
    parts += [box("steel", (45 * k, 2.5, thick), (98 * k, (i - 1.5) * 6 * k, 0)) for i in range(4)]
    parts += [ellipsoid("steel", (60 * k, 40 * k, 12), (85 * k, 30, 0))]
    parts += [ellipsoid("steel", (58 * k, 38 * k, 12), (85 * k, 30, 2.2), sign=-1)]
    return thing("cutlery", parts)


def screwdriver(luck: np.random.Generator) -> Thing:
    """Make a screwdriver."""
    long, grip = luck.uniform(60, 180), luck.uniform(70, 110)
    parts = [cylinder("steel", luck.uniform(3, 8), long + grip * 0.6, (long / 2 - grip * 0.3, 0, 0), along="x")]
    parts += [
        cylinder(str(luck.choice(["pp", "rubber", "wood"])), luck.uniform(20, 34), grip, (-grip / 2, 0, 0), along="x")
    ]
    return thing("screwdriver", parts)


def pliers(luck: np.random.Generator) -> Thing:
    """Make pliers: two jaws, two handles in plastic."""
    k, angle = luck.uniform(0.8, 1.2), luck.uniform(0.1, 0.45)
    parts = [cylinder("steel", 24 * k, 11)]
    for side in (1, -1):
        c, s = math.cos(angle * side / 2), math.sin(angle * side / 2)
        turn = np.array([[c, s], [-s, c]])
        jaw = np.array([(0, 0), (52, 0), (54, side * 7), (0, side * 13)]) * k
        handle = np.array([(0, 0), (-110, side * 14), (-112, side * 5), (0, -side * 10)]) * k
        parts += [prism("steel", jaw @ turn, 10), prism("steel", handle @ turn, 7)]
        parts += [prism("pp", (handle * [1, 1.4] + [-20 * k, 0]) @ turn, 11)]
    return thing("pliers", parts)


def hammer(luck: np.random.Generator) -> Thing:
    """Make a hammer."""
    k = luck.uniform(0.7, 1.1)
    parts = [box("steel", (28 * k, 105 * k, 28 * k)), cylinder("wood", 28 * k, 270 * k, (-140 * k, 0, 0), along="x")]
    return thing("hammer", parts)


def drill(luck: np.random.Generator) -> Thing:
    """Make a cordless drill: motor, gears, chuck, grip of plastic, battery at its foot."""
    k, lean = luck.uniform(0.8, 1.1), luck.uniform(-5, 20)
    grip = np.array([(0, 40), (45, 40), (45 - lean, 150), (-lean, 150)]) * k
    parts = [*tube("abs", 62 * k, 170 * k, 3, (40 * k, 12 * k, 0), "x")]
    parts += [cylinder("copper", 40 * k, 50 * k, (0, 12 * k, 0), along="x", packed=0.7)]
    parts += [cylinder("steel", 38 * k, 45 * k, (60 * k, 12 * k, 0), along="x", packed=0.6)]
    parts += [cylinder("steel", 36 * k, 40 * k, (145 * k, 12 * k, 0), along="x", packed=0.8)]
    parts += [prism("abs", grip, 36 * k), prism("abs", grip * 0.92 + [2, 6], 30 * k, sign=-1)]
    parts += [cylinder("liion", 18, 65, (15 * k - lean * k, 168 * k, (i - 1) * 20.0), along="x") for i in range(3)]
    return thing("drill", parts)


def hair_dryer(luck: np.random.Generator) -> Thing:
    """Make a hair dryer: barrel with motor and heating wire, folded or straight grip, cable."""
    k, angle = luck.uniform(0.85, 1.15), luck.uniform(0.0, 0.5)
    c, s = math.cos(angle), math.sin(angle)
    grip = (np.array([(-16, 30), (16, 30), (14, 140), (-14, 140)]) * k) @ np.array([[c, s], [-s, c]])
    parts = [*tube("abs", 74 * k, 190 * k, 2.5, (30 * k, 0, 0), "x")]
    parts += [cylinder("copper", 34 * k, 40 * k, (-30 * k, 0, 0), along="x", packed=0.6)]
    parts += [cylinder("steel", 52 * k, 3, (40.0 * k + i * 9, 0, 0), along="x", packed=0.15) for i in range(7)]
    parts += [prism("abs", grip, 34 * k), prism("abs", grip * 0.9 + [0, 3], 29 * k, sign=-1)]
    parts += [cylinder("copper", 3, 120, (-20.0 + 8 * i, 120 * k + 6 * i, 0), along="xy"[i % 2]) for i in range(6)]
    return thing("hair dryer", parts)


def camera(luck: np.random.Generator) -> Thing:
    """Make a camera: body, lens of glass rings, board, battery."""
    k = luck.uniform(0.8, 1.2)
    parts = [*shell("al", (130 * k, 90 * k, 60 * k), 2), box("pcb", (100 * k, 70 * k, 2), (0, 0, -20 * k))]
    parts += [*tube("al", 68 * k, 70 * k, 2.5, (10 * k, 0, 60 * k))]
    parts += [ellipsoid("glass", (56 * k, 56 * k, 9), (10 * k, 0, (38 + 20 * i) * k)) for i in range(3)]
    return thing("camera", [*parts, box("liion", (20 * k, 40 * k, 40 * k), (-48 * k, 8 * k, 0))])


def belt(luck: np.random.Generator) -> Thing:
    """Make a rolled belt with its buckle."""
    across = luck.uniform(70, 110)
    parts = list(tube("leather", across, 34, 9))
    parts += [*shell("brass", (48, 40, 5), 6, (across / 2 + 4, 0, 0)), box("steel", (3, 36, 3), (across / 2 + 4, 0, 0))]
    return thing("belt", parts)


def flat_metal(luck: np.random.Generator) -> Thing:
    """Make a ruler, nail file, comb or tent peg: flat or round metal, long and narrow, without a handle."""
    long, wide = luck.uniform(90, 260), luck.uniform(6, 30)
    if luck.random() < 0.3:
        return thing("peg", [cylinder(str(luck.choice(["al", "steel"])), luck.uniform(4, 8), long, along="x")])
    return thing("flat metal", [box(str(luck.choice(["al", "steel"])), (long, wide, luck.uniform(0.6, 2.2)))])


def pens(luck: np.random.Generator) -> Thing:
    """Make some pens and pencils in a case."""
    parts = list(shell("nylon", (200, 70, 35), 1.0))
    for i in range(int(luck.integers(3, 9))):
        of = str(luck.choice(["pp", "wood", "al", "brass"]))
        parts.append(
            cylinder(
                of, luck.uniform(6, 11), luck.uniform(110, 170), (luck.uniform(-10, 10), i * 7.0 - 26, 0), along="x"
            )
        )
    return thing("pens", parts)


def soap(luck: np.random.Generator) -> Thing:
    """Make a bar of soap or a candle: an organic block as dense as what is looked for."""
    of = str(luck.choice(["soap", "wax"]))
    return thing("soap", [box(of, (luck.uniform(60, 110), luck.uniform(40, 75), luck.uniform(20, 45)))])
