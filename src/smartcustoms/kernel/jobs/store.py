"""Tables of job runs and their finished steps, and all SQL on them."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.tables import TABLES, open_to_all, owned_by, personal
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.jobs.model import Run, State

job_run: Final = sa.Table(
    "job_run",
    TABLES,
    sa.Column("number", pg.UUID(as_uuid=True), primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("arguments", pg.JSONB, nullable=False),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column(
        "asked_by", sa.Text, nullable=False, info=personal("number of the user who asked; history, kept 30 days")
    ),
    sa.Column("actor", pg.JSONB, nullable=False, info=personal("the same user, as steps act in his name")),
    sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("tries", sa.SmallInteger, nullable=False, server_default="0"),
    sa.Column("turn", sa.Integer, nullable=False, server_default="0"),
    sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
    sa.Column("done", sa.BigInteger, nullable=True),
    sa.Column("total", sa.BigInteger, nullable=True),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    sa.Column("error", sa.Text, nullable=False, server_default=""),
    sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
    sa.Index("ix_job_run_active", "due_at", postgresql_where=sa.text("state in ('waiting', 'running')")),
    sa.Index("ix_job_run_history", "name", "asked_at"),
    sa.Index(
        "uq_job_run_running", "name", "key", unique=True, postgresql_where=sa.text("state = 'running'")
    ),  # the database itself holds to one run at a time per key
    info=owned_by("organisation"),
)

job_step: Final = sa.Table(
    "job_step",
    TABLES,
    sa.Column("run", pg.UUID(as_uuid=True), sa.ForeignKey("job_run.number", ondelete="CASCADE"), primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("result", pg.JSONB(none_as_null=False), nullable=False),
    sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("organisation", sa.Text, nullable=False),
    info=owned_by("organisation"),
)

job_schedule: Final = sa.Table(
    "job_schedule",
    TABLES,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("last_due_at", sa.DateTime(timezone=True), nullable=False),
    info=open_to_all("when each scheduled job was last asked for; no personal or trade data"),
)

_SHOWN: Final = [
    job_run.c[name]
    for name in (
        "number", "name", "key", "arguments", "organisation", "asked_by", "asked_at", "state", "tries",
        "done", "total", "note", "error", "started_at", "finished_at",
    )
]  # fmt: skip


def _run(row: Any) -> Run:
    return Run(**{**row, "state": State(row["state"])})


def insert_run(uow: UnitOfWork, row: dict[str, Any]) -> None:
    """Put a waiting run into the queue."""
    uow.connection.execute(sa.insert(job_run), [row])


def active_run(uow: UnitOfWork, name: str, key: str, arguments: dict[str, Any]) -> UUID | None:
    """Find the run of the same job, key and arguments that waits or runs."""
    query = (
        sa.select(job_run.c.number)
        .where(job_run.c.name == name, job_run.c.key == key, job_run.c.state.in_(("waiting", "running")))
        .where(job_run.c.arguments == sa.bindparam("arguments", arguments, type_=pg.JSONB))
        .limit(1)
    )
    found: UUID | None = uow.connection.execute(query).scalar()
    return found


def hold_key(uow: UnitOfWork, name: str, key: str) -> None:
    """Take turns with others that start the same job and key, until this transaction ends."""
    uow.connection.execute(sa.select(sa.func.pg_advisory_xact_lock(7203, sa.func.hashtext(f"{name}\n{key}"))))


def select_run(uow: UnitOfWork, number: UUID) -> Run | None:
    """Load one run; None when it is not there or not the actor's to see."""
    row = uow.connection.execute(sa.select(*_SHOWN).where(job_run.c.number == number)).mappings().first()
    return _run(row) if row else None


def select_runs(uow: UnitOfWork, name: str | None, key: str | None, states: tuple[str, ...], limit: int) -> list[Run]:
    """Load runs, the newest first."""
    query = sa.select(*_SHOWN).order_by(job_run.c.asked_at.desc(), job_run.c.number.desc()).limit(limit)
    if name is not None:
        query = query.where(job_run.c.name == name)
    if key is not None:
        query = query.where(job_run.c.key == key)
    if states:
        query = query.where(job_run.c.state.in_(states))
    return [_run(row) for row in uow.connection.execute(query).mappings()]


def stop_run(uow: UnitOfWork, number: UUID, why: str) -> bool:
    """Stop a run that is not over: its turn moves on, so a worker still in it can finish no further step."""
    query = (
        sa.update(job_run)
        .where(job_run.c.number == number, job_run.c.state.in_(("waiting", "running")))
        .values(state="stopped", error=why, finished_at=uow.at, turn=job_run.c.turn + 1)
    )
    return uow.connection.execute(query).rowcount == 1


def retry_run(uow: UnitOfWork, number: UUID) -> bool:
    """Queue a failed or stopped run again; its finished steps stay finished, and its workers' deaths are forgotten."""
    query = (
        sa.update(job_run)
        .where(job_run.c.number == number, job_run.c.state.in_(("failed", "stopped")))
        .values(state="waiting", tries=0, turn=0, error="", finished_at=None, due_at=uow.at)
    )
    return uow.connection.execute(query).rowcount == 1


def order_due(uow: UnitOfWork, name: str, due_at: datetime) -> bool:
    """Note that a scheduled job was asked for at its due moment; False when another process did so already."""
    row = pg.insert(job_schedule).values(name=name, last_due_at=due_at)
    query = row.on_conflict_do_update(
        index_elements=["name"], set_={"last_due_at": due_at}, where=job_schedule.c.last_due_at < due_at
    )
    return uow.connection.execute(query.returning(job_schedule.c.name)).scalar() is not None


def last_due(uow: UnitOfWork) -> dict[str, datetime]:
    """Tell when each scheduled job was last asked for."""
    rows = uow.connection.execute(sa.select(job_schedule.c.name, job_schedule.c.last_due_at))
    return {row.name: row.last_due_at for row in rows}


_CLAIM: Final = sa.text(
    """
    update job_run set state = 'running', turn = turn + 1, tries = tries + case when state = 'waiting' then 1 else 0 end,
           lease_until = :until, started_at = coalesce(started_at, :at), error = ''
    where number = (
      select r.number from job_run r
      where r.name = any(cast(:names as text[]))
        and (r.state = 'running' and r.lease_until < :at
             or r.state = 'waiting' and r.due_at <= :at and not exists (
               select from job_run o where o.name = r.name and o.key = r.key and o.number <> r.number
               and (o.state = 'running' or o.state = 'waiting' and (o.asked_at, o.number) < (r.asked_at, r.number))))
      order by r.due_at, r.number limit 1 for update skip locked)
    returning number, name, key, arguments, actor, asked_at, turn, tries
    """
)


def claim(uow: UnitOfWork, names: list[str], until: datetime) -> Any:
    """Claim the next run that is due, or whose worker has gone; its row, or None.

    Runs of one job and key are claimed in the order they were asked for, never two at once.
    """
    values = {"names": names, "at": uow.at, "until": until}
    return uow.connection.execute(_CLAIM, values).mappings().first()


def keep_lease(uow: UnitOfWork, number: UUID, turn: int, until: datetime) -> bool:
    """Prolong a claim; False when the run has been stopped or taken by another."""
    query = sa.update(job_run).where(job_run.c.number == number, job_run.c.turn == turn, job_run.c.state == "running")
    return uow.connection.execute(query.values(lease_until=until)).rowcount == 1


def tell_progress(uow: UnitOfWork, number: UUID, turn: int, values: dict[str, Any]) -> bool:
    """Write progress; False when the run is no more this turn's. Holds the run's row until the transaction ends."""
    query = sa.update(job_run).where(job_run.c.number == number, job_run.c.turn == turn, job_run.c.state == "running")
    return uow.connection.execute(query.values(turn=turn, **values)).rowcount == 1


def step_results(uow: UnitOfWork, number: UUID) -> dict[str, Any]:
    """Load the kept results of a run's finished steps."""
    query = sa.select(job_step.c.name, job_step.c.result).where(job_step.c.run == number)
    return {row.name: row.result for row in uow.connection.execute(query)}


def insert_step(uow: UnitOfWork, number: UUID, name: str, result: Any, organisation: str) -> None:
    """Record a finished step with its result, in the transaction of its effect."""
    row = {"run": number, "name": name, "result": result, "finished_at": uow.at, "organisation": organisation}
    uow.connection.execute(sa.insert(job_step), [row])


def end_run(uow: UnitOfWork, number: UUID, turn: int, **values: Any) -> bool:
    """End or postpone a run; False when it is no more this turn's."""
    query = sa.update(job_run).where(job_run.c.number == number, job_run.c.turn == turn, job_run.c.state == "running")
    return uow.connection.execute(query.values(lease_until=None, **values)).rowcount == 1


def prune_runs(uow: UnitOfWork, before: datetime) -> int:
    """Remove the history of runs that ended before a moment; give how many."""
    return int(uow.connection.execute(sa.delete(job_run).where(job_run.c.finished_at < before)).rowcount)
