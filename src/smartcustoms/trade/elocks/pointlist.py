"""Places as text, one a line: what the map's editor and who cannot use a map both write. Pure."""

from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.elocks.journey import Point
from smartcustoms.trade.elocks.running import Corridor


class PlaceUnread(Refused):
    """A line is no place."""

    code = "elock_place_unread"


def places_of(text: str) -> list[Point]:
    """Read `latitude, longitude` line by line.

    Raises:
        PlaceUnread: a line is none; it says which.
    """
    return [_place(line, number, "points") for number, line in _lines(text)]


def zones_of(text: str) -> dict[str, Point]:
    """Read `name, latitude, longitude` line by line; the last one is the destination unless one is called so.

    Raises:
        PlaceUnread: a line is none; it says which.
    """
    found = {}
    for number, line in _lines(text):
        name, _, rest = line.partition(",")
        found[name.strip()[:40] or str(number)] = _place(rest, number, "zones")
    return found


def written(corridor: Corridor | None) -> dict[str, str]:
    """Write a corridor's line and zones as such text."""
    if corridor is None:
        return {"points": "", "zones": ""}
    points = "\n".join(f"{a:.6f}, {b:.6f}" for a, b in corridor.line)
    return {
        "points": points,
        "zones": "\n".join(f"{name}, {a:.6f}, {b:.6f}" for name, (a, b) in corridor.zones.items()),
    }


def _lines(text: str) -> list[tuple[int, str]]:
    return [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]


def _place(text: str, number: int, field: str) -> Point:
    try:
        latitude, longitude = (float(part) for part in text.split(","))
        if -90 <= latitude <= 90 and -180 <= longitude <= 180:
            return latitude, longitude
    except ValueError:
        pass
    raise PlaceUnread(
        sentence("Line {n} is no place.", n=number),
        mend=sentence("Write latitude, a comma and longitude in degrees, such as 22.5, 114.1."), field=field, seen=text.strip()[:60],
    )  # fmt: skip
