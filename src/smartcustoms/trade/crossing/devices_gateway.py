"""What stands at a lane, by port: the barrier and the plate camera, each a twin in memory and a real one over HTTP.

Tag, e-lock and code readers and the weighbridge give readings; they reach the lane's command as JSON, by its standard input or by HTTP.
"""

from dataclasses import dataclass, field
from typing import Final, Protocol

import httpx

from smartcustoms.trade.crossing.model import Answer, Passage

_PATIENCE: Final = 2.0  # seconds: a truck waits
LARGEST_PICTURE: Final = 16 * 1024 * 1024


class DeviceSilent(Exception):
    """A device did not answer, or not as it should; the text says which and how."""


class Barrier(Protocol):
    """Opens for one truck."""

    def answer(self, passage: Passage) -> None:
        """Do what the answer says: open for one truck, or stay down. Raises DeviceSilent."""


class PlateCamera(Protocol):
    """Gives a picture of the truck that stands at the lane."""

    def picture(self) -> bytes:
        """Give the picture, encoded as JPEG or PNG. Raises DeviceSilent."""


@dataclass
class MemoryBarrier:
    """A barrier for tests: which passages it opened for."""

    opened_for: list[int] = field(default_factory=list)
    broken: bool = False

    def answer(self, passage: Passage) -> None:
        """Open for a go."""
        if self.broken:
            raise DeviceSilent("barrier: broken (in memory)")
        if passage.answer is Answer.GO:
            self.opened_for.append(passage.place)


@dataclass
class MemoryCamera:
    """A camera for tests: the picture it gives, None for a dead one."""

    shows: bytes | None = None

    def picture(self) -> bytes:
        """Give the picture."""
        if self.shows is None:
            raise DeviceSilent("camera: dead (in memory)")
        return self.shows


@dataclass(frozen=True)
class HttpBarrier:
    """A barrier's controller that takes `{"passage", "open"}` by POST; the passage's number keeps a retry from opening twice."""

    address: str
    client: httpx.Client

    def answer(self, passage: Passage) -> None:
        """Tell the controller."""
        body = {"passage": f"{passage.lane}.{passage.place}", "open": passage.answer is Answer.GO}
        try:
            self.client.post(self.address, json=body, timeout=_PATIENCE).raise_for_status()
        except httpx.HTTPError as silent:
            raise DeviceSilent(f"barrier {self.address}: {silent}") from silent


@dataclass(frozen=True)
class HttpCamera:
    """A camera that gives its picture by GET, as network cameras do."""

    address: str
    client: httpx.Client

    def picture(self) -> bytes:
        """Fetch the picture."""
        try:
            found = self.client.get(self.address, timeout=_PATIENCE).raise_for_status()
        except httpx.HTTPError as silent:
            raise DeviceSilent(f"camera {self.address}: {silent}") from silent
        if len(found.content) > LARGEST_PICTURE:
            raise DeviceSilent(f"camera {self.address}: a picture of {len(found.content)} bytes")
        return found.content
