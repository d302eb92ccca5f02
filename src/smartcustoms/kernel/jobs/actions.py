"""Start, stop and retry runs of jobs."""

from typing import Any
from uuid import UUID

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import Conflict
from smartcustoms.kernel.identifiers import new_id
from smartcustoms.kernel.jobs import store
from smartcustoms.kernel.words.model import sentence


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
    store.hold_key(uow, name, key)
    there = store.active_run(uow, name, key, arguments)
    if there is not None:
        return there
    number = new_id(uow.at)
    by = uow.by
    actor = {
        "user": by.user,
        "organisation": by.organisation,
        "kind": by.kind.value,
        "roles": sorted(by.roles),
        "language": by.language,
        "name": by.name,
    }
    row = {"number": number, "name": name, "key": key, "arguments": arguments, "organisation": by.organisation}
    store.insert_run(
        uow, {**row, "asked_by": by.user, "actor": actor, "asked_at": uow.at, "due_at": uow.at, "state": "waiting"}
    )
    uow.note("job.started", str(number), job=name, key=key)
    return number


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
