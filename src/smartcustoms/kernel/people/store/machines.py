"""SQL of machines' tokens."""

from datetime import timedelta

import sqlalchemy as sa

from smartcustoms.kernel.actor import Actor, Kind
from smartcustoms.kernel.database.statements import Statement
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
    return _listed(uow, machine_token.c.organisation == organisation_number)


def tokens_made_by(uow: UnitOfWork, maker: str) -> list[MachineToken]:
    """Give the tokens that a person made, newest first."""
    return _listed(uow, machine_token.c.maker == maker)


def _listed(uow: UnitOfWork, which: sa.ColumnElement[bool]) -> list[MachineToken]:
    found = sa.select(machine_token).where(which).order_by(machine_token.c.made.desc()).limit(200)
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
            _scopes(row.scopes),
        )
        for row in uow.connection.execute(found)
    ]


def revoke_token(uow: UnitOfWork, number: str, *, organisation_number: str | None, maker: str | None) -> bool:
    """End a token of an organisation, or of a maker; False when there is none of this number. One that ended stays as it is."""
    t = machine_token.c
    whose = t.organisation == organisation_number if maker is None else t.maker == maker
    ended = sa.update(machine_token).where(t.number == number, whose)
    return uow.connection.execute(ended.values(revoked=sa.func.coalesce(t.revoked, uow.at))).rowcount == 1


def actor_of_token(uow: UnitOfWork, token_hash: bytes, *, simulated: bool, last: bool = False) -> Actor | None:
    """Give the actor of a living token, and note its use once a minute.

    The organisation is not suspended, the maker's account is active, and the token has those of its roles that the maker
    holds still. Tokens made by people of the demo live only where `simulated` is true.
    """
    asked = _LIVING.given(token_hash=token_hash, at=uow.at, before=uow.at - timedelta(minutes=1), simulated=simulated)
    (found,) = uow.ask(asked, last=last)
    if not found:
        return None
    number, whose, kind, name, given, held, scopes = found[0]
    roles = frozenset(given) & frozenset(held)
    return Actor(f"machine:{number}", whose, Kind(kind), roles, "en", name, _scopes(scopes))


def _scopes(kept: list[str] | None) -> frozenset[str] | None:
    return None if kept is None else frozenset(kept)


_T, _P = machine_token.c, person.c
_FOUND = (
    sa.select(
        _T.number, _T.organisation, organisation.c.kind, _T.name, _T.roles, _P.roles.label("held"), _T.scopes, _T.used
    )
    .join_from(machine_token, organisation, organisation.c.number == _T.organisation)
    .join(person, (_P.number == _T.maker) & (_P.organisation == _T.organisation))
    .where(
        _T.token_hash == sa.bindparam("token_hash"),
        _T.ends > sa.bindparam("at", type_=_T.ends.type),
        _T.revoked.is_(None),
        organisation.c.suspended.is_(None),
        _P.state == State.ACTIVE.value,
        _P.simulated.is_(False) | sa.bindparam("simulated", type_=sa.Boolean),
    )
    .cte("living")
)
_NOTED = (
    sa.update(machine_token)
    .where(_T.number == _FOUND.c.number, _FOUND.c.used.is_(None) | (_FOUND.c.used < sa.bindparam("before")))
    .values(used=sa.bindparam("at", type_=_T.ends.type))
    .cte("noted")
)
_LIVING = Statement(sa.select(*(column for column in _FOUND.c if column.name != "used")).add_cte(_NOTED))
