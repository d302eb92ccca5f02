"""A lane running: readings come in, answers go out, and beside it the book is renewed and the journal brought in.

One lock guards the lane: a truck's answer never waits for the network, only for another truck's answer.
"""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from smartcustoms.kernel.outside import JsonUnfit, read_json
from smartcustoms.trade.crossing.centre_gateway import Centre, CentreAway
from smartcustoms.trade.crossing.devices_gateway import Barrier, DeviceSilent
from smartcustoms.trade.crossing.kerb import Kerb
from smartcustoms.trade.crossing.looking import Eye, Sight
from smartcustoms.trade.crossing.model import Device, Passage, Seen, seen_of_json
from smartcustoms.trade.crossing.signed import SignedRefused

LONGEST: Final = 20_000


class ReadingUnfit(ValueError):
    """A reading is no JSON object of plates, rfid, elock, weight_kg, driver_code, came_at; the text says what is wrong."""


@dataclass
class Running:
    """One lane with its centre and barrier. `said` are troubles, the newest last, for the screen and the log."""

    kerb: Kerb
    centre: Centre
    barrier: Barrier | None = None
    eye: Eye | None = None
    """The camera's plate reader; None: plates come with the readings."""
    sight: Sight | None = None
    """What the last look gave."""
    waiting: int = 0
    out_of_order: set[Device] = field(default_factory=set)
    alone: bool = True
    last: Passage | None = None
    said: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, reading: bytes | str, *, at: datetime, picture: bytes | None = None) -> Passage:
        """Answer one reading. Where it names no plates, the truck is looked at: on the picture brought, or by the lane's camera.

        Raises:
            ReadingUnfit: it cannot be read. OSError: the journal's disk fails; then nobody may go.
        """
        seen, code, waiting = _read(reading)
        seen = self._looked_at(seen, picture)
        with self.lock:
            passage = self.kerb.decide(seen, at=at, code=code, alone=self.alone)
            self.last, self.waiting = passage, waiting
        if self.barrier is not None:
            try:
                self.barrier.answer(passage)
                self.out_of_order.discard(Device.BARRIER)
            except DeviceSilent as silent:  # the answer stands; an officer opens by hand
                self.out_of_order.add(Device.BARRIER)
                self._say(str(silent))
        return passage

    def _looked_at(self, seen: Seen, picture: bytes | None) -> Seen:
        """Add the plates that the eye sees. Reading takes its time outside the lock: another truck's answer does not wait for it."""
        if self.eye is None or seen.plates or (picture is None and self.eye.camera is None):
            return seen
        sight = self.eye.look() if picture is None else self.eye.read(picture)
        self.sight = sight
        if sight.silent:
            self.out_of_order.add(Device.CAMERA)
            self._say(sight.silent)
        else:
            self.out_of_order.discard(Device.CAMERA)
        return sight.added_to(seen)

    def turn(self, *, at: Callable[[], datetime]) -> bool:
        """Renew the book and bring the journal in; tell whether the centre answered. Never raises."""
        try:
            text = self.centre.book(self.kerb.lane, waiting=self.waiting, out_of_order=sorted(self.out_of_order))
            with self.lock:
                self.kerb.take_book(text, at=at())
            while lines := self.kerb.waiting():
                place = self.centre.journal(self.kerb.lane, lines)
                with self.lock:
                    self.kerb.confirmed(place)
                if self.kerb.taken < place:
                    raise CentreAway(f"the centre has place {place} of a journal that ends before it")
            self.alone = False
        except CentreAway as away:
            self.alone = True
            self._say(f"alone: {away}")
        except SignedRefused as refused:
            self.alone = True
            self._say(f"the centre's book is refused: {refused.why.value}")
        return not self.alone

    def _say(self, text: str) -> None:
        if not self.said or self.said[-1] != text:
            self.said = [*self.said[-20:], text]


def answer_json(passage: Passage) -> dict[str, Any]:
    """Give an answer as a line of JSON says it."""
    return {
        "place": passage.place,
        "answer": passage.answer.value,
        "reasons": [each.value for each in passage.reasons],
        "bundle": passage.bundle,
        "slip": passage.slip,
        "alone": passage.alone,
        "took_us": passage.took_us,
    }


def _read(reading: bytes | str) -> tuple[Any, str, int]:
    try:
        body = read_json(reading[:LONGEST])
        if not isinstance(body, dict):
            raise ReadingUnfit("a reading is a JSON object")
        code, waiting = body.pop("driver_code", "") or "", body.pop("waiting", 0)
        if not isinstance(code, str) or not isinstance(waiting, int):
            raise ReadingUnfit("driver_code is a text and waiting a number")
        unknown = set(body) - {"plates", "rfid", "elock", "elock_whole", "weight_kg", "unread", "came_at"}
        if unknown:
            raise ReadingUnfit(f"nothing is known of {', '.join(sorted(unknown))[:60]}")
        return seen_of_json(body), code, waiting
    except ReadingUnfit:
        raise
    except (JsonUnfit, ValueError, TypeError, KeyError) as wrong:
        raise ReadingUnfit(str(wrong)[:200]) from wrong


def line_of(passage: Passage) -> str:
    """Give an answer as one line."""
    return json.dumps(answer_json(passage))
