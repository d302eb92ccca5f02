"""Unlock tokens, ours and the other administrations', and the challenges that were answered."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.elocks.model import TokenRecord
from smartcustoms.trade.elocks.store.tables import elock_token

_T: Final = elock_token.c


def put(uow: UnitOfWork, each: TokenRecord) -> bool:
    """Keep a token; False when its counter or its challenge was used before."""
    new = pg.insert(elock_token).values(asdict(each)).on_conflict_do_nothing().returning(_T.number)
    return uow.connection.execute(new).scalar() is not None


def of_journeys(uow: UnitOfWork, journeys: Sequence[str]) -> dict[str, list[TokenRecord]]:
    """Give the tokens of journeys, by journey, in the order of their counters."""
    found: dict[str, list[TokenRecord]] = {}
    query = sa.select(elock_token).where(_T.journey.in_(journeys)).order_by(_T.journey, _T.issued_at, _T.counter)
    for row in uow.connection.execute(query):
        found.setdefault(row.journey, []).append(_token(row))
    return found


def by_challenge(uow: UnitOfWork, lock: str, challenge: str) -> TokenRecord | None:
    """Give the token under which a lock's challenge was answered."""
    row = uow.connection.execute(sa.select(elock_token).where(_T.lock == lock, _T.challenge == challenge)).one_or_none()
    return None if row is None else _token(row)


def next_counter(uow: UnitOfWork, lock: str, administration: str) -> int:
    """Give the counter of an administration's next token for a lock."""
    newest = sa.select(sa.func.max(_T.counter)).where(_T.lock == lock, _T.administration == administration)
    found = uow.connection.execute(newest).scalar()
    return 1 if found is None else int(found) + 1


def _token(row: Any) -> TokenRecord:
    return TokenRecord(
        row.journey, row.lock, row.administration, row.zone, row.counter, row.not_before, row.not_after, row.officer, row.challenge,
        bytes(row.statement), row.issued_at,
    )  # fmt: skip
