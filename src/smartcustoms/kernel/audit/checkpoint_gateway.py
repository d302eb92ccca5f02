"""Where checkpoints go outside the database, so that cutting the end off the tree, or rolling it back, is found.

One file a month in home/checkpoints, one signed note a line (as a JSON text). Copy the folder to a machine that the database's
administrator cannot write to: whoever holds an old checkpoint can prove what has been rewritten since.
"""

import json
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from smartcustoms.kernel.audit.note import public_key
from smartcustoms.kernel.keys import key
from smartcustoms.kernel.outside import JsonUnfit, read_json
from smartcustoms.kernel.settings import Settings

LARGEST_FILE: Final = 256 * 1024 * 1024
"""Bytes of a checkpoint file; a month of ours has about 20 million."""
_NUMBER: Final = re.compile(r"number ([0-9]{1,18})")


class CheckpointsUnreadable(ValueError):
    """A checkpoint file is not there, is no text, or is far larger than one of ours."""


class CheckpointPlace(Protocol):
    """Somewhere outside the database that keeps checkpoints in order."""

    def count(self) -> int:
        """Tell the number that the next checkpoint kept here must have."""

    def keep(self, notes: Iterable[tuple[str, str]]) -> None:
        """Keep notes, each with its month (2026-11), in order."""


class CheckpointFiles:
    """Checkpoints in files, one a month."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def count(self) -> int:
        """Tell the number that the next checkpoint kept here must have; lines of a broken end do not count."""
        files = sorted(self.folder.glob("audit-*.jsonl"))
        for file in reversed(files):
            numbers = [_number(note) for note in _whole_lines(file)]
            if numbers:
                return max(numbers) + 1
        return 0

    def keep(self, notes: Iterable[tuple[str, str]]) -> None:
        """Append notes and put them on the disk."""
        by_month: dict[str, list[str]] = {}
        for month, note in notes:
            by_month.setdefault(month, []).append(note)
        self.folder.mkdir(parents=True, exist_ok=True)
        for month, kept in by_month.items():
            file = self.folder / f"audit-{month}.jsonl"
            broken = file.exists() and not file.read_bytes().endswith(b"\n") and file.stat().st_size > 0
            with file.open("a", encoding="utf-8") as out:
                # after a power cut the last line may be half: close it, so that what follows stays readable
                out.write(("\n" if broken else "") + "".join(json.dumps(note) + "\n" for note in kept))
                out.flush()
                os.fsync(out.fileno())


class MemoryCheckpoints:
    """The memory twin."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def count(self) -> int:
        """Tell the number that the next checkpoint kept here must have."""
        return len(self.notes)

    def keep(self, notes: Iterable[tuple[str, str]]) -> None:
        """Keep notes."""
        self.notes += [note for _, note in notes]


def read_notes(paths: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Read (where, note) from checkpoint files, or from every file of a folder.

    Raises:
        CheckpointsUnreadable: a file is not there or not text.
    """
    for path in paths:
        files = sorted(path.glob("audit-*.jsonl")) if path.is_dir() else [path]
        for file in files:
            try:
                if file.stat().st_size > LARGEST_FILE:
                    raise CheckpointsUnreadable(f"{file} is too large for checkpoints: at most {LARGEST_FILE:,} bytes")
                lines = file.read_text(encoding="utf-8").splitlines()
            except (OSError, UnicodeDecodeError) as fault:
                raise CheckpointsUnreadable(f"{file} cannot be read as checkpoints: {fault}") from fault
            yield from ((f"{file.name} line {n}", _note(line)) for n, line in enumerate(lines, 1) if line)


def signing_key(settings: Settings) -> Ed25519PrivateKey:
    """Give the key that signs this installation's checkpoints."""
    return Ed25519PrivateKey.from_private_bytes(key(settings, "audit checkpoints"))


def origin(settings: Settings) -> str:
    """Give the name of this installation's trail."""
    return f"smartcustoms/{settings.administration.lower()}/audit"


def checkpoint_folder(settings: Settings) -> Path:
    """Give the folder of the checkpoint files, with the public key in it."""
    folder = settings.home / "checkpoints"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "audit.key"
    if not file.exists():
        file.write_text(public_key(origin(settings), signing_key(settings).public_key()) + "\n")
    return folder


def _whole_lines(file: Path) -> Iterator[str]:
    for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
        if line:
            yield _note(line)


def _note(line: str) -> str:
    try:
        note = read_json(line)
    except JsonUnfit:
        return line  # verification says of it that it is no note
    return note if isinstance(note, str) else line


def _number(note: str) -> int:
    for line in note.splitlines():
        if found := _NUMBER.fullmatch(line):
            return int(found.group(1))
    return -1
