"""The places of a watched folder and what lies in them: `in`, `taken`, `refused`. It looks and moves; what is a scan others decide."""

import errno
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from smartcustoms.boundary.scans.model import Kind

DIGITS: Final = 12
"""So many digits of its hash begin the name of a file that was put aside."""
_AT_ONCE: Final = 500
_MOST_COUNTED: Final = 10_000
_MOST_ALIKE: Final = 50
_ON_THE_WAY: Final = (".part", ".partial", ".filepart", ".tmp", ".crdownload")
_NO_LINKS: Final = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV})


def dropped(folder: Path) -> Iterator[tuple[Path, Kind]]:
    """Give the files of the folder, and those of its folders that name a kind, the oldest first."""
    found = [(entry.stat(follow_symlinks=False).st_mtime_ns, Path(entry.path), kind) for entry, kind in _lying(folder)]
    for _, path, kind in sorted(found)[:_AT_ONCE]:
        yield path, kind


def waiting(folder: Path) -> int | None:
    """Count what waits in a watched folder to be taken in; None: it cannot be read, so nobody knows."""
    try:
        os.scandir(folder / "in").close()  # a missing folder is no empty one
        return sum(1 for _ in islice(_lying(folder / "in"), _MOST_COUNTED))
    except OSError:
        return None


def put_aside(folder: Path, digest: str) -> list[Path]:
    """Give the refused files whose bytes had this hash when they were put aside; somebody may have mended them since.

    Raises:
        OSError: the folder cannot be read.
    """
    with os.scandir(folder / "refused") as entries:
        found = {
            entry.name
            for entry in entries
            if entry.name.startswith(f"{digest[:DIGITS]}-") and entry.is_file(follow_symlinks=False)
        }
    # A reason alone is no file: what is called .json itself has a reason too.
    files = sorted(each for each in found if not each.endswith(".json") or f"{each}.json" in found)
    return [folder / "refused" / each for each in files[:_MOST_ALIKE]]


def put_back(folder: Path, refused: Path, kind: Kind) -> Path:
    """Move a refused file back to where it was dropped; nothing that waits there is overwritten. Its reason goes.

    Raises:
        OSError: it cannot be moved; FileNotFoundError: it is gone.
    """
    place = folder / "in" if kind is Kind.OTHER else folder / "in" / kind.value
    place.mkdir(parents=True, exist_ok=True)
    own = refused.name[DIGITS + 1 :]
    for name in (own, refused.name, *(f"{n}-{refused.name}" for n in range(2, 100))):
        if name and not is_on_its_way(name) and _moved(refused, place / name):
            refused.with_name(f"{refused.name}.json").unlink(missing_ok=True)
            return place / name
    raise FileExistsError(errno.EEXIST, "every name is taken", str(place))


def is_on_its_way(name: str) -> bool:
    """Tell from its name that a file is hidden or not yet whole."""
    return name.startswith(".") or name.lower().endswith(_ON_THE_WAY)


def short(name: str) -> str:
    """Give the end of a file's name, without signs that are no text, for a name that a number or hash is put before."""
    return name.encode("utf-8", "surrogateescape")[-120:].decode("utf-8", "ignore").lstrip(".")


def _lying(folder: Path) -> Iterator[tuple["os.DirEntry[str]", Kind]]:
    places = [(folder, Kind.OTHER), *((folder / kind.value, kind) for kind in Kind)]
    for place, kind in places:
        if place.is_dir() and not place.is_symlink():
            for entry in os.scandir(place):
                if entry.is_file(follow_symlinks=False) and not is_on_its_way(entry.name):
                    yield entry, kind


def _moved(path: Path, target: Path) -> bool:
    """Move a file; False when another has the name: a link fails then, where a rename would overwrite what a scanner has just dropped."""
    try:
        os.link(path, target, follow_symlinks=False)
    except FileExistsError:
        return False
    except OSError as wrong:
        if wrong.errno not in _NO_LINKS:
            raise
        if target.exists() or target.is_symlink():  # a file system without links, such as a network share
            return False
        path.rename(target)
        return True
    path.unlink(missing_ok=True)
    return True
