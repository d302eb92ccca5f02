"""SQL of sessions and passkeys."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from smartcustoms.kernel.actor import Actor, Kind
from smartcustoms.kernel.database.statements import Statement
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.people.model import Means, Session, State
from smartcustoms.kernel.people.store.tables import organisation, passkey, passkey_challenge, person, sign_in_session


def insert_session(
    uow: UnitOfWork,
    token_hash: bytes,
    number: str,
    *,
    idle: timedelta,
    ends: datetime,
    client: str,
    means: Means,
    proved: datetime,
) -> None:
    """Keep a new session; those that are over go."""
    uow.connection.execute(sa.delete(sign_in_session).where(sign_in_session.c.ends < uow.at))
    row = {"token_hash": token_hash, "person": number, "began": uow.at, "seen": uow.at, "ends": ends, "idle": idle}
    uow.connection.execute(
        sa.insert(sign_in_session).values(row | {"proved": proved, "client": client[:200], "means": means.value})
    )


def session(uow: UnitOfWork, token_hash: bytes, *, at: datetime) -> Session | None:
    """Give the session of a token when it is neither over nor idle too long and its person is active."""
    (found,) = uow.ask(_LIVING.given(token_hash=token_hash, at=at))
    if not found:
        return None
    number, whose, kind, roles, language, name, began, seen, ends, proved, means, simulated = found[0]
    actor = Actor(number, whose, Kind(kind), frozenset(roles), language, name)
    return Session(actor, began, seen, ends, proved, Means(means), simulated)


_S, _P = sign_in_session.c, person.c
_LIVING = Statement(
    sa.select(
        _S.person, _P.organisation, organisation.c.kind, _P.roles, _P.language, _P.name,
        _S.began, _S.seen, _S.ends, _S.proved, _S.means, _P.simulated,
    )
    .join_from(sign_in_session, person, _P.number == _S.person)
    .join(organisation, organisation.c.number == _P.organisation)
    .where(
        _S.token_hash == sa.bindparam("token_hash"),
        _S.ends > sa.bindparam("at"),
        _S.seen + _S.idle > sa.bindparam("at"),
        _P.state == State.ACTIVE.value,
        organisation.c.suspended.is_(None),
    )
)  # fmt: skip


def touch_session(uow: UnitOfWork, token_hash: bytes) -> None:
    """Note that a session was used now."""
    uow.connection.execute(
        sa.update(sign_in_session).where(sign_in_session.c.token_hash == token_hash).values(seen=uow.at)
    )


def prove_session(uow: UnitOfWork, token_hash: bytes) -> None:
    """Note that the person proved again who he is."""
    uow.connection.execute(
        sa.update(sign_in_session).where(sign_in_session.c.token_hash == token_hash).values(proved=uow.at)
    )


def strengthen_session(uow: UnitOfWork, token_hash: bytes, means: Means) -> None:
    """Note that the person of a session proved a second factor."""
    s = sign_in_session
    uow.connection.execute(sa.update(s).where(s.c.token_hash == token_hash).values(means=means.value, proved=uow.at))


def end_sessions(uow: UnitOfWork, *, token_hash: bytes | None = None, number: str | None = None) -> int:
    """End one session by its token, or all of a person; give how many ended."""
    s = sign_in_session
    which = s.c.token_hash == token_hash if token_hash is not None else s.c.person == number
    return uow.connection.execute(sa.delete(s).where(which)).rowcount


def sessions_of(uow: UnitOfWork, number: str) -> list[sa.Row[Any]]:
    """Give the living sessions of a person, newest first."""
    s = sign_in_session
    found = sa.select(s.c.began, s.c.seen, s.c.client, s.c.token_hash).where(s.c.person == number, s.c.ends > uow.at)
    return list(uow.connection.execute(found.order_by(s.c.seen.desc())))


def insert_passkey(
    uow: UnitOfWork, number: str, credential: bytes, public_key: bytes, sign_count: int, name: str
) -> None:
    """Keep a new passkey."""
    row = {"credential": credential, "person": number, "public_key": public_key, "sign_count": sign_count}
    uow.connection.execute(sa.insert(passkey).values(row | {"name": name[:80], "made": uow.at}))


def passkeys(uow: UnitOfWork, *, number: str | None = None, credential: bytes | None = None) -> list[sa.Row[Any]]:
    """Give the passkeys of a person, or the one with a credential id."""
    which = passkey.c.person == number if number is not None else passkey.c.credential == credential
    return list(uow.connection.execute(sa.select(passkey).where(which).order_by(passkey.c.made)))


def count_passkey(uow: UnitOfWork, credential: bytes, sign_count: int) -> None:
    """Note a passkey's counter after a use."""
    uow.connection.execute(sa.update(passkey).where(passkey.c.credential == credential).values(sign_count=sign_count))


def delete_passkey(uow: UnitOfWork, number: str, credential: bytes) -> bool:
    """Remove a passkey of a person; False when he has none of this id."""
    gone = sa.delete(passkey).where(passkey.c.person == number, passkey.c.credential == credential)
    return uow.connection.execute(gone).rowcount == 1


def insert_challenge(
    uow: UnitOfWork, ticket_hash: bytes, challenge: bytes, *, number: str | None, ends: datetime
) -> None:
    """Keep a challenge until it is answered; those that nobody answered in time go."""
    uow.connection.execute(sa.delete(passkey_challenge).where(passkey_challenge.c.ends < uow.at))
    row = {"ticket_hash": ticket_hash, "challenge": challenge, "person": number, "ends": ends}
    uow.connection.execute(sa.insert(passkey_challenge).values(row))


def take_challenge(uow: UnitOfWork, ticket_hash: bytes, *, number: str | None) -> bytes | None:
    """Take a challenge out, once; None when it is unknown, too old or another person's."""
    c = passkey_challenge.c
    whose = c.person.is_(None) if number is None else c.person == number
    gone = sa.delete(passkey_challenge).where(c.ticket_hash == ticket_hash, c.ends > uow.at, whose)
    return uow.connection.execute(gone.returning(c.challenge)).scalar()
