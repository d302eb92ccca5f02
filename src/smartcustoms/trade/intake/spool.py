"""What comes while the database is away: sealed files in a folder of the platform's home, taken in when it is back.

A file holds the message and the sender's token, sealed by a key of the installation (AES-256-GCM): who reads the disk reads neither.
"""

import json
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from smartcustoms.kernel.keys import key
from smartcustoms.kernel.settings import Settings
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.intake.model import SpoolFull

MOST: Final = 2000
MOST_BYTES: Final = 512 * 1024 * 1024
_PURPOSE: Final = "intake spool"


def put(settings: Settings, *, number: str, at: datetime, authorization: str, name: str, content: bytes) -> None:
    """Keep a submission on disk; it is there, whole, before this returns.

    Raises:
        SpoolFull: the spool has reached its bound.
    """
    folder = _folder(settings)
    there = list(folder.glob("*.sealed"))
    if len(there) >= MOST or sum(each.stat().st_size for each in there) + len(content) > MOST_BYTES:
        raise SpoolFull(
            sentence("Nothing more can be kept at this moment."),
            mend=sentence("Send it again in some minutes; nothing of it was kept."),
        )
    plain = {"number": number, "at": at.isoformat(), "authorization": authorization, "name": name}
    body = json.dumps({**plain, "content": b64encode(content).decode()}).encode()
    nonce = secrets.token_bytes(12)
    made = folder / f"{number}.part"
    with made.open("wb") as file:
        file.write(nonce + AESGCM(key(settings, _PURPOSE)).encrypt(nonce, body, number.encode()))
        file.flush()
        os.fsync(file.fileno())
    made.rename(folder / f"{number}.sealed")


def waiting(settings: Settings) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Give what waits on disk, in the order it came; a file that was altered is put aside."""
    found = []
    for path in sorted(_folder(settings).glob("*.sealed")):
        sealed = path.read_bytes()
        try:
            body = AESGCM(key(settings, _PURPOSE)).decrypt(sealed[:12], sealed[12:], path.stem.encode())
        except (InvalidTag, ValueError):
            path.rename(path.with_suffix(".altered"))
            continue
        told = json.loads(body)
        found.append((path, {**told, "content": b64decode(told["content"])}))
    yield from sorted(found, key=lambda each: str(each[1]["at"]))


def _folder(settings: Settings) -> Path:
    folder = settings.home / "intake"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
