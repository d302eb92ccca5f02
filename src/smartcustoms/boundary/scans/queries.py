"""What can be asked about scans; never writes but the note of a look."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from smartcustoms.boundary.scans import store, watched
from smartcustoms.boundary.scans.decoding import read_report, read_scan
from smartcustoms.boundary.scans.intake import Arrival, Figures, NoSuchArrival, Outcome, Source, Wanted
from smartcustoms.boundary.scans.model import LARGEST_FILE, Kind, Layout, Package, Report, Scan, ScanUnreadable
from smartcustoms.boundary.scans.package import packed, written
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import begin_of, day_of
from smartcustoms.kernel.errors import Conflict, NotFound
from smartcustoms.kernel.files import queries as files
from smartcustoms.kernel.files.object_gateway import Objects
from smartcustoms.kernel.words.model import sentence

if TYPE_CHECKING:
    import numpy as np

    from smartcustoms.boundary.scans.public_sets import Labelled
    from smartcustoms.imaging.projection import Projected
    from smartcustoms.imaging.tracing import Image

__all__ = [
    "arrival",
    "arrivals",
    "beside",
    "channels",
    "dicos_files",
    "drawn",
    "earlier",
    "every_arrival",
    "figures",
    "from_file",
    "instances",
    "is_to_decide",
    "kinds",
    "labelled",
    "measured",
    "not_while_deciding",
    "original",
    "package_of",
    "packed",
    "projected",
    "read_report",
    "read_scan",
    "report_file",
    "scan",
    "scans",
    "seen",
    "simulated",
    "small_picture",
    "waiting",
    "written",
]


def scans(
    uow: UnitOfWork, *, kind: Kind | None = None, text: str = "", page: int = 1, size: int = 50
) -> tuple[list[Scan], int]:
    """Give a page of scans, the newest first: by kind, and by a part of number, name or subject."""
    return store.scans(uow, kind=kind.value if kind else "", text=text, limit=size, offset=(page - 1) * size)


def scan(uow: UnitOfWork, number: str) -> Scan:
    """Give one scan.

    Raises:
        NotFound: there is none.
    """
    found = store.by_number(uow, number)
    if found is None:
        raise NotFound(
            sentence("There is no such scan."), mend=sentence("Look in the list of scans."), seen=number[:40]
        )
    uow.looked(f"scan {number}")
    return found


def kinds(uow: UnitOfWork, numbers: Sequence[str]) -> dict[str, Kind]:
    """Give the kind of each of these scans that are kept."""
    return {number: Kind(kind) for number, kind in store.kinds(uow, numbers).items()}


def earlier(uow: UnitOfWork, of: Scan) -> list[Scan]:
    """Give the earlier scans of the same vehicle, container or consignment."""
    return store.earlier(uow, of)


def beside(uow: UnitOfWork, of: Scan) -> tuple[str, str]:
    """Give the numbers of the scans brought just before and just after one; nothing where there is none."""
    return store.beside(uow, of)


def channels(read: Package, place: int) -> bytes:
    """Give a view's raw channels and its table of matter as one file: channels.py says how."""
    from smartcustoms.boundary.scans.channels import channels as written_out

    return written_out(read, place)


def package_of(uow: UnitOfWork, of: Scan, *, through: Objects | None = None) -> Package:
    """Read a kept scan's original again, verified against its hash."""
    return read_scan(files.content(uow, of.file, through=through), kind=of.kind)


def seen(uow: UnitOfWork, of: Scan, *, through: Objects | None = None) -> Package:
    """Read a scan as the asker sees it: its original, or what an officer who is to decide is shown instead. For eyes, never for methods."""
    sight = store.sight(uow, of.number, uow.by.user)
    file = sight[0] if sight and sight[0] else of.file
    return read_scan(files.content(uow, file, through=through), kind=of.kind)


def small_picture(uow: UnitOfWork, of: Scan, *, through: Objects | None = None) -> bytes:
    """Give the small picture of a scan as the asker sees it."""
    sight = store.sight(uow, of.number, uow.by.user)
    return files.content(uow, sight[1] if sight and sight[1] else of.picture, through=through)


def is_to_decide(uow: UnitOfWork, of: Scan) -> bool:
    """Tell whether the asker has the scan open to decide on it."""
    return store.sight(uow, of.number, uow.by.user) is not None


def original(uow: UnitOfWork, of: Scan, *, through: Objects | None = None) -> bytes:
    """Give a scan's file as it came, verified against its hash.

    Raises:
        Conflict: the asker has it open to decide on it; whoever decides looks at the picture alone.
    """
    not_while_deciding(uow, of)
    return files.content(uow, of.file, through=through)


def not_while_deciding(uow: UnitOfWork, of: Scan) -> None:
    """Let nobody take away the original of a scan that he has open to decide on, whatever he is shown.

    Raises:
        Conflict: the asker has it open to decide.
    """
    if is_to_decide(uow, of):
        says = sentence("You have this scan open to decide: its original is given after the decision.")
        raise Conflict(says, mend=sentence("Decide on the scan first."), seen=of.number)


def projected(
    read: Package, category: str, luck: "np.random.Generator", *, most_superposition: float
) -> "tuple[Package, Projected]":
    """Put a simulated threat of a category into the first view of a scan.

    Raises:
        NoPlace: it finds no place.
    """
    from smartcustoms.boundary.scans.projecting import with_threat

    return with_threat(read, category, luck, most_superposition=most_superposition)


def from_file(file: Path) -> Package:
    """Read a scan from a file of the operator's.

    Raises:
        ScanUnreadable: the file cannot be read, or is no scan.
    """
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST_FILE + 1)
    except OSError as wrong:
        says, mend = sentence("The file cannot be read."), sentence("Name a file that is there.")
        raise ScanUnreadable(says, mend=mend, field="file", seen=str(wrong)[:120]) from wrong
    return read_scan(content)


def dicos_files(read: Package, digest: str, *, at: datetime) -> dict[str, bytes]:
    """Write a scan as DICOS DX files by their names, one a view and energy; `digest` is the hash of its original."""
    from smartcustoms.boundary.scans.dicos import dx_files

    return dx_files(read, digest, at=at)


def instances(read: Package, of: Scan) -> tuple[str, ...]:
    """Give the DICOS identifiers of a scan's images, two a view: what its file or our export calls it, then its low energy."""
    from smartcustoms.boundary.scans.dicos import instance

    places = range(len(read.views))
    return tuple(instance(read, of.file, place, energy) for place in places for energy in ("high", "low"))


def report_file(report: Report, read: Package, of: Scan, *, at: datetime) -> bytes:
    """Write what was found in a scan as a DICOS threat detection report."""
    from smartcustoms.boundary.scans.dicos import report_file as written_out

    return written_out(report, read, of.file, at=at)


def measured(read: Package, place: int = 0) -> "tuple[Image, Image, Image, Image]":
    """Give atomic number, areal density (g/cm²), low and high attenuation of a view."""
    from smartcustoms.boundary.scans.picture import measured as of_view

    return of_view(read.views[place], read.beam if read.is_dual_energy else "")


def drawn(
    read: Package,
    place: int = 0,
    *,
    look: str = "colour",
    floor: float = 0.0,
    ceiling: float = 0.0,
    gamma: float = 1.0,
    side: int = 2800,
    marks: tuple[tuple[tuple[int, int, int, int], tuple[int, int, int]], ...] = (),
) -> bytes:
    """Draw a view as PNG; `marks` are boxes in the scan's pixels with their colours."""
    from smartcustoms.boundary.scans.picture import Wish, picture, png
    from smartcustoms.imaging.colour import Look

    shown = picture(read, place, Wish(Look(look), floor, ceiling, gamma, side))
    return png(shown, marks, shown.shape[1] / read.views[place].high.shape[1])


def labelled(folder: Path, layout: Layout) -> "Iterator[Labelled]":
    """Read a public set of X-ray images, one scan after the other, its labels apart.

    Raises:
        SetUnreadable: the folder holds no such set, or a label of it cannot be read.
    """
    from smartcustoms.boundary.scans.public_sets import labelled as read

    return read(folder, layout)


def simulated(
    kind: str,
    seed: int,
    *,
    beam: str = "",
    pair: bool = False,
    change: str = "concealment",
    vehicle: str = "",
    hidden_kg: float = 0.0,
    size: int = 0,
    dual: bool = True,
) -> dict[str, tuple[Package, str]]:
    """Make scans from a seed: by the name of the file, the package and its truth as JSON.

    `hidden_kg` hides something in a single truck; `size` is the number of lines of a scan, 0 the scanner's own. A bag
    is seen from above and, when `dual`, from the side.

    Raises:
        NotSimulable: the kind, vehicle, seed or beam is none that can be simulated.
    """
    from smartcustoms.boundary.scans.simulated import simulated as made

    return made(
        kind, seed, beam_name=beam, pair=pair, change=change, vehicle=vehicle, hidden_kg=hidden_kg, size=size, dual=dual
    )


def arrivals(uow: UnitOfWork, wanted: Wanted, *, page: int = 1, size: int = 50) -> tuple[list[Arrival], int]:
    """Give a page of the files that came in, and how many there are in all."""
    found, total = store.arrivals(uow, wanted, page=page, size=size)
    own = store.deciding(uow, uow.by.user)
    return [_told(each, own) for each in found], total


def every_arrival(uow: UnitOfWork, wanted: Wanted) -> Iterator[Arrival]:
    """Give all files that came in, however many, one after the other."""
    own = store.deciding(uow, uow.by.user)
    for each in store.every_arrival(uow, wanted):
        yield _told(each, own)


def arrival(uow: UnitOfWork, number: str, *, to_change: bool = False) -> Arrival:
    """Give one file that came in; to change it, nobody else may meanwhile.

    Raises:
        NoSuchArrival: there is none of this number.
    """
    found = store.arrival(uow, number, to_change=to_change)
    if found is None:
        says = sentence("No file of this number came in, or it is not listed any more.")
        raise NoSuchArrival(says, mend=sentence("Look in the list of the scanner intake."), seen=number[:40])
    return _told(found, store.deciding(uow, uow.by.user))


def figures(uow: UnitOfWork) -> dict[Source, Figures]:
    """Count what came in today and what is still open, by the way it came; a way without files has none."""
    found = store.figures(uow, since=begin_of(day_of(uow.at)))
    return {source: found.get(source, Figures()) for source in Source}


def waiting(folder: str) -> int | None:
    """Count what waits in the watched folder; None: it cannot be read, so nobody knows."""
    return watched.waiting(Path(folder))


def _told(found: Arrival, deciding: frozenset[str]) -> Arrival:
    """Leave out of a taken file its hash, as lists of scans do, and its size while the asker is to decide on it."""
    if found.outcome is Outcome.REFUSED:
        return found
    return replace(found, file="", size=None if found.scan in deciding else found.size)
