"""What can be done about comparison: note how a scan looks; keep, change, review and withdraw references of concealments."""

import secrets
from dataclasses import replace
from typing import Final

from smartcustoms.boundary.comparison import queries, store
from smartcustoms.boundary.comparison.model import (
    Described,
    NotKeepable,
    NotReviewable,
    Reference,
    Review,
    State,
    Version,
)
from smartcustoms.boundary.scans import queries as scans
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.files.object_gateway import Objects
from smartcustoms.kernel.identifiers import numbered
from smartcustoms.kernel.words.model import sentence

_AGREE: Final = 2


def note_look(uow: UnitOfWork, number: str, *, through: Objects | None = None) -> None:
    """Keep how a scan looks, so that like ones are found.

    Raises:
        NotFound: there is no such scan.
    """
    from smartcustoms.imaging.embedding import METHOD

    scan = scans.scan(uow, number)
    seen = queries.look(scans.package_of(uow, scan, through=through))
    vector, picture = seen.vector.astype("<f4").tobytes(), seen.picture.tobytes()
    store.keep_look(uow, store.KeptLook(number, scan.subject, METHOD, vector, picture))


def keep(uow: UnitOfWork, scan: str, said: Described) -> Reference:
    """Keep a scan as a reference; two other analysts have to review it.

    Raises:
        NotFound: there is no such scan. NotKeepable: nothing is marked, or the commodity is not named.
    """
    kept = scans.scan(uow, scan)
    _check(said)
    number = numbered("CR", uow.at.year, secrets.randbelow(10**9))
    store.insert(uow, number, scan, kept.subject, kept.simulated, Version(1, _tidied(said), uow.by.user, uow.at, ""))
    uow.note("concealment.kept", number, scan=scan, place=said.place.value, method=said.method.value)
    return queries.reference(uow, number)


def change(uow: UnitOfWork, number: str, said: Described, *, because: str) -> Reference:
    """Write another version of a reference; its review begins anew.

    Raises:
        NotFound: there is none. NotKeepable: it lacks something, or no reason is given.
    """
    found = queries.reference(uow, number, lock=True)
    _check(said)
    why, place = _reason(because), found.now.place + 1
    version = Version(place, _tidied(said), uow.by.user, uow.at, why)
    store.add_version(uow, number, version, State.WAITING)
    uow.note("concealment.changed", number, version=place, because=why)
    return queries.reference(uow, number)


def review(uow: UnitOfWork, number: str, *, agrees: bool, note: str = "") -> State:
    """Say whether the version that stands is right; give where the reference stands then.

    Raises:
        NotFound: there is none.
        NotReviewable: the analyst wrote or reviewed this version, or it is withdrawn. NotKeepable: who disagrees must say why.
    """
    found = queries.reference(uow, number, lock=True)
    if found.state is State.WITHDRAWN:
        says = sentence("The reference is withdrawn.")
        raise NotReviewable(says, mend=sentence("Look at another one."), seen=number[:40])
    if uow.by.user in {found.now.by, *(each.by for each in found.reviews_now)}:
        says = sentence("You wrote or reviewed this version; another analyst must look.")
        raise NotReviewable(says, mend=sentence("Look at another one."), seen=number[:40])
    if not agrees and not note.strip():
        says = sentence("You do not agree.")
        raise NotKeepable(says, mend=sentence("Write in a sentence what is wrong."), field="note")
    made = Review(found.now.place, uow.by.user, uow.at, agrees, note.strip()[:1000])
    state = state_after((*found.reviews_now, made))
    store.add_review(uow, number, made, state)
    uow.note("concealment.reviewed", number, version=made.version, agrees=agrees, state=state.value)
    return state


def withdraw(uow: UnitOfWork, number: str, *, because: str) -> None:
    """Take a reference out of the library; its versions stay.

    Raises:
        NotFound: there is none. NotKeepable: no reason is given.
    """
    found = queries.reference(uow, number, lock=True)
    why = _reason(because)
    last = replace(found.now, place=found.now.place + 1, by=uow.by.user, at=uow.at, because=why)
    store.add_version(uow, number, last, State.WITHDRAWN)
    uow.note("concealment.withdrawn", number, because=why)


def state_after(reviews: tuple[Review, ...]) -> State:
    """Tell where a version stands after these reviews: one who disagrees disputes it, two who agree settle it."""
    if any(not each.agrees for each in reviews):
        return State.DISPUTED
    return State.AGREED if len(reviews) >= _AGREE else State.WAITING


def _reason(because: str) -> str:
    if not because.strip():
        says = sentence("A change needs a reason.")
        raise NotKeepable(says, mend=sentence("Write in a sentence why."), field="because")
    return because.strip()[:500]


def _check(said: Described) -> None:
    if not said.marks:
        says = sentence("Nothing is marked in the picture.")
        mend = sentence("Mark where the concealment is, a line each.")
        raise NotKeepable(says, mend=mend, field="marks")
    if not said.commodity.strip():
        says = sentence("The commodity is not named.")
        raise NotKeepable(says, mend=sentence("Write what was hidden."), field="commodity")


def _tidied(said: Described) -> Described:
    tags = tuple(sorted({each.strip().lower()[:40] for each in said.tags if each.strip()}))[:20]
    commodity, case, note = said.commodity.strip()[:100], said.case.strip()[:40], said.note.strip()[:2000]
    return replace(said, tags=tags, commodity=commodity, case=case, note=note)
