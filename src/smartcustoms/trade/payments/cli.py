"""`smartcustoms payments`: notes, the bank's statements, the books."""

import json
from pathlib import Path

import click

from smartcustoms.kernel import clock
from smartcustoms.kernel.commands import Command, local_operator, opened_for_command
from smartcustoms.kernel.day import day_of
from smartcustoms.trade.payments import actions, queries
from smartcustoms.trade.payments.model import RECONCILE, SEE, Reconciled
from smartcustoms.trade.payments.statement_reading import LARGEST


@click.group(help="Demand notes, the bank's statements, and whether the books agree.")
def payments() -> None:
    """Demand notes, the bank's statements, and whether the books agree."""


@payments.command(cls=Command, permission=SEE)
@click.option("--text", default="", help="Number of a note, or what it is about.")
@click.option("--overdue", is_flag=True, help="Only those after their last day.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def notes(text: str, overdue: bool, as_json: bool) -> None:
    """List demand notes, newest first."""
    at = clock.now()
    with opened_for_command() as database, database.unit(by=local_operator(), at=at) as uow:
        found, total = queries.notes(uow, text=text, overdue_on=day_of(at) if overdue else None, size=200)
    if as_json:
        rows = [
            {"number": n.number, "about": n.about, "due_on": n.due_on.isoformat(), "currency": n.total.currency,
             "total": str(n.total.amount), "owed": str(n.owed.amount)} for n in found
        ]  # fmt: skip
        click.echo(json.dumps({"total": total, "notes": rows}))
        return
    for each in found:
        click.echo(f"{each.number}  {each.about:16} due {each.due_on}  {each.total}, owed {each.owed}")
    click.echo(f"{len(found)} of {total}")


@payments.command(cls=Command, permission=RECONCILE)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def reconcile(file: Path, as_json: bool) -> None:
    """Reconcile the bank's statement in FILE (CSV or camt.053); what is left over is told."""
    with file.open("rb") as opened:
        content = opened.read(LARGEST + 1)
    with opened_for_command() as database, database.unit(by=local_operator(), at=clock.now()) as uow:
        found = actions.reconcile(uow, content, name=file.name)
    click.echo(json.dumps(_plain(found), ensure_ascii=False) if as_json else _told(found))


@payments.command(cls=Command, permission=RECONCILE)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def books(as_json: bool) -> None:
    """Give the ledger's balances, and whether every entry sums to zero and notes and ledger agree; exit code 1 when not."""
    with opened_for_command() as database, database.unit(by=local_operator(), at=clock.now()) as uow:
        found = queries.books(uow)
    if as_json:
        click.echo(json.dumps(found))
    else:
        for each in found["balances"]:
            click.echo(f"{each['account']:20} {each['currency']} {each['balance']:>18}")
        click.echo(f"entries that do not sum to zero: {found['entries_unbalanced']}")
        click.echo(f"notes and ledger agree: {'yes' if found['notes_agree'] else 'NO'}")
        click.echo(f"guarantees and ledger agree: {'yes' if found['guarantees_agree'] else 'NO'}")
    if found["entries_unbalanced"] or not (found["notes_agree"] and found["guarantees_agree"]):
        raise SystemExit(1)


def _plain(found: Reconciled) -> dict[str, object]:
    lines = [
        {"position": each.position, "amount": str(each.amount.amount), "state": each.state.value,
         "payment": each.payment, "why": str(each.why or "")} for each in found.statement.lines
    ]  # fmt: skip
    one = found.statement
    return {
        "identity": one.identity,
        "difference": str(one.difference.amount),
        "left": str(found.left.amount),
        "lines": lines,
    }


def _told(found: Reconciled) -> str:
    lines = [
        f"{each.position:5} {each.booked_on} {each.amount!s:>20} {each.state.value:8} {each.payment} {each.why or ''}"
        for each in found.statement.lines
    ]
    return "\n".join([*lines, f"Difference: {found.statement.difference}. Left over: {found.left}."])


commands = [payments]
