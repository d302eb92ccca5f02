"""SQL of questions to traders and of officers' marks."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.agencies.model import Mark, Marked, Question
from smartcustoms.trade.agencies.store.tables import review_mark, review_question

_Q, _M = review_question.c, review_mark.c


def add_question(uow: UnitOfWork, asked: Question, *, by: str, parties: Sequence[str]) -> None:
    """Keep a question."""
    row = {
        "id": asked.id,
        "review": asked.review,
        "position": asked.position,
        "agency": asked.agency,
        "text": asked.text,
        "asked_at": asked.asked_at,
        "asked_by": by,
        "answer_by": asked.answer_by,
        "parties": sorted(set(parties)),
    }
    uow.connection.execute(sa.insert(review_question).values(row))


def change_question(uow: UnitOfWork, which: UUID, changes: Mapping[str, Any]) -> None:
    """Change columns of a question."""
    uow.connection.execute(sa.update(review_question).where(_Q.id == which).values(dict(changes)))


def questions(uow: UnitOfWork, number: str) -> tuple[Question, ...]:
    """Give the questions of a review, oldest first."""
    found = sa.select(review_question).where(_Q.review == number).order_by(_Q.asked_at, _Q.id)
    return tuple(
        Question(
            r.id,
            r.review,
            r.position,
            r.agency,
            r.text,
            r.asked_at,
            r.answer_by,
            r.answered_at,
            r.answer,
            tuple(r.files),
        )
        for r in uow.connection.execute(found)
    )


def add_mark(uow: UnitOfWork, mark: Marked) -> None:
    """Keep a mark."""
    row = {
        "id": mark.id,
        "review": mark.review,
        "organisation": mark.organisation,
        "kind": mark.kind.value,
        "text": mark.text,
        "by": mark.by,
        "at": mark.at,
    }
    uow.connection.execute(sa.insert(review_mark).values(row))


def drop_mark(uow: UnitOfWork, which: UUID, *, organisation: str) -> bool:
    """Take a mark off; False when there is none."""
    gone = sa.delete(review_mark).where(_M.id == which, _M.organisation == organisation).returning(_M.id)
    return uow.connection.execute(gone).scalar() is not None


def marks(uow: UnitOfWork, number: str, *, organisation: str) -> tuple[Marked, ...]:
    """Give an agency's marks on a review, oldest first."""
    found = sa.select(review_mark).where(_M.review == number, _M.organisation == organisation)
    return tuple(
        Marked(r.id, r.review, r.organisation, Mark(r.kind), r.text, r.by, r.at)
        for r in uow.connection.execute(found.order_by(_M.at, _M.id))
    )
