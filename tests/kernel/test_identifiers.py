"""Ids sort as they are given."""

import uuid
from datetime import timedelta

from smartcustoms.kernel.identifiers import new_id
from tests.conftest import NOON


def test_ids_sort_by_time_and_then_in_the_order_given() -> None:
    given = [new_id(NOON) for _ in range(1000)] + [new_id(NOON + timedelta(milliseconds=1))]
    assert given == sorted(given)
    assert {(each.version, each.variant) for each in given} == {(7, uuid.RFC_4122)}
    assert new_id(NOON + timedelta(milliseconds=2)) > given[-1]
