"""A downloaded proof, as whoever doubts it brings it back: JSON with leaf, position, path, checkpoint and key. Pure."""

import binascii
from dataclasses import dataclass
from typing import Any, Final

from smartcustoms.kernel.outside import JsonUnfit, read_json

LARGEST_PROOF: Final = 1024 * 1024
"""Bytes; a proof of ours has a few thousand."""
_LONGEST_PATH: Final = 64
"""A tree of 2**64 leaves is not to be had."""


class ProofUnreadable(ValueError):
    """A file is no proof; the message says what it lacks."""


@dataclass(frozen=True, slots=True)
class ProofFile:
    """What a proof file says: nothing of it is proven yet."""

    leaf: str
    position: int
    path: tuple[bytes, ...]
    checkpoint: str
    key: str


def read_proof(content: bytes) -> ProofFile:
    """Read a proof file.

    Raises:
        ProofUnreadable: it is too large, no JSON, or lacks a part or has one of another type.
    """
    if len(content) > LARGEST_PROOF:
        raise ProofUnreadable(f"it has more than {LARGEST_PROOF:,} bytes")
    try:
        root = read_json(content)
    except JsonUnfit as unfit:
        raise ProofUnreadable(f"it is no JSON: {unfit}") from None
    if not isinstance(root, dict):
        raise ProofUnreadable("it is no JSON object")
    leaf, checkpoint, key = (_text(root, name) for name in ("leaf", "checkpoint", "key"))
    return ProofFile(leaf, _position(root.get("position")), _path(root.get("path")), checkpoint, key)


def _text(root: dict[str, Any], name: str) -> str:
    found = root.get(name)
    if not isinstance(found, str):
        raise ProofUnreadable(f"its {name} is no text")
    return found


def _position(found: Any) -> int:
    if not isinstance(found, int) or isinstance(found, bool):
        raise ProofUnreadable("its position is no whole number")
    return found


def _path(found: Any) -> tuple[bytes, ...]:
    if not isinstance(found, list) or len(found) > _LONGEST_PATH or not all(isinstance(each, str) for each in found):
        raise ProofUnreadable(f"its path is no list of at most {_LONGEST_PATH} texts")
    try:
        return tuple(binascii.unhexlify(each) for each in found)
    except ValueError:
        raise ProofUnreadable("its path is not written in hexadecimal digits") from None
