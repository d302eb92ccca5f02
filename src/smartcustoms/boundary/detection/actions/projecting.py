"""Threats projected into scans that officers open: begin, answer, leave, and choose how often (docs/decisions/0036).

The scan, its alarms and its decision are never touched: what an officer sees instead is a file of its own, given to him alone by
boundary/scans, and goes when he has decided. A threat is made for every scan that may carry one, shown or not, so that the time it
takes tells nothing.
"""

import secrets
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from smartcustoms.boundary.detection import queries, store
from smartcustoms.boundary.detection.looking import limits
from smartcustoms.boundary.detection.model import PROJECTED, Examined, LookIncomplete, Outcome, Projecting
from smartcustoms.boundary.detection.windows import fits, is_open, may_hold, spans
from smartcustoms.boundary.scans import actions as scans_done
from smartcustoms.boundary.scans import queries as scans
from smartcustoms.boundary.scans.model import Format, Package
from smartcustoms.kernel.audit import queries as audit
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import begin_of, day_of
from smartcustoms.kernel.errors import Conflict
from smartcustoms.kernel.files.object_gateway import Objects
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import sentence

if TYPE_CHECKING:
    import numpy as np

_TRIES: Final = 4


def choose_projecting(uow: UnitOfWork, wished: Projecting) -> Projecting:
    """Choose how often and when threats are projected into scans from now on.

    Raises:
        LookIncomplete: a value is out of range, or no reason is given.
    """
    known = set(PROJECTED)
    checks = (
        (
            0 <= wished.ratio <= 0.2,
            "ratio",
            sentence("The share of scans with a projection is 0 to 0.2; 0 projects none."),
        ),
        (bool(wished.days) and set(wished.days) <= set(range(7)), "days", sentence("Choose days of the week.")),
        (spans(wished.windows) is not None, "windows", sentence("The spans of the day cannot be read.")),
        (
            1 <= wished.most_a_day <= 50,
            "most_a_day",
            sentence("An officer is shown 1 to 50 projections a day at most."),
        ),
        (bool(wished.categories) and set(wished.categories) <= known, "categories", sentence("Choose what is put in.")),
        (
            0.2 <= wished.most_superposition <= 4,
            "most_superposition",
            sentence("What may lie over a threat is 0.2 to 4."),
        ),
        (bool(wished.because.strip()), "because", sentence("A choice needs a reason.")),
    )
    for right, field, says in checks:
        if not right:
            raise LookIncomplete(says, mend=sentence("Mend it and choose again."), field=field)
    days, because = tuple(sorted(set(wished.days))), wished.because.strip()[:500]
    ordered = tuple(each for each in PROJECTED if each in wished.categories)
    made = replace(wished, days=days, categories=ordered, because=because, by=uow.by.user, at=uow.at)
    store.insert_projecting(uow, made)
    uow.note("scan.projecting_chosen", "projecting", ratio=made.ratio, windows=made.windows, because=because)
    return made


def begin(
    uow: UnitOfWork, found: Examined, *, luck: "np.random.Generator | None" = None, through: Objects | None = None
) -> None:
    """Give the officer who opens a scan his sight of it: now and then with a threat that is not there."""
    setting, instead = queries.projecting(uow), None
    if _may(uow, found, setting):
        import numpy as np

        chance = luck or np.random.default_rng(secrets.randbits(128))
        made = _made(uow, found.scan, setting, chance, through)
        if made is not None and chance.random() < setting.ratio:
            instead, truth = made
            store.insert_projection(uow, found.scan, uow.by.user, truth)
    scans_done.give_sight(uow, found.scan, uow.by.user, instead=instead, through=through)


def answer(uow: UnitOfWork, found: Examined, outcome: Outcome) -> bool:
    """Take a decision as the answer to a projection, if the officer is shown one: it is told and taken away, his time begins anew."""
    if not store.tell_projection(uow, found.scan, uow.by.user, outcome=outcome.value):
        return False
    scans_done.give_sight(uow, found.scan, uow.by.user)
    store.change(uow, found.scan, {"began_at": uow.at})
    uow.note("scan.projection_told", found.scan, found=outcome is Outcome.SUSPECT)
    return True


def was_answered(uow: UnitOfWork, found: Examined, outcome: Outcome, began_at: datetime | None) -> bool:
    """Tell whether a decision is the same answer to a projection sent again: it changes nothing.

    Raises:
        Conflict: it was made on another look than the one that goes on.
        LookIncomplete: it does not say on which look, though there was another before.
    """
    told = queries.projection_told(uow, found.scan)
    if began_at is None:
        if told is not None:
            says = sentence("This scan was looked at before: say which look you decide.")
            raise LookIncomplete(
                says, mend=sentence("Send when the look began, as the scan gives it."), field="began_at"
            )
        return False
    if found.began_at is None or began_at == found.began_at:
        return False
    if told is not None and told.began_at == began_at and told.outcome is outcome:
        return True
    says = sentence("Since you opened this page the look has changed.")
    raise Conflict(says, mend=sentence("Look at the picture again, then decide."), seen=found.scan)


def leave(uow: UnitOfWork, scan: str, officer: str) -> None:
    """Take a scan from an officer who left it: what was projected is told to him and counts for nothing."""
    scans_done.end_sight(uow, scan, officer)
    if store.tell_projection(uow, scan, officer, outcome=None):
        says = sentence(
            "Scan {scan}, which you left, carried a projected threat. It was none of the scan's own.", scan=scan
        )
        tell(uow, officer, says, about=scan, link="/screening-training/live")
        uow.note("scan.projection_left", scan)


def forget_projections(uow: UnitOfWork, *, before: datetime) -> int:
    """Forget projections that were told before a time; give how many."""
    return store.forget_projections(uow, before=before)


def _may(uow: UnitOfWork, found: Examined, setting: Projecting) -> bool:
    """Tell whether a scan may carry a projection for this officer now; who has seen it before would know it again."""
    sure_from = limits(uow.at.date()).second_look_from
    if not (is_open(setting, uow.at) and may_hold(found, sure_from=sure_from)):
        return False
    if store.had_projection(uow, found.scan, uow.by.user):
        return False
    if store.projections_since(uow, uow.by.user, begin_of(day_of(uow.at))) >= setting.most_a_day:
        return False
    return not audit.deeds(uow, who=uow.by.user, about=f"scan {found.scan}", deed="looked", limit=1)


def _made(
    uow: UnitOfWork, number: str, setting: Projecting, chance: "np.random.Generator", through: Objects | None
) -> tuple[Package, dict[str, Any]] | None:
    from smartcustoms.imaging.projection import NoPlace

    scan = scans.scan(uow, number)
    read = scans.package_of(uow, scan, through=through)
    if not fits(read.views, is_own_format=scan.format is Format.PACKAGE, beam=read.beam):
        return None
    for _ in range(_TRIES):
        category = str(chance.choice(list(setting.categories)))
        try:
            shown, put_in = scans.projected(read, category, chance, most_superposition=setting.most_superposition)
        except NoPlace:
            continue
        factors = {name: round(getattr(put_in, name), 3) for name in ("turned_away", "superposition", "complexity")}
        return shown, {"category": category, "box": list(put_in.box), **factors}
    return None
