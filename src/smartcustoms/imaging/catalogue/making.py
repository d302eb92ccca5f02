"""Make a thing by its word; how often each lies in a bag."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from smartcustoms.imaging.catalogue import belongings, devices, threats, tools, weapons
from smartcustoms.imaging.solids import Thing

Make = Callable[[np.random.Generator], Thing]

THREATS: Final[Mapping[str, tuple[Make, ...]]] = {
    "gun": (threats.pistol, threats.revolver, *weapons.GUNS),
    "knife": (threats.knife, threats.folding_knife, threats.scissors, *weapons.KNIVES),
    "drugs": (threats.drugs,),
    "explosive": (threats.explosive,),
    "liquid": (threats.liquid,),
    "cigarettes": (threats.cigarettes,),
    "cash": (threats.cash,),
}
"""What is looked for in bags, each with the shapes it comes in."""

HARMLESS: Final[Mapping[str, tuple[Make, float]]] = {
    "clothes": (belongings.clothes, 9), "laptop": (devices.laptop, 1), "phone": (devices.phone, 2), "book": (belongings.book, 3),
    "bottle": (belongings.bottle, 2), "can": (belongings.can, 1.5), "tin": (belongings.tin, 1), "shoe": (belongings.shoe, 2.5),
    "food": (belongings.food, 3), "charger": (devices.charger, 2), "keys": (belongings.keys, 2), "umbrella": (belongings.umbrella, 1),
    "cosmetics": (belongings.cosmetics, 3), "wrench": (belongings.wrench, 1), "coins": (belongings.coins, 1.5), "toy": (devices.toy, 1.5),
    "power bank": (devices.power_bank, 1), "cutlery": (tools.fork_and_spoon, 0.7), "screwdriver": (tools.screwdriver, 0.7),
    "pliers": (tools.pliers, 0.5), "hammer": (tools.hammer, 0.3), "drill": (tools.drill, 0.3), "hair dryer": (tools.hair_dryer, 0.7),
    "camera": (tools.camera, 0.7), "belt": (tools.belt, 1.2), "flat metal": (tools.flat_metal, 1), "pens": (tools.pens, 1),
    "soap": (tools.soap, 1),
}  # fmt: skip
"""What else lies in bags, with how often: weights that we assumed."""


def a_threat(luck: np.random.Generator, label: str) -> Thing:
    """Make a threat of a class, in one of its shapes."""
    shapes = THREATS[label]
    return shapes[int(luck.integers(len(shapes)))](luck)


def a_harmless_thing(luck: np.random.Generator) -> Thing:
    """Make something that people carry."""
    words = list(HARMLESS)
    weights = np.array([HARMLESS[word][1] for word in words])
    return HARMLESS[words[int(luck.choice(len(words), p=weights / weights.sum()))]][0](luck)
