"""Hostile proofs, checkpoint files and keys: the commands and readers refuse them in words, whatever they hold."""

import json
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from smartcustoms.kernel.audit import cli
from smartcustoms.kernel.audit.checkpoint_gateway import CheckpointFiles, CheckpointsUnreadable, read_notes
from smartcustoms.kernel.audit.merkle import leaf_hash
from smartcustoms.kernel.audit.note import Checkpoint, NoteUnusable, opened, public_key, read_public_key, sign
from smartcustoms.kernel.audit.proof_file import LARGEST_PROOF, ProofUnreadable, read_proof
from tests.hostile import COUNTS, ODD_TEXTS, corpus, json_file, torn, withstood

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
NOTE = sign(Checkpoint("smartcustoms/hk/audit", 1, leaf_hash(b"deed"), 17, datetime(2026, 11, 24, tzinfo=UTC)), KEY)
KEY_TEXT = public_key("smartcustoms/hk/audit", KEY.public_key())
PROOF = {"leaf": "deed", "position": 0, "size": 1, "path": [], "checkpoint": NOTE, "key": KEY_TEXT}
LONG = {**PROOF, "path": ["00" * 32, "11" * 32]}


@pytest.mark.parametrize("count", COUNTS)
def test_proof_files(count: int, tmp_path: Path) -> None:
    file = tmp_path / "proof.json"

    def check(content: bytes) -> str:
        file.write_bytes(content)
        done = CliRunner().invoke(cli.audit, ["check-proof", str(file)])
        assert done.exception is None or isinstance(done.exception, SystemExit), repr(done.exception)
        assert done.output.strip()
        if done.exit_code == 2:
            assert "is no proof that can be read: " in done.output
        return f"exit {done.exit_code}"

    ends = withstood(check, corpus(json_file(LONG), count))
    assert set(ends) <= {"exit 0", "exit 1", "exit 2"}
    assert ends["exit 2"] > count // 2
    assert ends["exit 0"] == 0, "the long path leads to no root"


def test_the_proof_itself_is_good_and_every_hurt_of_it_is_seen(tmp_path: Path) -> None:
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(PROOF))
    assert CliRunner().invoke(cli.audit, ["check-proof", str(file)]).exit_code == 0
    for hurt in (
        {"position": 1e999},
        {"position": True},
        {"position": 0.0},
        {"path": "00"},
        {"path": ["zz"]},
        {"leaf": 3},
        {"key": None},
    ):
        file.write_text(json.dumps(PROOF | hurt))
        assert CliRunner().invoke(cli.audit, ["check-proof", str(file)]).exit_code == 2, hurt


def test_a_proof_writes_no_control_codes_on_the_terminal(tmp_path: Path) -> None:
    leaf = "deed \x1b[2J\x07"
    note = sign(Checkpoint("a", 1, leaf_hash(leaf.encode()), 0, datetime(2026, 11, 24, tzinfo=UTC)), KEY)
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(PROOF | {"leaf": leaf, "checkpoint": note, "key": public_key("a", KEY.public_key())}))
    done = CliRunner().invoke(cli.audit, ["check-proof", str(file)])
    assert done.exit_code == 0
    assert "\x1b" not in done.output


def test_a_proof_is_no_larger_than_a_proof() -> None:
    with pytest.raises(ProofUnreadable, match="more than"):
        read_proof(b" " * (LARGEST_PROOF + 1))


@pytest.mark.parametrize("count", COUNTS)
def test_checkpoint_files(count: int, tmp_path: Path) -> None:
    file = tmp_path / "audit-2026-11.jsonl"
    hostile = json_file(NOTE)

    def make(luck: random.Random) -> bytes:
        lines = [
            json.dumps(NOTE).encode(),
            hostile(luck),
            torn(NOTE.encode(), luck),
            b"number " + luck.choice(ODD_TEXTS).encode("utf-8", "replace"),
        ]
        return b"\n".join(luck.sample(lines, luck.randrange(1, 5)))

    def read(content: bytes) -> str:
        file.write_bytes(content)
        assert CheckpointFiles(tmp_path).count() >= 0
        try:
            notes = [note for _, note in read_notes([tmp_path])]
        except CheckpointsUnreadable as unreadable:
            return "unreadable" if file.name in str(unreadable) else "unreadable, without its name"
        return "good" if any(_is_ours(note) for note in notes) else "no note of ours"

    ends = withstood(read, corpus(make, count))
    assert min(ends["unreadable"], ends["good"], ends["no note of ours"]) > 0


def _is_ours(note: str) -> bool:
    try:
        return opened(note, KEY.public_key()).number == 17
    except NoteUnusable:
        return False


@pytest.mark.parametrize("count", COUNTS)
def test_keys(count: int) -> None:
    def read(content: bytes) -> str:
        text = content.decode("utf-8", "surrogateescape")
        try:
            read_public_key(text)
        except NoteUnusable as unusable:
            return str(unusable) and "refused"
        return "read"

    assert withstood(read, corpus(lambda luck: torn(KEY_TEXT.encode(), luck), count))["refused"] > count // 2
    assert withstood(read, [each.encode("utf-8", "surrogatepass") for each in ODD_TEXTS])["refused"] == len(ODD_TEXTS)
