"""Where the bytes are: a folder, an S3 bucket, or memory for tests, all through `obstore`."""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qsl, urlsplit

from obstore.exceptions import AlreadyExistsError
from obstore.store import LocalStore, MemoryStore, ObjectStore, S3Store

from smartcustoms.kernel.settings import Settings, SettingUnusable, read_settings


@dataclass(frozen=True, slots=True)
class ObjectFound:
    """An object in the store: its hash by its name, its size in bytes, when it was written."""

    hash: str
    size: int
    written_at: datetime


class Objects(Protocol):
    """A place that keeps bytes under their SHA-256."""

    def put(self, digest: str, content: bytes) -> bool:
        """Put bytes under their hash unless they are there; tell whether they were new."""

    def heal(self, digest: str, content: bytes) -> None:
        """Put the right bytes in the place of wrong ones."""

    def get(self, digest: str) -> bytes | None:
        """Give the bytes under a hash as they are, or None."""

    def found(self) -> Iterator[ObjectFound]:
        """List every object."""


class StoredObjects:
    """Objects in any store that `obstore` speaks to, by create-only writes."""

    def __init__(self, store: ObjectStore, *, folder: Path | None = None) -> None:
        self._store, self._folder = store, folder

    def put(self, digest: str, content: bytes) -> bool:
        """Put bytes under their hash unless they are there; in a folder they are on the disk when this returns."""
        try:
            self._store.put(_path(digest), content, mode="create")
        except AlreadyExistsError:
            return False
        self._to_disk(digest)
        return True

    def heal(self, digest: str, content: bytes) -> None:
        """Put the right bytes in the place of wrong ones."""
        self._store.put(_path(digest), content, mode="overwrite")
        self._to_disk(digest)

    def get(self, digest: str) -> bytes | None:
        """Give the bytes under a hash as they are, or None."""
        try:
            return bytes(self._store.get(_path(digest)).bytes())
        except FileNotFoundError:
            return None

    def found(self) -> Iterator[ObjectFound]:
        """List every object."""
        for page in self._store.list(prefix="sha256"):
            for each in page:
                yield ObjectFound(each["path"].rsplit("/", 1)[-1], each["size"], each["last_modified"])

    def _to_disk(self, digest: str) -> None:
        if self._folder is None:
            return
        # the row may be committed a moment later: after a power cut the row must not be there without the bytes
        path = self._folder / _path(digest)
        for each in (path, path.parent, path.parent.parent, path.parent.parent.parent):
            with suppress(FileNotFoundError):
                opened = os.open(each, os.O_RDONLY)
                try:
                    os.fsync(opened)
                finally:
                    os.close(opened)


def _path(digest: str) -> str:
    return f"sha256/{digest[:2]}/{digest[2:4]}/{digest}"


def in_memory() -> StoredObjects:
    """Give the memory twin: the same rules, nothing stays."""
    return StoredObjects(MemoryStore())


@dataclass(frozen=True, slots=True)
class Place:
    """The installation's store: how to speak to it, its folder when it is one, and its address for other programs."""

    store: ObjectStore
    folder: Path | None
    address: str


def place_of(settings: Settings) -> Place:
    """Open the store that the settings name: a folder in home, or an S3 bucket.

    Keys for S3 come from the usual AWS variables or the machine's role.

    Raises:
        SettingUnusable: SMARTCUSTOMS_FILES is no s3:// address.
    """
    if not settings.files:
        folder = (settings.home / "files").resolve()
        folder.mkdir(parents=True, exist_ok=True)
        return Place(LocalStore(folder, mkdir=True), folder, str(folder))
    address = urlsplit(settings.files)
    if address.scheme != "s3" or not address.netloc:
        raise SettingUnusable(
            f"SMARTCUSTOMS_FILES={settings.files!r}: write s3://bucket?endpoint=https://...&region=..."
        )
    options = dict(parse_qsl(address.query))
    region = options.get("region", "us-east-1")
    endpoint = options.get("endpoint", f"https://s3.{region}.amazonaws.com")
    prefix = address.path.strip("/")
    store = S3Store(
        address.netloc,
        prefix=prefix or None,
        region=region,
        endpoint=endpoint,
        virtual_hosted_style_request=False,
        client_options={"allow_http": endpoint.startswith("http://"), "timeout": timedelta(seconds=60)},
    )
    return Place(store, None, f"s3://{address.netloc}" + (f"/{prefix}" if prefix else ""))


@lru_cache(maxsize=8)
def objects(settings: Settings) -> StoredObjects:
    """Give the object store that the settings name (`place_of`)."""
    place = place_of(settings)
    return StoredObjects(place.store, folder=place.folder)


def installed() -> StoredObjects:
    """Give the object store of this installation's environment, for callers that hold no settings (reactions, jobs)."""
    return objects(read_settings())
