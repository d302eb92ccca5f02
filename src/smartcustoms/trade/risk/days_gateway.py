"""The history as Parquet files, one a day, in a folder or an S3 bucket: what sums over long pasts read.

They are derived: PostgreSQL holds the truth, and a day whose file is gone is written again. A file's name carries the SHA-256
of its bytes, so a reader never meets a half-written or a mixed-up day.
"""

import hashlib
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Final, Protocol

from obstore.store import MemoryStore, ObjectStore

from smartcustoms.kernel.files.object_gateway import place_of
from smartcustoms.kernel.settings import Settings

_NAMED: Final = 24  # characters of the hash in a name


class Days(Protocol):
    """A place for the days' files. A name is what `write` gave."""

    def write(self, whose: str, on: date, content: bytes) -> str:
        """Write a day's bytes and give the file's name; `whose` keeps databases apart."""

    def there(self, whose: str) -> set[str]:
        """Give the names of all files of a database."""

    def read(self, name: str) -> bytes:
        """Give a file's bytes; FileNotFoundError when it is gone."""

    def address(self, name: str) -> str:
        """Give where an engine on another machine finds the file."""

    def remove(self, names: Iterable[str]) -> None:
        """Remove files that no day names any more."""


class StoredDays:
    """Days in any store that `obstore` speaks to; `root` is its address for other programs."""

    def __init__(self, store: ObjectStore, root: str) -> None:
        self._store, self._root = store, root

    def write(self, whose: str, on: date, content: bytes) -> str:
        """Write a day's bytes; a folder's file is renamed into its place when whole."""
        name = f"history/{whose}/on={on.isoformat()}/{hashlib.sha256(content).hexdigest()[:_NAMED]}.parquet"
        self._store.put(name, content)
        return name

    def there(self, whose: str) -> set[str]:
        """Give the names of all files of a database."""
        return {each["path"] for page in self._store.list(prefix=f"history/{whose}") for each in page}

    def read(self, name: str) -> bytes:
        """Give a file's bytes; FileNotFoundError when it is gone."""
        return bytes(self._store.get(name).bytes())

    def address(self, name: str) -> str:
        """Give where an engine on another machine finds the file."""
        return f"{self._root}/{name}"

    def remove(self, names: Iterable[str]) -> None:
        """Remove files that no day names any more."""
        for name in names:
            self._store.delete(name)


def in_memory() -> StoredDays:
    """Give the memory twin: the same rules, nothing stays."""
    return StoredDays(MemoryStore(), "memory:")


def days_of(settings: Settings) -> StoredDays:
    """Give the place of the days beside the kept files: `history/` in their folder or bucket."""
    place = place_of(settings)
    return StoredDays(place.store, place.address)


def cached(days: Days, names: Iterable[str], folder: Path) -> list[Path]:
    """Give local files of the days, fetching those that are not in the folder yet; a name's bytes never change."""
    found = []
    for name in names:
        path = folder / name.replace("/", "_")
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            half = path.with_suffix(".part")
            half.write_bytes(days.read(name))
            half.replace(path)
        found.append(path)
    return found
