"""The tree: RFC 6962's own example roots, pymerkle as a second opinion, and proofs that hold only for what is true."""

import pymerkle  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smartcustoms.kernel.audit.merkle import (
    BLOCK,
    Frontier,
    ProofImpossible,
    consistency_proof,
    frontier,
    inclusion_proof,
    is_consistent,
    is_included,
    leaf_hash,
)

# Test vectors of the Certificate Transparency project for leaves of these contents, sizes 1 to 8.
LEAVES = [
    bytes.fromhex(x)
    for x in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]  # fmt: skip


class Tree:
    """A whole tree in memory, keeping the subtrees that the store keeps."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.edge, self.kept = Frontier(), {}
        self.roots = [self.edge.root()]
        for leaf in map(leaf_hash, leaves):
            self.kept[0, self.edge.size] = leaf
            self.kept.update({(level, index): root for level, index, root in self.edge.append(leaf)})
            self.roots.append(self.edge.root())

    def look_up(self, level: int, index: int) -> bytes:
        assert level % BLOCK == 0
        return self.kept[level, index]


def many(count: int) -> list[bytes]:
    return [str(n).encode() for n in range(count)]


BIG = Tree(many(70_000))


def test_roots_are_those_of_certificate_transparency() -> None:
    assert [root.hex() for root in Tree(LEAVES).roots[1:]] == ROOTS


def test_pymerkle_gives_the_same_roots() -> None:
    oracle = pymerkle.InmemoryTree(algorithm="sha256")
    ours = Tree(many(600))
    for size, content in enumerate(many(600), 1):
        oracle.append_entry(content)
        assert oracle.get_root() == ours.roots[size], size


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_every_leaf_is_proven_and_no_other(data: st.DataObject) -> None:
    size = data.draw(st.one_of(st.integers(1, 600), st.integers(65_500, 70_000)))
    position = data.draw(st.integers(0, size - 1))
    path = inclusion_proof(position, size, BIG.look_up)
    leaf, root = leaf_hash(str(position).encode()), BIG.roots[size]
    assert is_included(leaf, position, size, path, root)
    assert not is_included(leaf_hash(b"another"), position, size, path, root)
    assert not is_included(leaf, position, size, [*path, root], root)
    if path:
        assert not is_included(leaf, position, size, path[:-1], root)
        assert not is_included(leaf, (position + 1) % size, size, path, root)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_growth_is_proven_and_rewriting_is_not(data: st.DataObject) -> None:
    later = data.draw(st.one_of(st.integers(1, 600), st.integers(65_500, 70_000)))
    earlier = data.draw(st.integers(1, later))
    path = consistency_proof(earlier, later, BIG.look_up)
    assert is_consistent(earlier, BIG.roots[earlier], later, BIG.roots[later], path)
    assert not is_consistent(earlier, leaf_hash(b"other"), later, BIG.roots[later], path)
    assert not is_consistent(earlier, BIG.roots[earlier], later, leaf_hash(b"other"), path)


@given(st.integers(0, 70_000))
@settings(max_examples=60, deadline=None)
def test_the_edge_can_be_read_back_from_what_is_kept(size: int) -> None:
    assert frontier(size, BIG.look_up).root() == BIG.roots[size]


def test_no_proof_of_what_is_not_there() -> None:
    with pytest.raises(ProofImpossible):
        inclusion_proof(5, 5, BIG.look_up)
    with pytest.raises(ProofImpossible):
        consistency_proof(0, 5, BIG.look_up)
