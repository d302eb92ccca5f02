"""The words of files: a kept file, the caps, and what is not so about a file."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from smartcustoms.kernel.errors import NotFound, Refused
from smartcustoms.kernel.permissions import Permission

REPORT_FILES: Final = Permission("files.report", "See which kept files are missing, altered or named by nobody")

LARGEST: Final = 64 * 1024 * 1024
"""Bytes a file may have unless the caller says otherwise; callers may ask for less, and for more up to `ABSOLUTE`."""

ABSOLUTE: Final = 1024 * 1024 * 1024
"""Bytes no file may pass: kept files go through memory whole."""


@dataclass(frozen=True, slots=True)
class FileKept:
    """A file that is kept: `hash` (SHA-256, 64 hexadecimal digits) names its bytes; `owner` is an organisation."""

    hash: str
    name: str
    media_type: str
    size: int
    owner: str
    kept_at: datetime


@dataclass(frozen=True, slots=True)
class FilesReport:
    """What is wrong with the kept files: hashes without bytes, with other bytes, and objects nobody names (harmless)."""

    seen: int
    missing: tuple[str, ...]
    altered: tuple[str, ...]
    unnamed: tuple[str, ...]
    unnamed_bytes: int


class TooLarge(Refused):
    """A file is larger than its cap."""

    code = "file_too_large"
    status = 413


class EmptyFile(Refused):
    """A file has no bytes."""

    code = "file_empty"


class TypeDiffers(Refused):
    """A file's bytes are of a kind that was not asked for."""

    code = "file_type_differs"
    status = 415


class NotKept(NotFound):
    """No file of this hash is kept, or none that the asker may see."""

    code = "file_not_kept"


class Altered(Refused):
    """The bytes found under a hash are not the bytes that were kept."""

    code = "file_altered"
    status = 500
