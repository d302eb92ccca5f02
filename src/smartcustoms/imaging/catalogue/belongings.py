"""What people carry and nobody looks for: clothes, shoes, food, books, bottles, tins, tools, keys."""

import math

import numpy as np

from smartcustoms.imaging.catalogue.threats import bottle_of
from smartcustoms.imaging.solids import Solid, Thing, box, cylinder, ellipsoid, prism, shell, thing, tube, turn_z

_WRENCH = (
    (0, 10), (20, 0), (150, 0), (168, -12), (188, -10), (176, 4), (176, 18), (188, 32), (168, 34), (150, 22), (20, 22),
)  # fmt: skip


def clothes(luck: np.random.Generator) -> Thing:
    """Make a crumpled garment: a soft body with folds denser and thinner than the rest; some with a zip."""
    x, y, z = luck.uniform(150, 380), luck.uniform(120, 300), luck.uniform(20, 70)
    of = str(luck.choice(["cotton", "wool", "polyester"]))
    parts = [ellipsoid(of, (x, y, z), packed=luck.uniform(0.6, 1.0))]
    for _ in range(14):
        size = (x * luck.uniform(0.15, 0.5), y * luck.uniform(0.1, 0.4), z * luck.uniform(0.1, 0.3))
        at = (luck.uniform(-0.35, 0.35) * x, luck.uniform(-0.35, 0.35) * y, luck.uniform(-0.2, 0.2) * z)
        parts.append(ellipsoid(of, size, at, sign=int(luck.choice([-1, 1])), packed=luck.uniform(0.2, 0.5)))
    if luck.random() < 0.5:
        parts += [box("brass", (3, 2, 2), (i * 3.2 - 60, 0, 0)) for i in range(40)]
    return thing("clothes", parts, soft=True)


def shoe(luck: np.random.Generator) -> Thing:
    """Make a shoe: rubber sole, hollow leather, steel shank, brass eyelets."""
    k = luck.uniform(0.85, 1.05)
    parts = [
        ellipsoid("rubber", (280 * k, 95 * k, 30 * k), (0, 0, -35 * k)),
        ellipsoid("leather", (275 * k, 95 * k, 100 * k)),
    ]
    parts += [ellipsoid("leather", (266 * k, 87 * k, 92 * k), sign=-1), box("steel", (90, 18, 1.2), (0, 0, -28 * k))]
    parts += [cylinder("brass", 5, 3, (40.0 + 12 * i, side * 12.0, 44 * k)) for i in range(5) for side in (-1, 1)]
    return thing("shoe", parts)


def book(luck: np.random.Generator) -> Thing:
    """Make a book: covers around paper."""
    x, y, z = luck.uniform(110, 230), luck.uniform(150, 300), luck.uniform(12, 45)
    return thing(
        "book", [*shell("card", (x + 4, y + 4, z + 4), 2), box("paper", (x, y, z), packed=luck.uniform(0.9, 1.2))]
    )


def bottle(luck: np.random.Generator) -> Thing:
    """Make a bottle of water or oil, of plastic or glass."""
    wall = "glass" if luck.random() < 0.35 else "pet"
    return thing("bottle", bottle_of(wall, str(luck.choice(["water", "oil"])), luck))


def can(luck: np.random.Generator) -> Thing:
    """Make a drink's can."""
    return thing("can", [*tube("al", 66, 115, 0.2), cylinder("water", 65.4, luck.uniform(95, 108), (0, 0, -4))])


def tin(luck: np.random.Generator) -> Thing:
    """Make a tin of food."""
    across, long = luck.uniform(65, 100), luck.uniform(50, 120)
    return thing("tin", [*tube("steel", across, long, 0.2), cylinder("meat", across - 0.4, long - 0.5)])


def food(luck: np.random.Generator) -> Thing:
    """Make cheese, sugar, meat, rice or tea, loose or in a block."""
    of = str(luck.choice(["cheese", "sugar", "meat", "rice", "tea"]))
    if luck.random() < 0.5:
        return thing("food", [ellipsoid(of, (luck.uniform(60, 180), luck.uniform(50, 120), luck.uniform(30, 80)))])
    return thing("food", [box(of, (luck.uniform(60, 200), luck.uniform(50, 140), luck.uniform(20, 70)))])


def keys(luck: np.random.Generator) -> Thing:
    """Make a bunch of keys."""
    parts: list[Solid] = []
    for i in range(int(luck.integers(3, 7))):
        turn = turn_z(luck.uniform(-0.9, 0.9))
        bit = box("brass", (48, 8, 2), (20, i * 7.0, i * 2.2)).moved(turn, np.zeros(3))
        parts += [bit, cylinder("brass", 22, 2, (-8, i * 5.0, i * 2.2))]
    return thing("keys", parts)


def umbrella(luck: np.random.Generator) -> Thing:
    """Make a folded umbrella: shaft, eight ribs, cloth, grip."""
    long = luck.uniform(240, 320)
    parts = [cylinder("steel", 10, long, along="x"), cylinder("steel", 8, long, along="x", sign=-1)]
    for i in range(8):
        at = (0.0, 14 * math.cos(i * math.pi / 4), 14 * math.sin(i * math.pi / 4))
        parts.append(cylinder("steel", 3, long * 0.9, at, along="x"))
    parts += [
        cylinder("nylon", 40, long * 0.93, along="x", packed=0.25),
        cylinder("pp", 26, 70, (-long / 2 - 25, 0, 0), along="x"),
    ]
    return thing("umbrella", parts)


def cosmetics(luck: np.random.Generator) -> Thing:
    """Make a glass jar of cream."""
    k = luck.uniform(0.8, 1.3)
    parts = [
        *tube("glass", 40 * k, 60 * k, 4 * k),
        cylinder("oil", 32 * k, 45 * k),
        cylinder("pp", 42 * k, 20 * k, (0, 0, 38 * k)),
    ]
    return thing("cosmetics", parts)


def wrench(luck: np.random.Generator) -> Thing:
    """Make a wrench."""
    return thing("wrench", [prism("steel", np.array(_WRENCH) * luck.uniform(0.6, 1.1), luck.uniform(5, 9))])


def coins(luck: np.random.Generator) -> Thing:
    """Make some coins."""
    parts = [
        cylinder("brass", 23, 2, (luck.uniform(-30, 30), luck.uniform(-30, 30), i * 2.1))
        for i in range(int(luck.integers(3, 12)))
    ]
    return thing("coins", parts)
