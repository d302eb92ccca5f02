"""Shapes that no training set holds: what a detector of shapes finds among these tells how it does on weapons it has never met."""

import numpy as np

from smartcustoms.imaging.solids import Thing, cylinder, prism, thing

_CLEAVER = ((0, 0), (150, 0), (152, 70), (10, 74), (0, 40))
_GRIP = ((0, 0), (-110, 6), (-112, 26), (0, 24))
_STOCK = ((0, 0), (90, -6), (96, 18), (40, 30), (-30, 86), (-60, 74), (-10, 26))


def sawn_off(luck: np.random.Generator) -> Thing:
    """Make a sawn-off shotgun: two barrels side by side, action, wooden grip."""
    k = luck.uniform(0.85, 1.1)
    parts = [
        prism("steel", np.array(_STOCK) * k, 14 * k),
        prism("wood", np.array(_STOCK) * k + [-40 * k, 22 * k], 30 * k),
    ]
    for side in (-1, 1):
        at = (210 * k, 6 * k, side * 11 * k)
        parts += [
            cylinder("steel", 22 * k, 250 * k, at, along="x"),
            cylinder("steel", 18 * k, 250 * k, at, along="x", sign=-1),
        ]
    return thing("gun", parts, threat=True)


def cleaver(luck: np.random.Generator) -> Thing:
    """Make a cleaver."""
    k = luck.uniform(0.8, 1.1)
    parts = [prism("steel", np.array(_CLEAVER) * k, luck.uniform(2, 3.5)), prism("wood", np.array(_GRIP) * k, 18 * k)]
    return thing("knife", [*parts, prism("steel", np.array(_GRIP) * 0.9 * k, 2.0)], threat=True)
