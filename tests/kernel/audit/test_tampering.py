"""Whatever a superuser changes, deletes, reorders, inserts or cuts off, verification finds it."""

from collections import Counter
from random import Random

import pytest
import sqlalchemy as sa

from smartcustoms.kernel.audit.model import Verdict
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from tests.kernel.audit import mutations
from tests.kernel.audit.trail import TestTrail


@pytest.fixture
def trail(database: Database, settings: Settings) -> TestTrail:
    filled = TestTrail(database, settings)
    filled.fill(5, 60)  # more than 256 leaves, so that there is a stored subtree
    assert filled.verify().sound
    return filled


def _unfound(trail: TestTrail, count: int, seed: int) -> Counter[str]:
    ways, r = [*mutations.FOUND_INSIDE, *mutations.FOUND_WITH_WHAT_IS_OUTSIDE], Random(seed)
    missed: Counter[str] = Counter()
    for n in range(count):
        way = ways[n % len(ways)]
        verdict = trail.after(way, r.getrandbits(32))
        missed[way.__name__] += verdict.sound
    assert trail.verify().sound, "the mutations were not undone"
    return +missed


def test_two_hundred_mutations_are_all_found(trail: TestTrail) -> None:
    assert _unfound(trail, 208, seed=1) == Counter()


@pytest.mark.slow
def test_a_thousand_mutations_are_all_found(trail: TestTrail) -> None:
    assert _unfound(trail, 1000, seed=2) == Counter()


def test_nearly_all_is_found_without_anything_from_outside(trail: TestTrail) -> None:
    unfound = [way.__name__ for way in mutations.FOUND_INSIDE if trail.after(way, 7, outside=False).sound]
    assert unfound == []


def test_a_whole_rollback_shows_only_against_what_was_kept_outside(trail: TestTrail) -> None:
    """The limit, said aloud: with nothing kept outside the database, a clean rollback cannot be seen by anyone."""
    assert trail.after(mutations.roll_everything_back, 3, outside=False).sound
    assert not trail.after(mutations.roll_everything_back, 3).sound


def test_the_place_is_named(trail: TestTrail) -> None:
    def change(c: sa.Connection, r: Random) -> None:
        mutations.run(c, "update audit_journal set about = 'X' where id = :id", id=mutations.id_of(c, 123))

    verdict: Verdict = trail.after(change, 0)
    assert verdict.faults[0].where == "leaf 123"
    assert "was changed" in verdict.faults[0].what


def test_checkpoints_signed_by_another_key_are_refused(trail: TestTrail, database: Database) -> None:
    stranger = TestTrail(database, Settings(secret="another secret, long enough to be one"))
    verdict = stranger.verify(outside=False)
    assert not verdict.sound
    assert "another key" in verdict.faults[0].what


def test_a_file_that_lost_a_line_or_was_edited_is_found(trail: TestTrail) -> None:
    whole = list(trail.outside.notes)
    for notes in (whole[:2] + whole[3:], [*whole[:2], whole[2].replace("number", "nunber"), *whole[3:]]):
        trail.outside.notes = notes
        assert not trail.verify().sound
