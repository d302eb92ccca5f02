"""Pointers by number and by name, both ways, over the whole table."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.kernel.errors import Refused
from smartcustoms.trade.declarations.wco.classes import DECLARATION, Element, table
from smartcustoms.trade.declarations.wco.pointers import PointerUnknown, path_to, pointer_to, steps_of


def test_the_pointer_of_the_opaque_error() -> None:
    pointer = "42A/67A/68A[1]/70A[1]/166"
    path = "Declaration/GoodsShipment/GovernmentAgencyGoodsItem[1]/GovernmentProcedure[1]/CurrentCode"
    assert (path_to(pointer), pointer_to(path), pointer_to(f"MetaData/{path}")) == (path, pointer, pointer)
    assert steps_of(pointer)[-1].label == "Government procedure, coded"


def test_every_numbered_element_of_a_declaration_both_ways() -> None:
    def walk(element: Element, pointer: str, depth: int) -> int:
        count = 0
        for place in element.holds.values():
            if place.element.number and depth < 7:
                here = f"{pointer}/{place.element.number}"
                assert pointer_to(path_to(here)) == here
                count += 1 + walk(place.element, here, depth + 1)
        return count

    assert walk(table().roots[f"{{{DECLARATION}}}Declaration"], "42A", 1) > 300


@pytest.mark.parametrize(
    "pointer", ["", "/", "42A/ZZZ", "99Z", "42A/67A/68A[x]", "Declaration/Nope", "42A" * 50, "42A/" * 90]
)
def test_unknown(pointer: str) -> None:
    with pytest.raises(PointerUnknown):
        steps_of(pointer)
    with pytest.raises(PointerUnknown):
        pointer_to(pointer)


@given(
    st.text(max_size=80) | st.lists(st.sampled_from(["42A", "67A", "68A[1]", "70A", "166", "", "[", "é"])).map("/".join)
)
def test_only_a_refusal_leaves_it(pointer: str) -> None:
    for way in (path_to, pointer_to):
        with suppress(Refused):
            assert way(pointer)
