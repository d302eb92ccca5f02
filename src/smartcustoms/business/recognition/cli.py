"""`smartcustoms recognition`: make and verify messages offline, see arrangements, give and trust keys, keep consents, publish."""

import json
from datetime import UTC
from pathlib import Path
from typing import Any

import click

from smartcustoms.business.recognition import actions, queries
from smartcustoms.business.recognition.model import (
    LARGEST,
    PUBLISH,
    TRUST,
    VERIFY,
    Keys,
    Kind,
    Message,
    MessageRefused,
    NoSuchArrangement,
    Opened,
)
from smartcustoms.business.recognition.plainly import plain_arrangement, plain_message, plain_opened
from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.commands import Command, local_operator, opened_for_command
from smartcustoms.kernel.errors import Refused, rule_of
from smartcustoms.kernel.settings import read_settings

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_OPERATOR = {
    "number": "AEOHK-2026-000001",
    "status": "active",
    "changed_at": "2026-11-01T00:00:00+00:00",
    "tin": "HK12345678",
    "name": "Simulated Trading Limited",
    "tier": 1,
    "valid_until": "2029-10-31",
}


@click.group()
def recognition() -> None:
    """Exchange authorised operators with other administrations."""


@recognition.command(cls=Command, permission=VERIFY)
@click.argument("message", type=_FILE)
@click.option(
    "--keys",
    "keys_file",
    type=_FILE,
    help="JSON Web Key Set with the recipient's private and the sender's public keys.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def verify(message: Path, keys_file: Path | None, as_json: bool) -> None:
    """Verify a message offline; exit 2 with the reason when it is not genuine. Without --keys it must be of `recognition sign` here."""
    try:
        opened = _verified(message, keys_file)
    except Refused as refused:
        if not as_json:
            raise
        fault = refused.fault.value if isinstance(refused, MessageRefused) else refused.code
        told = {"code": refused.code, "fault": fault, "message": str(refused.says), "mend": str(refused.mend)}
        click.echo(
            json.dumps(
                {"genuine": False, "errors": [told | {"value": refused.seen, "rule": rule_of(refused.code)}]},
                ensure_ascii=False,
            )
        )
        raise SystemExit(2) from refused
    if as_json:
        click.echo(json.dumps({"genuine": True, **plain_opened(opened)}, ensure_ascii=False))
        return
    said = opened.message
    click.echo(
        f"Genuine: {said.kind.value} {said.sequence} under {said.arrangement}, {said.sender} to {said.recipient}."
    )
    click.echo(f"Signed by {opened.signed_by} with {opened.suite.code}; sent {said.sent_at.isoformat()}.")
    for each in said.operators[:20]:
        click.echo(f"  {each.number}  {each.status.value}  {each.name or ''}")
    click.echo("Whether it was sent before, only the exchange that receives it knows.")


@recognition.command(cls=Command, permission=VERIFY)
@click.argument("content", type=_FILE, required=False)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write; without it standard output."
)
@click.option("--arrangement", "code", default="HK-SG", show_default=True, help="Code of an arrangement.")
@click.option(
    "--kind",
    type=click.Choice(["add", "change", "suspend", "revoke", "withdraw"]),
    default="add",
    show_default=True,
    help="What the message tells of the operators.",
)
@click.option("--sequence", type=click.IntRange(1, 2**53), default=1, show_default=True, help="Number of the message.")
@click.option(
    "--keys",
    "keys_file",
    type=_FILE,
    help="JSON Web Key Set with the sender's private and the recipient's public keys.",
)
@click.option(
    "--save-keys", type=click.Path(dir_okay=False, path_type=Path), help="Write the trial keys, private ones too."
)
@click.option("--json", "as_json", is_flag=True, help="Print what was signed as JSON, with the sealed message.")
def sign(
    content: Path | None,
    out: Path | None,
    code: str,
    kind: str,
    sequence: int,
    keys_file: Path | None,
    save_keys: Path | None,
    as_json: bool,
) -> None:
    """Make a message to try out. CONTENT is a JSON list of operators; without it one simulated operator. Without --keys trial keys sign."""
    known = queries.one_arrangement(code)
    keys = _keys(keys_file) if keys_file else queries.keys_for_trial(read_settings(), code, own=known.parties[1])
    message = Message(
        arrangement=code,
        sender=known.parties[0],
        recipient=known.parties[1],
        sequence=sequence,
        sent_at=clock.now().astimezone(UTC),
        kind=Kind(kind),
        operators=queries.written_operators(_rows(content, kind)),
    )
    sealed = queries.sealed(message, keys)
    if save_keys:
        save_keys.write_text(json.dumps({"own": keys.own, "keys": list(keys.by_id.values())}, indent=1), "utf-8")
    if out:
        out.write_bytes(sealed)
    if as_json:
        click.echo(json.dumps({"message": plain_message(message), "sealed": sealed.decode()}, ensure_ascii=False))
    elif out:
        click.echo(f"{kind} {sequence} under {code}, {message.sender} to {message.recipient}, written to {out}")
    else:
        click.echo(sealed.decode())


@recognition.command("arrangements", cls=Command, permission=VERIFY)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_arrangements(as_json: bool) -> None:
    """List the arrangements with partner administrations."""
    found = queries.every_arrangement()
    if as_json:
        click.echo(json.dumps([plain_arrangement(each) for each in found], ensure_ascii=False))
        return
    for each in found:
        click.echo(
            f"{each.code}  {each.names['en']:20} since {each.since}  {each.suite.code}  {', '.join(each.fields)}"
        )


@recognition.command(cls=Command, permission=VERIFY)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON Web Key Set.")
def keys(as_json: bool) -> None:
    """Print this installation's public keys, for partners to trust."""
    found = queries.public_keys(read_settings())
    if as_json:
        click.echo(json.dumps(found))
        return
    for each in found["keys"]:
        click.echo(f"{each['kid']}  {each['use']}  {each['crv']}")


@recognition.command(cls=Command, permission=TRUST)
@click.argument("file", type=_FILE)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def trust(file: Path, as_json: bool) -> None:
    """Trust the public keys of a partner's file; compare their ids with the partner by another way first."""
    with opened_for_command() as database, database.unit(by=PLATFORM, at=clock.now()) as uow:
        new = actions.trust(uow, _bytes(file))
    click.echo(json.dumps({"new": new}) if as_json else f"{new} keys are trusted anew.")


@recognition.command("consents", cls=Command, permission=PUBLISH)
@click.argument("number")
@click.option("--give", "given", metavar="ARRANGEMENT", help="Keep that the operator consents to be told under it.")
@click.option(
    "--withdraw", "withdrawn", metavar="ARRANGEMENT", help="Keep that it consents no more; the partner forgets it."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def keep_consents(number: str, given: str | None, withdrawn: str | None, as_json: bool) -> None:
    """Show, and with an option keep, to which arrangements the operator NUMBER consents; partners are told at once."""
    settings = read_settings()
    with opened_for_command() as database, database.unit(by=local_operator(), at=clock.now()) as uow:
        if given:
            actions.consent(uow, number, given, settings)
        if withdrawn:
            actions.end_consent(uow, number, withdrawn, settings)
        found = queries.consents(uow, number)
    click.echo(json.dumps({"number": number, "consents": found}) if as_json else " ".join(found) or "None.")


@recognition.command(cls=Command, permission=PUBLISH)
@click.argument("number")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def publish(number: str, as_json: bool) -> None:
    """Tell every partner to whom the operator NUMBER consents how it stands, whether or not that changed."""
    with opened_for_command() as database, database.unit(by=local_operator(), at=clock.now()) as uow:
        told = actions.tell_again(uow, number, read_settings())
    click.echo(json.dumps({"number": number, "told": told}) if as_json else f"{told} partners are told of {number}.")


def _verified(message: Path, keys_file: Path | None) -> Opened:
    content, at = _bytes(message), clock.now()
    if keys_file:
        return queries.verified(content, _keys(keys_file), at=at)
    settings = read_settings()
    first: MessageRefused | None = None
    for each in queries.every_arrangement():
        try:
            return queries.verified(content, queries.keys_for_every_trial(settings, each.parties[1]), at=at)
        except MessageRefused as refused:
            if refused.fault.value != "not_for_us":
                raise
            first = first or refused
    raise first or NoSuchArrangement  # there is always one arrangement


def _rows(content: Path | None, kind: str) -> list[Any]:
    status = {"suspend": "suspended", "revoke": "revoked"}.get(kind, "active")
    if content is None:
        bare = {"number": _OPERATOR["number"], "status": status, "changed_at": _OPERATOR["changed_at"]}
        return [bare if kind == "withdraw" else _OPERATOR | {"status": status}]
    said = queries.json_of(_bytes(content))
    return said if isinstance(said, list) else [said]


def _keys(path: Path) -> Keys:
    return queries.keys_in(_bytes(path))


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


commands = [recognition]
