"""A belt: simulated bags come to a port at line speed, as a scanner's would. Time and waiting are given, so that tests need none.

A bag takes about a second to make and is made while the belt moves. When that is slower than the belt, bags come late and are told
as late: nothing is left out, so that what is measured is what was asked for.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from smartcustoms.boundary.scans.package import written
from smartcustoms.boundary.scans.port_gateway import Port, PortAway, PortRefused
from smartcustoms.boundary.scans.simulated import simulated

_LATE_S: Final = 0.5
_PAUSES_S: Final = (0.5, 1.0, 2.0, 4.0, 8.0)


@dataclass(frozen=True, slots=True)
class Bag:
    """A bag on the belt: its file's name and content, and its truth apart."""

    name: str
    content: bytes
    truth: str


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a bag: its number where the port told it, how late it came, how long the port took, why it was refused."""

    name: str
    number: str
    late_s: float
    took_s: float
    refused: str = ""

    @property
    def is_late(self) -> bool:
        """Tell whether it came so late that the belt was not kept up with."""
        return self.late_s > _LATE_S


def bags(seed: int, *, beam_name: str = "") -> Iterator[Bag]:
    """Make bags without end, each from the next seed."""
    while True:
        for name, (package, truth) in simulated("bag", seed, beam_name=beam_name).items():
            yield Bag(f"{name}.scan.zip", written(package), truth)
        seed += 1


def packages(folder: Path) -> Iterator[Bag]:
    """Give the scan packages that lie in a folder, by name: made before, so that no belt is too fast for their making."""
    for path in sorted(folder.glob("*.scan.zip")):
        yield Bag(path.name, path.read_bytes(), "")


def run(
    coming: Iterator[Bag],
    port: Port,
    *,
    a_minute: float,
    count: int,
    clock: Callable[[], float],
    wait: Callable[[float], None],
) -> Iterator[tuple[Bag, Sent]]:
    """Send so many bags, one at each beat of the belt, and tell what became of each.

    Args:
        coming: the bags.
        port: what takes them.
        a_minute: bags a minute.
        count: how many.
        clock: seconds, ever growing.
        wait: waits so many seconds.

    Raises:
        PortAway: the port was away for longer than five tries.
    """
    began: float | None = None
    for place, bag in enumerate(islice(coming, count)):
        if began is None:  # only now: the first bag waited for the simulation to be compiled, the belt does not
            began = clock()
        due = began + place * 60 / a_minute
        if (early := due - clock()) > 0:
            wait(early)
        sent_at = clock()
        try:
            number, refused = _sent(bag, port, wait), ""
        except PortRefused as why:
            number, refused = "", str(why)
        yield bag, Sent(bag.name, number, max(0.0, sent_at - due), clock() - sent_at, refused)


def _sent(bag: Bag, port: Port, wait: Callable[[float], None]) -> str:
    for pause in _PAUSES_S:
        try:
            return port.send(bag.name, bag.content)
        except PortAway:
            wait(pause)
    return port.send(bag.name, bag.content)


def summary(sent: Sequence[Sent], *, a_minute: float) -> dict[str, object]:
    """Tell what a run of the belt came to; times in seconds."""
    took = sorted(each.took_s for each in sent)
    return {
        "simulated": True,
        "a_minute": a_minute,
        "sent": sum(not each.refused for each in sent),
        "refused": sum(bool(each.refused) for each in sent),
        "late": sum(each.is_late for each in sent),
        "latest_s": round(max((each.late_s for each in sent), default=0.0), 2),
        "took_s": {"middle": round(took[len(took) // 2], 3), "longest": round(took[-1], 3)} if took else {},
    }
