"""The trail: deeds go into the tree, checkpoints cover them, proofs hold, and what is untouched verifies."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pymerkle  # type: ignore[import-untyped]
import pytest
import sqlalchemy as sa

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.audit import actions, queries
from smartcustoms.kernel.audit.checkpoint_gateway import CheckpointFiles, read_notes
from smartcustoms.kernel.audit.merkle import is_included, leaf_hash
from smartcustoms.kernel.audit.model import NotInTrail
from smartcustoms.kernel.audit.note import opened, read_public_key
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from tests.conftest import NOON
from tests.kernel.audit.trail import TestTrail


@pytest.fixture
def trail(database: Database, settings: Settings) -> TestTrail:
    return TestTrail(database, settings)


def test_an_untouched_trail_is_sound(trail: TestTrail) -> None:
    trail.fill(4, 150)
    verdict = trail.verify()
    assert verdict.faults == ()
    assert (verdict.leaves, verdict.checkpoints, verdict.outside, verdict.not_covered) == (600, 4, 4, 0)


def test_rows_of_the_last_seconds_are_said_to_be_uncovered(trail: TestTrail) -> None:
    trail.fill(1, 10)
    trail.write(3)
    assert (trail.verify().sound, trail.verify().not_covered) == (True, 3)


def test_pymerkle_gives_the_same_root_over_the_journal(trail: TestTrail) -> None:
    trail.fill(3, 100)
    oracle = pymerkle.InmemoryTree(algorithm="sha256")
    with trail.database.unit(by=PLATFORM, at=NOON) as uow:
        ids = [row.id for row in reversed(queries.deeds(uow, limit=1000))]
        for deed in ids:
            found = queries.proof(uow, deed, key=trail.key.public_key(), origin=trail.origin)
            oracle.append_entry(found.leaf.encode())
    assert opened(trail.outside.notes[-1], trail.key.public_key()).root == oracle.get_root()


def test_a_proof_holds_without_the_database(trail: TestTrail) -> None:
    trail.fill(3, 100)
    with trail.database.unit(by=PLATFORM, at=NOON) as uow:
        deed = queries.deeds(uow, about="D57")[0]
        proof = queries.proof(uow, deed.id, key=trail.key.public_key(), origin=trail.origin)
    checkpoint = opened(proof.checkpoint, read_public_key(proof.key))
    path = [bytes.fromhex(step) for step in proof.path]
    assert '"about":"D57"' in proof.leaf
    assert is_included(leaf_hash(proof.leaf.encode()), proof.position, checkpoint.size, path, checkpoint.root)
    forged = proof.leaf.replace("D57", "D58").encode()
    assert not is_included(leaf_hash(forged), proof.position, checkpoint.size, path, checkpoint.root)


def test_no_proof_of_a_deed_that_is_not_in_the_tree(trail: TestTrail) -> None:
    trail.write(1)
    with trail.database.unit(by=PLATFORM, at=NOON) as uow:
        deed = queries.deeds(uow)[0]
        assert deed.position is None
        for absent in (deed.id, UUID(int=5)):
            with pytest.raises(NotInTrail):
                queries.proof(uow, absent, key=trail.key.public_key(), origin=trail.origin)


def test_a_checkpoint_is_signed_each_minute_even_when_nothing_happens(trail: TestTrail) -> None:
    trail.fill(1, 5)
    for _ in range(24):  # two minutes of passes
        trail.sequence()
    assert trail.verify().checkpoints == 3
    assert trail.verify().sound


def test_a_row_of_a_long_transaction_is_put_in_too(trail: TestTrail) -> None:
    trail.write(10)
    with trail.database.unit(by=PLATFORM, at=trail.at) as long:
        long.note("bulk.began", "B1")  # gets a low id, commits last
        trail.at += timedelta(minutes=10)
        trail.fill(1, 5)
    assert trail.sequence() == 1
    assert trail.verify().sound


def test_history_written_with_past_times_is_swept_up_and_told(trail: TestTrail) -> None:
    trail.fill(1, 5)
    trail.at -= timedelta(days=400)
    trail.write(7)
    trail.at += timedelta(days=400)
    assert trail.sequence() == 7
    assert trail.sequence() == 1  # the deed that tells of it
    with trail.database.unit(by=PLATFORM, at=NOON) as uow:
        assert queries.deeds(uow, deed="audit.late")[0].facts["rows"] == 7
    assert trail.verify().sound


def test_one_sequencer_at_a_time(trail: TestTrail) -> None:
    trail.write(5)
    with trail.database.unit(by=PLATFORM, at=NOON) as uow:
        assert actions.sequence(uow, key=trail.key, origin=trail.origin) == 5
        assert trail.sequence() == 0
    assert trail.verify(outside=False).leaves == 5


def test_the_platform_itself_cannot_rewrite_evidence(trail: TestTrail) -> None:
    trail.fill(1, 5)
    for table in ("audit_leaf", "audit_subtree", "audit_checkpoint", "audit_journal"):
        for verb in (f"delete from {table}", f"truncate {table}"):
            with (
                pytest.raises(sa.exc.ProgrammingError, match="permission denied"),
                trail.database.unit(by=PLATFORM, at=NOON) as uow,
            ):
                uow.connection.execute(sa.text(verb))


def test_checkpoint_files_go_on_after_a_broken_line(trail: TestTrail, tmp_path: Path) -> None:
    trail.fill(3, 5)
    files = CheckpointFiles(tmp_path)
    files.keep(("2026-11", note) for note in trail.outside.notes[:2])
    assert files.count() == 2
    with (tmp_path / "audit-2026-11.jsonl").open("a") as half:
        half.write('"smartcustoms/hk/au')  # the power went
    assert files.count() == 2
    files.keep([("2026-11", trail.outside.notes[2])])
    assert files.count() == 3
    notes = [note for _, note in read_notes([tmp_path])]
    assert [note for note in notes if note in trail.outside.notes] == trail.outside.notes


def test_searching_by_who_what_and_when(trail: TestTrail) -> None:
    trail.fill(2, 30)
    with trail.database.unit(by=PLATFORM, at=NOON) as uow:
        assert len(queries.deeds(uow, who="amina", limit=100)) == 60
        assert len(queries.deeds(uow, who="nobody")) == 0
        assert len(queries.deeds(uow, about="D3", deed="declaration.")) == 2
        assert len(queries.deeds(uow, since=NOON + timedelta(seconds=1), limit=100)) == 30
        first = queries.deeds(uow, limit=20)
        second = queries.deeds(uow, limit=20, before=first[-1].id)
        assert len({each.id for each in [*first, *second]}) == 40
