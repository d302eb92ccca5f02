"""Solids with exact shapes: boxes, ellipsoids, cylinders and prisms; things are made of them, some carving holes into others."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property

import numpy as np

from smartcustoms.imaging.materials import Floats, material

Point = tuple[float, float, float]
ORIGIN: Point = (0.0, 0.0, 0.0)
_CUBE = np.array(np.meshgrid([-1, 1], [-1, 1], [-1, 1])).reshape(3, -1).T.astype(float)


class Shape(IntEnum):
    """The kinds of solids that a ray is cut with exactly."""

    BOX = 0
    ELLIPSOID = 1
    CYLINDER = 2
    PRISM = 3


@dataclass(frozen=True)
class Solid:
    """A shape of one material, in mm. A cylinder's and a prism's axis is the local z; `sign` -1 carves a hole."""

    shape: Shape
    half_mm: Point
    of: str
    at_mm: Floats
    turned: Floats
    sign: int = 1
    outline_mm: Floats | None = None
    packed: float = 1.0  # scales the material's density
    grain_mm: float = 0.0  # diameter of the grains it is poured of; 0: one piece, or too fine to be seen

    def moved(self, turn: Floats, to_mm: Floats) -> "Solid":
        """Turn about the origin, then shift."""
        return replace(self, at_mm=turn @ self.at_mm + to_mm, turned=turn @ self.turned)

    def corners(self) -> Floats:
        """Give the eight corners of the box around it."""
        return np.asarray((_CUBE * self.half_mm) @ self.turned.T + self.at_mm)

    @property
    def volume_mm3(self) -> float:
        """Give the volume."""
        x, y, z = self.half_mm
        match self.shape:
            case Shape.BOX:
                return 8 * x * y * z
            case Shape.ELLIPSOID:
                return 4 / 3 * math.pi * x * y * z
            case Shape.CYLINDER:
                return math.pi * x * y * 2 * z
            case Shape.PRISM:
                return _area(self.outline_mm) * 2 * z

    @property
    def mass_g(self) -> float:
        """Give the mass it adds, below zero for a hole: what is carved out is of the material named."""
        return self.sign * self.volume_mm3 / 1000 * material(self.of).density_g_per_cm3 * self.packed


@dataclass(frozen=True)
class Thing:
    """An object of several solids, with the word for it; `threat` when an officer would want to find it."""

    label: str
    solids: tuple[Solid, ...]
    threat: bool = False
    soft: bool = False

    def moved(self, turn: Floats, to_mm: Floats) -> "Thing":
        """Turn about the origin, then shift."""
        return replace(self, solids=tuple(each.moved(turn, to_mm) for each in self.solids))

    @cached_property
    def corners_mm(self) -> Floats:
        """Give the corners of the boxes around each solid that it adds: what is to be turned many times is turned once for all of them."""
        return np.concatenate([each.corners() for each in self.solids if each.sign > 0])

    @cached_property
    def bounds_mm(self) -> tuple[Floats, Floats]:
        """Give the least and the greatest coordinates of what it adds."""
        return self.corners_mm.min(0), self.corners_mm.max(0)

    @property
    def mass_kg(self) -> float:
        """Give the mass."""
        return sum(each.mass_g for each in self.solids) / 1000

    @property
    def materials(self) -> tuple[str, ...]:
        """Give the materials it adds, most mass first."""
        masses: dict[str, float] = {}
        for each in self.solids:
            masses[each.of] = masses.get(each.of, 0.0) + each.mass_g
        return tuple(sorted((name for name, mass in masses.items() if mass > 0), key=lambda name: -masses[name]))


def turn_x(angle: float) -> Floats:
    """Give the rotation about x."""
    c, s = math.cos(angle), math.sin(angle)
    return np.array([[1.0, 0, 0], [0, c, -s], [0, s, c]])


def turn_y(angle: float) -> Floats:
    """Give the rotation about y."""
    c, s = math.cos(angle), math.sin(angle)
    return np.array([[c, 0, s], [0, 1.0, 0], [-s, 0, c]])


def turn_z(angle: float) -> Floats:
    """Give the rotation about z."""
    c, s = math.cos(angle), math.sin(angle)
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1.0]])


_ALONG = {"x": turn_y(math.pi / 2), "y": turn_x(math.pi / 2), "z": np.eye(3)}


def box(of: str, size_mm: Point, at_mm: Point = ORIGIN, *, sign: int = 1, packed: float = 1.0) -> Solid:
    """Make a box by its edge lengths."""
    return _solid(Shape.BOX, size_mm, of, at_mm, sign, packed)


def ellipsoid(of: str, size_mm: Point, at_mm: Point = ORIGIN, *, sign: int = 1, packed: float = 1.0) -> Solid:
    """Make an ellipsoid by its three diameters."""
    return _solid(Shape.ELLIPSOID, size_mm, of, at_mm, sign, packed)


def cylinder(
    of: str,
    across_mm: float,
    long_mm: float,
    at_mm: Point = ORIGIN,
    *,
    along: str = "z",
    sign: int = 1,
    packed: float = 1.0,
) -> Solid:
    """Make a cylinder by its diameter and length along an axis."""
    made = _solid(Shape.CYLINDER, (across_mm, across_mm, long_mm), of, at_mm, sign, packed)
    return replace(made, turned=_ALONG[along])


def prism(
    of: str,
    outline_mm: Sequence[tuple[float, float]] | Floats,
    thick_mm: float,
    at_mm: Point = ORIGIN,
    *,
    along: str = "z",
    sign: int = 1,
    packed: float = 1.0,
) -> Solid:
    """Make a prism by its outline (at most 60 corners) and its thickness along an axis."""
    points = np.array(outline_mm, float)
    middle = (points.max(0) + points.min(0)) / 2
    points = points - middle
    half = np.abs(points).max(0)
    turned = _ALONG[along]
    at = np.array(at_mm, float) + turned @ np.array([middle[0], middle[1], 0.0])
    return Solid(Shape.PRISM, (half[0], half[1], thick_mm / 2), of, at, turned, sign, points, packed)


def shell(of: str, size_mm: Point, wall_mm: float, at_mm: Point = ORIGIN) -> tuple[Solid, Solid]:
    """Make a hollow box: the outside, and what is carved out."""
    inner = (size_mm[0] - 2 * wall_mm, size_mm[1] - 2 * wall_mm, size_mm[2] - 2 * wall_mm)
    return box(of, size_mm, at_mm), box(of, inner, at_mm, sign=-1)


def tube(
    of: str, across_mm: float, long_mm: float, wall_mm: float, at_mm: Point = ORIGIN, along: str = "z"
) -> tuple[Solid, Solid]:
    """Make a closed hollow cylinder: the outside, and what is carved out."""
    inner = cylinder(of, across_mm - 2 * wall_mm, long_mm - 2 * wall_mm, at_mm, along=along, sign=-1)
    return cylinder(of, across_mm, long_mm, at_mm, along=along), inner


def poured(solid: Solid, grain_mm: float) -> Solid:
    """Make a solid of grains instead of one piece, at the same density in the mean."""
    return replace(solid, grain_mm=grain_mm)


def thing(label: str, solids: Iterable[Solid], *, threat: bool = False, soft: bool = False) -> Thing:
    """Make a thing of its solids."""
    return Thing(label, tuple(solids), threat, soft)


def _solid(shape: Shape, size_mm: Point, of: str, at_mm: Point, sign: int, packed: float) -> Solid:
    half = (size_mm[0] / 2, size_mm[1] / 2, size_mm[2] / 2)
    return Solid(shape, half, of, np.array(at_mm, float), np.eye(3), sign, None, packed)


def _area(outline: Floats | None) -> float:
    if outline is None:
        return 0.0
    x, y = outline[:, 0], outline[:, 1]
    return float(abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2)
