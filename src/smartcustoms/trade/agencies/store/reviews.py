"""SQL of reviews and their steps."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database import lists
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.agencies.model import TICKING, WORKED, Mark, Queued, Review, State, Step, Wanted
from smartcustoms.trade.agencies.store.kept import condition_as_json, decision_as_json, review_of, step_of
from smartcustoms.trade.agencies.store.tables import review as reviews
from smartcustoms.trade.agencies.store.tables import review_mark, review_step

_R, _S = reviews.c, review_step.c
_WORKED = _S.state.in_(
    [sa.literal_column(f"'{each.value}'") for each in sorted(WORKED)]
)  # literal: for the partial index
_SHOWN = (_R.about, _R.title, _R.owner, _R.begun_at)


def insert(
    uow: UnitOfWork, made: Review, steps: Sequence[tuple[Step, list[str], int]], *, parties: Sequence[str]
) -> bool:
    """Keep a new review with its steps (each with its parties and its promise in business seconds); False when one is open already."""
    row = {
        "number": made.number,
        "about": made.about,
        "kind": made.kind,
        "title": made.title,
        "owner": made.owner,
        "facts": dict(made.facts),
        "link": made.link,
        "offered": [condition_as_json(each) for each in made.offered],
        "state": made.state.value,
        "begun_at": made.begun_at,
        "begun_by": made.begun_by,
        "rule": made.rule,
        "sampled": made.sampled,
        "decided_at": made.decided_at,
        "agencies": list(made.agencies),
        "parties": sorted(set(parties)),
    }
    new = pg.insert(reviews).values(row).on_conflict_do_nothing().returning(_R.number)
    if uow.connection.execute(new).scalar() is None:
        return False
    rows = [_row(made, each, seen_by, promised) for each, seen_by, promised in steps]
    uow.connection.execute(sa.insert(review_step), rows)
    return True


def review(uow: UnitOfWork, number: str, *, lock: bool = False) -> Review | None:
    """Give a review with the steps that the asker may see; locked till the end of the transaction when asked."""
    found = sa.select(reviews).where(_R.number == number)
    row = uow.connection.execute(found.with_for_update() if lock else found).one_or_none()
    if row is None:
        return None
    steps = uow.connection.execute(sa.select(review_step).where(_S.review == number).order_by(_S.position))
    return review_of(row, tuple(step_of(each) for each in steps))


def by_about(uow: UnitOfWork, about: str) -> str | None:
    """Give the number of the newest review of a thing, the open one first."""
    newest = sa.select(_R.number).where(_R.about == about)
    ordered = newest.order_by((_R.state == State.OPEN.value).desc(), _R.begun_at.desc())
    return uow.connection.execute(ordered.limit(1)).scalar()


def step(uow: UnitOfWork, number: str, position: int, *, lock: bool = False) -> Step | None:
    """Give one step."""
    found = sa.select(review_step).where(_S.review == number, _S.position == position)
    row = uow.connection.execute(found.with_for_update() if lock else found).one_or_none()
    return None if row is None else step_of(row)


def change_review(uow: UnitOfWork, number: str, changes: Mapping[str, Any]) -> None:
    """Change columns of a review."""
    uow.connection.execute(sa.update(reviews).where(_R.number == number).values(dict(changes)))


def change_step(uow: UnitOfWork, number: str, position: int, changes: Mapping[str, Any]) -> None:
    """Change columns of a step; a decision is written as JSON."""
    given = dict(changes)
    if "decision" in given:
        given["decision"] = decision_as_json(given["decision"]) if given["decision"] else sa.null()
    which = (_S.review == number) & (_S.position == position)
    uow.connection.execute(sa.update(review_step).where(which).values(given))


def share(uow: UnitOfWork, number: str, position: int, organisation: str) -> None:
    """Let another agency see a step and its review."""
    for table, which in (
        (reviews, _R.number == number),
        (review_step, (_S.review == number) & (_S.position == position)),
    ):
        missing = ~(sa.literal(organisation) == sa.any_(table.c.parties))
        more = sa.func.array_append(table.c.parties, organisation)
        uow.connection.execute(sa.update(table).where(which, missing).values(parties=more))


def queue(uow: UnitOfWork, wanted: Wanted, *, organisation: str, mine: Sequence[str]) -> tuple[list[Queued], int]:
    """Give a page of an agency's steps, what is due first, and how many there are in all, counted to `lists.COUNTED` and no further.

    `mine` are users whose work is the asker's.
    """
    # A plan kept for any filter reads all open steps and sorts them; one made for what is asked reads a page by its index.
    uow.connection.exec_driver_sql("set local plan_cache_mode = force_custom_plan")
    flags = (
        sa.select(review_mark.c.review, sa.func.count().label("flags"))
        .where(review_mark.c.kind == Mark.FLAG.value, review_mark.c.organisation == organisation)
        .group_by(review_mark.c.review)
        .subquery()
    )
    which = [_S.organisation == organisation, *_filters(uow, wanted, mine)]
    if wanted.flagged:
        which.append(_S.review.in_(sa.select(flags.c.review)))
    some = sa.select(sa.literal(1).label("one")).select_from(review_step)
    some = some.join(reviews, _R.number == _S.review) if wanted.text else some
    total = lists.counted(uow, some.where(*which))
    page = sa.select(_S.review, _S.position).select_from(review_step)
    page = page.join(reviews, _R.number == _S.review) if wanted.text else page
    order = (_S.due_at.asc().nullslast(), _S.review, _S.position)
    page = page.where(*which).order_by(*order).limit(wanted.size).offset((wanted.page - 1) * wanted.size)
    few = page.subquery()
    found = (
        sa.select(review_step, *_SHOWN, sa.func.coalesce(flags.c.flags, 0).label("flags"))
        .join(few, (few.c.review == _S.review) & (few.c.position == _S.position))
        .join(reviews, _R.number == _S.review)
        .outerjoin(flags, flags.c.review == _S.review)
        .order_by(*order)
    )
    rows = uow.connection.execute(found)
    return [Queued(step_of(r), r.about, r.kind, r.title, r.owner, r.begun_at, r.flags) for r in rows], int(total)


def _filters(uow: UnitOfWork, wanted: Wanted, mine: Sequence[str]) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = [_S.state == wanted.state if wanted.state else _WORKED]
    if wanted.kind:
        found.append(_S.kind == wanted.kind)
    if wanted.skill:
        found.append(_S.skill == wanted.skill)
    if wanted.whose == "mine":
        found.append(_S.assigned_to.in_(list(mine)))
    elif wanted.whose == "nobody":
        found.append(_S.assigned_to.is_(None))
    if wanted.late:
        found.append((_S.due_at < uow.at) & _S.state.in_([each.value for each in TICKING]))
    if wanted.text:
        exact = sa.select(_R.number).where((_R.about == wanted.text) | (_R.owner == wanted.text))
        named = (_S.review == wanted.text) | _S.review.in_(exact)
        if not any(
            letter.isdigit() for letter in wanted.text
        ):  # a number is looked up; only words are searched for in titles
            like = f"%{wanted.text.replace('%', '').replace('_', '')}%"
            named |= sa.cast(_R.title, sa.Text).ilike(like)
        found.append(named)
    return found


def _row(made: Review, each: Step, parties: list[str], promised: int) -> dict[str, Any]:
    return {
        "review": made.number,
        "position": each.position,
        "order": each.order,
        "kind": made.kind,
        "agency": each.agency,
        "organisation": each.organisation,
        "skill": each.skill,
        "lead": each.lead,
        "days": each.days,
        "second_approval": each.second_approval,
        "state": each.state.value,
        "opened_at": each.opened_at,
        "due_at": each.due_at,
        "ticking_since": each.ticking_since,
        "spent": each.spent,
        "promised": promised,
        "decided_at": each.decided_at,
        "decision": decision_as_json(each.decision) or sa.null(),
        "decided_by": each.decided_by,
        "parties": sorted({*parties, made.owner}),
    }
