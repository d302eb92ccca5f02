"""Static files: found once at start-up, named by a hash of them all, kept by browsers for a year, packed once.

The hash is one folder of the address (`/static/<hash>/risk/worklist.js`), not a part of each name, so that ES modules
may import each other by relative addresses and still never be mixed between two releases.
"""

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request, Response

from smartcustoms.kernel.errors import NotFound
from smartcustoms.kernel.words.model import sentence

_TYPES: Final = {".js": "text/javascript", ".mjs": "text/javascript", ".svg": "image/svg+xml", ".css": "text/css"}
_PACKED: Final = frozenset({".js", ".mjs", ".svg", ".css", ".json", ".txt"})


@dataclass
class StaticFiles:
    """The files by name (`web/theme.css`), their addresses, and the hash of this release's set."""

    files: Mapping[str, Path]
    release: str = ""
    addresses: dict[str, str] = field(default_factory=dict)
    packed: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Hash every file; a change in one gives all a new address."""
        digest = hashlib.sha256()
        for name, path in sorted(self.files.items()):
            digest.update(name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
        self.release = digest.hexdigest()[:12]
        self.addresses = {name: f"/static/{self.release}/{name}" for name in self.files}

    def answer(self, request: Request, path: str) -> Response:
        """Answer with a file. An address without the release's hash is right too, but not kept.

        Raises:
            NotFound: no such file.
        """
        name = path.removeprefix(f"{self.release}/")
        file = self.files.get(name)
        if file is None:
            raise NotFound(sentence("This file does not exist"), mend=sentence("Reload the page"), seen=path[:200])
        kept = "public, max-age=31536000, immutable" if name != path else "no-cache"
        headers = {"Cache-Control": kept, "Vary": "Accept-Encoding"}
        media = _TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        if file.suffix in _PACKED and "gzip" in request.headers.get("accept-encoding", ""):
            if name not in self.packed:
                self.packed[name] = gzip.compress(file.read_bytes(), 6, mtime=0)
            return Response(self.packed[name], media_type=media, headers=headers | {"Content-Encoding": "gzip"})
        return Response(file.read_bytes(), media_type=media, headers=headers)


def gather(folders: Mapping[str, Path]) -> StaticFiles:
    """Find every file under the static folders, each named by its capability."""
    found = {
        f"{name}/{path.relative_to(folder).as_posix()}": path
        for name, folder in folders.items()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    return StaticFiles(found)


router = APIRouter(include_in_schema=False)


@router.get("/static/{path:path}")
def static_file(request: Request, path: str) -> Response:
    """Give a static file; public, since pages before signing in need them too."""
    files: StaticFiles = request.app.state.static_files
    return files.answer(request, path)
