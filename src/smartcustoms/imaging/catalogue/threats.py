"""What officers look for, as shapes: pistol, revolver, knives, powders, explosive, liquids, cigarettes, cash, gold."""

import math

import numpy as np

from smartcustoms.imaging.solids import Solid, Thing, box, cylinder, prism, shell, thing, tube

_FRAME = ((0, 0), (170, 0), (172, 22), (60, 26), (56, 34), (40, 44), (34, 34), (30, 100), (-8, 104), (0, 40), (-6, 10))
_REVOLVER = (
    (0, 8),
    (60, 0),
    (185, 2),
    (185, 16),
    (110, 20),
    (70, 40),
    (44, 42),
    (30, 66),
    (22, 112),
    (-14, 108),
    (-4, 50),
    (-14, 24),
)
_BLADE = ((0, 0), (120, 2), (150, 12), (118, 26), (0, 24))
_DAGGER = ((0, 2), (130, 6), (165, 13), (130, 20), (0, 24))
_HANDLE = ((0, 0), (95, -3), (108, 12), (95, 26), (0, 26))
_SCISSOR = ((0, 0), (95, 4), (100, 8), (0, 14))


def pistol(luck: np.random.Generator) -> Thing:
    """Make a pistol: slide and frame, grip, barrel with its bore, cartridges in the magazine."""
    k = luck.uniform(0.85, 1.15)
    outline = np.array(_FRAME) * k
    middle = (86 * k, 11 * k, 0.0)
    parts = [prism("steel", outline, 5 * k, (0, 0, side * 9 * k)) for side in (1, -1)]
    parts += [prism("abs", outline, 13 * k), cylinder("steel", 18 * k, 165 * k, middle, along="x")]
    parts += [cylinder("steel", 9 * k, 165 * k, middle, along="x", sign=-1)]
    parts += [cylinder("brass", 9 * k, 26 * k, (14 * k, (45 + 11 * i) * k, 0), along="x") for i in range(5)]
    return thing("gun", parts, threat=True)


def revolver(luck: np.random.Generator) -> Thing:
    """Make a revolver: frame, wooden grip, barrel, drum with its chambers."""
    k = luck.uniform(0.85, 1.15)
    barrel, drum = (140 * k, 9 * k, 0.0), (55 * k, 20 * k, 0.0)
    parts = [prism("steel", np.array(_REVOLVER) * k, 9 * k), cylinder("steel", 16 * k, 110 * k, barrel, along="x")]
    parts += [
        cylinder("steel", 9 * k, 110 * k, barrel, along="x", sign=-1),
        cylinder("steel", 38 * k, 40 * k, drum, along="x"),
    ]
    for i in range(6):
        at = (55 * k, (20 + 12 * math.cos(i * math.pi / 3)) * k, 12 * k * math.sin(i * math.pi / 3))
        parts.append(cylinder("steel", 9.5 * k, 40 * k, at, along="x", sign=-1))
    parts.append(box("wood", (26 * k, 60 * k, 24 * k), (4 * k, 84 * k, 0)))
    return thing("gun", parts, threat=True)


def knife(luck: np.random.Generator) -> Thing:
    """Make a knife with a fixed blade: blade, tang, handle of plastic, wood or steel."""
    k = luck.uniform(0.8, 1.4)
    blade = np.array(_BLADE if luck.random() < 0.6 else _DAGGER) * k
    handle = np.array(_HANDLE) * k - [108 * k, 0]
    parts = [
        prism("steel", blade, luck.uniform(1.5, 3.5)),
        prism(str(luck.choice(["pp", "wood", "steel"])), handle, 15 * k),
    ]
    parts.append(box("steel", (100 * k, 14 * k, 2), (-50 * k, 12 * k, 0)))
    return thing("knife", parts, threat=True)


def folding_knife(luck: np.random.Generator) -> Thing:
    """Make a folding knife, closed or open: two scales, a spring, a blade."""
    k = luck.uniform(0.8, 1.2)
    handle = np.array(_HANDLE) * k - [108 * k, 0]
    start = 0.0 if luck.random() < 0.5 else -105 * k
    parts = [prism("al", handle, 3, (0, 0, side * 6.0)) for side in (1, -1)]
    parts += [
        prism("steel", np.array(_BLADE) * 0.66 * k + [start, 4 * k], 2.6),
        box("steel", (95 * k, 4, 3), (-52 * k, 3 * k, 0)),
    ]
    return thing("knife", parts, threat=True)


def scissors(luck: np.random.Generator) -> Thing:
    """Make a pair of scissors, a little open; counted among the knives."""
    k, angle = luck.uniform(0.9, 1.3), luck.uniform(0.1, 0.5)
    parts: list[Solid] = []
    for side in (1, -1):
        c, s = math.cos(angle * side), math.sin(angle * side)
        points = np.array(_SCISSOR) @ np.array([[c, s], [-s, c]]) * k
        ring = (-40 * k * c, -40 * k * s + 5 * k, side * 1.5)
        parts += [prism("steel", points, 2.2, (0, 0, side * 1.5)), cylinder("pp", 34 * k, 8, ring)]
        parts += [
            cylinder("pp", 22 * k, 8, ring, sign=-1),
            box("steel", (44 * k, 6 * k, 2.2), (-18 * k, 5 * k, side * 1.5)),
        ]
    return thing("knife", parts, threat=True)


def drugs(luck: np.random.Generator) -> Thing:
    """Make a wrapped block of a drug."""
    of = str(luck.choice(["cocaine", "heroin", "meth", "cannabis"]))
    return thing("drugs", _wrapped(of, luck), threat=True)


def explosive(luck: np.random.Generator) -> Thing:
    """Make an explosive block with detonator, wires, battery and timer."""
    of = str(luck.choice(["rdx", "tnt", "petn", "tatp"]))
    parts = _wrapped(of, luck)
    x, _, z = (2 * half for half in parts[2].half_mm)
    parts += [cylinder("al", 7, 50, along="x"), cylinder("petn", 6, 30, (8, 0, 0), along="x")]
    parts += [cylinder("copper", 1.2, x * 0.8, (x * 0.5, 4.0 * i, z / 2 + 2), along="x") for i in (-1, 1)]
    parts += [box("liion", (45, 25, 15), (-x * 0.2, 0, z / 2 + 9)), box("pcb", (50, 30, 2), (x * 0.2, 10, z / 2 + 3))]
    return thing("explosive", parts, threat=True)


def liquid(luck: np.random.Generator) -> Thing:
    """Make a bottle of a liquid that burns or oxidises."""
    of = str(luck.choice(["petrol", "h2o2", "acetone", "ethanol"]))
    return thing("liquid", bottle_of("pet", of, luck), threat=True)


def cigarettes(luck: np.random.Generator) -> Thing:
    """Make packs of cigarettes side by side: each pack with three rows of seven, tobacco before filter."""
    parts: list[Solid] = []
    wide = int(luck.integers(2, 6))
    for i in range(wide):
        for j in range(2):
            x, y = (i - (wide - 1) / 2) * 56.0, (j - 0.5) * 24.0
            parts += [*shell("paper", (55, 23, 86), 0.5, (x, y, 0)), box("al", (53, 21, 0.05), (x, y, 42))]
            for p in range(7):
                for q in range(3):
                    at = (x + (p - 3) * 7.7, y + (q - 1) * 6.8)
                    parts += [
                        cylinder("tobacco", 7.6, 62, (*at, -10)),
                        cylinder("cotton", 7.6, 21, (*at, 31), packed=0.9),
                    ]
    return thing("cigarettes", parts, threat=True)


def cash(luck: np.random.Generator) -> Thing:
    """Make bundles of banknotes, each with its band."""
    parts: list[Solid] = []
    for i in range(int(luck.integers(1, 5))):
        for j in range(int(luck.integers(1, 4))):
            at = (i * 158.0, 0.0, j * 13.0)
            parts += [
                box("cash", (156, 66, 11), at, packed=luck.uniform(0.9, 1.1)),
                box("paper", (30, 67, 11.6), at, packed=0.3),
            ]
    return thing("cash", parts, threat=True)


def gold(luck: np.random.Generator) -> Thing:
    """Make a bar of gold."""
    return thing("gold", [box("gold", (luck.uniform(40, 80), luck.uniform(20, 40), luck.uniform(6, 12)))], threat=True)


def bottle_of(wall: str, of: str, luck: np.random.Generator) -> list[Solid]:
    """Make the parts of a bottle: wall, content with air above it, neck, cap."""
    across, long = luck.uniform(50, 95), luck.uniform(130, 300)
    thick = 3.0 if wall == "glass" else luck.uniform(0.4, 1.0)
    full = luck.uniform(0.7, 0.95)
    inner, room = across - 2 * thick, long - 2 * thick
    parts = [*tube(wall, across, long, thick), cylinder(of, inner, room * full, (0, 0, -room * (1 - full) / 2))]
    neck = (
        *tube(wall, across * 0.4, 30, thick, (0, 0, long / 2 + 15)),
        cylinder("pp", across * 0.42, 14, (0, 0, long / 2 + 32)),
    )
    return [*parts, *neck]


def _wrapped(of: str, luck: np.random.Generator) -> list[Solid]:
    """Make a block in a plastic wrap; the block is the third part."""
    x, y, z = luck.uniform(70, 220), luck.uniform(60, 150), luck.uniform(20, 60)
    return [*shell("pe", (x + 1.2, y + 1.2, z + 1.2), 0.6), box(of, (x, y, z), packed=luck.uniform(0.9, 1.1))]
