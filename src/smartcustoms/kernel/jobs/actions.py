"""Start, stop and retry runs of jobs."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from smartcustoms.kernel.actor import Actor, Kind
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import Conflict
from smartcustoms.kernel.identifiers import new_id
from smartcustoms.kernel.jobs import store
from smartcustoms.kernel.words.model import sentence

FIRST_REST: Final = timedelta(seconds=15)
"""Pause before the second try of a run that raised; four times longer before each further one."""


class LostTurn(RuntimeError):
    """A worker writes of a run that is not its own any more; its transaction rolls back."""


class RunOver(Conflict):
    """The run cannot be stopped or retried in the state it is in."""

    code = "run_over"


def start(uow: UnitOfWork, name: str, *, key: str = "", **arguments: Any) -> UUID:
    """Ask for a run of a job, in the caller's transaction: it is queued if and only if that commits.

    Asked again with the same key and arguments while a run waits or runs, gives that run.

    Args:
        uow: the caller's unit of work; the run acts in the name of its actor.
        name: the job's name, such as "declarations.import_file".
        key: what it is about; runs of one job with the same key take turns. Empty: one run of this job at a time.
        arguments: plain JSON values.

    Returns:
        The run's number, for `queries.run`.
    """
    number, is_new = _queued(uow, name, key, arguments)
    if is_new:
        uow.note("job.started", str(number), job=name, key=key)
    return number


def _queued(uow: UnitOfWork, name: str, key: str, arguments: dict[str, Any]) -> tuple[UUID, bool]:
    store.hold_key(uow, name, key)
    there = store.active_run(uow, name, key, arguments)
    if there is not None:
        return there, False
    number = new_id(uow.at)
    by = uow.by
    actor = {
        "user": by.user,
        "organisation": by.organisation,
        "kind": by.kind.value,
        "roles": sorted(by.roles),
        "scopes": None if by.scopes is None else sorted(by.scopes),
        "language": by.language,
        "name": by.name,
    }
    row = {"number": number, "name": name, "key": key, "arguments": arguments, "organisation": by.organisation}
    store.insert_run(
        uow, {**row, "asked_by": by.user, "actor": actor, "asked_at": uow.at, "due_at": uow.at, "state": "waiting"}
    )
    return number, True


def stop(uow: UnitOfWork, number: UUID, *, because: str) -> None:
    """Stop a run that waits or runs; a step under way rolls back.

    Raises:
        RunOver: it is over already, or not there.
    """
    if not store.stop_run(uow, number, because):
        raise RunOver(
            sentence("Run {number} neither waits nor runs", number=str(number)),
            mend=sentence("Open the list of jobs again to see where it stands"),
        )
    uow.note("job.stopped", str(number), because=because)


def retry(uow: UnitOfWork, number: UUID) -> None:
    """Queue a failed or stopped run again, from the step it had come to.

    Raises:
        RunOver: it has not failed and was not stopped.
    """
    if not store.retry_run(uow, number):
        raise RunOver(
            sentence("Run {number} has neither failed nor been stopped", number=str(number)),
            mend=sentence("Open the list of jobs again to see where it stands"),
        )
    uow.note("job.retried", str(number))


@dataclass(frozen=True, slots=True)
class Claim:
    """A run taken up by a worker. `turn` fences: a worker that lost the run can write nothing more of it."""

    number: UUID
    name: str
    key: str
    arguments: dict[str, Any]
    by: Actor
    at: datetime
    turn: int
    tries: int


def claim(uow: UnitOfWork, names: list[str], *, lease: timedelta) -> Claim | None:
    """Take up the next run that is due or whose worker has gone; None when there is none."""
    row = store.claim(uow, names, uow.at + lease)
    if row is None:
        return None
    given = dict(row["actor"])
    scopes = None if given.get("scopes") is None else frozenset(given["scopes"])
    by = Actor(**{**given, "kind": Kind(given["kind"]), "roles": frozenset(given["roles"]), "scopes": scopes})
    fields = {name: row[name] for name in ("number", "name", "key", "arguments", "turn", "tries")}
    return Claim(**fields, by=by, at=row["asked_at"])


def keep(uow: UnitOfWork, claimed: Claim, *, lease: timedelta) -> bool:
    """Keep a run for another while; False when it was stopped or another has it."""
    return store.keep_lease(uow, claimed.number, claimed.turn, uow.at + lease)


def tell(uow: UnitOfWork, claimed: Claim, *, done: int | None, total: int | None, note: str | None) -> None:
    """Write how far a run has come.

    Raises:
        LostTurn: it was stopped, or another worker has it.
    """
    told = {"done": done, "total": total, "note": note}
    values = {name: value for name, value in told.items() if value is not None}
    if not store.tell_progress(uow, claimed.number, claimed.turn, values):
        raise LostTurn(f"run {claimed.number} of {claimed.name} was stopped or is run by another worker now")


def record_step(uow: UnitOfWork, claimed: Claim, name: str, result: Any) -> None:
    """Record a finished step in the transaction of its effect."""
    store.insert_step(uow, claimed.number, name, result, claimed.by.organisation)


def finish(uow: UnitOfWork, claimed: Claim) -> bool:
    """End a run well; False when it is no more this worker's."""
    return store.end_run(uow, claimed.number, claimed.turn, state="done", finished_at=uow.at)


def fail(uow: UnitOfWork, claimed: Claim, *, error: str, tries: int) -> bool:
    """Note that a run failed: it waits for its next try, or ends failed when it has had them all. Tell whether it ended."""
    if claimed.tries >= tries:
        store.end_run(uow, claimed.number, claimed.turn, state="failed", finished_at=uow.at, error=error)
        return True
    due_at = uow.at + FIRST_REST * 4 ** (claimed.tries - 1)
    store.end_run(uow, claimed.number, claimed.turn, state="waiting", due_at=due_at, error=error)
    return False


def order(uow: UnitOfWork, name: str, due_at: datetime) -> UUID | None:
    """Ask for a scheduled run at its due moment; None when another process has done so. No deed: nobody did it."""
    return _queued(uow, name, "", {})[0] if store.order_due(uow, name, due_at) else None


def prune(uow: UnitOfWork, *, older_than: timedelta) -> int:
    """Remove the history of runs that ended longer ago than a time; give how many."""
    return store.prune_runs(uow, uow.at - older_than)
