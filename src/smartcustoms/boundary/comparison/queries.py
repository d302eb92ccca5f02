"""What can be asked of two scans (the same vehicle? what changed?), and of the library: which references, which scans look like this."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from smartcustoms.boundary.comparison import library, store
from smartcustoms.boundary.comparison.marks import coco, report, voc
from smartcustoms.boundary.comparison.model import (
    SAME_FROM,
    Change,
    Comparison,
    ExportTooLarge,
    Like,
    NotComparable,
    Reference,
)
from smartcustoms.boundary.scans import queries as scans
from smartcustoms.boundary.scans.model import Kind, Package, View
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import NotFound
from smartcustoms.kernel.files.object_gateway import Objects
from smartcustoms.kernel.words.model import Sentence, sentence

if TYPE_CHECKING:
    from smartcustoms.imaging.colour import Picture
    from smartcustoms.imaging.difference import Difference
    from smartcustoms.imaging.embedding import Look
    from smartcustoms.imaging.tracing import Image

MOST_AS_DICOS = 100
_LEAST_SIDE = 64
_LARGEST_SIDE = 4000


@dataclass(frozen=True)
class Compared:
    """A comparison with its images: both scans' attenuation on the later one's pixels, and what was gained."""

    found: Comparison
    before: "Image"
    after: "Image"
    gained: "Image"
    score: "Image"


def compared(before: Package, after: Package, place: int = 0) -> Compared:
    """Compare a view of two scans; the later one's pixels are the frame of everything that is said.

    Raises:
        NotComparable: views are missing, too small or too large, or the beams differ or are not known.
    """
    one, two = _views(before, after, place)
    return _compared(
        _attenuation(one, like=two), _attenuation(two), two, after.beam, before.simulated or after.simulated
    )


def _compared(first: "Image", level: "Image", two: View, beam: str, simulated: bool) -> Compared:
    from smartcustoms.imaging.difference import difference
    from smartcustoms.imaging.registration import register, shifted_rows, warped

    found = register(first, level)
    earlier, later = shifted_rows(warped(first, found.columns), found.rows_down), level
    changes = difference(earlier, later, beam_name=beam, row_mm=two.row_mm, column_mm=two.column_mm)
    same = found.likeness >= SAME_FROM
    said = Comparison(
        same,
        round(found.likeness, 4),
        round(found.mean_shift_columns, 2),
        round(found.mean_shift_columns * two.column_mm, 1),
        round(found.rows_down, 2),
        _changes(changes) if same else (),
        simulated,
    )
    return Compared(said, earlier, later, changes.gained, changes.score)


def pictures(compared_scans: Compared) -> dict[str, bytes]:
    """Draw the comparison as PNG: `before` (on the later one's pixels), `after`, `difference` (added red, removed blue, blobs framed)."""
    import cv2

    from smartcustoms.imaging.colour import Look, drawn

    made = {}
    nothing = np.zeros_like(compared_scans.after)
    for name, image in (("before", compared_scans.before), ("after", compared_scans.after)):
        made[name] = _png(drawn(Look.GREY, nothing, image))
    grey = drawn(Look.GREY, nothing, compared_scans.after).astype(np.float32) * 0.5 + 110
    sure = np.clip((np.abs(compared_scans.score) - 3) / 6, 0, 1)[..., None]
    colour = np.where(compared_scans.gained[..., None] > 0, np.array([200.0, 20, 30]), np.array([20.0, 60, 220]))
    shown = np.clip(grey * (1 - sure) + colour * sure, 0, 255).astype(np.uint8)
    for each in compared_scans.found.changes:
        column, row, wide, high = each.box
        cv2.rectangle(
            shown,
            (column - 3, row - 3),
            (column + wide + 3, row + high + 3),
            (180, 0, 20) if each.added else (0, 50, 200),
            2,
        )
    made["difference"] = _png(shown)
    return made


def look(read: Package) -> "Look":
    """Describe how the first view of a scan looks."""
    from smartcustoms.imaging.embedding import look as of

    return of(_attenuation(read.views[0]))


def looked_otherwise(uow: UnitOfWork, *, at_most: int) -> list[str]:
    """Give some scans whose look was noted by an earlier method: they are not found by picture till they are noted anew."""
    from smartcustoms.imaging.embedding import METHOD

    return store.looked_otherwise(uow, METHOD, limit=at_most)


def like(uow: UnitOfWork, scan: str, *, most: int = 12) -> list[Like]:
    """Give the kept scans that look most like one of them, mirrored ones too, the likest first; itself left out.

    Bags and parcels are looked for among bags and parcels, vehicles and containers among these.

    Raises:
        NotFound: how this scan looks is not kept (yet).
    """
    from smartcustoms.imaging.embedding import METHOD

    kept = store.looks_of(uow, [scan], METHOD).get(scan)
    if kept is None:
        says = sentence("How this scan looks was not noted.")
        mend = sentence("A scan that just came is noted within a minute; try again, or look in the list of scans.")
        raise NotFound(says, mend=mend, seen=scan[:40])
    kinds = library.of_one_sort(scans.kinds(uow, [scan]).get(scan, Kind.OTHER))
    found = like_picture(uow, library.as_look(kept.vector, kept.picture), kinds=kinds, most=most + 1)
    return [each for each in found if each.scan != scan][:most]


def like_picture(uow: UnitOfWork, asked: "Look", *, kinds: Collection[Kind] = (), most: int = 12) -> list[Like]:
    """Give the kept scans that look most like what `look` describes, mirrored or not, the likest first (likeness 1: the same).

    The vectors tell the best; their pictures, laid over one another, put them in order.

    Args:
        uow: the unit of work.
        asked: what is looked for.
        kinds: only scans of these kinds; none: of any, since a bare picture does not tell its own.
        most: scans at most.
    """
    from smartcustoms.imaging.embedding import METHOD
    from smartcustoms.imaging.warped import each_apart

    with library.LOCK:
        mine = library.library_of(uow.engine, METHOD)
        mine.take_up(*store.looks_since(uow, METHOD, mine.horizon))
        wanted = max(most, library.LAID_OVER)
        places = mine.vectors.nearest(asked.vector, library.OF_A_SORT * wanted if kinds else wanted)[0]
        found = [mine.scans[place] for place in places]
    if kinds:
        of = scans.kinds(uow, found)
        found = [scan for scan in found if of.get(scan) in kinds][:wanted]
    # one whose transaction was undone after it was read here, or that was noted anew meanwhile, is no longer there
    kept = store.looks_of(uow, found, METHOD)
    looks = [library.as_look(each.vector, each.picture) for each in kept.values()]
    far = dict(zip(kept, each_apart(asked, looks), strict=True))
    best = sorted(far, key=lambda scan: (far[scan], scan))[:most]
    known = store.by_scan(uow, best)
    return [Like(scan, round(1 - far[scan], 4), kept[scan].subject, known.get(scan, ())) for scan in best]


def reference(uow: UnitOfWork, number: str, *, lock: bool = False) -> Reference:
    """Give a reference of a concealment.

    Raises:
        NotFound: there is none.
    """
    found = store.reference(uow, number, lock=lock)
    if found is None:
        says, mend = sentence("There is no such reference."), sentence("Look in the library of concealments.")
        raise NotFound(says, mend=mend, seen=number[:40])
    return found


def references(
    uow: UnitOfWork, wanted: Mapping[str, str], *, page: int = 1, size: int = 50
) -> tuple[list[Reference], int]:
    """Give a page of references and how many there are: by vehicle, place, method, state, case, tag, part of commodity, or any number."""
    return store.references(uow, wanted, limit=size, offset=(page - 1) * size)


def all_references(uow: UnitOfWork, wanted: Mapping[str, str]) -> list[Reference]:
    """Give all references that are looked for, at most 2,000: to be exported."""
    return store.references(uow, wanted, limit=2000, offset=0)[0]


def as_coco(uow: UnitOfWork, found: list[Reference]) -> dict[str, Any]:
    """Write references as COCO."""
    return coco(found, _sizes(uow, found))


def as_voc(uow: UnitOfWork, found: list[Reference]) -> bytes:
    """Write references as a ZIP file of Pascal VOC annotations."""
    return voc(found, _sizes(uow, found))


def as_dicos(uow: UnitOfWork, found: list[Reference], *, through: Objects | None = None) -> bytes:
    """Write references as a ZIP file of DICOS threat detection reports, one a reference.

    Raises:
        ExportTooLarge: more are asked for than may be written at once: each scan's original is read.
    """
    if len(found) > MOST_AS_DICOS:
        says = sentence("More than {most} references are asked for.", most=MOST_AS_DICOS)
        raise ExportTooLarge(says, mend=sentence("Narrow the search."), seen=str(len(found)))
    made = {}
    for each in found:
        kept = scans.scan(uow, each.scan)
        read = scans.package_of(uow, kept, through=through)
        made[f"{each.number}.dcs"] = scans.report_file(report(each), read, kept, at=uow.at)
    return scans.packed(made)


def _sizes(uow: UnitOfWork, found: list[Reference]) -> dict[str, tuple[int, int]]:
    kept = {each.scan: scans.scan(uow, each.scan) for each in found}
    return {number: (scan.columns, scan.rows) for number, scan in kept.items()}


def _changes(found: "Difference") -> tuple[Change, ...]:
    return tuple(Change(each.box, each.kg, each.added, each.score, round(each.area_cm2, 1)) for each in found.blobs)


def _views(before: Package, after: Package, place: int) -> tuple[View, View]:
    if place >= min(len(before.views), len(after.views)):
        raise _not(sentence("Both scans must have this view."), str(place))
    if not after.beam or before.beam != after.beam:
        raise _not(
            sentence("Both scans must have been made with the same known beam."),
            f"{before.beam or '?'}, {after.beam or '?'}",
        )
    one, two = before.views[place], after.views[place]
    for each in (one, two):
        rows, columns = each.high.shape
        if min(rows, columns) < _LEAST_SIDE or max(rows, columns) > _LARGEST_SIDE:
            says = sentence(
                "A scan to be compared has {least} to {most} rows and columns.", least=_LEAST_SIDE, most=_LARGEST_SIDE
            )
            raise _not(says, f"{columns} × {rows}")
    return one, two


def _attenuation(view: View, like: View | None = None) -> "Image":
    """Give a view's attenuation, with the other's size of pixel and number of rows."""
    import cv2

    from smartcustoms.imaging.decompose import attenuation

    found = attenuation(view.high, view.air)
    if like is None or (found.shape[0] == like.high.shape[0] and abs(view.column_mm / like.column_mm - 1) < 0.001):
        return found
    columns = min(_LARGEST_SIDE, max(_LEAST_SIDE, round(found.shape[1] * view.column_mm / like.column_mm)))
    return np.asarray(cv2.resize(found, (columns, like.high.shape[0]), interpolation=cv2.INTER_AREA), np.float32)


def _png(rgb: "Picture") -> bytes:
    import cv2

    done, content = cv2.imencode(".png", np.ascontiguousarray(rgb[..., ::-1]))
    if not done:
        raise RuntimeError("the picture could not be written as PNG")
    return bytes(content)


def _not(says: Sentence, seen: str) -> NotComparable:
    return NotComparable(says, mend=sentence("Choose two scans of one scanner."), field="scan", seen=seen)
