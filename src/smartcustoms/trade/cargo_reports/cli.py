"""`smartcustoms cargo-reports read FILE...`: files of cargo reports on their own, without the database."""

import json
from pathlib import Path
from typing import Any

import click

from smartcustoms.kernel.commands import Command
from smartcustoms.kernel.errors import Refused
from smartcustoms.trade.cargo_reports import queries
from smartcustoms.trade.cargo_reports.model import READ
from smartcustoms.trade.cargo_reports.shown import errors_shown, report_shown

_LARGEST = 8 * 1024 * 1024


@click.group("cargo-reports")
def cargo_reports() -> None:
    """Read cargo reports of air and sea."""


@cargo_reports.command(cls=Command, permission=READ)
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def read(files: tuple[Path, ...]) -> None:
    """Read FILES in EDIFACT, Cargo-XML, ONE Record or JSON, one line of JSON each; exit 2 when one is refused."""
    every = [(file, _told(file)) for file in files]
    for file, told in every:
        click.echo(json.dumps(told if len(files) == 1 else {"file": str(file), **told}, ensure_ascii=False))
    if not all(told["accepted"] for _, told in every):
        raise SystemExit(2)


def _told(file: Path) -> dict[str, Any]:
    with file.open("rb") as opened:
        content = opened.read(_LARGEST + 1)
    try:
        given = queries.read(content)
    except Refused as refused:
        return {"accepted": False, "errors": errors_shown(refused)}
    reports, errors = [], []
    for place, each in enumerate(given, start=1):
        try:
            reports.append({"format": each.format.value, **report_shown(queries.checked(each))})
        except Refused as refused:
            errors += [{"report": place, **one} for one in errors_shown(refused)]
    return {"accepted": False, "errors": errors} if errors else {"accepted": True, "reports": reports}


commands = [cargo_reports]
