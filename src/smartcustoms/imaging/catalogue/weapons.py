"""Weapons whose every measure is drawn anew, so that no two are alike: handguns, receivers, blades. Shapes and sizes are our own guesses.

`threats.py` holds the same classes in fixed outlines; a detector that has seen both meets fewer surprises among weapons it has never met.
"""

import math

import numpy as np

from smartcustoms.imaging.solids import Solid, Thing, box, cylinder, prism, shell, thing, tube

_METALS = ("steel", "steel", "steel", "al")


def handgun(luck: np.random.Generator) -> Thing:
    """Make a self-loading pistol: slide, frame of steel or plastic, slanted grip with its magazine, trigger guard, perhaps a silencer."""
    long, high, thick = luck.uniform(110, 220), luck.uniform(17, 30), luck.uniform(18, 30)
    deep, wide, slant = luck.uniform(65, 115), luck.uniform(32, 50), luck.uniform(-0.05, 0.4)
    lean = deep * math.tan(slant)
    grip = [(0, high), (wide, high), (wide - lean, high + deep), (-lean, high + deep)]
    frame, bore = str(luck.choice(["abs", "steel", "al"])), luck.uniform(5.5, 12)
    parts = [box("steel", (long, high, thick), (long / 2, high / 2, 0))]
    parts += [box("steel", (long * 0.9, high * 0.6, thick * 0.5), (long * 0.55, high / 2, 0), sign=-1)]
    parts += _barrel(bore, long * 0.9, (long * 0.55, high * 0.45, 0.0))
    parts += [prism(frame, grip, thick * 0.9), prism("steel", np.array(grip) * 0.94 + [1, 2], 12, sign=1, packed=0.5)]
    parts += [box(frame, (long * 0.7, 10, thick * 0.8), (long * 0.4, high + 4, 0))]
    rounds = int(luck.integers(0, 9))
    parts += [
        cylinder("brass", bore, 24, (wide / 2 - lean * (i / 9), high + 12 + i * (deep - 20) / 9, 0), along="x")
        for i in range(rounds)
    ]
    parts += _guard(wide + luck.uniform(12, 22), high + 18, luck.uniform(22, 32))
    if luck.random() < 0.12:
        parts += tube("al", 34, luck.uniform(110, 180), 3, (long + 60, high * 0.45, 0), "x")
    return thing("gun", parts, threat=True)


def wheel_gun(luck: np.random.Generator) -> Thing:
    """Make a revolver: drum with its chambers, barrel of any length, frame, grip."""
    barrel, drum, k = luck.uniform(45, 210), luck.uniform(32, 46), luck.uniform(0.85, 1.2)
    chambers, bore = int(luck.integers(5, 9)), luck.uniform(5.5, 11)
    middle = drum * 0.55
    metal = str(luck.choice(_METALS))
    parts: list[Solid] = [cylinder("steel", drum, 42 * k, (0, middle, 0), along="x")]
    for i in range(chambers):
        turn = 2 * math.pi * i / chambers
        at = (0.0, middle + drum * 0.32 * math.cos(turn), drum * 0.32 * math.sin(turn))
        parts.append(cylinder("steel", min(bore, drum * 0.26), 42 * k, at, along="x", sign=-1))
        if luck.random() < 0.5:
            parts.append(cylinder("brass", min(bore, drum * 0.25), 26 * k, at, along="x"))
    parts += _barrel(bore, barrel, (21 * k + barrel / 2, drum * 0.25, 0.0))
    parts += [box(metal, (56 * k, 7, 14 * k), (0, -3, 0)), box(metal, (56 * k, 7, 14 * k), (0, drum + 6, 0))]
    parts += [box(metal, (12 * k, drum + 14, 14 * k), (-30 * k, drum / 2, 0))]
    deep, lean = luck.uniform(60, 105), luck.uniform(5, 45)
    grip = [(-40 * k, 8), (-12 * k, drum), (-34 * k - lean, drum + deep), (-66 * k - lean, drum + deep - 8)]
    parts += [prism(str(luck.choice(["wood", "rubber", "abs"])), grip, luck.uniform(20, 32)), prism(metal, grip, 5)]
    parts += _guard(12 * k, drum + 10, luck.uniform(22, 30))
    return thing("gun", parts, threat=True)


def machine_pistol(luck: np.random.Generator) -> Thing:
    """Make a short automatic weapon, or a rifle's receiver taken out of its stock: box, barrel, magazine, grip, perhaps a folded stock."""
    long, high, thick = luck.uniform(170, 310), luck.uniform(35, 65), luck.uniform(28, 45)
    wall = luck.uniform(1.2, 2.5)
    parts = list(shell("steel", (long, high, thick), wall, (long / 2, high / 2, 0)))
    parts += [box("steel", (luck.uniform(80, 140), high * 0.55, thick * 0.6), (long * 0.5, high * 0.4, 0))]
    reach = luck.uniform(60, 220)
    parts += _barrel(luck.uniform(5.5, 10), reach, (long + reach / 2, high * 0.4, 0.0))
    deep, at = luck.uniform(90, 200), luck.uniform(0.35, 0.75) * long
    clip = np.array([(0, 0), (26, 0), (26 + deep * 0.15, deep), (deep * 0.15, deep)]) * [luck.uniform(0.9, 1.4), 1]
    if luck.random() < 0.8:
        parts += [
            prism("steel", np.add(clip, [at, high]), 22),
            prism("steel", np.add(clip * 0.95, [at + 1, high + 1]), 18, sign=-1),
        ]
        parts += [
            cylinder("brass", luck.uniform(7, 10), 24, (at + 14 + i * 0.9, high + 6 + i * deep / 16, 0), along="x")
            for i in range(15)
        ]
    grip = [(0, high), (34, high), (20, high + 90), (-14, high + 88)]
    parts += [prism(str(luck.choice(["abs", "wood"])), grip, 28), *_guard(46, high + 4, 26)]
    if luck.random() < 0.4:
        parts += [box("steel", (long * 0.9, 6, 5), (long * 0.45, high * luck.uniform(0.1, 0.9), thick / 2 + 4))]
    return thing("gun", parts, threat=True)


def blade_of_any_kind(luck: np.random.Generator) -> Thing:
    """Make a knife with a fixed blade: any length, width and point, straight or curved, with tang and handle, perhaps in a sheath."""
    long, wide = luck.uniform(65, 230), luck.uniform(13, 52)
    thick = luck.uniform(1.2, 4.0)
    share = np.linspace(0, 1, 9)
    belly, drop = luck.uniform(1.5, 7), luck.uniform(0, 1)
    full = 1 - share**belly
    bend = luck.uniform(-0.12, 0.2) * long * share**2 if luck.random() < 0.4 else np.zeros(9)
    upper = wide * drop * (1 - full) + bend
    lower = upper + wide * full + 0.5
    outline = [*zip(share * long, upper, strict=True), *zip(share[::-1] * long, lower[::-1], strict=True)]
    grip, tall = luck.uniform(75, 135), luck.uniform(18, 30)
    middle = wide / 2
    handle = str(luck.choice(["pp", "wood", "steel", "rubber", "abs"]))
    parts = [prism("steel", outline, thick)]
    parts += [
        box("steel", (grip * luck.uniform(0.5, 0.98), tall * luck.uniform(0.3, 0.8), thick), (-grip / 2, middle, 0))
    ]
    if handle == "steel":
        parts += [*shell("steel", (grip, tall, 14), 1.2, (-grip / 2, middle, 0))]
    else:
        parts += [box(handle, (grip, tall, luck.uniform(13, 22)), (-grip / 2, middle, 0))]
        parts += [cylinder("brass", 5, 15, (-grip * x, middle, 0)) for x in (0.25, 0.75) if luck.random() < 0.6]
    if luck.random() < 0.3:
        parts += [box("brass", (5, tall + 14, 14), (2, middle, 0))]
    if luck.random() < 0.2:
        parts += [box("leather", (long + 10, wide + 12, 6), (long / 2, middle, 0), packed=0.7)]
    return thing("knife", parts, threat=True)


def pocket_knife(luck: np.random.Generator) -> Thing:
    """Make a pocket knife or cutter, folded, half open or open: one to four blades between scales, a spring, rivets."""
    long, tall = luck.uniform(70, 120), luck.uniform(13, 26)
    blades = int(luck.choice([1, 1, 2, 3, 4]))
    scale = str(luck.choice(["al", "abs", "steel", "wood"]))
    parts: list[Solid] = [
        box(scale, (long, tall, luck.uniform(1.5, 4)), (-long / 2, tall / 2, side * (3 + blades * 1.4)))
        for side in (-1, 1)
    ]
    parts += [box("steel", (long * 0.95, 3.5, 2.5 * blades), (-long / 2, tall * 0.15, 0))]
    parts += [cylinder("steel", 5, 10 + 2.5 * blades, (x, tall / 2, 0)) for x in (-4.0, -long + 6)]
    opened = luck.choice([0.0, luck.uniform(0.3, 2.8), math.pi])
    for i in range(blades):
        reach, wide = long * luck.uniform(0.6, 0.92), tall * luck.uniform(0.4, 0.75)
        outline = np.array([(0, 0), (reach * 0.75, -wide * 0.1), (reach, wide * 0.5), (reach * 0.7, wide), (0, wide)])
        angle = math.pi + (opened if i == 0 else 0.0)
        c, s = math.cos(angle), math.sin(angle)
        turned = (outline - [0, wide / 2]) @ np.array([[c, s], [-s, c]]) + [-4, tall / 2]
        parts.append(prism("steel", turned, luck.uniform(1.2, 3), (0, 0, (i - (blades - 1) / 2) * 2.6)))
    return thing("knife", parts, threat=True)


def shears(luck: np.random.Generator) -> Thing:
    """Make scissors of any size, closed or open: two blades, two rings of plastic or steel; counted among the knives."""
    long, wide, angle = luck.uniform(55, 140), luck.uniform(8, 20), luck.uniform(0.03, 0.7)
    ring, of = luck.uniform(26, 46), str(luck.choice(["pp", "abs", "steel"]))
    parts: list[Solid] = [cylinder("steel", 7, 5)]
    for side in (1, -1):
        c, s = math.cos(angle * side / 2), math.sin(angle * side / 2)
        turn = np.array([[c, s], [-s, c]])
        outline = np.array(
            [(-8, -wide / 2), (long * 0.7, -wide / 2), (long, 0), (long * 0.6, wide / 2), (-8, wide / 2)]
        )
        parts.append(prism("steel", outline @ turn, luck.uniform(1.5, 2.6), (0, 0, side * 1.4)))
        back = np.array([(-ring * 0.5 - long * 0.5, -4), (0, -5), (0, 5), (-ring * 0.5 - long * 0.5, 4)])
        spread = np.array(
            [[math.cos(0.12 * side), math.sin(0.12 * side)], [-math.sin(0.12 * side), math.cos(0.12 * side)]]
        )
        parts.append(prism("steel", back @ spread @ turn, 2.2, (0, 0, side * 1.4)))
        at = np.array([-ring * 0.5 - long * 0.5, side * -ring * 0.35]) @ turn
        parts += [cylinder(of, ring, 7, (at[0], at[1], 0)), cylinder(of, ring * 0.68, 7, (at[0], at[1], 0), sign=-1)]
    return thing("knife", parts, threat=True)


def _barrel(bore: float, long: float, at: tuple[float, float, float]) -> list[Solid]:
    wide = bore + 7.0
    return [cylinder("steel", wide, long, at, along="x"), cylinder("steel", bore, long, at, along="x", sign=-1)]


def _guard(x: float, y: float, across: float) -> list[Solid]:
    """Make a trigger and its guard: a flat ring."""
    return [
        cylinder("steel", across, 6, (x, y, 0)),
        cylinder("steel", across - 5, 6, (x, y, 0), sign=-1),
        box("steel", (4, across * 0.6, 5), (x, y, 0)),
    ]


GUNS = (handgun, wheel_gun, machine_pistol)
KNIVES = (blade_of_any_kind, pocket_knife, shears)
