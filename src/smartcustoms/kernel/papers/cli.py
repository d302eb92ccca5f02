"""`smartcustoms papers verify FILE`, `papers keys`, `papers renew-key`."""

import json
from pathlib import Path

import click

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.commands import Command, opened_for_command
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.errors import rule_of
from smartcustoms.kernel.papers import actions, queries
from smartcustoms.kernel.papers.model import KEEP_KEYS, LARGEST, VERIFY_PAPER, NotGenuine, PublicKey, in_language

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def papers() -> None:
    """Verify papers, and keep the keys that sign them."""


@papers.command(cls=Command, permission=VERIFY_PAPER)
@click.argument("file", type=_FILE)
@click.option("--keys", "keys_file", type=_FILE, help="Public keys, as /api/v1/papers/keys gives them: then offline.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def verify(file: Path, keys_file: Path | None, as_json: bool) -> None:
    """Verify a paper, PDF or JWS; exit 2 with the reason when it is not genuine. Without --keys this installation's keys count."""
    try:
        genuine, standing = queries.offline(_read(file), _keys(keys_file), on=day_of(clock.now()))
    except NotGenuine as refused:
        if not as_json:
            raise
        told = {"code": refused.code, "message": str(refused.says), "mend": str(refused.mend), "value": refused.seen}
        told["rule"] = rule_of(refused.code)
        click.echo(json.dumps({"genuine": False, "errors": [told]}, ensure_ascii=False))
        raise SystemExit(2) from refused
    said = genuine.paper
    if as_json:
        whole = {"genuine": True, "form": genuine.form, "key": genuine.kid, "standing": standing.value, **said}
        click.echo(json.dumps(whole, ensure_ascii=False))
        return
    click.echo(
        f"Genuine ({genuine.form.upper()}, key {genuine.kid}): {said['number']} {in_language(said['title'], 'en')}"
    )
    click.echo(f"Valid from {said['valid_from']} until {said['valid_until'] or 'no end'}: {standing.value}.")
    click.echo("Whether it was revoked since, only the page of the authority that issued it knows.")


@papers.command(cls=Command, permission=VERIFY_PAPER)
@click.option("--json", "as_json", is_flag=True, help="Print the keys as a JSON Web Key Set, for `verify --keys`.")
def keys(as_json: bool) -> None:
    """Print the public keys that sign or have signed papers."""
    with opened_for_command() as database, database.unit(by=PLATFORM, at=clock.now()) as uow:
        found, known = queries.key_set(uow), queries.keys(uow)
    if as_json:
        click.echo(json.dumps(found))
        return
    for each in known:
        click.echo(f"{each.kid} {each.jwk['alg']} since {each.since:%Y-%m-%d %H:%M} UTC")
    if not known:
        click.echo("No key yet: the first paper makes it.")


@papers.command("renew-key", cls=Command, permission=KEEP_KEYS)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def renew_key(as_json: bool) -> None:
    """Begin a new key for papers; those signed before stay verifiable."""
    with opened_for_command() as database, database.unit(by=PLATFORM, at=clock.now()) as uow:
        made = actions.renew_key(uow)
    click.echo(json.dumps({"kid": made.kid}) if as_json else f"Papers are signed by key {made.kid} from now on.")


def _keys(file: Path | None) -> tuple[PublicKey, ...]:
    if file is not None:
        return queries.read_keys(_read(file))
    with opened_for_command() as database, database.unit(by=PLATFORM, at=clock.now()) as uow:
        return queries.keys(uow)


def _read(file: Path) -> bytes:
    with file.open("rb") as sent:
        return sent.read(LARGEST + 1)


commands = [papers]
