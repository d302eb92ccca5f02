"""`smartcustoms audit verify`, `audit sequence` and `audit check-proof`."""

import json
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.audit import queries
from smartcustoms.kernel.audit.checkpoint_gateway import (
    CheckpointsUnreadable,
    checkpoint_folder,
    read_notes,
    signing_key,
)
from smartcustoms.kernel.audit.merkle import is_included, leaf_hash
from smartcustoms.kernel.audit.model import VERIFY_TRAIL, Verdict
from smartcustoms.kernel.audit.note import Checkpoint, NoteUnusable, opened, read_public_key
from smartcustoms.kernel.audit.proof_file import LARGEST_PROOF, ProofUnreadable, read_proof
from smartcustoms.kernel.audit.sequencing import sequence_all
from smartcustoms.kernel.commands import Command, opened_for_command
from smartcustoms.kernel.settings import read_settings


@click.group()
def audit() -> None:
    """Prove that the audit trail is as it was written."""


@audit.command(cls=Command, permission=VERIFY_TRAIL)
@click.option(
    "--checkpoints",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="File or folder of checkpoints kept outside the database; default: home/checkpoints.",
)
@click.option("--key", "key_text", help="Public key (name+hash+key) instead of this installation's own.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def verify(checkpoints: tuple[Path, ...], key_text: str | None, as_json: bool) -> None:
    """Prove the whole trail, offline; exit 1 and say what is wrong and where if it was changed, cut or reordered."""
    settings = read_settings()
    try:
        key = read_public_key(key_text) if key_text else signing_key(settings).public_key()
        outside = list(read_notes(checkpoints or (checkpoint_folder(settings),)))
    except (NoteUnusable, CheckpointsUnreadable) as fault:
        raise click.UsageError(str(fault)) from fault
    columns = (TextColumn("leaves"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with (
        opened_for_command(settings) as database,
        Progress(*columns, console=Console(stderr=True), transient=True, disable=as_json) as bar,
        database.unit(by=PLATFORM, at=clock.now()) as uow,
    ):
        task = bar.add_task("leaves", total=None)
        verdict = queries.verify(
            uow, key=key, outside=outside, progress=lambda done, total: bar.update(task, completed=done, total=total)
        )
    _tell(verdict, as_json)
    if not verdict.sound:
        raise SystemExit(1)


def _tell(verdict: Verdict, as_json: bool) -> None:
    if as_json:
        faults = [{"where": each.where, "what": each.what} for each in verdict.faults]
        newest = verdict.newest_checkpoint and verdict.newest_checkpoint.isoformat()
        counts = {name: getattr(verdict, name) for name in ("leaves", "checkpoints", "outside", "not_covered")}
        click.echo(json.dumps({"sound": verdict.sound, **counts, "newest_checkpoint": newest, "faults": faults}))
        return
    for each in verdict.faults:
        click.echo(f"WRONG {each}")
    word = (
        "The trail is as it was written"
        if verdict.sound
        else f"The trail was tampered with: {len(verdict.faults)} faults"
    )
    click.echo(
        f"{word}. {verdict.leaves} deeds, {verdict.checkpoints} checkpoints, {verdict.outside} of them also outside."
    )
    if verdict.newest_checkpoint is None:
        click.echo("No checkpoint has been signed yet, so nothing is covered.")
    else:
        click.echo(
            f"Covered is what was written before {verdict.newest_checkpoint:%Y-%m-%d %H:%M:%S} UTC; {verdict.not_covered} deeds"
            " written since are not covered yet."
        )
    if not verdict.outside:
        click.echo("No checkpoint from outside the database was given: a cut end or a whole rollback would not show.")


@audit.command(cls=Command, permission=VERIFY_TRAIL)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def sequence(as_json: bool) -> None:
    """Put everything that waits into the tree now, such as after loading history."""
    settings = read_settings()
    with opened_for_command(settings) as database:
        count = sequence_all(database, settings, clock.now(), everything=True)
    click.echo(json.dumps({"sequenced": count}) if as_json else f"{count} deeds put into the tree.")


@audit.command("check-proof", cls=Command, permission=VERIFY_TRAIL)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", "key_text", help="Public key you hold; without it the proof's own is used, which proves less.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check_proof(file: Path, key_text: str | None, as_json: bool) -> None:
    """Check a downloaded proof without the database; exit 1 when it does not hold."""
    try:
        with file.open("rb") as sent:
            proof = read_proof(sent.read(LARGEST_PROOF + 1))
        checkpoint = opened(proof.checkpoint, read_public_key(key_text or proof.key))
    except (ProofUnreadable, NoteUnusable) as fault:
        raise click.UsageError(f"{file.name} is no proof that can be read: {fault}") from fault
    holds = is_included(leaf_hash(proof.leaf.encode()), proof.position, checkpoint.size, proof.path, checkpoint.root)
    if as_json:
        told = {"proven": holds, "checkpoint": checkpoint.number, "at": checkpoint.at.isoformat(), "leaf": proof.leaf}
        click.echo(json.dumps(told))
    elif holds:
        _tell_proven(checkpoint, proof.leaf)
    else:
        click.echo("WRONG: the proof does not lead to the signed root.")
    if not holds:
        raise SystemExit(1)


def _tell_proven(checkpoint: Checkpoint, leaf: str) -> None:
    shown = "".join(letter if letter.isprintable() else "\ufffd" for letter in leaf)
    click.echo(f"Proven under checkpoint {checkpoint.number} of {checkpoint.at:%Y-%m-%d %H:%M:%S} UTC: {shown}")


commands = [audit]
