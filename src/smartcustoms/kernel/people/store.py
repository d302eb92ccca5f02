"""Tables of people and all their SQL. Secrets leave this file only towards `actions.py`."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.actor import Actor, Kind
from smartcustoms.kernel.database.tables import TABLES, open_to_all, owned_by, personal
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.people.model import Organisation, Person, Session, State

_TIME = sa.DateTime(timezone=True)
_KEPT = "kept while the account lives and two years after"

organisation = sa.Table(
    "organisation",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, info=personal(f"a sole trader's own name; {_KEPT}")),
    sa.Column("kind", sa.Text, nullable=False),
    info=owned_by("number"),
)
person = sa.Table(
    "person",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("organisation", sa.Text, sa.ForeignKey("organisation.number"), nullable=False, index=True),
    sa.Column("name", sa.Text, nullable=False, info=personal(f"name, shown beside what the person did; {_KEPT}")),
    sa.Column(
        "email", sa.Text, nullable=False, unique=True, info=personal(f"address for sign-in and messages; {_KEPT}")
    ),
    sa.Column("language", sa.Text, nullable=False, server_default="en"),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("roles", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("password", sa.Text),
    sa.Column("earlier_passwords", pg.ARRAY(sa.Text), nullable=False, server_default="{}"),
    sa.Column("totp", sa.LargeBinary),
    sa.Column("totp_step", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("tries", sa.SmallInteger, nullable=False, server_default="0"),
    sa.Column("locked_until", _TIME),
    info=owned_by("organisation"),
)
sign_in_session = sa.Table(
    "sign_in_session",
    TABLES,
    sa.Column("token_hash", sa.LargeBinary, primary_key=True),
    sa.Column(
        "person",
        sa.Text,
        sa.ForeignKey("person.number"),
        nullable=False,
        index=True,
        info=personal("who is signed in; a month"),
    ),
    sa.Column("began", _TIME, nullable=False),
    sa.Column("seen", _TIME, nullable=False),
    sa.Column("ends", _TIME, nullable=False),
    sa.Column("idle", sa.Interval, nullable=False),
    sa.Column("proved", _TIME, nullable=False),
    sa.Column("client", sa.Text, nullable=False, server_default=""),
    info=open_to_all("read before anybody is known; rows are found by the hash of a secret only"),
)
passkey = sa.Table(
    "passkey",
    TABLES,
    sa.Column("credential", sa.LargeBinary, primary_key=True),
    sa.Column(
        "person",
        sa.Text,
        sa.ForeignKey("person.number"),
        nullable=False,
        index=True,
        info=personal("whose key it is; till removed"),
    ),
    sa.Column("public_key", sa.LargeBinary, nullable=False),
    sa.Column("sign_count", sa.BigInteger, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("made", _TIME, nullable=False),
    info=open_to_all("read before anybody is known; holds public keys only"),
)


def insert_organisation(uow: UnitOfWork, new: Organisation) -> None:
    """Keep a new organisation; one that is there stays as it is."""
    row = {"number": new.number, "name": new.name, "kind": new.kind.value}
    uow.connection.execute(pg.insert(organisation).values(row).on_conflict_do_nothing())


def insert_person(uow: UnitOfWork, new: Person) -> bool:
    """Keep a new person; False when the number or the address is taken."""
    row = {
        "number": new.number,
        "organisation": new.organisation,
        "name": new.name,
        "email": new.email.lower(),
        "language": new.language,
        "state": new.state.value,
        "roles": sorted(new.roles),
    }
    new_row = pg.insert(person).values(row).on_conflict_do_nothing().returning(person.c.number)
    return uow.connection.execute(new_row).scalar() is not None


def change_person(uow: UnitOfWork, number: str, **changes: Any) -> None:
    """Change columns of one person."""
    uow.connection.execute(sa.update(person).where(person.c.number == number).values(changes))


def secrets_of(uow: UnitOfWork, email: str) -> sa.Row[Any] | None:
    """Give a person's row, secrets included, locked until the transaction ends, so that tries are counted one by one."""
    return uow.connection.execute(
        sa.select(person).where(person.c.email == email.lower()).with_for_update()
    ).one_or_none()


def person_by_number(uow: UnitOfWork, number: str) -> Person | None:
    """Give one person."""
    row = uow.connection.execute(sa.select(person).where(person.c.number == number)).one_or_none()
    return _person(row) if row else None


def people(
    uow: UnitOfWork, *, text: str, organisation_number: str | None, limit: int, offset: int
) -> tuple[list[Person], int]:
    """Give a page of people whose name or address holds a text, and how many there are in all."""
    found = sa.select(person)
    if text:
        like = f"%{text.replace('%', '').replace('_', '')}%"
        found = found.where(person.c.name.ilike(like) | person.c.email.ilike(like) | person.c.organisation.ilike(like))
    if organisation_number:
        found = found.where(person.c.organisation == organisation_number)
    total = uow.connection.execute(sa.select(sa.func.count()).select_from(found.subquery())).scalar_one()
    rows = uow.connection.execute(found.order_by(person.c.organisation, person.c.name).limit(limit).offset(offset))
    return [_person(row) for row in rows], total


def insert_session(
    uow: UnitOfWork, token_hash: bytes, number: str, *, idle: timedelta, ends: datetime, client: str
) -> None:
    """Keep a new session."""
    row = {"token_hash": token_hash, "person": number, "began": uow.at, "seen": uow.at, "ends": ends, "idle": idle}
    uow.connection.execute(sa.insert(sign_in_session).values(row | {"proved": uow.at, "client": client[:200]}))


def session(uow: UnitOfWork, token_hash: bytes, *, at: datetime) -> Session | None:
    """Give the session of a token when it is neither over nor idle too long and its person is active."""
    s, p, o = sign_in_session, person, organisation
    row = uow.connection.execute(
        sa.select(
            s, p.c.organisation, p.c.name, p.c.language, p.c.roles, p.c.totp.is_not(None).label("second"), o.c.kind
        )
        .join(p, p.c.number == s.c.person)
        .join(o, o.c.number == p.c.organisation)
        .where(s.c.token_hash == token_hash, s.c.ends > at, s.c.seen + s.c.idle > at, p.c.state == State.ACTIVE.value)
    ).one_or_none()
    if row is None:
        return None
    actor = Actor(row.person, row.organisation, Kind(row.kind), frozenset(row.roles), row.language, row.name)
    return Session(actor, row.began, row.seen, row.ends, row.proved, row.second)


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


def _person(row: sa.Row[Any]) -> Person:
    return Person(
        row.number,
        row.organisation,
        row.name,
        row.email,
        row.language,
        State(row.state),
        frozenset(row.roles),
        row.totp is not None,
        row.locked_until,
    )
