"""Goods with a texture: prills and crystals, the rice, sugar and tea that look like them, bricks of banknotes.

No bag that the network was trained on holds them: they show what texture does to a scan, and how far the detectors of texture tell them
from goods in one piece. Sizes of grains and bundles are our own assumption, of the order of the goods.
"""

import numpy as np

from smartcustoms.imaging.solids import Solid, Thing, box, ellipsoid, poured, thing

_FOODS = (("rice", 2.5), ("sugar", 0.8), ("tea", 2.0), ("rice", 5.0), ("sugar", 1.5))


def prills(luck: np.random.Generator) -> Thing:
    """Make a bag of prilled ammonium nitrate with fuel oil."""
    return thing("explosive", [poured(_loose("anfo", luck), luck.uniform(1.0, 2.8))], threat=True)


def crystals(luck: np.random.Generator) -> Thing:
    """Make a bag of crystals of methamphetamine."""
    return thing("drugs", [poured(_loose("meth", luck), luck.uniform(1.5, 6.0))], threat=True)


def bricks(luck: np.random.Generator) -> Thing:
    """Make bundles of a hundred banknotes stacked to a brick, one or two side by side, each bundle with its band."""
    parts: list[Solid] = []
    high, pitch = int(luck.integers(5, 11)), luck.uniform(11.4, 13.5)
    for i in range(int(luck.integers(1, 3))):
        for j in range(high):
            at = (0.0, i * 68.0 + luck.uniform(-1, 1), j * pitch)
            parts += [
                box("cash", (156, 66, 11), at, packed=luck.uniform(0.95, 1.05)),
                box("paper", (30, 67, 11.6), at, packed=0.3),
            ]
    return thing("cash", parts, threat=True)


def food(luck: np.random.Generator) -> Thing:
    """Make rice, sugar or tea, poured; some of it cheese or meat, which is one piece."""
    if luck.random() < 0.35:
        return thing("food", [_loose(str(luck.choice(["cheese", "meat"])), luck)])
    of, grain = _FOODS[int(luck.integers(len(_FOODS)))]
    return thing("food", [poured(_loose(of, luck), grain * luck.uniform(0.8, 1.2))])


def _loose(of: str, luck: np.random.Generator) -> Solid:
    size = (luck.uniform(80, 220), luck.uniform(70, 150), luck.uniform(30, 70))
    return ellipsoid(of, size) if luck.random() < 0.5 else box(of, size)
