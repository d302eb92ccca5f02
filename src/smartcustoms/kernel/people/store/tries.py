"""SQL of wrong tries to sign in that no account can count."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.people.store.tables import sign_in_try


def tries(uow: UnitOfWork, what_hash: bytes) -> tuple[int, datetime]:
    """Give how many tries are counted, and until when; none: 0, until now."""
    t = sign_in_try.c
    found = sa.select(t.tries, t.ends).where(t.what_hash == what_hash, t.ends > uow.at)
    row = uow.connection.execute(found).one_or_none()
    return (row.tries, row.ends) if row else (0, uow.at)


def count_try(uow: UnitOfWork, what_hash: bytes, *, lasts: timedelta) -> int:
    """Count one more, from one again when the time of those before is over; give how many. Old counts go."""
    t = sign_in_try.c
    uow.connection.execute(sa.delete(sign_in_try).where(t.ends <= uow.at))
    new = pg.insert(sign_in_try).values(what_hash=what_hash, tries=1, ends=uow.at + lasts)
    counted = new.on_conflict_do_update(index_elements=[t.what_hash], set_={"tries": t.tries + 1})
    return int(uow.connection.execute(counted.returning(t.tries)).scalar_one())


def end_tries(uow: UnitOfWork, what_hash: bytes, *, ends: datetime) -> None:
    """Set until when a count lasts."""
    uow.connection.execute(sa.update(sign_in_try).where(sign_in_try.c.what_hash == what_hash).values(ends=ends))
