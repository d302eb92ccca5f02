"""Bring a scan. The original is kept unchanged; the same file brought again is the same scan."""

import hashlib

from smartcustoms.boundary.scans import store
from smartcustoms.boundary.scans.decoding import read_scan
from smartcustoms.boundary.scans.events import ScanBrought
from smartcustoms.boundary.scans.model import LARGEST_FILE, Kind, Package, Scan
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.files import actions as files
from smartcustoms.kernel.files.object_gateway import Objects
from smartcustoms.kernel.identifiers import numbered

_THUMB = 900


def bring(
    uow: UnitOfWork,
    content: bytes,
    *,
    name: str,
    kind: Kind = Kind.OTHER,
    subject: str = "",
    through: Objects | None = None,
) -> Scan:
    """Keep a scan with its picture.

    Args:
        uow: the transaction.
        content: the file as it came.
        name: its name at the sender.
        kind: what was scanned, where the file does not say it.
        subject: the vehicle, container or consignment scanned; empty: what the file says.
        through: where files go; None: the installation's store.

    Raises:
        ScanUnreadable: the file is no scan that can be read.
    """
    read = read_scan(content, kind=kind)
    known = store.by_file(uow, hashlib.sha256(content).hexdigest())
    if known is not None:
        return known
    original = files.keep(uow, content, name=name, at_most=LARGEST_FILE, through=through)
    drawn = files.keep(uow, small_picture(read), name=f"{name}.png", media_type="image/png", through=through)
    made = _scan(uow, read, original.hash, original.name, drawn.hash, subject)
    if not store.insert(uow, made):
        return store.by_file(uow, original.hash) or made
    uow.note(
        "scan.brought",
        made.number,
        file=made.file,
        kind=made.kind.value,
        simulated=made.simulated,
        subject=made.subject,
    )
    uow.record(ScanBrought(scan=made.number, kind=made.kind.value, subject=made.subject, dual_energy=made.dual_energy))
    return made


def _scan(uow: UnitOfWork, read: Package, digest: str, name: str, drawn: str, subject: str) -> Scan:
    rows, columns = read.views[0].high.shape
    return Scan(
        number=numbered("S", uow.at.year, int(digest[:12], 16) % 10**9),
        file=digest,
        name=name,
        kind=read.kind,
        format=read.format,
        simulated=read.simulated,
        beam=read.beam,
        scanner=read.scanner,
        subject=(subject or read.subject)[:100],
        scanned_at=read.scanned_at,
        views=tuple(each.name for each in read.views),
        columns=columns,
        rows=rows,
        dual_energy=read.is_dual_energy,
        picture=drawn,
        brought_by=uow.by.user,
        brought_at=uow.at,
    )


def small_picture(read: Package) -> bytes:
    """Draw the picture that is kept with a scan, for lists."""
    from smartcustoms.boundary.scans.picture import Wish, picture, png

    return png(picture(read, 0, Wish(side=_THUMB)))
