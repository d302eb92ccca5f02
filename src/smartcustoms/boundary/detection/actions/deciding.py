"""Keep the alarms of a scan, open a scan to look at it, decide, choose the operating point."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from smartcustoms.boundary.detection import curve, queries, store
from smartcustoms.boundary.detection.actions import projecting
from smartcustoms.boundary.detection.events import ScanFoundSuspect
from smartcustoms.boundary.detection.looking import is_free, limits, state_after
from smartcustoms.boundary.detection.model import (
    OPEN,
    WHATS,
    BroughtReport,
    Examined,
    Look,
    LookIncomplete,
    NotJudgeable,
    NotYours,
    Outcome,
    Point,
    State,
    Verdict,
)
from smartcustoms.boundary.scans import actions as scans_done
from smartcustoms.boundary.scans import queries as scans
from smartcustoms.boundary.scans.model import Format
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import Conflict
from smartcustoms.kernel.files import actions as files
from smartcustoms.kernel.files.object_gateway import Objects
from smartcustoms.kernel.words.model import Sentence, sentence

if TYPE_CHECKING:
    import numpy as np

_LEAST_CHOICE, _MOST_CHOICE = 0.1, 0.99


def judge(uow: UnitOfWork, number: str, *, through: Objects | None = None) -> Examined:
    """Raise the alarms of a kept scan and keep them; a scan that was judged keeps what was said of it.

    A scan that no method can judge is kept too, with the reason: an officer looks at it without help.

    Raises:
        NotFound: there is no such scan.
    """
    known = store.judged(uow, number)
    if known is not None:
        return known
    scan = scans.scan(uow, number)
    point = queries.point(uow)
    left_out: tuple[Sentence, ...]
    try:
        said = queries.judged(scans.package_of(uow, scan, through=through), least=point.least, leasts=point.leasts)
        alarms, methods, left_out = said.alarms, said.methods, said.left_out
    except NotJudgeable as cannot:
        alarms, methods, left_out = (), (), (cannot.says,)
    made = Examined(
        number,
        scan.kind.value,
        scan.subject,
        scan.simulated,
        uow.at,
        point.number,
        point.least,
        methods,
        left_out,
        alarms,
        State.WAITING,
        "",
        None,
    )
    if store.insert(uow, made):
        whats = [each.what for each in alarms]
        uow.note("scan.judged", number, alarms=whats, methods=list(methods), point=point.number)
    return store.judged(uow, number) or made


def open_next(
    uow: UnitOfWork, *, luck: "np.random.Generator | None" = None, through: Objects | None = None
) -> str | None:
    """Open the waiting scan with the surest alarm for this officer; None when none waits for him."""
    since = uow.at - limits(uow.at.date()).claim
    number = store.next_for(uow, uow.by.user, open_since=since)
    if number is not None:
        open_scan(uow, number, luck=luck, through=through)
    return number


def open_scan(
    uow: UnitOfWork, number: str, *, luck: "np.random.Generator | None" = None, through: Objects | None = None
) -> Examined:
    """Open a scan to look at it: its time begins. Opening it again goes on with the same time.

    Now and then, as the supervisor chose, the officer is shown a projected threat in it, which he is told when he decides.

    Raises:
        NotFound: the scan was not judged. Conflict: it is decided. NotYours: another officer has it open, or this one decided already.
    """
    found = _mine(uow, number)
    if found.looker == uow.by.user:
        return found
    if found.looker:
        projecting.leave(uow, number, found.looker)
    projecting.begin(uow, found, luck=luck, through=through)
    store.change(uow, number, {"looker": uow.by.user, "began_at": uow.at})
    uow.note("scan.opened", number)
    return queries.examined(uow, number)


def decide(
    uow: UnitOfWork,
    number: str,
    outcome: Outcome,
    *,
    verdicts: Mapping[int, Verdict],
    note: str = "",
    began_at: datetime | None = None,
) -> State:
    """Say whether an opened scan is clear or suspect, and of each alarm whether it is right; give where the scan stands then.

    Where a threat was projected into what the officer saw, that ends and is told, nothing is said of the scan itself, and it stays open
    to be decided on its own.

    Args:
        uow: the transaction.
        number: the scan's.
        outcome: clear or suspect.
        verdicts: of each alarm by its place.
        note: what is seen and where.
        began_at: when the look began that this decides: a decision sent twice never decides on two looks.

    Raises:
        LookIncomplete: an alarm has no verdict, a suspect scan has no note where no alarm is right, or the scan was not opened.
        NotFound, Conflict, NotYours: as for `open_scan`.
    """
    found = _mine(uow, number)
    if projecting.was_answered(uow, found, outcome, began_at):
        return found.state
    _check(found, uow.by.user, outcome, verdicts, note)
    if projecting.answer(uow, found, outcome):
        return found.state
    look = Look(
        len(found.looks) + 1,
        uow.by.user,
        found.began_at or uow.at,
        uow.at,
        outcome,
        dict(verdicts),
        note.strip()[:2000],
    )
    store.insert_look(uow, number, look)
    looks, known = (*found.looks, look), limits(uow.at.date())
    state = state_after(looks, surest=found.surest, second_look_from=known.second_look_from)
    store.change(uow, number, {"state": state.value, "looker": "", "began_at": None})
    scans_done.end_sight(uow, number, uow.by.user)
    late = look.decided_at - look.began_at > known.time_limit
    uow.note("scan.decided", number, outcome=outcome.value, state=state.value, seconds=look.seconds, late=late)
    if state is State.SUSPECT:
        right = {
            found.alarms[place].what for each in looks for place, said in each.verdicts.items() if said is Verdict.RIGHT
        }
        uow.record(
            ScanFoundSuspect(
                scan=number, subject=found.subject, whats=tuple(sorted(right)), by=uow.by.user, note=look.note
            )
        )
    return state


def bring_report(
    uow: UnitOfWork, number: str, content: bytes, *, name: str, through: Objects | None = None
) -> BroughtReport:
    """Keep another system's threat detection report about a kept scan; the same report again changes nothing.

    Raises:
        NotFound: there is no such scan. ScanUnreadable: the file is no report.
        ReportUnfit: it is about other images, or says of none.
    """
    scan = scans.scan(uow, number)
    said = scans.read_report(content)
    read = scans.package_of(uow, scan, through=through)
    volume = str(read.more.get("instance", "")) if read.format is Format.VOLUME else ""
    fitting = queries.of_this_scan(said, scans.instances(read, scan), volume)
    kept = files.keep(uow, content, name=name, media_type="application/dicom", through=through)
    made = BroughtReport(number, kept.hash, fitting, uow.by.user, uow.at)
    if store.insert_report(uow, made):
        uow.note("scan.report_brought", number, file=kept.hash, says=said.decision.value, objects=len(fitting.threats))
    return made


def choose_point(uow: UnitOfWork, least: float, *, because: str, leasts: Mapping[str, float] | None = None) -> Point:
    """Choose the operating point: the scores from which alarms are raised on scans that come from now on.

    Args:
        uow: the transaction.
        least: score for every kind of threat that has none of its own.
        because: why, in a sentence.
        leasts: own scores by kind.

    Raises:
        LookIncomplete: a score is out of range, a kind is unknown, or no reason is given.
    """
    own = dict(leasts or {})
    for field, score in [("least", least), *((f"least-{what}", each) for what, each in own.items())]:
        if not _LEAST_CHOICE <= score <= _MOST_CHOICE:
            raise LookIncomplete(
                sentence("The score is out of range."),
                mend=sentence("Give a score from {least} to {most}.", least=_LEAST_CHOICE, most=_MOST_CHOICE),
                field=field,
                seen=str(score),
            )
    for what in own:
        if what not in WHATS:
            says, mend = sentence("No method looks for this."), sentence("Name one of {kinds}.", kinds=", ".join(WHATS))
            raise LookIncomplete(says, mend=mend, field="leasts", seen=what[:40])
    if not because.strip():
        says = sentence("A choice needs a reason.")
        raise LookIncomplete(says, mend=sentence("Write in a sentence why."), field="because")
    methods, version = queries.methods(), curve.measured().version
    made = Point(0, least, own, because.strip()[:500], uow.by.user, uow.at, methods, version)
    made = replace(made, number=store.insert_point(uow, made))
    uow.note(
        "scan.point_chosen",
        f"operating point {made.number}",
        least=least,
        leasts=own,
        because=made.because,
        methods=list(methods),
        curve=version,
    )
    return made


def _mine(uow: UnitOfWork, number: str) -> Examined:
    found = queries.examined(uow, number, lock=True)
    if found.state not in OPEN:
        says = sentence("The scan is decided.")
        raise Conflict(says, mend=sentence("Look at the next one."), seen=found.state.value)
    if any(each.by == uow.by.user for each in found.looks):
        says = sentence("You have looked at this scan; a second officer must look now.")
        raise NotYours(says, mend=sentence("Look at the next one."))
    claim = limits(uow.at.date()).claim
    if not is_free(found.looker, found.began_at, by=uow.by.user, at=uow.at, claim=claim):
        says = sentence("Another officer has this scan open.")
        raise NotYours(says, mend=sentence("Look at the next one."))
    return found


def _check(found: Examined, by: str, outcome: Outcome, verdicts: Mapping[int, Verdict], note: str) -> None:
    if found.looker != by:
        says = sentence("Open the scan before you decide: its time has not begun.")
        raise LookIncomplete(says, mend=sentence("Press the button that opens it."))
    missing = [place for place in range(len(found.alarms)) if place not in verdicts]
    if missing or len(verdicts) > len(found.alarms):
        says, mend = (
            sentence("Each alarm needs a verdict."),
            sentence("Say of each alarm whether it is right or false."),
        )
        raise LookIncomplete(says, mend=mend, field=f"verdict-{missing[0]}" if missing else "verdict-0")
    if outcome is Outcome.SUSPECT and Verdict.RIGHT not in verdicts.values() and not note.strip():
        says = sentence("You find the scan suspect though no alarm is right.")
        raise LookIncomplete(says, mend=sentence("Write in a sentence what you see and where."), field="note")
    if outcome is Outcome.CLEAR and Verdict.RIGHT in verdicts.values():
        says = sentence("You take an alarm for right and the scan for clear.")
        raise LookIncomplete(says, mend=sentence("Mark the alarm as false, or the scan as suspect."), field="outcome")
