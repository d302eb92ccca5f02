"""`smartcustoms audit verify`: exit 0 on an untouched trail, exit 1 with what is wrong and where on any other."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.audit import cli, queries
from smartcustoms.kernel.audit.checkpoint_gateway import checkpoint_folder, origin, signing_key
from smartcustoms.kernel.audit.sequencing import sequence_all
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings


@pytest.fixture
def mine(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Let the commands work on the test's database, with a home of its own."""

    @contextmanager
    def opened(_: Settings | None = None) -> Iterator[Database]:
        yield database

    monkeypatch.setattr(cli, "opened_for_command", opened)
    monkeypatch.setenv("SMARTCUSTOMS_HOME", str(tmp_path))
    monkeypatch.setenv("SMARTCUSTOMS_SECRET", "a secret for this test only, long enough")
    settings = Settings(home=tmp_path, secret="a secret for this test only, long enough")
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        for n in range(300):
            uow.note("declaration.lodged", f"D{n}")
    sequence_all(database, settings, clock.now())
    return settings


def change(database: Database, sql: str) -> None:
    with database.engine.begin() as superuser:
        assert superuser.execute(sa.text(sql)).rowcount


def test_an_untouched_trail(mine: Settings) -> None:
    done = CliRunner().invoke(cli.audit, ["verify"])
    assert done.exit_code == 0, done.output
    assert "The trail is as it was written. 300 deeds, 1 checkpoints, 1 of them also outside." in done.output
    assert "not covered yet" in done.output


def test_a_changed_deed_is_named(mine: Settings, database: Database) -> None:
    change(database, "update audit_journal set about = 'X' where about = 'D7'")
    done = CliRunner().invoke(cli.audit, ["verify", "--json"])
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    assert told["sound"] is False
    assert told["faults"][0]["where"].startswith("leaf ")


def test_a_rollback_is_found_by_the_files_outside(mine: Settings, database: Database, tmp_path: Path) -> None:
    for table in ("audit_journal", "audit_leaf", "audit_subtree", "audit_checkpoint"):
        change(database, f"delete from {table}")
    done = CliRunner().invoke(cli.audit, ["verify", "--checkpoints", str(tmp_path / "checkpoints")])
    assert done.exit_code == 1
    assert "WRONG" in done.output


def test_another_key_and_an_unreadable_file_are_told(mine: Settings, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_bytes(b"\xff\xfe")
    for wrong in (["--key", "nonsense"], ["--checkpoints", str(tmp_path / "bad.jsonl")]):
        assert CliRunner().invoke(cli.audit, ["verify", *wrong]).exit_code == 2
    key = (checkpoint_folder(mine) / "audit.key").read_text()
    assert CliRunner().invoke(cli.audit, ["verify", "--key", key]).exit_code == 0


def test_a_proof_is_checked_without_the_database(mine: Settings, database: Database, tmp_path: Path) -> None:
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        deed = queries.deeds(uow, about="D42")[0]
        proof = queries.proof(uow, deed.id, key=signing_key(mine).public_key(), origin=origin(mine))
    body = {name: getattr(proof, name) for name in ("leaf", "position", "size", "path", "checkpoint", "key")}
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(body))
    assert "Proven under checkpoint 0" in CliRunner().invoke(cli.audit, ["check-proof", str(file)]).output
    file.write_text(json.dumps(body | {"leaf": proof.leaf.replace("D42", "D43")}))
    assert CliRunner().invoke(cli.audit, ["check-proof", str(file)]).exit_code == 1
    file.write_text("[]")
    assert CliRunner().invoke(cli.audit, ["check-proof", str(file)]).exit_code == 2


def test_sequencing_by_hand(mine: Settings, database: Database) -> None:
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        uow.note("declaration.lodged", "late one")
    assert "1 deeds put into the tree" in CliRunner().invoke(cli.audit, ["sequence"]).output
