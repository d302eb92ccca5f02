"""`smartcustoms scans`: make simulated scans with their truth, bring scans from files."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from smartcustoms.boundary.scans import actions, queries
from smartcustoms.boundary.scans.model import IMPORT, LARGEST_FILE, SIMULATE, Kind, ScanUnreadable
from smartcustoms.kernel import clock
from smartcustoms.kernel.commands import Command, local_operator, opened_for_command
from smartcustoms.kernel.words.model import sentence


@click.group(help="Make, bring, judge and compare scans.")
def scans() -> None:
    """Make, bring, judge and compare scans."""


@scans.command(cls=Command, permission=SIMULATE)
@click.option("--kind", required=True, help="bag or truck.")
@click.option("--seed", type=int, required=True, help="Everything follows from it.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder for the files.")
@click.option(
    "--beam", default="", help="kv100 to kv300 (tube), mev6 or mev9 (linac). Without: kv160 for bags, mev6 for trucks."
)
@click.option("--pair", is_flag=True, help="Two scans of one thing, the second with something added.")
@click.option(
    "--change",
    type=click.Choice(["concealment", "none", "other"]),
    default="concealment",
    show_default=True,
    help="Of a pair: what is different in the second scan.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def simulate(kind: str, seed: int, out: Path, beam: str, pair: bool, change: str, as_json: bool) -> None:
    """Make simulated scans: for each a package (.scan.zip), a picture (.png) and, apart from both, the truth (.truth.json)."""
    made = queries.simulated(kind, seed, beam=beam, pair=pair, change=change)
    told = []
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, (package, truth) in made.items():
            paths = {
                what: out / f"{name}{end}"
                for what, end in (("scan", ".scan.zip"), ("truth", ".truth.json"), ("picture", ".png"))
            }
            paths["scan"].write_bytes(queries.written(package))
            paths["truth"].write_text(truth, encoding="utf-8")
            paths["picture"].write_bytes(queries.drawn(package))
            told.append({what: str(path) for what, path in paths.items()} | {"simulated": True, "beam": package.beam})
    except OSError as wrong:
        raise click.BadParameter(f"{out}: {wrong.strerror}", param_hint="--out") from None
    if as_json:
        click.echo(json.dumps(told))
        return
    for each in told:
        click.echo(f"{each['scan']} (simulated, beam {each['beam']}); picture {each['picture']}; truth {each['truth']}")


@scans.command("import", cls=Command, permission=IMPORT)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "--kind", type=click.Choice([each.value for each in Kind]), default="other", help="Where the file does not say it."
)
@click.option("--subject", default="", help="Plate, container or consignment number; without: what the file says.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def bring(file: Path, kind: str, subject: str, as_json: bool) -> None:
    """Keep the scan in FILE: a scan package, DICOS or DICOM DX, PNG, TIFF or JPEG. The original is kept unchanged by its hash."""
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST_FILE + 1)
    except OSError as wrong:
        says, mend = sentence("The file cannot be read."), sentence("Name a file that is there.")
        raise ScanUnreadable(says, mend=mend, field="file", seen=str(wrong.strerror)[:120]) from None
    read = queries.read_scan(content, kind=Kind(kind))
    with opened_for_command() as database, database.unit(by=local_operator(), at=clock.now()) as uow:
        kept = actions.bring(uow, content, name=file.name, kind=Kind(kind), subject=subject)
    if as_json:
        told = asdict(kept) | {"brought_at": kept.brought_at.isoformat(), "lost": list(read.lost)}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(
        f"{kept.number}: {kept.kind.value}, {kept.columns} by {kept.rows}, {'simulated' if kept.simulated else 'as it came'}"
    )
    click.echo(f"original kept as {kept.file}")
    if read.lost:
        click.echo(f"not in this file, so lost: {', '.join(read.lost)}")


commands = [scans]
