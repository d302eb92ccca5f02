"""Take in what came while the database was away, and what was dropped into folders."""

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

import structlog

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM, Actor, Kind
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.identifiers import numbered
from smartcustoms.kernel.people import actions as people
from smartcustoms.kernel.people.queries import organisations, require
from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.intake import spool
from smartcustoms.trade.intake.actions.accepting import accept, receipt_of
from smartcustoms.trade.intake.actions.working import work_off
from smartcustoms.trade.intake.model import LARGEST, PREFIX, SEND, NotSendable, Way

log = structlog.get_logger("smartcustoms.intake")
_AT_ONCE: Final = 200
_SETTLED_S: Final = 2.0
"""A dropped file is left alone until it has not changed for so long: it may still be on its way."""


def everything(database: Database, settings: Settings) -> dict[str, int]:
    """Take in what waits on disk and in the folders, and work off all; give how many of each."""

    def whose(authorization: str) -> Actor | None:
        scheme, _, secret = authorization.partition(" ")
        if scheme.lower() != "bearer" or not secret:
            return None
        with database.unit(by=PLATFORM, at=clock.now()) as uow:
            return people.use_token(uow, secret.strip(), simulated=settings.demo)

    spooled = take_spool(database, settings, whose)
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        known = {each.number for each in organisations(uow, size=10_000)[0] if each.kind is Kind.TRADER}
    dropped = take_folders(database, settings, known)
    return {"spooled": spooled, "dropped": dropped, "worked_off": work_off(database)}


def take_spool(database: Database, settings: Settings, actor: Callable[[str], Actor | None]) -> int:
    """Take in what came while the database was away, at its first moment; give how many.

    Args:
        database: it is back.
        settings: where the spool lies, and its key.
        actor: tells whose token a header `Authorization` holds; None for nobody's, whose submission is dropped and logged.
    """
    count = 0
    for path, told in spool.waiting(settings):
        who = actor(str(told["authorization"]))
        if who is None or not _may_send(who):
            log.error("intake.spool_of_nobody", number=told["number"])
            path.rename(path.with_suffix(".nobody"))
            continue
        at = datetime.fromisoformat(str(told["at"]))
        with database.unit(by=who, at=clock.now()) as uow:
            accept(uow, told["content"], name=str(told["name"]), way=Way.SPOOL, number=str(told["number"]), at=at)
        path.unlink()
        count += 1
    return count


def _may_send(who: Actor) -> bool:
    try:
        require(who, SEND, owner=who.organisation)
    except Refused:
        return False
    return True


def take_folders(database: Database, settings: Settings, organisations: set[str]) -> int:
    """Take in what lies in the folders, one of each organisation; each file gets a receipt beside it. Give how many.

    A folder is `NAME-OF-THE-ORGANISATION/in`; receipts and answers are written to `out`, and what was taken goes to `taken`. Links,
    folders, files still growing and names of no organisation are left alone.
    """
    if not settings.intake_folder:
        return 0
    count = 0
    for organisation in sorted(organisations):
        home = Path(settings.intake_folder) / organisation
        if "/" in organisation or organisation in (".", "..") or not (home / "in").is_dir() or home.is_symlink():
            continue
        for path in _dropped(home / "in"):
            count += _take(database, settings, organisation, home, path)
    return count


def _dropped(folder: Path) -> Iterator[Path]:
    now = clock.now().timestamp()
    for path in sorted(folder.iterdir())[:_AT_ONCE]:
        seen = path.lstat()
        if stat.S_ISREG(seen.st_mode) and not path.name.startswith(".") and now - seen.st_mtime >= _SETTLED_S:
            yield path


def _take(database: Database, settings: Settings, organisation: str, home: Path, path: Path) -> int:
    """Keep one file; its number follows from what it is, so that a crash between keeping and moving keeps it once."""
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
        seen = os.fstat(file.fileno())
        content = file.read(LARGEST + 1)
    mark = f"{organisation}:{path.name}:{seen.st_ino}:{seen.st_mtime_ns}:{hashlib.sha256(content).hexdigest()}"
    at = clock.now()
    number = numbered(
        PREFIX, at.year, int(hashlib.sha256(mark.encode("utf-8", "replace")).hexdigest()[:12], 16) % 10**9
    )
    sender = Actor(f"folder:{organisation}", organisation, Kind.TRADER, frozenset({"trader"}), name=organisation)
    out, taken = home / "out", home / "taken"
    for folder in (out, taken):
        folder.mkdir(exist_ok=True)
    try:
        with database.unit(by=sender, at=at) as uow:
            made = accept(uow, content, name=path.name, way=Way.FOLDER, number=number)
    except NotSendable as refused:
        (out / f"{path.name}.refused.txt").write_text(f"{refused.says} {refused.mend}\n", "utf-8")
        path.rename(taken / f"{number}.refused")
        return 0
    (out / f"{number}.receipt.jws").write_text(f"{receipt_of(settings, made)}\n", "utf-8")
    path.rename(taken / number)
    return 1
