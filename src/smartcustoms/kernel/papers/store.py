"""Tables of papers and of the public keys that verify them, and all their SQL."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.tables import TABLES, open_to_all, owned_by
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.papers.model import Paper, PublicKey

_TIME = sa.DateTime(timezone=True)

paper = sa.Table(
    "paper",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("title", pg.JSONB, nullable=False),
    sa.Column("organisation", sa.Text, nullable=False, index=True),
    sa.Column("issuer", pg.JSONB, nullable=False),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("valid_from", sa.Date, nullable=False),
    sa.Column("valid_until", sa.Date),
    sa.Column("issued_at", _TIME, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("pdf", sa.Text, nullable=False),
    sa.Column("jws", sa.Text, nullable=False),
    sa.Column("says", sa.Text, nullable=False),
    sa.Column("revoked_at", _TIME),
    sa.Column("revoked_because", sa.Text, nullable=False, server_default=""),
    info=owned_by("organisation"),
)
paper_key = sa.Table(
    "paper_key",
    TABLES,
    sa.Column("kid", sa.Text, primary_key=True),
    sa.Column("generation", sa.Integer, unique=True),
    sa.Column("jwk", pg.JSONB, nullable=False),
    sa.Column("since", _TIME, nullable=False),
    info=open_to_all("public keys, for everybody to verify papers with"),
)
_P, _K = paper.c, paper_key.c


def insert(uow: UnitOfWork, made: Paper, *, says: str) -> bool:
    """Keep a paper; False when its number is taken."""
    row = {
        "number": made.number,
        "kind": made.kind,
        "title": made.title,
        "organisation": made.holder,
        "issuer": made.issuer,
        "code": made.code,
        "valid_from": made.valid_from,
        "valid_until": made.valid_until,
        "issued_at": made.issued_at,
        "key": made.key,
        "pdf": made.pdf,
        "jws": made.jws,
        "says": says,
    }
    new = pg.insert(paper).values(row).on_conflict_do_nothing().returning(_P.number)
    return uow.connection.execute(new).scalar() is not None


def by_number(uow: UnitOfWork, number: str, *, lock: bool = False) -> tuple[Paper, str] | None:
    """Give a paper with the hash of what was asked to be issued; locked till the end of the transaction when asked."""
    found = sa.select(paper).where(_P.number == number)
    row = uow.connection.execute(found.with_for_update() if lock else found).one_or_none()
    return None if row is None else (_paper(row), row.says)


def revoke(uow: UnitOfWork, number: str, *, because: str, at: datetime) -> None:
    """Note that a paper is no longer good."""
    uow.connection.execute(sa.update(paper).where(_P.number == number).values(revoked_at=at, revoked_because=because))


def add_key(uow: UnitOfWork, key: PublicKey, *, generation: int | None) -> None:
    """Keep a public key; one that is kept already stays as it is."""
    row = {"kid": key.kid, "generation": generation, "jwk": dict(key.jwk), "since": key.since}
    uow.connection.execute(pg.insert(paper_key).values(row).on_conflict_do_nothing())


def keys(uow: UnitOfWork) -> list[tuple[PublicKey, int | None]]:
    """Give every public key with its generation (None: the administration's own), newest first, each with the end of its time."""
    rows = uow.connection.execute(sa.select(paper_key).order_by(_K.since.desc(), _K.generation.desc().nullslast()))
    found: list[tuple[PublicKey, int | None]] = []
    until: datetime | None = None
    for row in rows:
        found.append((PublicKey(row.kid, row.jwk, row.since, until), row.generation))
        until = row.since
    return found


def _paper(row: sa.Row[Any]) -> Paper:
    return Paper(
        number=row.number,
        kind=row.kind,
        title=row.title,
        holder=row.organisation,
        issuer=row.issuer,
        code=row.code,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        issued_at=row.issued_at,
        key=row.key,
        pdf=row.pdf,
        jws=row.jws,
        revoked_at=row.revoked_at,
        revoked_because=row.revoked_because,
    )
