"""Signed notes and checkpoints (C2SP signed-note and tlog-checkpoint): plain text with an Ed25519 signature. Pure.

A checkpoint reads:

    smartcustoms/hk/audit
    1000
    Z1Yt...=
    number 17
    at 2026-11-24T04:00:00.000000+00:00

    — smartcustoms/hk/audit Ab3d...=

Line 1 is the origin, 2 the number of leaves, 3 the root; then two extension lines of ours: which checkpoint it is, and when it was signed.
"""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_ED25519 = b"\x01"


class NoteUnusable(ValueError):
    """A signed note or a key cannot be read, or its signature is not of the key that was expected."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What is signed: a tree's size in leaves and its root, its own number (from 0, without gaps) and its time."""

    origin: str
    size: int
    root: bytes
    number: int
    at: datetime

    def text(self) -> str:
        """Write the checkpoint without its signature."""
        root = base64.b64encode(self.root).decode()
        return f"{self.origin}\n{self.size}\n{root}\nnumber {self.number}\nat {self.at.isoformat(timespec='microseconds')}\n"


def public_key(name: str, key: Ed25519PublicKey) -> str:
    """Write a public key as signed-note's verifier key: `name+hash+key`."""
    raw = _ED25519 + key.public_bytes_raw()
    return f"{name}+{_key_id(name, key).hex()}+{base64.b64encode(raw).decode()}"


def read_public_key(text: str) -> Ed25519PublicKey:
    """Read a verifier key.

    Raises:
        NoteUnusable: it is not `name+hash+key` of an Ed25519 key.
    """
    try:
        name, mark, encoded = text.strip().split("+", 2)
        raw = base64.b64decode(encoded, validate=True)
        if raw[:1] != _ED25519:
            raise NoteUnusable("the key is not an Ed25519 key; ask the operator for home/checkpoints/audit.key")
        key = Ed25519PublicKey.from_public_bytes(raw[1:])
        own = _key_id(name, key).hex()
    except (ValueError, binascii.Error) as fault:
        raise NoteUnusable(f"the key {text[:40]!r} cannot be read; write name+hash+key as in audit.key") from fault
    if own != mark:
        raise NoteUnusable(f"the key {text[:40]!r} does not fit its own hash; copy it again")
    return key


def sign(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> str:
    """Write a checkpoint as a signed note."""
    text = checkpoint.text()
    signature = _key_id(checkpoint.origin, key.public_key()) + key.sign(text.encode())
    return f"{text}\n\u2014 {checkpoint.origin} {base64.b64encode(signature).decode()}\n"


def opened(note: str, key: Ed25519PublicKey) -> Checkpoint:
    """Check a signed note and give the checkpoint in it.

    Raises:
        NoteUnusable: it is no note in our exact form, or this key did not sign it.
    """
    text, parted, signature_line = note.partition("\n\n")
    text += "\n"
    lines = text.split("\n")
    if not parted or len(lines) != 6 or not lines[0]:
        raise NoteUnusable("not a signed checkpoint")
    start = f"\u2014 {lines[0]} "
    try:
        if not signature_line.startswith(start) or not signature_line.endswith("\n"):
            raise NoteUnusable("the signature line is not the origin's")
        raw = base64.b64decode(signature_line[len(start) : -1], validate=True)
        if raw[:4] != _key_id(lines[0], key):
            raise NoteUnusable("signed by another key")
        key.verify(raw[4:], text.encode())
        checkpoint = _read(lines)
    except InvalidSignature as fault:
        raise NoteUnusable("the signature does not fit the text") from fault
    except (ValueError, binascii.Error) as fault:
        raise NoteUnusable(str(fault)) from fault
    if _written_otherwise(checkpoint, text, raw, signature_line[len(start) : -1]):
        raise NoteUnusable("not in the exact form in which checkpoints are written")
    return checkpoint


def _written_otherwise(checkpoint: Checkpoint, text: str, raw: bytes, encoded: str) -> bool:
    """Tell whether a note is another writing of the same checkpoint: base64 allows loose bits at its end."""
    return checkpoint.text() != text or base64.b64encode(raw).decode() != encoded


def _read(lines: list[str]) -> Checkpoint:
    number, at = lines[3].removeprefix("number "), lines[4].removeprefix("at ")
    root = base64.b64decode(lines[2], validate=True)
    return Checkpoint(lines[0], int(lines[1]), root, int(number), datetime.fromisoformat(at))


def _key_id(name: str, key: Ed25519PublicKey) -> bytes:
    return sha256(name.encode() + b"\n" + _ED25519 + key.public_bytes_raw()).digest()[:4]
