"""`smartcustoms elocks`: read captured frames, judge recorded journeys; both apart from the platform's own database."""

import asyncio
import gzip
import json
import zlib
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import click

from smartcustoms.kernel import clock
from smartcustoms.kernel.commands import Command, local_operator, opened_for_command
from smartcustoms.kernel.errors import rule_of
from smartcustoms.kernel.outside import read_json
from smartcustoms.kernel.settings import read_settings
from smartcustoms.trade.elocks import queries
from smartcustoms.trade.elocks.keyring import keyring
from smartcustoms.trade.elocks.model import (
    DECODE_FRAMES,
    JUDGE_JOURNEYS,
    PACK_EVIDENCE,
    RUN_GATEWAY,
    VERIFY_EVIDENCE,
    FrameRefused,
)
from smartcustoms.trade.elocks.proofs.pack import LARGEST, PackUnreadable
from smartcustoms.trade.elocks.proofs.verifying import Finding
from smartcustoms.trade.elocks.recorded import NoJourney
from smartcustoms.trade.elocks.spoken import PROTOCOLS, Plan, spoken

LARGEST_FILE: Final = 512 * 1024 * 1024
"""Bytes of a file once unpacked: a gzip of a few hundred kilobytes can hold as much."""
_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.group(help="Read frames and judge journeys of e-locks.")
def elocks() -> None:
    """Read frames and judge journeys of e-locks."""


@elocks.command(cls=Command, permission=DECODE_FRAMES)
@click.argument("file", type=_FILE)
def decode(file: Path) -> None:
    """Read the frames of FILE (JSON: frames with protocol and input) and print one JSON line per frame."""
    for answer in queries.decoded(_frames(file), received_at=clock.now()):
        click.echo(json.dumps(answer, ensure_ascii=False))


@elocks.command(cls=Command, permission=JUDGE_JOURNEYS)
@click.argument("file", type=_FILE)
@click.option(
    "--as-received", is_flag=True, help="Replay the arrival: what was known when, and what late data took back."
)
def judge(file: Path, as_received: bool) -> None:
    """Judge the journeys of FILE (JSON, gzipped or not: rules, journeys with line, zones, fixes); one JSON line per alarm."""
    read = queries.judged_as_received if as_received else queries.judged
    try:
        for alarm in read(_json(file)):
            click.echo(json.dumps(alarm, ensure_ascii=False))
    except NoJourney as fault:
        raise click.BadParameter(f"{file.name}: {fault}", param_hint="FILE") from None


@elocks.command(cls=Command, permission=PACK_EVIDENCE)
@click.argument("journey")
@click.option(
    "--recorded", type=_FILE, help="File of recorded journeys, as `judge` reads them, instead of the platform's own."
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="Where the pack goes.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def pack(journey: str, recorded: Path | None, out: Path, as_json: bool) -> None:
    """Make the evidence pack of JOURNEY: one file that anybody can check offline."""
    content = _packed(journey) if recorded is None else _packed_recording(journey, recorded)
    out.write_bytes(content)
    if as_json:
        click.echo(json.dumps({"journey": journey, "pack": str(out), "bytes": len(content)}))
        return
    click.echo(f"{out}: {len(content):,} bytes. Check it with: smartcustoms elocks verify {out}")


def _packed(journey: str) -> bytes:
    from smartcustoms.trade.elocks import actions  # here: only this way of packing needs the tables

    settings = read_settings()
    own = keyring(settings)
    with opened_for_command(settings) as database, database.unit(by=local_operator(), at=clock.now()) as uow:
        actions.attest(uow, keys=own)
        return queries.evidence(uow, journey, keys=own)


def _packed_recording(journey: str, recorded: Path) -> bytes:
    try:
        content = queries.packed_recording(_json(recorded), journey, keyring(read_settings()), at=clock.now())
    except NoJourney as fault:
        raise click.BadParameter(f"{recorded.name}: {fault}", param_hint="--recorded") from None
    if content is None:
        raise click.BadParameter(f"{recorded.name} has no journey {journey[:40]}", param_hint="JOURNEY")
    return content


@elocks.command(cls=Command, permission=PACK_EVIDENCE)
def keys() -> None:
    """Print this administration's public key as JSON, for others to give to `verify --keys`."""
    click.echo(json.dumps(queries.trust_roots(keyring(read_settings())), indent=1))


@elocks.command(cls=Command, permission=VERIFY_EVIDENCE)
@click.argument("pack", type=_FILE)
@click.option(
    "--keys", "roots", type=_FILE, help="Trust roots (JSON, as `keys` prints); without: inner consistency only."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def verify(pack: Path, roots: Path | None, as_json: bool) -> None:
    """Check an evidence PACK offline and say what it proves; exit 2 and say what is wrong when something is."""
    try:
        with pack.open("rb") as opened:
            found = queries.verified(opened.read(LARGEST + 1), None if roots is None else _json(roots))
    except PackUnreadable as refused:
        if not as_json:
            raise
        fault = {"code": refused.code, "says": f"{refused.says} {refused.seen}", "rule": rule_of(refused.code)}
        click.echo(json.dumps({"valid": False, "faults": [fault]}))
        raise SystemExit(2) from None
    except FrameRefused as refused:
        raise click.BadParameter(refused.reason, param_hint="--keys") from None
    _tell(found, as_json)
    if not found.valid:
        raise SystemExit(2)


@elocks.command(cls=Command, permission=RUN_GATEWAY)
@click.option(
    "--listen",
    multiple=True,
    metavar="PROTOCOL:PORT",
    help="What to listen to; default: every protocol on its own port.",
)
@click.option("--host", default="0.0.0.0", show_default=True, help="Address to listen on.")  # noqa: S104 # locks come from outside
@click.option(
    "--mqtt", default="", metavar="ADDRESS", help="Broker for signed locks, such as mqtt://localhost:1883; empty: none."
)
def gateway(listen: tuple[str, ...], host: str, mqtt: str) -> None:
    """Run the gateway that e-locks connect to: fixes are kept and judged, then acknowledged.

    With SMARTCUSTOMS_NATS they are acknowledged when JetStream has them, and `smartcustoms elocks worker` keeps and judges them.
    """
    from smartcustoms.trade.elocks.gateway.starting import (  # here: sockets and numpy, for this command only
        PORTS,
        run_gateway,
    )

    ports, settings = dict(_port(each) for each in listen) or PORTS, read_settings()
    with opened_for_command(settings) as database:
        run_gateway(database, ports, host, lambda taken: click.echo(json.dumps(taken)), mqtt=mqtt, log=settings.nats)


@elocks.command(cls=Command, permission=RUN_GATEWAY)
@click.option(
    "--most",
    type=click.IntRange(1, 16),
    default=16,
    show_default=True,
    help="Shards of the log to take in at most; there are 16.",
)
def worker(most: int) -> None:
    """Keep and judge what gateways put into NATS JetStream (SMARTCUSTOMS_NATS); several workers share its shards."""
    from smartcustoms.trade.elocks.gateway.starting import run_worker  # here: sockets and numpy, for this command only

    settings = read_settings()
    if not settings.nats:
        raise click.UsageError("SMARTCUSTOMS_NATS is empty: the gateway itself keeps and judges what locks send.")
    with opened_for_command(settings) as database:
        run_worker(database, settings.nats, most=most, ready=lambda: click.echo(json.dumps({"shards": most})))


@elocks.command(cls=Command, permission=RUN_GATEWAY)
@click.option(
    "--protocol", type=click.Choice(PROTOCOLS), default="jt808", show_default=True, help="What the locks speak."
)
@click.option("--to", required=True, help="HOST:PORT of the gateway, or mqtt://HOST:PORT for locks that sign (native).")
@click.option("--locks", "count", default=10, show_default=True, type=click.IntRange(1, 100_000), help="Locks.")
@click.option(
    "--rate", default=100.0, show_default=True, type=click.FloatRange(0.1, 1e6), help="Frames a second, all together."
)
@click.option("--most", default=1_000, show_default=True, type=click.IntRange(1), help="Frames, then it ends.")
@click.option("--seed", default=1, show_default=True, help="Decides what is sent.")
@click.option("--doubled", default=0.02, show_default=True, type=click.FloatRange(0, 1), help="Share sent twice.")
@click.option(
    "--late", default=0.05, show_default=True, type=click.FloatRange(0, 1), help="Share held back behind later ones."
)
@click.option(
    "--forged", default=0.02, show_default=True, type=click.FloatRange(0, 1), help="Share followed by an altered one."
)
@click.option("--register", is_flag=True, help="Register the simulated locks and their journeys here first.")
def simulate(
    protocol: str,
    to: str,
    count: int,
    rate: float,
    most: int,
    seed: int,
    doubled: float,
    late: float,
    forged: float,
    register: bool,
) -> None:
    """Let simulated locks speak to a gateway: drives with tunnels, queues, bursts, doubled, late, shuffled and forged frames."""
    from smartcustoms.trade.elocks import actions  # here: sockets and tables, for this command only
    from smartcustoms.trade.elocks.gateway.speaking import speak

    if (protocol == "native") != to.startswith("mqtt"):
        raise click.BadParameter(
            "signed locks (native) speak over mqtt://HOST:PORT, the others to HOST:PORT", param_hint="--to"
        )
    plan, at = Plan(protocol, count, seed, doubled, late, forged), clock.now()
    if register:
        with opened_for_command(read_settings()) as database, database.unit(by=local_operator(), at=at) as uow:
            actions.register_simulated(uow, plan)
    try:
        heard = asyncio.run(speak(plan, spoken(plan, at), to, rate=rate, most=most))
    except (OSError, ValueError) as away:
        raise click.ClickException(f"{to}: {away}") from away
    click.echo(json.dumps({"simulated": True, "protocol": protocol, "locks": count, **asdict(heard)}))


def _port(text: str) -> tuple[str, int]:
    from smartcustoms.trade.elocks.gateway.streams import STREAMS

    name, _, port = text.partition(":")
    if name not in STREAMS or not port.isdecimal() or not 0 <= int(port) < 65536:
        raise click.BadParameter(
            f"{text[:40]!r}: write one of {', '.join(STREAMS)}, a colon and a port", param_hint="--listen"
        )
    return name, int(port)


def _tell(found: Finding, as_json: bool) -> None:
    if as_json:
        faults = [{"code": each.code, "says": each.says} for each in found.faults]
        told = {"valid": found.valid, "journey": found.journey, "against_own_keys": found.rooted}
        click.echo(
            json.dumps({**told, "proved": found.proved, "facts": found.facts, "faults": faults}, ensure_ascii=False)
        )
        return
    for fault in found.faults:
        click.echo(f"WRONG {fault.code}: {fault.says}")
    for each in found.proved:
        click.echo(f"proved: {each}")
    for each in found.facts:
        click.echo(f"know: {each}")
    if not found.rooted:
        click.echo(
            "know: no trust roots were given (--keys): only inner consistency was checked, not whose keys these are"
        )
    word = "valid" if found.valid else f"NOT valid: {len(found.faults)} faults"
    click.echo(f"The evidence of journey {found.journey} is {word}.")


def _json(file: Path) -> Any:
    try:
        with file.open("rb") as opened:
            packed = opened.read(2) == b"\x1f\x8b"
            opened.seek(0)
            content = (gzip.GzipFile(fileobj=opened) if packed else opened).read(LARGEST_FILE + 1)
        if len(content) > LARGEST_FILE:
            raise ValueError(f"it has, unpacked, more than {LARGEST_FILE:,} bytes; split it")
        return read_json(content)
    except (ValueError, OSError, EOFError, zlib.error) as fault:
        raise click.BadParameter(f"{file.name} is no JSON: {fault}", param_hint="FILE") from None


def _frames(file: Path) -> list[Any]:
    root = _json(file)
    frames = root.get("frames") if isinstance(root, dict) else root
    if not isinstance(frames, list):
        raise click.BadParameter(f"{file.name} has no list of frames", param_hint="FILE")
    return frames


commands = [elocks]
