"""Locks, the frames of theirs that were refused, and the commands that wait for them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.elocks.model import ELock
from smartcustoms.trade.elocks.store.tables import elock, elock_command, elock_refused

_L: Final = elock.c
_R: Final = elock_refused.c
_C: Final = elock_command.c
MOST_REFUSED: Final = 20_000
"""Rows of refused frames; more devices than that are counted under one."""


def put(uow: UnitOfWork, each: ELock) -> bool:
    """Keep a new lock; False when its number is taken."""
    row = {
        "number": each.number, "protocol": each.protocol, "administration": each.administration, "suite": each.suite,
        "public_key": each.public_key, "registered_at": each.registered_at or uow.at,
        "changed_at": uow.at,
    }  # fmt: skip
    new = pg.insert(elock).values(row).on_conflict_do_nothing().returning(_L.number)
    return uow.connection.execute(new).scalar() is not None


def put_many(uow: UnitOfWork, rows: Sequence[ELock]) -> int:
    """Keep many new locks at once."""
    columns = ("number", "protocol", "administration", "suite", "public_key", "registered_at", "changed_at")
    return uow.copy(
        elock, columns, ((e.number, e.protocol, e.administration, e.suite, e.public_key, uow.at, uow.at) for e in rows)
    )


def some(uow: UnitOfWork, numbers: Sequence[str]) -> dict[str, ELock]:
    """Give some locks by number."""
    return {row.number: _lock(row) for row in uow.connection.execute(sa.select(elock).where(_L.number.in_(numbers)))}


def locks(uow: UnitOfWork, *, text: str, limit: int, offset: int) -> tuple[list[ELock], int]:
    """Give a page of locks and how many there are in all."""
    found = sa.select(elock)
    if text:
        found = found.where((_L.number == text) | (_L.protocol == text) | (_L.administration == text))
    total = uow.connection.execute(sa.select(sa.func.count()).select_from(found.subquery())).scalar_one()
    rows = uow.connection.execute(found.order_by(_L.number).limit(limit).offset(offset))
    return [_lock(row) for row in rows], total


def refuse(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> None:
    """Count refused frames, keeping the last of each kind for study."""
    if not rows:
        return
    known = uow.connection.execute(sa.select(sa.func.count()).select_from(elock_refused)).scalar_one()
    many = known + len(rows) > MOST_REFUSED
    merged: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in rows:
        device = "*" if many else row["device"]
        key = (row["protocol"], device, row["reason"])
        before = merged.get(key, {"count": 0})
        merged[key] = {
            **row,
            "device": device,
            "count": row["count"] + before["count"],
            "first_at": uow.at,
            "last_at": uow.at,
        }
    new = pg.insert(elock_refused).values(list(merged.values()))
    same: dict[str, Any] = {name: new.excluded[name] for name in ("last_at", "says", "frame")}
    same["count"] = _R["count"] + new.excluded["count"]
    uow.connection.execute(new.on_conflict_do_update(index_elements=["protocol", "device", "reason"], set_=same))


def refused(uow: UnitOfWork, *, device: str = "", limit: int = 50) -> list[dict[str, Any]]:
    """Give what was refused most, of one device or of all."""
    found = sa.select(elock_refused).order_by(_R.last_at.desc()).limit(limit)
    rows = uow.connection.execute(found.where(_R.device == device) if device else found)
    return [dict(row._mapping) for row in rows]


def refused_of(uow: UnitOfWork, devices: Sequence[str]) -> dict[str, int]:
    """Give how many frames of some devices were refused."""
    found = sa.select(_R.device, sa.func.sum(_R["count"])).where(_R.device.in_(devices)).group_by(_R.device)
    return {device: int(number) for device, number in uow.connection.execute(found)}


def ask(uow: UnitOfWork, lock: str, command: str, seconds: int | None) -> int:
    """Keep a command that waits for its lock; give its number."""
    row = {
        "lock": lock, "command": command, "seconds": seconds, "state": "waiting", "asked_by": uow.by.user, "asked_at": uow.at,
    }  # fmt: skip
    return int(uow.connection.execute(sa.insert(elock_command).values(row).returning(_C.number)).scalar_one())


def waiting(uow: UnitOfWork, locks: Sequence[str], *, resend_before: datetime, most_tries: int) -> list[Any]:
    """Give the commands for some locks that wait, or were sent before a moment without an answer, and count the try."""
    due = (_C.state == "waiting") | ((_C.state == "sent") & (_C.sent_at < resend_before))
    ours = _C.lock.in_(locks) & due
    spent = sa.update(elock_command).where(ours, _C.tries >= most_tries).values(state="failed")
    uow.connection.execute(spent)
    sent = sa.update(elock_command).where(ours).values(state="sent", sent_at=uow.at, tries=_C.tries + 1)
    return list(uow.connection.execute(sent.returning(_C.number, _C.lock, _C.command, _C.seconds)))


def answered(uow: UnitOfWork, number: int, *, done: bool) -> None:
    """Note a lock's answer to a command."""
    values = {"state": "done" if done else "failed", "answered_at": uow.at}
    uow.connection.execute(sa.update(elock_command).where(_C.number == number, _C.state == "sent").values(values))


def commands(uow: UnitOfWork, lock: str, *, limit: int = 20) -> list[dict[str, Any]]:
    """Give the last commands to a lock, the newest first."""
    found = sa.select(elock_command).where(_C.lock == lock).order_by(_C.number.desc()).limit(limit)
    return [dict(row._mapping) for row in uow.connection.execute(found)]


def _lock(row: Any) -> ELock:
    return ELock(
        row.number, row.protocol, row.administration, row.suite, row.public_key, row.registered_at, row.withdrawn_at
    )
