"""`smartcustoms cases list` and `show`: cases at the command line, for whoever runs this machine."""

import json

import click

from smartcustoms.investigation.cases import queries
from smartcustoms.investigation.cases.model import SEE, Case, Reason, State, Wanted
from smartcustoms.investigation.cases.shown import plain, plain_whole, said_of, title_of
from smartcustoms.kernel import clock
from smartcustoms.kernel.commands import Command, local_operator, opened_for_command


@click.group()
def cases() -> None:
    """Cases of the investigators."""


@cases.command("list", cls=Command, permission=SEE)
@click.option("--state", type=click.Choice([each.value for each in State]), help="Only cases in this state.")
@click.option("--because", type=click.Choice([each.value for each in Reason]), help="Only cases for this reason.")
@click.option("--lead", default="", help="Only those of this investigator; none: nobody's.")
@click.option("--text", default="", help="Words of the title, or a number of the case or a subject.")
@click.option("--most", type=click.IntRange(1, 1000), default=50, show_default=True, help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_cases(state: str | None, because: str | None, lead: str, text: str, most: int, as_json: bool) -> None:
    """List cases, the last changed first."""
    wanted = Wanted(
        text=text,
        state=State(state) if state else None,
        because=Reason(because) if because else None,
        lead=lead,
        per_page=most,
    )
    with opened_for_command() as database, database.unit(by=local_operator(), at=clock.now()) as uow:
        found, total = queries.cases(uow, wanted)
        uow.looked("cases", rows=len(found))
    if as_json:
        click.echo(json.dumps({"total": total, "cases": [plain(each) for each in found]}, ensure_ascii=False))
        return
    for each in found:
        click.echo(_line(each))
    click.echo(f"{len(found)} of {total}")


@cases.command(cls=Command, permission=SEE)
@click.argument("number")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show(number: str, as_json: bool) -> None:
    """Show one case whole."""
    with opened_for_command() as database, database.unit(by=local_operator(), at=clock.now()) as uow:
        found = queries.whole(uow, number)
    if as_json:
        click.echo(json.dumps(plain_whole(found), ensure_ascii=False))
        return
    click.echo(_line(found.case))
    for linked in found.subjects:
        click.echo(f"  {linked.subject.kind.value} {linked.subject.number}")
    for task in found.tasks:
        click.echo(f"  task due {task.due}: {task.says} ({task.whose}){' done' if task.done_at else ''}")
    for entry in found.entries:
        note = f" {entry.note}" if entry.note else ""
        click.echo(f"  {entry.at:%Y-%m-%d %H:%M} UTC {entry.by}: {said_of(entry)}{note}")


def _line(case: Case) -> str:
    about = f"{case.about.kind.value} {case.about.number}"
    return (
        f"{case.number}  {case.state.value:20} {case.priority.value:7} {case.lead or '-':12} {about}: {title_of(case)}"
    )


commands = [cases]
