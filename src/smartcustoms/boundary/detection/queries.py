"""What can be asked of scans: which alarms one raises (the same scan and methods say the same again), what was kept and decided."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from smartcustoms.boundary.detection import curve, fusing, material, shape, store
from smartcustoms.boundary.detection.candidates import TEXTURE, of_view
from smartcustoms.boundary.detection.fusing import Candidate
from smartcustoms.boundary.detection.model import (
    LEAST_SCORE,
    NO_PROJECTING,
    OPEN,
    WHATS,
    Again,
    Alarm,
    BroughtReport,
    Examined,
    Judged,
    NotJudgeable,
    Outcome,
    Point,
    Projecting,
    Projection,
    ReportUnfit,
    Row,
    State,
    ToldWanted,
    Verdict,
)
from smartcustoms.boundary.detection.reporting import on_projections
from smartcustoms.boundary.detection.reporting import reports as reports_of
from smartcustoms.boundary.detection.reviewed import coco
from smartcustoms.boundary.scans import queries as scans
from smartcustoms.boundary.scans.model import Package, Report, ReportKind
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import NotFound
from smartcustoms.kernel.files.object_gateway import Objects
from smartcustoms.kernel.words.model import Sentence, sentence

_LEAST_SIDE: Final = 64
_LARGEST_MM: Final = 3.0
"""Size of a pixel from which these methods, made for bags and parcels, say nothing."""


def judged(read: Package, *, least: float = LEAST_SCORE, leasts: Mapping[str, float] | None = None) -> Judged:
    """Raise the alarms of a scan, in every view.

    Args:
        read: the scan.
        least: score from which an alarm is raised.
        leasts: own scores of some kinds of threat.

    Raises:
        NotJudgeable: the scan has one energy or an unknown beam, pixels too large for these methods, or is too small.
    """
    _check(read)
    own = leasts or {}
    found = [each for each in raised(read) if each.score >= own.get(each.what, least)]
    found.sort(key=lambda each: -each.score)
    shaped = shape.is_there()
    left_out = () if shaped else (sentence("Shapes were not looked at: the network's weights are not installed."),)
    return Judged(tuple(found), methods(), left_out, read.simulated)


def raised(read: Package) -> list[Alarm]:
    """Give every alarm of a scan, whatever its score: what all methods say of each place together."""
    return weighed(read, put_forward(read))


def weighed(read: Package, found: Sequence[Candidate]) -> list[Alarm]:
    """Weigh together what was put forward of a scan."""
    column_mm = [each.column_mm for each in read.views]
    return fusing.fused(found, column_mm, [each.high.shape[1] for each in read.views])


def put_forward(read: Package) -> list[Candidate]:
    """Give what each method puts forward of every view, before it is weighed together."""
    return [each for place in range(len(read.views)) for each in of_view(read, place)]


def methods() -> tuple[str, ...]:
    """Give the versions of the methods that are installed."""
    return (material.method(), TEXTURE, *((shape.method(),) if shape.is_there() else ()), fusing.method())


def curves(point: Point | None = None) -> dict[str, Any]:
    """Give the measured curves of every kind of threat as JSON, with what a point means on them; None: the point of the methods.

    `fits` tells whether the curves were measured with the methods that are installed.
    """
    by = {what: point.of(what) if point else LEAST_SCORE for what in WHATS}
    told = curve.as_json(by)
    number = point.number if point else 0
    return told | {"fits": tuple(told["methods"]) == methods(), "point": {"number": number} | told["point"]}


def examined(uow: UnitOfWork, number: str, *, lock: bool = False) -> Examined:
    """Give a scan's kept alarms and the looks at it.

    Raises:
        NotFound: the scan is unknown, or was not judged yet.
    """
    found = store.judged(uow, number, lock=lock)
    if found is None:
        raise NotFound(
            sentence("This scan was not judged."),
            mend=sentence("Look in the list of alarms; a scan that just came is judged within a minute."),
            seen=number[:40],
        )
    return found


def rows(
    uow: UnitOfWork,
    *,
    state: State | None = None,
    waiting: bool = False,
    what: str = "",
    text: str = "",
    sort: str = "-surest",
    page: int = 1,
    size: int = 50,
) -> tuple[list[Row], int]:
    """Give a page of judged scans: by state (or all that wait), kind of alarm, part of number or subject; an unknown sort: surest first."""
    states = (state.value,) if state else tuple(each.value for each in OPEN) if waiting else ()
    by = sort if sort.lstrip("-") in store.SORTS else "-surest"
    return store.rows(uow, states=states, what=what, text=text, sort=by, limit=size, offset=(page - 1) * size)


def point(uow: UnitOfWork) -> Point:
    """Give the operating point in force: the last one chosen, else the one that comes with the methods."""
    found = store.points(uow, limit=1)
    return found[0] if found else Point(0, LEAST_SCORE, {}, "", "", uow.at)


def points(uow: UnitOfWork) -> list[Point]:
    """Give the operating points that were chosen, the newest first."""
    return store.points(uow, limit=100)


def again(uow: UnitOfWork, number: str, *, through: Objects | None = None) -> Again:
    """Judge a kept scan anew, by the point it was judged by then, and tell whether the alarms are the same.

    Raises:
        NotFound: the scan is unknown, or was not judged yet.
    """
    then = examined(uow, number)
    own = store.points(uow, limit=1, number=then.point)
    try:
        read = scans.package_of(uow, scans.scan(uow, number), through=through)
        now = judged(read, least=then.least, leasts=own[0].leasts if own else {})
    except NotJudgeable:
        return Again(then, (), not then.alarms, ())
    changed = tuple(sorted(set(then.methods) ^ set(now.methods)))
    return Again(then, now.alarms, now.alarms == then.alarms, changed)


def of_this_scan(said: Report, own: Sequence[str], volume: str = "") -> Report:
    """Give a report with its views told by the scan's own images, which are named by `own` in their order, two a view.

    A report about the `volume` that a scan shows in projections is told on these.

    Raises:
        ReportUnfit: it is about other images, or says of none.
    """
    if volume and set(said.about) == {volume}:
        return replace(said, threats=on_projections(said.threats))
    others = [each for each in said.about if each not in own]
    if not said.about or others:
        says = sentence("The report is about another scan.") if others else sentence("The report names no image.")
        mend = sentence("Open the scan whose images it names, and bring it there.")
        raise ReportUnfit(says, mend=mend, field="file", seen=", ".join(others)[:120])
    threats = tuple(replace(each, view=own.index(said.about[each.view]) // 2) for each in said.threats)
    return replace(said, threats=threats)


def reports(uow: UnitOfWork, number: str) -> list[BroughtReport]:
    """Give other systems' reports about a scan; what other people found is told only when ours have decided."""
    found, judged_here = store.reports(uow, number), store.judged(uow, number)
    if judged_here is not None and judged_here.state in OPEN:
        return [each for each in found if each.report.kind is ReportKind.MACHINE or each.by == uow.by.user]
    return found


def report_files(uow: UnitOfWork, number: str, *, through: Objects | None = None) -> bytes:
    """Write a scan's alarms and the decisions that may be told of as DICOS reports, in one ZIP file.

    Raises:
        NotFound: the scan is unknown, or was not judged yet. Conflict: the asker has it open to decide; reports name the original.
    """
    found, kept = examined(uow, number), scans.scan(uow, number)
    scans.not_while_deciding(uow, kept)
    told = found.looks if found.state not in OPEN else [each for each in found.looks if each.by == uow.by.user]
    read = scans.package_of(uow, kept, through=through)
    return scans.packed(
        {name: scans.report_file(each, read, kept, at=uow.at) for name, each in reports_of(found, told).items()}
    )


def projecting(uow: UnitOfWork) -> Projecting:
    """Give how often and when threats are projected into scans that officers open: the last choice, else none are."""
    found = store.projectings(uow, limit=1)
    return found[0] if found else NO_PROJECTING


def projectings(uow: UnitOfWork) -> list[Projecting]:
    """Give the choices of how threats are projected, the newest first."""
    return store.projectings(uow, limit=100)


def projection_told(uow: UnitOfWork, number: str) -> Projection | None:
    """Give the projection that the asker was shown in a scan, once he was told; what is not told yet, nobody is given."""
    found = store.told_projections(uow, ToldWanted(uow.by.user), scan=number, limit=1) if uow.by.user else []
    return found[0] if found else None


def projections(
    uow: UnitOfWork, wanted: ToldWanted | None = None, *, page: int = 1, size: int | None = 50
) -> tuple[list[Projection], int]:
    """Give a page of projections that were told, the newest first, and how many there are in all; without a size all of them."""
    asked, start = wanted or ToldWanted(), (page - 1) * (size or 0)
    return store.told_projections(uow, asked, limit=size, offset=start), store.count_told(uow, asked)


def agreement(uow: UnitOfWork, *, at_most: int = 2000) -> dict[str, tuple[int, int]]:
    """Give of each kind of alarm how many officers took for right, of how many they looked at, in the last decided scans."""
    counted: dict[str, tuple[int, int]] = {}
    for each in store.decided(uow, limit=at_most):
        for look in each.looks:
            for place, said in look.verdicts.items():
                right, all_ = counted.get(each.alarms[place].what, (0, 0))
                counted[each.alarms[place].what] = (right + (said is Verdict.RIGHT), all_ + 1)
    return counted


def as_training_data(uow: UnitOfWork, *, at_most: int = 2000) -> dict[str, object]:
    """Give what two officers agreed on, as a COCO document: their right alarms with boxes and masks, and scans both found clear."""
    reviewed = [each for each in store.decided(uow, limit=at_most) if _is_reviewed(each)]
    sizes = {each.scan: scans.scan(uow, each.scan) for each in reviewed}
    return coco(reviewed, {number: (scan.columns, scan.rows) for number, scan in sizes.items()})


def _is_reviewed(each: Examined) -> bool:
    said = [look.outcome for look in each.looks]
    return max((said.count(outcome) for outcome in Outcome), default=0) >= 2


def _check(read: Package) -> None:
    says: Sentence | None = None
    if not read.is_dual_energy:
        says = sentence("The scan has one energy, or its beam is not known: no matter can be told.")
    elif any(max(each.row_mm, each.column_mm) > _LARGEST_MM for each in read.views):
        says = sentence("The pixels are too large: these methods are made for bags and parcels, not for vehicles.")
    elif any(min(each.high.shape) < _LEAST_SIDE for each in read.views):
        says = sentence("The scan is too small to be judged.")
    if says is not None:
        mend = sentence("Bring a scan of a bag or parcel in two energies; compare vehicles with their earlier scans.")
        raise NotJudgeable(says, mend=mend, field="scan")
