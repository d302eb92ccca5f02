"""A watched folder stands in for a scanner: what is dropped into `in` is brought once, then moved.

    FOLDER/in/FILE            the scanner writes here; `in/bag/FILE` says what was scanned where the file does not
    FOLDER/taken/NUMBER-FILE  what was brought, for a day
    FOLDER/refused/HASH-FILE  what is no scan, with `.json` beside it: why

Nothing is kept in memory that a kill would lose: a file is moved after its scan is committed, together with the line that it came in,
and the same bytes are the same scan. A refusal is kept before its reason is written, which is there before the file is moved.
"""

import hashlib
import json
import os
import stat
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

import structlog

from smartcustoms.boundary.scans.actions.bringing import bring
from smartcustoms.boundary.scans.actions.intake import keep_refused, keep_taken
from smartcustoms.boundary.scans.intake import Came, Source, plain
from smartcustoms.boundary.scans.model import LARGEST_FILE, Kind, Taken
from smartcustoms.boundary.scans.watched import DIGITS, dropped, short
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.files.object_gateway import Objects

_log = structlog.get_logger("smartcustoms.scans")
_SETTLED_S: Final = 2.0
"""A file is left alone until it has not changed for so long: it may still be on its way."""
_PATIENCE_S: Final = 60.0
"""A file that cannot be read is waited for so long: a writer may have paused in the middle."""
_KEPT_S: Final = 24 * 3600.0

Mark = tuple[int, int, int]
"""File number, size and time of change: what a file was when it was looked at."""


@dataclass
class Folder:
    """A watched folder, and which of its files were unreadable when last looked at, so that they are not read again for nothing."""

    path: Path
    unfit: dict[Path, Mark] = field(default_factory=dict)


def take_folder(
    database: Database, folder: Folder, *, by: Actor, at: datetime, through: Objects | None = None
) -> Taken:
    """Take in what lies in a folder; give the scans brought, the names refused and how many files are waited for.

    Links, hidden files, names of files on their way (`.part` and the like) and files still growing are left alone.

    Args:
        database: where scans are kept.
        folder: the watched folder; its parts are made where they are missing.
        by: in whose name scans are brought.
        at: now.
        through: where files go; None: the installation's store.

    Raises:
        OSError: the folder cannot be made or read.
    """
    for part in ("in", "taken", "refused"):
        (folder.path / part).mkdir(parents=True, exist_ok=True)
    _forget(folder.path / "taken", at)
    taken = Taken()
    for path, kind in dropped(folder.path / "in"):
        mark = _mark(path, at)
        if mark is None or (folder.unfit.get(path) == mark and _age(mark, at) < _PATIENCE_S):
            taken.waiting += 1
            continue
        _take(database, folder, path, mark, kind, Bringing(by, at, through), taken)
    folder.unfit = {path: mark for path, mark in folder.unfit.items() if path.exists()}
    return taken


@dataclass(frozen=True, slots=True)
class Bringing:
    """In whose name, when and whereto scans are brought."""

    by: Actor
    at: datetime
    through: Objects | None


def _take(database: Database, folder: Folder, path: Path, mark: Mark, kind: Kind, how: Bringing, taken: Taken) -> None:
    content = _content(path, mark)
    if content is None:
        taken.waiting += 1
        return
    came = _came(folder, path, mark, kind, content)
    try:
        with database.unit(by=how.by, at=how.at) as uow:
            kept = bring(uow, content, name=path.name, kind=kind, through=how.through)
            keep_taken(uow, came, kept)
    except Refused as refused:
        if _age(mark, how.at) < _PATIENCE_S:
            folder.unfit[path] = mark
            taken.waiting += 1
            return
        _put_aside(database, folder.path / "refused", path, came, refused, how)
        taken.refused.append(came.name)
        return
    _move(path, folder.path / "taken" / f"{kept.number}-{short(path.name)}")
    _log.info("scan.taken_from_folder", scan=kept.number, file=came.name)
    taken.scans.append(kept.number)


def _came(folder: Folder, path: Path, mark: Mark, kind: Kind, content: bytes) -> Came:
    return Came(
        source=Source.FOLDER,
        name=plain(path.name),
        file=hashlib.sha256(content).hexdigest(),
        size=mark[1],
        kind=kind.value,
        folder=os.path.realpath(folder.path),
        mark="-".join(map(str, mark)),
    )


def _mark(path: Path, at: datetime) -> Mark | None:
    """Tell what a file is now; None when it is gone, no plain file, or changed a moment ago."""
    try:
        seen = path.lstat()
    except FileNotFoundError:
        return None
    mark = (seen.st_ino, seen.st_size, seen.st_mtime_ns)
    return mark if stat.S_ISREG(seen.st_mode) and _age(mark, at) >= _SETTLED_S else None


def _age(mark: Mark, at: datetime) -> float:
    """Give seconds since the change. A scanner's clock may run ahead: then the distance counts."""
    return abs(at.timestamp() - mark[2] / 1e9)


def _content(path: Path, mark: Mark) -> bytes | None:
    """Read a file whole; None when it changed meanwhile, is gone, or may not be read."""
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
            content = file.read(LARGEST_FILE + 1)
            return content if _of(file) == mark else None
    except OSError as wrong:
        _log.warning("scan.folder_file_unreadable", file=plain(path.name), why=str(wrong.strerror))
        return None


def _of(file: BinaryIO) -> Mark:
    seen = os.fstat(file.fileno())
    return seen.st_ino, seen.st_size, seen.st_mtime_ns


def _put_aside(database: Database, refused: Path, path: Path, came: Came, why: Refused, how: Bringing) -> None:
    """Move a file aside with the reason, which is there before the file is moved."""
    with database.unit(by=how.by, at=how.at) as uow:
        keep_refused(uow, came, why)
    said = {"code": why.code, "says": str(why.says), "mend": str(why.mend), "seen": why.seen}
    target = refused / f"{came.file[:DIGITS]}-{short(path.name)}"
    reason = target.with_name(f"{target.name}.json")
    part = target.with_name(f".{target.name}.json")
    told = {"file": came.name, "sha256": came.file, "at": how.at.isoformat(), **said}
    part.write_bytes((json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace"))
    part.replace(reason)
    _move(path, target)
    _log.warning("scan.refused_from_folder", file=came.name, code=why.code, seen=why.seen)


def _move(path: Path, target: Path) -> None:
    try:
        path.replace(target)
    except FileNotFoundError:
        _log.info("scan.folder_file_gone", file=plain(path.name))  # another watcher of the same folder moved it


def _forget(taken: Path, at: datetime) -> None:
    """Delete what was taken longer than a day ago: its original is in the store, under its hash."""
    for entry in os.scandir(taken):
        if entry.is_file(follow_symlinks=False) and at.timestamp() - entry.stat().st_ctime > _KEPT_S:
            Path(entry.path).unlink(missing_ok=True)
