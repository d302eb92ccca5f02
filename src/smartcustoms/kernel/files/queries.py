"""Ask for kept files; every byte given is verified against its hash."""

import hashlib
from datetime import timedelta

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.files import store
from smartcustoms.kernel.files.model import Altered, FileKept, FilesReport, NotKept
from smartcustoms.kernel.files.object_gateway import Objects, installed
from smartcustoms.kernel.words.model import sentence

_YOUNG = timedelta(hours=1)  # an object whose transaction may still be running is nobody's fault


def file(uow: UnitOfWork, digest: str) -> FileKept:
    """Give what is known of a kept file.

    Raises:
        NotKept: none of this hash, or none that the asker may see.
    """
    found = store.by_hash(uow, digest)
    if found is None:
        raise NotKept(
            sentence("No file {hash} is kept here.", hash=digest[:16]), mend=sentence("Follow a link from its page.")
        )
    return found


def content(uow: UnitOfWork, digest: str, *, through: Objects | None = None) -> bytes:
    """Give a kept file's bytes, verified.

    Raises:
        NotKept: none of this hash, or none that the asker may see.
        Altered: the object is missing or its bytes have another hash.
    """
    known = file(uow, digest)
    found = (through or installed()).get(digest)
    if found is None or hashlib.sha256(found).hexdigest() != digest:
        raise Altered(
            sentence("The file {name} is missing or altered in the object store.", name=known.name),
            mend=sentence("Tell the operator; restore it from the backup or send the file again."),
            seen="missing" if found is None else hashlib.sha256(found).hexdigest(),
        )
    return found


def report(uow: UnitOfWork, *, through: Objects | None = None) -> FilesReport:
    """Read every object once and say what is missing, altered, or named by nobody for over an hour."""
    objects = through or installed()
    named = {each.hash for each in store.every(uow)}
    altered, unnamed, unnamed_bytes, there = [], [], 0, set()
    for each in objects.found():
        there.add(each.hash)
        if each.hash not in named:
            if uow.at - each.written_at > _YOUNG:
                unnamed.append(each.hash)
                unnamed_bytes += each.size
        elif hashlib.sha256(objects.get(each.hash) or b"").hexdigest() != each.hash:
            altered.append(each.hash)
    return FilesReport(len(there), tuple(sorted(named - there)), tuple(altered), tuple(unnamed), unnamed_bytes)
