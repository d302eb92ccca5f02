"""Keep files. The bytes go first and the row after, in the caller's transaction."""

import hashlib
from collections.abc import Collection

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.files import store
from smartcustoms.kernel.files.media_type import sniffed
from smartcustoms.kernel.files.model import ABSOLUTE, LARGEST, EmptyFile, FileKept, TooLarge, TypeDiffers
from smartcustoms.kernel.files.object_gateway import Objects, installed
from smartcustoms.kernel.words.model import sentence

_LONGEST_NAME = 200


def keep(
    uow: UnitOfWork,
    content: bytes,
    *,
    name: str,
    media_type: str = "",
    owner: str = "",
    at_most: int = LARGEST,
    only: Collection[str] = (),
    through: Objects | None = None,
) -> FileKept:
    """Keep a file under the SHA-256 of its bytes and say what it is.

    Args:
        uow: the transaction that the row belongs to.
        content: the bytes, whole.
        name: the file's name at the sender; only its last part is kept.
        media_type: what the sender says it is; believed only among harmless kinds of text.
        owner: organisation that the file belongs to; empty: the actor's.
        at_most: largest size in bytes.
        only: media types that are wanted; empty: any.
        through: where the bytes go; None: the installation's object store.

    Raises:
        EmptyFile: no bytes.
        TooLarge: more bytes than `at_most`.
        TypeDiffers: the bytes are of a kind not in `only`.
    """
    kept_name = _plain_name(name)
    _check_size(content, min(at_most, ABSOLUTE), kept_name)
    kind = sniffed(content, claimed=media_type)
    if only and kind not in only:
        raise TypeDiffers(
            sentence("The file {name} is of type {type}.", name=kept_name, type=kind),
            mend=sentence("Send one of: {types}.", types=", ".join(sorted(only))),
            field="file",
            seen=kind,
        )
    digest = hashlib.sha256(content).hexdigest()
    objects = through or installed()
    if not objects.put(digest, content) and objects.get(digest) != content:
        objects.heal(digest, content)  # the disk lost them; whoever brings the right bytes again mends it
        uow.note("file.healed", digest)
    file = FileKept(digest, kept_name, kind, len(content), owner or uow.by.organisation, uow.at)
    store.add(uow, file)
    uow.note("file.kept", digest, name=kept_name, media_type=kind, size=len(content))
    return file


def _check_size(content: bytes, at_most: int, name: str) -> None:
    if not content:
        raise EmptyFile(
            sentence("The file {name} is empty.", name=name), mend=sentence("Choose a file with content."), field="file"
        )
    if len(content) > at_most:
        raise TooLarge(
            sentence("The file {name} is too large.", name=name),
            mend=sentence("Send at most {megabytes} MB.", megabytes=max(1, at_most // 1_000_000)),
            field="file",
            seen=str(len(content)),
        )


def _plain_name(name: str) -> str:
    """Keep the last part of a path, without control characters: the name goes into headers and pages."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(c for c in last if c.isprintable()).strip()
    return plain[-_LONGEST_NAME:] or "file"
