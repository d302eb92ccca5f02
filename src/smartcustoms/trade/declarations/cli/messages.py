"""`smartcustoms declarations read`, `write`, `notifications read`, `pointers`: messages of the WCO Data Model, without the database."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from smartcustoms.kernel.commands import Command
from smartcustoms.kernel.settings import read_settings
from smartcustoms.trade.declarations.model import READ_MESSAGE

if TYPE_CHECKING:  # the XML library is loaded when a message is read
    from smartcustoms.trade.declarations.wco.reading import Matter
    from smartcustoms.trade.declarations.wco.schemas import Schemas

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FILES = click.argument("files", nargs=-1, required=True, type=_FILE)
_SCHEMAS = click.option(
    "--schemas",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the administration's XSD files; the setting SMARTCUSTOMS_SCHEMAS names one too.",
)


@click.group()
def declarations() -> None:
    """Lodge files of declarations; read and write declarations as messages of the WCO Data Model."""


@click.group()
def notifications() -> None:
    """Read and write notifications, the responses of the WCO Data Model."""


@declarations.command("read", cls=Command, permission=READ_MESSAGE)
@_FILES
@_SCHEMAS
def read_declarations(files: Sequence[Path], schemas: Path | None) -> None:
    """Read declarations (DEC) in XML as JSON, one line each; exit 2 when one is refused. Every error names its line."""
    from smartcustoms.trade.declarations.wco.reading import Matter

    _read(files, Matter.DECLARATION, schemas)


@notifications.command("read", cls=Command, permission=READ_MESSAGE)
@_FILES
@_SCHEMAS
@click.option(
    "--in-order", is_flag=True, help="The files tell of one declaration, in their order: say what each tells of."
)
def read_notifications(files: Sequence[Path], schemas: Path | None, in_order: bool) -> None:
    """Read notifications (RES) in XML as JSON, one line each, with their tax lines worked again; exit 2 when one is refused."""
    from smartcustoms.trade.declarations.wco.reading import Matter

    _read(files, Matter.NOTIFICATION, schemas, _tell_in_order if in_order else None)


@declarations.command("write", cls=Command, permission=READ_MESSAGE)
@click.argument("file", type=_FILE)
@_SCHEMAS
def write_declaration(file: Path, schemas: Path | None) -> None:
    """Write the JSON that read printed as XML again; exit 2, with the errors, when it is no valid message."""
    _write(file, schemas)


@notifications.command("write", cls=Command, permission=READ_MESSAGE)
@click.argument("file", type=_FILE)
@_SCHEMAS
def write_notification(file: Path, schemas: Path | None) -> None:
    """Write the JSON that read printed as XML again; namespaces that were missing stay so, and this is told."""
    _write(file, schemas)


@click.command("pointer", cls=Command, permission=READ_MESSAGE)
@click.argument("pointer")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def pointers(pointer: str, as_json: bool) -> None:
    """Resolve a POINTER such as 42A/67A/68A[1]/70A[1]/166 to named fields, or a path of names to its pointer."""
    from smartcustoms.trade.declarations.wco.pointers import path_to, pointer_to, shown, steps_of

    as_numbers = pointer if pointer.strip()[:1].isdigit() else pointer_to(pointer)
    steps = steps_of(as_numbers)
    if as_json:
        click.echo(json.dumps(shown(steps), ensure_ascii=False))
    else:
        click.echo(f"{as_numbers}\n{path_to(as_numbers)}\n{steps[-1].label or steps[-1].name}")


Answers = list[tuple[Path, dict[str, Any]]]


def _read(
    files: Sequence[Path], matter: "Matter", folder: Path | None, more: Callable[[Answers], None] | None = None
) -> None:
    from smartcustoms.trade.declarations.wco.parsing import LARGEST, MessageUnusable
    from smartcustoms.trade.declarations.wco.reading import Reading, read
    from smartcustoms.trade.declarations.wco.shown import shown

    kept: Answers = []
    refused = False
    for file in files:
        try:
            with file.open("rb") as opened:
                reading = read(opened.read(LARGEST + 1), matter, _schemas(folder))
        except MessageUnusable as unusable:
            reading = Reading(matter, unusable.faults)
        refused = refused or not reading.is_accepted
        if more is None:
            _tell(file, shown(reading), len(files))
        else:
            kept.append((file, shown(reading)))
    if more is not None:
        more(kept)
        for file, told in kept:
            _tell(file, told, len(files))
    if refused or any(not told["accepted"] for _, told in kept):
        raise SystemExit(2)


def _tell(file: Path, told: dict[str, Any], count: int) -> None:
    click.echo(json.dumps(told if count == 1 else {"file": str(file), **told}, ensure_ascii=False))


def _tell_in_order(answers: Answers) -> None:
    """Say what each notification tells of, a state of the declaration or a stage of a request; one that cannot stand there is refused."""
    from smartcustoms.kernel.errors import rule_of
    from smartcustoms.trade.declarations.requests import NotALife, meanings

    codes: list[str] = []
    for _, told in answers:
        codes += [each["function"]["code"] for each in told.get("summary", ()) if "function" in each]
        try:
            told["tells_of"] = [str(each.of) for each in meanings(codes)][-1:]
        except NotALife as wrong:
            error = {"code": wrong.code, "message": str(wrong.says), "path": wrong.field, "line": None}
            error |= {"value": wrong.seen, "mend": str(wrong.mend), "rule": rule_of(wrong.code)}
            told |= {"accepted": False, "errors": [error]}
            return


def _write(file: Path, folder: Path | None) -> None:
    from smartcustoms.trade.declarations.wco.parsing import MessageUnusable
    from smartcustoms.trade.declarations.wco.shown import fault_shown
    from smartcustoms.trade.declarations.wco.strictly import written_strictly

    try:
        content, notes = written_strictly(_text(file), _schemas(folder))
    except MessageUnusable as unusable:
        errors = [fault_shown(each) for each in unusable.faults]
        click.echo(json.dumps({"accepted": False, "errors": errors}, ensure_ascii=False))
        raise SystemExit(2) from unusable
    click.echo(content, nl=False)
    for note in notes:
        click.echo(str(note.says), err=True)


def _text(file: Path) -> str:
    from smartcustoms.trade.declarations.wco.faults import fault
    from smartcustoms.trade.declarations.wco.parsing import LARGEST, MessageUnusable

    with file.open("rb") as opened:
        content = opened.read(4 * LARGEST + 1)
    try:
        if len(content) <= 4 * LARGEST:
            return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    raise MessageUnusable((fault("json_unusable", line=1),))


def _schemas(folder: Path | None) -> "Schemas | None":
    from smartcustoms.trade.declarations.wco.schemas import schemas_of

    named = folder or (Path(setting) if (setting := read_settings().schemas) else None)
    return schemas_of(named) if named else None
