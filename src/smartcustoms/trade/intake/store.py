"""Tables of the intake and all their SQL."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database import lists
from smartcustoms.kernel.database.tables import TABLES, customs_only, owned_by, personal
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.intake.model import Slip, SlipState, State, Submission, Wanted, Way

_TIME: Final = sa.DateTime(timezone=True)
_LONG: Final = "as long as what was lodged by it"

intake_submission = sa.Table(
    "intake_submission",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("sent_by", sa.Text, nullable=False, info=personal(f"who sent it, to answer for it; {_LONG}")),
    sa.Column("roles", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("language", sa.Text, nullable=False, server_default="en"),
    sa.Column("way", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("received_at", _TIME, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column(
        "content", sa.LargeBinary, nullable=False, info=personal(f"the message as sent: names, addresses; {_LONG}")
    ),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("worked_at", _TIME),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("kind", sa.Text, nullable=False, server_default=""),
    sa.Column("answer", pg.JSONB, nullable=False, server_default="{}", info=personal(f"values seen; {_LONG}")),
    sa.Index("ix_intake_submission_waiting", "received_at", postgresql_where=sa.text("state = 'waiting'")),
    sa.Index("ix_intake_submission_organisation_received_at", "organisation", "received_at"),
    info=owned_by("organisation"),
)
intake_slip = sa.Table(
    "intake_slip",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("lane", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("issued_at", _TIME, nullable=False),
    sa.Column("written_at", _TIME),
    sa.Column("plate", sa.Text, nullable=False, server_default="", info=personal(f"number of a vehicle; {_LONG}")),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    sa.Column("declaration", sa.Text, nullable=False, server_default=""),
    sa.Column("passage", sa.Text, nullable=False, server_default=""),
    sa.Index("uq_intake_slip_declaration", "declaration", unique=True, postgresql_where=sa.text("declaration <> ''")),
    sa.Index("ix_intake_slip_lane_state", "lane", "state"),
    info=customs_only(),
)
_S, _L = intake_submission.c, intake_slip.c
_SORTS: Final = {
    name: _S[name] for name in ("number", "name", "way", "kind", "state", "size", "received_at", "worked_at")
}
_TOLD: Final = [each for each in intake_submission.c if each.name not in ("content", "roles")]


def add(uow: UnitOfWork, one: Submission, content: bytes, roles: Sequence[str]) -> bool:
    """Keep a submission; False when its number is there already: it was taken in before."""
    row = {
        "number": one.number,
        "organisation": one.organisation,
        "sent_by": one.sent_by,
        "roles": list(roles),
        "language": one.language,
        "way": one.way.value,
        "name": one.name,
        "received_at": one.received_at,
        "sha256": one.sha256,
        "size": one.size,
        "content": content,
        "state": one.state.value,
    }
    new = pg.insert(intake_submission).values(row).on_conflict_do_nothing().returning(_S.number)
    return uow.connection.execute(new).scalar() is not None


def waiting(uow: UnitOfWork, *, most_tries: int, limit: int) -> list[str]:
    """Give the numbers of what waits, in the order it first came."""
    found = sa.select(_S.number).where(_S.state == State.WAITING.value, _S.tries < most_tries)
    return list(uow.connection.execute(found.order_by(_S.received_at, _S.number).limit(limit)).scalars())


def to_work(uow: UnitOfWork, number: str) -> tuple[Submission, bytes, list[str]] | None:
    """Hold one that waits, with its content and its sender's roles; None when another works on it or it is done."""
    which = (_S.number == number) & (_S.state == State.WAITING.value)
    row = uow.connection.execute(
        sa.select(intake_submission).where(which).with_for_update(skip_locked=True)
    ).one_or_none()
    return (_submission(row), bytes(row.content), list(row.roles)) if row else None


def worked(uow: UnitOfWork, number: str, changes: Mapping[str, Any]) -> None:
    """Note what became of a submission."""
    uow.connection.execute(sa.update(intake_submission).where(_S.number == number).values(dict(changes)))


def tried(uow: UnitOfWork, number: str) -> None:
    """Count a try that failed for no fault of the sender's."""
    uow.connection.execute(sa.update(intake_submission).where(_S.number == number).values(tries=_S.tries + 1))


def by_number(uow: UnitOfWork, number: str) -> Submission | None:
    """Give one submission that the asker may see."""
    row = uow.connection.execute(sa.select(*_TOLD).where(_S.number == number)).one_or_none()
    return _submission(row) if row else None


def listed(uow: UnitOfWork, wanted: Wanted) -> tuple[list[Submission], int]:
    """Give a page of submissions in the order asked for, and how many there are."""
    found = sa.select(*_TOLD)
    for column, value in ((_S.state, wanted.state), (_S.way, wanted.way)):
        if value is not None:
            found = found.where(column == value.value)
    if wanted.text:
        found = found.where(lists.begins(wanted.text, _S.number, _S.sha256, _S.name))
    found = found.where(*lists.within(wanted.since, wanted.until, _S.received_at))
    order = lists.ordered(wanted.sort, _SORTS, otherwise=_S.received_at, then=_S.number)
    rows, total = lists.page_of(uow, found, order, page=wanted.page, size=wanted.per_page)
    return [_submission(row) for row in rows], total


def add_slips(uow: UnitOfWork, slips: Sequence[Slip]) -> None:
    """Keep new slips."""
    rows = [
        {"number": each.number, "lane": each.lane, "state": each.state.value, "issued_at": each.issued_at}
        for each in slips
    ]
    uow.connection.execute(sa.insert(intake_slip), rows)


def last_serial(uow: UnitOfWork, prefix: str) -> int:
    """Give the highest serial among slips of a prefix and year; others that issue wait until this transaction ends."""
    uow.connection.execute(sa.text("select pg_advisory_xact_lock(hashtext('intake_slip'))"))
    top = uow.connection.execute(sa.select(sa.func.max(_L.number)).where(_L.number.startswith(prefix))).scalar()
    return int(top[len(prefix) : len(prefix) + 9]) if top else 0


def slip(uow: UnitOfWork, number: str) -> Slip | None:
    """Give and hold one slip."""
    row = uow.connection.execute(sa.select(intake_slip).where(_L.number == number).with_for_update()).one_or_none()
    return _slip(row) if row else None


def change_slip(uow: UnitOfWork, number: str, changes: Mapping[str, Any]) -> None:
    """Change columns of a slip."""
    uow.connection.execute(sa.update(intake_slip).where(_L.number == number).values(dict(changes)))


def slip_of(uow: UnitOfWork, declaration: str) -> str | None:
    """Give the slip that a declaration settled."""
    return uow.connection.execute(sa.select(_L.number).where(_L.declaration == declaration)).scalar()


def slips(uow: UnitOfWork, *, state: SlipState | None, lane: str, page: int, size: int) -> tuple[list[Slip], int]:
    """Give a page of slips in the order of their numbers, and how many there are."""
    found = sa.select(intake_slip)
    if state is not None:
        found = found.where(_L.state == state.value)
    if lane:
        found = found.where(_L.lane == lane)
    total = uow.connection.execute(sa.select(sa.func.count()).select_from(found.subquery())).scalar_one()
    rows = uow.connection.execute(found.order_by(_L.number).limit(size).offset((page - 1) * size))
    return [_slip(row) for row in rows], total


def slip_counts(uow: UnitOfWork) -> dict[str, int]:
    """Give how many slips stand in each state."""
    found = sa.select(_L.state, sa.func.count()).group_by(_L.state)
    return {str(state): int(count) for state, count in uow.connection.execute(found)}


def _submission(row: sa.Row[Any]) -> Submission:
    return Submission(
        number=row.number,
        organisation=row.organisation,
        sent_by=row.sent_by,
        way=Way(row.way),
        name=row.name,
        received_at=row.received_at,
        sha256=row.sha256,
        size=row.size,
        state=State(row.state),
        worked_at=row.worked_at,
        tries=row.tries,
        kind=row.kind,
        answer=row.answer,
        language=row.language,
    )


def _slip(row: sa.Row[Any]) -> Slip:
    fields = dict(row._mapping)
    return Slip(**{**fields, "state": SlipState(row.state)})
