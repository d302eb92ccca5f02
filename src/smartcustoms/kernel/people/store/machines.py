"""SQL of machines' tokens."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from smartcustoms.kernel.actor import Actor, Kind
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.people.model import MachineToken, State
from smartcustoms.kernel.people.store.tables import machine_token, organisation, person


def insert_token(uow: UnitOfWork, new: MachineToken, token_hash: bytes, *, maker: str) -> None:
    """Keep a new token, by its hash."""
    row = {"number": new.number, "organisation": new.organisation, "name": new.name[:80], "roles": sorted(new.roles)}
    given = row | {"token_hash": token_hash, "maker": maker, "made": new.made, "ends": new.ends}
    given["scopes"] = None if new.scopes is None else sorted(new.scopes)
    uow.connection.execute(sa.insert(machine_token).values(given))


def tokens(uow: UnitOfWork, organisation_number: str) -> list[MachineToken]:
    """Give the tokens of an organisation, newest first."""
    t = machine_token.c
    found = sa.select(machine_token).where(t.organisation == organisation_number).order_by(t.made.desc()).limit(200)
    return [
        MachineToken(
            row.number,
            row.organisation,
            row.name,
            frozenset(row.roles),
            row.made,
            row.ends,
            row.used,
            row.revoked is not None,
            _scopes(row),
        )
        for row in uow.connection.execute(found)
    ]


def revoke_token(uow: UnitOfWork, number: str, *, organisation_number: str) -> bool:
    """End a token of an organisation; False when it has none of this number."""
    t = machine_token.c
    ended = sa.update(machine_token).where(t.number == number, t.organisation == organisation_number)
    return uow.connection.execute(ended.values(revoked=uow.at)).rowcount == 1


def actor_of_token(uow: UnitOfWork, token_hash: bytes, *, simulated: bool) -> Actor | None:
    """Give the actor of a living token, and note its use once a minute.

    The organisation is not suspended, the maker's account is active, and the token has those of its roles that the maker
    holds still. Tokens made by people of the demo live only where `simulated` is true.
    """
    t, p = machine_token.c, person.c
    living = (t.token_hash == token_hash, t.ends > uow.at, t.revoked.is_(None), organisation.c.suspended.is_(None))
    found = (
        sa.select(machine_token, organisation.c.kind, p.roles.label("held"))
        .join(organisation, organisation.c.number == t.organisation)
        .join(person, (p.number == t.maker) & (p.organisation == t.organisation))
        .where(p.state == State.ACTIVE.value, p.simulated.is_(False) | sa.literal(simulated))
    )
    row = uow.connection.execute(found.where(*living)).one_or_none()
    if row is None:
        return None
    if row.used is None or uow.at - row.used > timedelta(minutes=1):
        uow.connection.execute(sa.update(machine_token).where(t.number == row.number).values(used=uow.at))
    roles = frozenset(row.roles) & frozenset(row.held)
    return Actor(f"machine:{row.number}", row.organisation, Kind(row.kind), roles, "en", row.name, _scopes(row))


def _scopes(row: sa.Row[Any]) -> frozenset[str] | None:
    return None if row.scopes is None else frozenset(row.scopes)
