"""Set the training up: add clean pictures, take them in and out of use, choose how it runs."""

import hashlib
from collections.abc import Collection
from typing import Final

from smartcustoms.boundary.detection import queries as detection
from smartcustoms.boundary.detection.model import Outcome, State
from smartcustoms.boundary.scans import queries as scans
from smartcustoms.boundary.scans.model import Kind, Package
from smartcustoms.boundary.training import store
from smartcustoms.boundary.training.model import CATEGORIES, Clean, NotUsable, Setting
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import NotFound
from smartcustoms.kernel.files import actions as files
from smartcustoms.kernel.files.object_gateway import Objects
from smartcustoms.kernel.identifiers import numbered
from smartcustoms.kernel.words.model import Sentence, sentence

_LARGEST_MM: Final = 3.0


def add_simulated(uow: UnitOfWork, seed: int, *, size: int = 768, through: Objects | None = None) -> Clean:
    """Simulate a bag without threats and keep its picture; it is in no list of scans, so nobody can look it up."""
    from smartcustoms.boundary.training.pictures import a_clean_bag

    return _kept(uow, a_clean_bag(seed, size=size), source=f"seed {seed}", through=through)


def add_scan(uow: UnitOfWork, number: str, *, through: Objects | None = None) -> Clean:
    """Keep a scan of a bag or parcel that two officers found clear.

    Raises:
        NotUsable: it was not found clear by two, or matter cannot be put into it.
        NotFound: there is no such scan, or it was not judged.
    """
    scan, judged = scans.scan(uow, number), detection.examined(uow, number)
    clears = sum(look.outcome is Outcome.CLEAR for look in judged.looks)
    if judged.state is not State.CLEAR or clears < 2:
        raise _unusable(sentence("Two officers must have found the scan clear."), number)
    read = scans.package_of(uow, scan, through=through)
    view = read.views[0]
    fits = read.is_dual_energy and read.beam.startswith("kv") and max(view.row_mm, view.column_mm) <= _LARGEST_MM
    if not fits:
        says = sentence("Threats are put into scans of bags and parcels in two energies with a known tube only.")
        raise _unusable(says, number)
    plain = Package(Kind.BAG, (view,), read.simulated, read.beam)
    return _kept(uow, plain, source=scan.number, through=through)


def use(uow: UnitOfWork, number: str, *, used: bool) -> None:
    """Take a clean picture in or out of use.

    Raises:
        NotFound: there is none.
    """
    if not store.trials.use(uow, number, used):
        says, mend = sentence("There is no such clean picture."), sentence("Look in the list.")
        raise NotFound(says, mend=mend, seen=number[:40])
    uow.note("training.picture_used", number, used=used)


def choose(
    uow: UnitOfWork,
    *,
    ratio: float,
    time_limit_s: int,
    most_superposition: float,
    categories: Collection[str],
    because: str,
) -> Setting:
    """Choose how the training runs from now on.

    Raises:
        NotUsable: a value is out of range, or no reason is given.
    """
    checks = (
        (0.02 <= ratio <= 0.9, "ratio", sentence("The share of pictures with a threat is 0.02 to 0.9.")),
        (5 <= time_limit_s <= 600, "time_limit_s", sentence("The time for an answer is 5 to 600 seconds.")),
        (0.2 <= most_superposition <= 4, "most_superposition", sentence("What may lie over a threat is 0.2 to 4.")),
        (bool(categories) and set(categories) <= set(CATEGORIES), "categories", sentence("Choose what is put in.")),
        (bool(because.strip()), "because", sentence("A choice needs a reason.")),
    )
    for right, field, says in checks:
        if not right:
            raise NotUsable(says, mend=sentence("Mend it and choose again."), field=field)
    ordered = tuple(each for each in CATEGORIES if each in categories)
    made = Setting(ratio, time_limit_s, most_superposition, ordered, because.strip()[:500], uow.by.user, uow.at)
    store.trials.insert_setting(uow, made)
    uow.note("training.set", "setting", ratio=ratio, time_limit_s=time_limit_s, because=made.because)
    return made


def _kept(uow: UnitOfWork, read: Package, *, source: str, through: Objects | None) -> Clean:
    content = scans.written(read)
    digest = hashlib.sha256(content).hexdigest()
    file = files.keep(uow, content, name="clean.scan.zip", through=through)
    number = numbered("TC", uow.at.year, int(digest[:12], 16) % 10**9)
    made = Clean(number, file.hash, read.simulated, source, uow.by.user, uow.at, True)
    if store.trials.insert_clean(uow, made):
        uow.note("training.picture_added", number, source=source)
    return made


def _unusable(says: Sentence, seen: str) -> NotUsable:
    return NotUsable(says, mend=sentence("Choose another scan."), field="scan", seen=seen[:40])
