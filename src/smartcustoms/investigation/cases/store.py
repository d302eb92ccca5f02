"""Tables of cases and all their SQL."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.investigation.cases.model import (
    LIVE,
    About,
    Case,
    Cause,
    Due,
    Entry,
    Figures,
    Linked,
    Outcome,
    Priority,
    Reason,
    State,
    Step,
    Subject,
    Task,
    Wanted,
)
from smartcustoms.kernel.database import lists
from smartcustoms.kernel.database.tables import TABLES, customs_only, personal
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.identifiers import new_id
from smartcustoms.kernel.words.kept import as_json, from_json

_TIME: Final = sa.DateTime(timezone=True)
_LONG: Final = "kept seven years after the case is closed, as evidence is"

case_serial = sa.Sequence("case_serial", metadata=TABLES)

case_file = sa.Table(
    "case_file",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("about", sa.Text, nullable=False),
    sa.Column(
        "about_number", sa.Text, nullable=False, info=personal(f"may be the code of a person or trader; {_LONG}")
    ),
    sa.Column("because", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False, info=personal(f"may name a suspect, to know the case by; {_LONG}")),
    sa.Column("summary", sa.Text, nullable=False, info=personal(f"may name suspects, to investigate; {_LONG}")),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("priority", sa.Text, nullable=False),
    sa.Column("restricted", sa.Boolean, nullable=False),
    sa.Column("lead", sa.Text, info=personal(f"investigator who leads it, to answer for it; {_LONG}")),
    sa.Column("opened_at", _TIME, nullable=False, index=True),
    sa.Column("opened_by", sa.Text, nullable=False, info=personal(f"officer who referred it, as a witness; {_LONG}")),
    sa.Column("changed_at", _TIME, nullable=False, index=True),
    sa.Column("referred_to", sa.Text, nullable=False, server_default=""),
    sa.Column("outcome", sa.Text),
    sa.Column("cause", sa.Text),
    sa.Column("closed_at", _TIME),
    sa.Index("ix_case_file_lead_state", "lead", "state"),
    sa.Index(
        "uq_case_file_live",
        "about",
        "about_number",
        "because",
        unique=True,
        postgresql_where=sa.text("state <> 'closed'"),
    ),
    info=customs_only(),
)
case_subject = sa.Table(
    "case_subject",
    TABLES,
    sa.Column("number", sa.Text, sa.ForeignKey("case_file.number"), primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column(
        "subject", sa.Text, primary_key=True, info=personal(f"code of a person or trader, to find cases by; {_LONG}")
    ),
    sa.Column("at", _TIME, nullable=False),
    sa.Column("by", sa.Text, nullable=False, info=personal(f"officer who linked it, to answer for it; {_LONG}")),
    sa.Column("note", sa.Text, nullable=False, info=personal(f"why it is linked, may name people; {_LONG}")),
    sa.Index("ix_case_subject_subject", "subject", "kind"),
    info=customs_only(),
)
case_entry = sa.Table(
    "case_entry",
    TABLES,
    sa.Column("id", pg.UUID(as_uuid=True), primary_key=True),
    sa.Column("number", sa.Text, sa.ForeignKey("case_file.number"), nullable=False, index=True),
    sa.Column("at", _TIME, nullable=False),
    sa.Column("by", sa.Text, nullable=False, info=personal(f"who did or noted it, to answer for it; {_LONG}")),
    sa.Column("step", sa.Text, nullable=False),
    sa.Column("says", pg.JSONB, info=personal(f"words of who referred it, may name people; {_LONG}")),
    sa.Column("note", sa.Text, nullable=False, info=personal(f"may name people, to investigate; {_LONG}")),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("of", sa.Text, nullable=False),
    sa.Column("stands", sa.Boolean),
    info=customs_only() | {"append_only": True},
)
case_task = sa.Table(
    "case_task",
    TABLES,
    sa.Column("id", pg.UUID(as_uuid=True), primary_key=True),
    sa.Column("number", sa.Text, sa.ForeignKey("case_file.number"), nullable=False, index=True),
    sa.Column("says", sa.Text, nullable=False, info=personal(f"may name people, to investigate; {_LONG}")),
    sa.Column("due", sa.Date, nullable=False),
    sa.Column("whose", sa.Text, nullable=False, info=personal(f"investigator who does it; {_LONG}")),
    sa.Column("at", _TIME, nullable=False),
    sa.Column("by", sa.Text, nullable=False, info=personal(f"who set it, to answer for it; {_LONG}")),
    sa.Column("done_at", _TIME),
    sa.Column("done_by", sa.Text, info=personal(f"who did it, to answer for it; {_LONG}")),
    sa.Index("ix_case_task_whose_due", "whose", "due", postgresql_where=sa.text("done_at is null")),
    info=customs_only(),
)
case_member = sa.Table(
    "case_member",
    TABLES,
    sa.Column("number", sa.Text, sa.ForeignKey("case_file.number"), primary_key=True),
    sa.Column(
        "user", sa.Text, primary_key=True, info=personal(f"investigator who may work on it, for need-to-know; {_LONG}")
    ),
    sa.Column("at", _TIME, nullable=False),
    info=customs_only(),
)
_C: Final = case_file.c
_S: Final = case_subject.c
_E: Final = case_entry.c
_T: Final = case_task.c
_M: Final = case_member.c
_RANK: Final = sa.case({each.value: place for place, each in enumerate(Priority)}, value=_C.priority)
_SORTS: Final = {
    "number": _C.number, "opened": _C.opened_at, "changed": _C.changed_at, "state": _C.state, "priority": _RANK,
    "because": _C.because, "lead": _C.lead, "about": _C.about_number,
}  # fmt: skip


def serial(uow: UnitOfWork) -> int:
    """Give the next serial of a number."""
    return int(uow.connection.execute(case_serial.next_value()).scalar_one())


def insert(uow: UnitOfWork, case: Case) -> bool:
    """Keep a new case; False when one about the same, for the same reason, is live already."""
    row = {
        name: getattr(case, name)
        for name in Case.__dataclass_fields__
        if name not in {"about", "because", "state", "priority"}
    }
    row |= {"about": case.about.kind.value, "about_number": case.about.number, "because": case.because.value}
    row |= {"state": case.state.value, "priority": case.priority.value}
    new = pg.insert(case_file).values(row).on_conflict_do_nothing().returning(_C.number)
    return uow.connection.execute(new).scalar() is not None


def change(uow: UnitOfWork, number: str, changes: Mapping[str, Any]) -> None:
    """Change columns of a case."""
    values = {"changed_at": uow.at, **changes}
    uow.connection.execute(sa.update(case_file).where(_C.number == number).values(values))


def case(uow: UnitOfWork, number: str, *, seer: str | None, lock: bool = False) -> Case | None:
    """Give a case that a person may see (None: whoever sees all); locked till the end of the transaction when asked."""
    found = sa.select(case_file).where(_C.number == number, *_seen_by(seer))
    row = uow.connection.execute(found.with_for_update() if lock else found).one_or_none()
    return None if row is None else _case(row)


def live_about(uow: UnitOfWork, about: Subject, because: Reason) -> Case | None:
    """Give the live case about something for a reason, locked till the end of the transaction."""
    which = (_C.about == about.kind.value) & (_C.about_number == about.number) & (_C.because == because.value)
    found = sa.select(case_file).where(which, _C.state != State.CLOSED.value).with_for_update()
    row = uow.connection.execute(found).one_or_none()
    return None if row is None else _case(row)


def live_linked(uow: UnitOfWork, subject: Subject) -> list[Case]:
    """Give the live cases that a subject is linked to, oldest first, locked till the end of the transaction."""
    linked = sa.select(_S.number).where(_S.kind == subject.kind.value, _S.subject == subject.number)
    found = sa.select(case_file).where(_C.number.in_(linked), _C.state != State.CLOSED.value)
    return [_case(row) for row in uow.connection.execute(found.order_by(_C.number).with_for_update())]


def cases(uow: UnitOfWork, wanted: Wanted, *, seer: str | None) -> tuple[list[Case], int]:
    """Give a page of the cases that a person sees, and how many there are."""
    found = sa.select(case_file).where(
        *_seen_by(seer),
        *_wanted(wanted, user=uow.by.user, on=day_of(uow.at)),
        *lists.within(wanted.since, wanted.until, _C.opened_at),
    )
    order = lists.ordered(wanted.sort, _SORTS, otherwise=_C.changed_at, then=_C.number)
    rows, total = lists.page_of(uow, found, order, page=wanted.page, size=wanted.per_page)
    return [_case(each) for each in rows], total


def figures(uow: UnitOfWork, *, seer: str | None, user: str, on: date) -> Figures:
    """Count the cases that a person sees by state, those nobody leads, his own, and his tasks that were due before a day."""
    live = _C.state != State.CLOSED.value
    asked = sa.select(
        _C.state,
        sa.func.count(),
        sa.func.count().filter(live & _C.lead.is_(None)),
        sa.func.count().filter(live & (_C.lead == user)),
    )
    rows = uow.connection.execute(asked.where(*_seen_by(seer)).group_by(_C.state)).all()
    late = sa.select(sa.func.count()).where(_T.whose == user, _T.done_at.is_(None), _T.due < on)
    overdue = uow.connection.execute(late).scalar_one()
    states = {str(row[0]): int(row[1]) for row in rows}
    return Figures(states, sum(row[2] for row in rows), sum(row[3] for row in rows), int(overdue))


def leads(uow: UnitOfWork, *, seer: str | None) -> list[str]:
    """Give who leads the cases that a person sees."""
    found = sa.select(_C.lead).where(_C.lead.is_not(None), *_seen_by(seer)).distinct().order_by(_C.lead)
    return list(uow.connection.execute(found).scalars())


def link(uow: UnitOfWork, number: str, subject: Subject, *, note: str) -> bool:
    """Link a subject; False when it is linked already."""
    row = {"number": number, "kind": subject.kind.value, "subject": subject.number}
    row |= {"at": uow.at, "by": uow.by.user, "note": note}  # type: ignore[dict-item] # a moment among texts
    new = pg.insert(case_subject).values(row).on_conflict_do_nothing().returning(_S.number)
    return uow.connection.execute(new).scalar() is not None


def subjects(uow: UnitOfWork, number: str) -> list[Linked]:
    """Give the subjects of a case, in the order they were linked."""
    rows = uow.connection.execute(
        sa.select(case_subject).where(_S.number == number).order_by(_S.at, _S.kind, _S.subject)
    )
    return [Linked(Subject(About(r.kind), r.subject), r.at, r.by, r.note) for r in rows]


def add_entry(uow: UnitOfWork, number: str, entry: Entry) -> None:
    """Add a line to a case's log."""
    row = {
        "id": new_id(uow.at), "number": number, "at": entry.at, "by": entry.by, "step": entry.step.value,
        "says": None if entry.says is None else as_json(entry.says), "note": entry.note, "source": entry.source, "of": entry.of,
        "stands": entry.stands,
    }  # fmt: skip
    uow.connection.execute(
        sa.insert(case_entry).values({name: sa.null() if v is None else v for name, v in row.items()})
    )


def entries(uow: UnitOfWork, number: str) -> list[Entry]:
    """Give a case's log, oldest first."""
    rows = uow.connection.execute(sa.select(case_entry).where(_E.number == number).order_by(_E.at, _E.id))
    return [
        Entry(
            at=r.at, by=r.by, step=Step(r.step), says=None if r.says is None else from_json(r.says), note=r.note,
            source=r.source, of=r.of, stands=r.stands,
        )
        for r in rows
    ]  # fmt: skip


def add_task(uow: UnitOfWork, task: Task) -> None:
    """Keep a task."""
    row = {"id": task.id, "number": task.case, "says": task.says, "due": task.due, "whose": task.whose}
    uow.connection.execute(sa.insert(case_task).values(**row, at=task.at, by=task.by))


def finish_task(uow: UnitOfWork, which: UUID) -> None:
    """Note that a task is done."""
    uow.connection.execute(sa.update(case_task).where(_T.id == which).values(done_at=uow.at, done_by=uow.by.user))


def tasks(uow: UnitOfWork, number: str) -> list[Task]:
    """Give the tasks of a case: the open ones first, by their day."""
    found = sa.select(case_task).where(_T.number == number).order_by(_T.done_at.nulls_first(), _T.due, _T.id)
    return [
        Task(r.id, r.number, r.says, r.due, r.whose, r.at, r.by, r.done_at, r.done_by)
        for r in uow.connection.execute(found)
    ]


def join(uow: UnitOfWork, number: str, user: str) -> bool:
    """Put somebody into the team; False when he is in it."""
    new = pg.insert(case_member).values(number=number, user=user, at=uow.at).on_conflict_do_nothing().returning(_M.user)
    return uow.connection.execute(new).scalar() is not None


def leave(uow: UnitOfWork, number: str, user: str) -> bool:
    """Take somebody out of the team; False when he is not in it."""
    gone = sa.delete(case_member).where(_M.number == number, _M.user == user).returning(_M.user)
    return uow.connection.execute(gone).scalar() is not None


def team(uow: UnitOfWork, number: str) -> list[str]:
    """Give who is in the team of a case, beside its lead."""
    return list(
        uow.connection.execute(sa.select(_M.user).where(_M.number == number).order_by(_M.at, _M.user)).scalars()
    )


def _seen_by(seer: str | None) -> list[lists.Column]:
    """Say: the case is not restricted, or the person leads it or is of its team; nothing for whoever sees all."""
    if seer is None:
        return []
    member = sa.exists().where(_M.number == _C.number, _M.user == seer)
    return [sa.not_(_C.restricted) | (_C.lead == seer) | member]


def _wanted(wanted: Wanted, *, user: str, on: date) -> list[lists.Column]:
    """Say what a list is asked for."""
    wheres: list[lists.Column] = []
    if wanted.state is not None:
        wheres.append(_C.state == wanted.state.value)
    if wanted.live:
        wheres.append(_C.state.in_([each.value for each in LIVE]))
    if wanted.because is not None:
        wheres.append(_C.because == wanted.because.value)
    if wanted.priority is not None:
        wheres.append(_C.priority == wanted.priority.value)
    if wanted.lead:
        wheres.append(_C.lead.is_(None) if wanted.lead == "none" else _C.lead == wanted.lead)
    if wanted.tasks is not None:
        mine = sa.exists().where(_T.number == _C.number, _T.whose == user, _T.done_at.is_(None))
        wheres.append(mine.where(_T.due < on) if wanted.tasks is Due.OVERDUE else mine)
    if wanted.text:
        linked = sa.exists().where(_S.number == _C.number, _S.subject.icontains(wanted.text, autoescape=True))
        words = [column.icontains(wanted.text, autoescape=True) for column in (_C.number, _C.title, _C.summary)]
        wheres.append(sa.or_(*words, linked))
    return wheres


def _case(row: sa.Row[Any]) -> Case:
    said: dict[str, Any] = {name: value for name, value in row._mapping.items() if name in Case.__dataclass_fields__}
    said["about"] = Subject(About(row.about), row.about_number)
    said |= {"because": Reason(row.because), "state": State(row.state), "priority": Priority(row.priority)}
    said |= {"outcome": Outcome(row.outcome) if row.outcome else None, "cause": Cause(row.cause) if row.cause else None}
    return Case(**said)
