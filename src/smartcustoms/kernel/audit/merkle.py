"""The tree of RFC 6962, section 2.1, with SHA-256: leaf and node hashes, roots, inclusion and consistency proofs. Pure."""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import Final

EMPTY: Final = sha256(b"").digest()
"""Root of the tree without leaves."""

BLOCK: Final = 8
"""Levels between stored subtrees: roots of 256, 65,536, ... leaves are kept, those between are computed from them."""

Lookup = Callable[[int, int], bytes]
"""Gives the root of the complete subtree (level, index): 2**level leaves from index * 2**level. Asked at multiples of BLOCK only."""


class ProofImpossible(ValueError):
    """A proof was asked for a position or size that the tree does not have."""


def leaf_hash(content: bytes) -> bytes:
    """Hash a leaf: SHA-256 over a zero byte and the content."""
    return sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash a node: SHA-256 over a one byte and its two children."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The right edge of a growing tree: one root for each power of two in its size. Append is O(1) on average, root O(log n)."""

    def __init__(self, size: int = 0, roots: Sequence[bytes] = ()) -> None:
        if size.bit_count() != len(roots):
            raise ProofImpossible(f"a tree of {size} leaves has {size.bit_count()} roots at its edge, not {len(roots)}")
        self.size, self._roots = size, list(roots)

    def append(self, leaf: bytes) -> Iterator[tuple[int, int, bytes]]:
        """Append a leaf hash; give each stored subtree (level, index, root) that it completes."""
        root, level, index = leaf, 0, self.size
        while index & 1:
            root, level, index = node_hash(self._roots.pop(), root), level + 1, index >> 1
            if level % BLOCK == 0:
                yield level, index, root
        self._roots.append(root)
        self.size += 1

    def root(self) -> bytes:
        """Give the root of the whole tree."""
        if not self._roots:
            return EMPTY
        root = self._roots[-1]
        for left in reversed(self._roots[:-1]):
            root = node_hash(left, root)
        return root


def frontier(size: int, look_up: Lookup) -> Frontier:
    """Give the right edge of a stored tree."""
    roots, start = [], 0
    for level in range(size.bit_length() - 1, -1, -1):
        if size >> level & 1:
            roots.append(range_root(start, start + (1 << level), look_up))
            start += 1 << level
    return Frontier(size, roots)


def range_root(start: int, end: int, look_up: Lookup) -> bytes:
    """Give MTH(D[start:end]); `start` is a multiple of the largest power of two below the range's length, as in all RFC 6962 splits."""
    length = end - start
    if length == 0:
        return EMPTY
    level = length.bit_length() - 1
    if length == 1 << level and level % BLOCK == 0:
        return look_up(level, start >> level)
    split = start + _below(length)
    return node_hash(range_root(start, split, look_up), range_root(split, end, look_up))


def inclusion_proof(position: int, size: int, look_up: Lookup) -> list[bytes]:
    """Prove that the leaf at a position (from 0) is in the tree of a size: the audit path of RFC 6962, 2.1.1.

    Raises:
        ProofImpossible: the tree of that size has no such position.
    """
    if not 0 <= position < size:
        raise ProofImpossible(f"a tree of {size} leaves has no position {position}")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        split = start + _below(end - start)
        if position < split:
            path.append(range_root(split, end, look_up))
            end = split
        else:
            path.append(range_root(start, split, look_up))
            start = split
    return path[::-1]


def consistency_proof(earlier: int, later: int, look_up: Lookup) -> list[bytes]:
    """Prove that the tree of the later size begins with the tree of the earlier one (RFC 6962, 2.1.2).

    Raises:
        ProofImpossible: the earlier size is not between 1 and the later.
    """
    if not 0 < earlier <= later:
        raise ProofImpossible(f"no consistency proof from {earlier} to {later} leaves")
    path: list[bytes] = []
    start, end, whole = 0, later, True
    while end != earlier:
        split = start + _below(end - start)
        if earlier <= split:
            path.append(range_root(split, end, look_up))
            end = split
        else:
            path.append(range_root(start, split, look_up))
            start, whole = split, False
    if not whole:
        path.append(range_root(start, end, look_up))
    return path[::-1]


def is_included(leaf: bytes, position: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Check an inclusion proof (RFC 9162, 2.1.3.2)."""
    if not 0 <= position < size:
        return False
    fn, sn, found = position, size - 1, leaf
    for step in path:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            found = node_hash(step, found)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            found = node_hash(found, step)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and found == root


def is_consistent(earlier: int, earlier_root: bytes, later: int, later_root: bytes, path: Sequence[bytes]) -> bool:
    """Check a consistency proof (RFC 9162, 2.1.4.2)."""
    if earlier == later:
        return not path and earlier_root == later_root
    if not 0 < earlier < later or not path:
        return False
    steps = [earlier_root, *path] if earlier & (earlier - 1) == 0 else list(path)
    fn, sn = earlier - 1, later - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    found = _fold(steps, fn, sn)
    return found == (earlier_root, later_root)


def _fold(steps: Sequence[bytes], fn: int, sn: int) -> tuple[bytes, bytes] | None:
    first = second = steps[0]
    for step in steps[1:]:
        if sn == 0:
            return None
        if fn & 1 or fn == sn:
            first, second = node_hash(step, first), node_hash(step, second)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            second = node_hash(second, step)
        fn, sn = fn >> 1, sn >> 1
    return (first, second) if sn == 0 else None


def _below(length: int) -> int:
    """Give the largest power of two smaller than a length of at least 2."""
    return 1 << (length - 1).bit_length() - 1
