"""Tables of matching and all their SQL: lookup keys of partners' operators, consignors looked for, matches."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.business.recognition.model import Consignor, How, Likely, Match, MatchState, Operator, Status
from smartcustoms.business.recognition.store.exchange import operator_of, recognised_operator
from smartcustoms.business.traders.model import Why
from smartcustoms.kernel.database.statements import Ready, Statement
from smartcustoms.kernel.database.tables import TABLES, customs_only, personal
from smartcustoms.kernel.database.unit import UnitOfWork

_TIME = sa.DateTime(timezone=True)
_WHY, _KEPT = "to match a consignor with a partner's operator", "as long as the match is kept"
_NUMBER = sa.Text(collation="C")

recognition_lookup = sa.Table(
    "recognition_lookup",
    TABLES,
    sa.Column("key", sa.Text(collation="C"), primary_key=True),
    sa.Column("administration", sa.Text, primary_key=True),
    sa.Column("number", _NUMBER, primary_key=True, index=True),
    sa.ForeignKeyConstraint(
        ["administration", "number"],
        [recognised_operator.c.administration, recognised_operator.c.number],
        ondelete="CASCADE",
    ),
    info=customs_only(),
)
recognition_looked = sa.Table(
    "recognition_looked",
    TABLES,
    sa.Column("code", sa.Text, primary_key=True, info=personal(f"may number a person, {_WHY}; a day")),
    sa.Column("named", sa.Text, nullable=False),  # digest of the name and address that were looked for
    sa.Column("at", _TIME, nullable=False),
    info=customs_only(),
)
recognition_match = sa.Table(
    "recognition_match",
    TABLES,
    sa.Column("code", sa.Text, primary_key=True, info=personal(f"may number a person, {_WHY}; {_KEPT}")),
    sa.Column("administration", sa.Text, primary_key=True),
    sa.Column("number", _NUMBER, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, info=personal(f"a consignor's name, {_WHY}; {_KEPT}")),
    sa.Column("address", sa.Text, nullable=False, info=personal(f"a consignor's address, {_WHY}; {_KEPT}")),
    sa.Column("how", sa.Text, nullable=False),
    sa.Column("score", sa.Float, nullable=False),
    sa.Column("sure", sa.Boolean, nullable=False),
    sa.Column("reasons", pg.JSONB, nullable=False, info=personal(f"names and addresses compared; {_KEPT}")),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("proposed_at", _TIME, nullable=False),
    sa.Column("decided_at", _TIME),
    sa.Column("decided_by", sa.Text, nullable=False, info=personal(f"the officer who decided; {_KEPT}")),
    sa.Column("says", sa.Text, nullable=False),
    sa.Index("ix_recognition_match_waiting", "state", sa.desc("sure"), sa.desc("score"), "code"),
    sa.Index("ix_recognition_match_number", "administration", "number"),
    info=customs_only(),
)
_O, _L, _M, _S = recognised_operator.c, recognition_lookup.c, recognition_match.c, recognition_looked.c
_UNINDEXED = _O.indexed.is_distinct_from(_O.digest)
_CROWD: Final = 200
"""A key that more operators share tells nothing."""
_MOST_COMPARED: Final = 60


def unindexed(uow: UnitOfWork, own: str, limit: int) -> list[tuple[str, str, Operator]]:
    """Give partners' operators whose lookup keys are to be made, held: administration, digest, operator."""
    found = sa.select(recognised_operator).where(_UNINDEXED, _O.administration != own)
    rows = uow.connection.execute(found.limit(limit).with_for_update(skip_locked=True))
    return [(row.administration, row.digest, operator_of(row)) for row in rows]


def put_keys(uow: UnitOfWork, of: Sequence[tuple[str, str]], rows: Iterable[tuple[str, str, str]]) -> None:
    """Keep the lookup keys, as (key, administration, number), of operators, as (administration, number); theirs before go."""
    which = sa.tuple_(_L.administration, _L.number).in_(list(of))
    uow.connection.execute(sa.delete(recognition_lookup).where(which))
    uow.copy(recognition_lookup, ("key", "administration", "number"), rows)
    uow.connection.execute(
        sa.update(recognised_operator)
        .where(sa.tuple_(_O.administration, _O.number).in_(list(of)))
        .values(indexed=_O.digest)
    )


def _texts(values: Iterable[str]) -> Any:
    return sa.cast(sa.literal(sorted(set(values)), pg.ARRAY(sa.Text)), pg.ARRAY(sa.Text))


def sharing(uow: UnitOfWork, keys: Iterable[str]) -> list[tuple[str, Operator]]:
    """Give the operators (with their administrations) that share the most telling keys: a key tells the more, the fewer share it."""
    asked = sa.func.unnest(_texts(keys)).table_valued("key", name="asked").render_derived()
    some = sa.select(_L.number).where(_L.key == asked.c.key).correlate(asked).limit(_CROWD + 1).lateral()
    crowd = sa.select(sa.func.count()).select_from(some).correlate(asked).scalar_subquery()
    counted = sa.select(asked.c.key, crowd.label("crowd")).subquery()
    telling = sa.select(counted.c.key, (1.0 / counted.c.crowd).label("worth")).where(counted.c.crowd.between(1, _CROWD))
    few = telling.cte("few").prefix_with("MATERIALIZED", dialect="postgresql")
    wanted = (
        sa.select(_L.administration, _L.number)
        .join(few, few.c.key == _L.key)
        .group_by(_L.administration, _L.number)
        .order_by(sa.func.sum(few.c.worth).desc(), _L.administration, _L.number)
        .limit(_MOST_COMPARED)
        .subquery()
    )
    found = sa.select(recognised_operator).join(
        wanted, (wanted.c.administration == _O.administration) & (wanted.c.number == _O.number)
    )
    return [(row.administration, operator_of(row)) for row in uow.connection.execute(found)]


def due(uow: UnitOfWork, named: dict[str, str], *, again_after: timedelta) -> set[str]:
    """Give, of the codes, those that were not looked for of late under this digest of name and address; note that they are now."""
    fresh = sa.select(_S.code, _S.named).where(_S.code.in_(list(named)), _S.at > uow.at - again_after)
    known = {row.code for row in uow.connection.execute(fresh) if row.named == named[row.code]}
    wanted = set(named) - known
    if wanted:
        new = pg.insert(recognition_looked)
        held = {"named": new.excluded.named, "at": new.excluded.at}
        uow.connection.execute(
            new.on_conflict_do_update(index_elements=["code"], set_=held),
            [{"code": each, "named": named[each], "at": uow.at} for each in sorted(wanted)],
        )
    return wanted


def of_codes(uow: UnitOfWork, codes: Collection[str]) -> dict[str, list[Match]]:
    """Give by code what is said of consignors, held."""
    wanted = _with_operator().where(_M.code.in_(codes)).order_by(_M.code, _M.administration, _M.number)
    given: dict[str, list[Match]] = {each: [] for each in codes}
    for row in uow.connection.execute(wanted.with_for_update(of=recognition_match)):
        given[row.code].append(_match(row))
    return given


def one(uow: UnitOfWork, code: str, administration: str, number: str) -> Match | None:
    """Give one match, held."""
    which = (_M.code == code) & (_M.administration == administration) & (_M.number == number)
    row = uow.connection.execute(_with_operator().where(which).with_for_update(of=recognition_match)).one_or_none()
    return _match(row) if row is not None else None


def put(uow: UnitOfWork, each: Match) -> None:
    """Keep a match as it stands."""
    row = {
        "code": each.consignor.code,
        "administration": each.likely.administration,
        "number": each.likely.number,
        "name": each.consignor.name,
        "address": each.consignor.address,
        "how": each.how.value,
        "score": each.likely.score,
        "sure": each.likely.sure,
        "reasons": [[why.code, why.likeness, why.one, why.other] for why in each.likely.reasons],
        "state": each.state.value,
        "proposed_at": each.proposed_at,
        "decided_at": each.decided_at,
        "decided_by": each.decided_by,
        "says": each.says,
    }
    keys = ("code", "administration", "number")
    new = pg.insert(recognition_match).values(row)
    uow.connection.execute(
        new.on_conflict_do_update(
            index_elements=keys, set_={name: value for name, value in row.items() if name not in keys}
        )
    )


def listed(uow: UnitOfWork, state: MatchState | None, *, text: str, limit: int, offset: int) -> tuple[list[Match], int]:
    """Give a page of matches, those that are sure first, and how many there are."""
    wanted = _with_operator()
    counted = sa.select(sa.func.count()).select_from(recognition_match)
    if state is not None:
        wanted, counted = wanted.where(_M.state == state.value), counted.where(_M.state == state.value)
    if text:
        fits = _M.name.icontains(text, autoescape=True) | (_M.code == text) | (_M.number == text)
        wanted, counted = wanted.where(fits), counted.where(fits)
    rows = uow.connection.execute(
        wanted.order_by(_M.state, _M.sure.desc(), _M.score.desc(), _M.code, _M.administration, _M.number)
        .limit(limit)
        .offset(offset)
    )
    return [_match(row) for row in rows], uow.connection.execute(counted).scalar_one()


def counts(uow: UnitOfWork) -> dict[str, int]:
    """Give how many matches there are in each state."""
    found = sa.select(_M.state, sa.func.count()).group_by(_M.state)
    return {str(state): int(number) for state, number in uow.connection.execute(found)}


def _with_operator() -> sa.Select[Any]:
    both = (_O.administration == _M.administration) & (_O.number == _M.number)
    theirs = [_O.status, _O.changed_at, _O.said]
    return sa.select(recognition_match, *theirs).outerjoin_from(recognition_match, recognised_operator, both)


def _match(row: sa.Row[Any]) -> Match:
    return Match(
        consignor=Consignor(row.code, row.name, row.address),
        likely=Likely(row.administration, row.number, row.score, row.sure, tuple(Why(*each) for each in row.reasons)),
        how=How(row.how),
        state=MatchState(row.state),
        operator=operator_of(row) if row.status is not None else None,
        proposed_at=row.proposed_at,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        says=row.says,
    )


def _trusted() -> sa.CompoundSelect[Any]:
    on = sa.bindparam("on", type_=sa.Date)
    good = (
        (_O.status == Status.ACTIVE.value)
        & (sa.func.coalesce(sa.cast(_O.said["valid_from"].astext, sa.Date), on) <= on)
        & (sa.func.coalesce(sa.cast(_O.said["valid_until"].astext, sa.Date), on) >= on)
    )
    texts, told = pg.ARRAY(sa.Text), (_O.said["name"].astext, _O.said["address"].astext)
    matched = (
        sa.select(_M.code, _O.administration, _O.number, _M.state, _M.decided_by != "", *told)
        .join(recognised_operator, (_O.administration == _M.administration) & (_O.number == _M.number))
        .where(_M.code == sa.any_(sa.bindparam("codes", type_=texts)), good)
    )
    numbered = (
        sa.select(_L.key, _O.administration, _O.number, sa.literal(""), sa.false(), *told)
        .join(recognised_operator, (_O.administration == _L.administration) & (_O.number == _L.number))
        .where(_L.key == sa.any_(sa.bindparam("keys", type_=texts)), good)
    )
    return sa.union_all(matched, numbered)


_TRUSTED: Final = Statement(_trusted())


def trusted_asked(codes: Iterable[str], keys: Iterable[str], on: date) -> Ready:
    """Give the question for operators in good standing behind codes.

    Its rows: a code, administration, number, the match's state and whether an officer decided it; or a lookup key, administration,
    number and nothing; each with the operator's name and address.
    """
    return _TRUSTED.given(codes=sorted(set(codes)), keys=sorted(set(keys)), on=on)


def forget_looked(uow: UnitOfWork, before: datetime) -> int:
    """Forget what was looked for before a moment; give how many."""
    return uow.connection.execute(sa.delete(recognition_looked).where(_S.at < before)).rowcount
