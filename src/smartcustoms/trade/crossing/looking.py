"""The lane's camera joined to its plate reader: a picture becomes the plates of a reading, or says why it does not.

A picture that shows a truck's plates only as doubts, or none at all, is something that could not be read: the truck reports. A camera
that is silent is out of order, and the lane goes by tag, e-lock and driver's code.
"""

import time
from dataclasses import dataclass, replace
from typing import Final

from smartcustoms.trade.crossing.devices_gateway import DeviceSilent, PlateCamera
from smartcustoms.trade.crossing.model import Device, Seen
from smartcustoms.trade.crossing.plate_reader_gateway import Found, PictureUnreadable, PlateReader

MOST_PLATES: Final = 6


@dataclass(frozen=True, slots=True)
class Sight:
    """What a look at the truck gave: plates that are sure, what was doubtful, how long reading took; `silent` says why there is none."""

    plates: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    took_ms: int = 0
    silent: str = ""

    def added_to(self, seen: Seen) -> Seen:
        """Give a reading with these plates; unread when the camera saw and nothing is sure."""
        if self.silent:
            return seen
        if self.plates:
            return replace(seen, plates=self.plates)
        return replace(seen, unread=seen.unread | {Device.CAMERA})


@dataclass(frozen=True)
class Eye:
    """A plate reader, with the camera that it looks through, if it has one; else pictures are brought."""

    reader: PlateReader
    camera: PlateCamera | None = None

    def look(self) -> Sight:
        """Take a picture of the truck at the lane and read it."""
        if self.camera is None:
            return Sight(silent="camera: this lane has none to ask; bring its picture")
        try:
            picture = self.camera.picture()
        except DeviceSilent as silent:
            return Sight(silent=str(silent))
        return self.read(picture)

    def read(self, picture: bytes) -> Sight:
        """Read the plates on a picture."""
        begun = time.perf_counter_ns()
        try:
            found = self.reader.read(picture)
        except PictureUnreadable as unreadable:
            return Sight(silent=f"camera: {unreadable}")
        took = (time.perf_counter_ns() - begun) // 1_000_000
        return Sight(_texts(found, doubtful=False), _texts(found, doubtful=True), took)


def _texts(found: list[Found], *, doubtful: bool) -> tuple[str, ...]:
    texts = (each.reading.text for each in found if each.is_doubtful is doubtful)
    return tuple(dict.fromkeys(texts))[:MOST_PLATES]
