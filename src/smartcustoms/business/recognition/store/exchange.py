"""Tables of the exchange and all their SQL: operators, consents, links, messages, keys."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.business.recognition.model import Consent, Fault, Kind, Link, Operator, Quarantined, Status, Waiting
from smartcustoms.kernel.database.tables import TABLES, customs_only, personal
from smartcustoms.kernel.database.unit import UnitOfWork

_TIME = sa.DateTime(timezone=True)
_NUMBER = sa.Text(collation="C")  # numbers are compared and ranged by bytes, the same on both sides

recognised_operator = sa.Table(
    "recognised_operator",
    TABLES,
    sa.Column("administration", sa.Text, primary_key=True),
    sa.Column("number", _NUMBER, primary_key=True),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("changed_at", _TIME, nullable=False),
    sa.Column(
        "said",
        pg.JSONB,
        nullable=False,
        info=personal(
            "name and address of an operator, perhaps a person; told by consent, kept while it is recognised"
        ),
    ),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("indexed", sa.Text),  # the digest whose lookup keys are kept; another: they are to be made anew
    sa.Index(
        "ix_recognised_operator_unindexed",
        "administration",
        "number",
        postgresql_where=sa.text("indexed is distinct from digest"),
    ),
    info=customs_only(),
)
recognition_consent = sa.Table(
    "recognition_consent",
    TABLES,
    sa.Column("number", _NUMBER, primary_key=True),
    sa.Column("arrangement", sa.Text, primary_key=True),
    sa.Column("given_at", _TIME, nullable=False),
    sa.Column(
        "given_by", sa.Text, nullable=False, info=personal("who consented; evidence, kept as long as the operator")
    ),
    sa.Column("withdrawn_at", _TIME),
    info=customs_only(),
)
recognition_link = sa.Table(
    "recognition_link",
    TABLES,
    sa.Column("arrangement", sa.Text, primary_key=True),
    sa.Column("sent", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("received", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("righted", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("reconciled_at", _TIME),
    sa.Column("differences", sa.BigInteger),
    sa.Column("agrees", sa.Boolean),
    sa.Column("late_told_at", _TIME),  # since when officers know that the partner does not hear of changes
    info=customs_only(),
)
recognition_message = sa.Table(
    "recognition_message",
    TABLES,
    sa.Column("arrangement", sa.Text, primary_key=True),
    sa.Column("sequence", sa.BigInteger, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False, unique=True),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("made_at", _TIME, nullable=False),
    sa.Column("sent_at", _TIME),
    sa.Column("answered_at", _TIME),
    sa.Column("outcome", sa.Text),
    sa.Column("reason", sa.Text),
    sa.Column("about", _NUMBER, nullable=False, server_default=""),  # the operator it tells of; empty: of several
    sa.Index(
        "ix_recognition_message_waiting", "arrangement", "sequence", postgresql_where=sa.text("answered_at is null")
    ),
    info=customs_only(),
)
recognition_accepted = sa.Table(
    "recognition_accepted",
    TABLES,
    sa.Column("arrangement", sa.Text, primary_key=True),
    sa.Column("sequence", sa.BigInteger, primary_key=True),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("at", _TIME, nullable=False),
    info=customs_only(),
)
recognition_quarantine = sa.Table(
    "recognition_quarantine",
    TABLES,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("fault", sa.Text, primary_key=True),
    sa.Column("at", _TIME, nullable=False, index=True),
    sa.Column("says", sa.Text, nullable=False),
    sa.Column("arrangement", sa.Text, nullable=False),
    sa.Column("head", sa.LargeBinary, nullable=False),
    sa.Column("times", sa.Integer, nullable=False),
    info=customs_only(),
)
recognition_key = sa.Table(
    "recognition_key",
    TABLES,
    sa.Column("kid", sa.Text, primary_key=True),
    sa.Column("party", sa.Text, nullable=False),
    sa.Column("jwk", pg.JSONB, nullable=False),
    sa.Column("since", _TIME, nullable=False),
    info=customs_only(),
)
_O, _L, _M, _Q = recognised_operator.c, recognition_link.c, recognition_message.c, recognition_quarantine.c
_C, _K = recognition_consent.c, recognition_key.c
Row = tuple[str, str, str, datetime, str, str]
_COLUMNS: Final = ("administration", "number", "status", "changed_at", "said", "digest")
MOST_QUARANTINED: Final = 10_000
HEAD: Final = 4096


def put_operators(uow: UnitOfWork, rows: Sequence[Row]) -> int:
    """Keep operators, each as (administration, number, status, changed_at, JSON, digest); give how many are new or differ."""
    with uow.aside(recognised_operator, _COLUMNS, rows) as passing:
        names = ", ".join(_COLUMNS)
        into = (
            f"INSERT INTO recognised_operator AS t ({names}) SELECT {names} FROM {passing} AS p"  # noqa: S608 - our own names
            # rows that are the same are left alone: ON CONFLICT would lock, and so write, each of them
            " WHERE NOT EXISTS (SELECT FROM recognised_operator AS s WHERE s.administration = p.administration"
            " AND s.number = p.number AND s.digest = p.digest)"
            " ON CONFLICT (administration, number) DO UPDATE SET status = excluded.status,"
            " changed_at = excluded.changed_at, said = excluded.said, digest = excluded.digest"
            " WHERE t.digest <> excluded.digest"
        )
        return uow.connection.exec_driver_sql(into).rowcount


def forget(uow: UnitOfWork, administration: str, numbers: Iterable[str]) -> int:
    """Take operators out; give how many there were."""
    gone = sa.delete(recognised_operator).where(_O.administration == administration, _O.number.in_(list(numbers)))
    return uow.connection.execute(gone).rowcount


def forget_others(uow: UnitOfWork, administration: str, span: tuple[str, str | None], keep: Sequence[str]) -> int:
    """Take out the operators of a span of numbers that are not named; give how many there were."""
    gone = sa.delete(recognised_operator).where(
        _O.administration == administration, _O.number >= span[0], _O.number.not_in(sa.select(_unnested(keep)))
    )
    if span[1] is not None:
        gone = gone.where(_O.number < span[1])
    return uow.connection.execute(gone).rowcount


def _unnested(values: Sequence[str]) -> Any:
    return sa.func.unnest(sa.cast(sa.literal(list(values), pg.ARRAY(sa.Text)), pg.ARRAY(sa.Text))).column_valued("kept")


def operator(uow: UnitOfWork, administration: str, number: str, *, lock: bool = False) -> Operator | None:
    """Give one operator."""
    found = sa.select(recognised_operator).where(_O.administration == administration, _O.number == number)
    row = uow.connection.execute(found.with_for_update() if lock else found).one_or_none()
    return operator_of(row) if row is not None else None


def operators(
    uow: UnitOfWork, administration: str | None, *, text: str, own: str, limit: int, offset: int
) -> tuple[list[tuple[str, Operator]], int]:
    """Give a page of operators with their administration: one's, or all partners' (not `own`), by number or part of the name."""
    found = sa.select(recognised_operator)
    found = (
        found.where(_O.administration == administration) if administration else found.where(_O.administration != own)
    )
    if text:
        found = found.where(
            (_O.number == text)
            | _O.said["name"].astext.icontains(text, autoescape=True)
            | (_O.said["tin"].astext == text)
        )
    total = uow.connection.execute(sa.select(sa.func.count()).select_from(found.subquery())).scalar_one()
    rows = uow.connection.execute(found.order_by(_O.administration, _O.number).limit(limit).offset(offset))
    return [(row.administration, operator_of(row)) for row in rows], total


def digests(uow: UnitOfWork, administration: str) -> list[str]:
    """Give the digests of an administration's operators in the order of their numbers."""
    found = sa.select(_O.digest).where(_O.administration == administration).order_by(_O.number)
    return list(uow.connection.execute(found).scalars())


def consenting(uow: UnitOfWork, administration: str, arrangement: str) -> list[Operator]:
    """Give the operators that consent to be told under an arrangement, in the order of their numbers."""
    found = (
        sa.select(recognised_operator)
        .join(recognition_consent, _C.number == _O.number)
        .where(_O.administration == administration, _C.arrangement == arrangement, _C.withdrawn_at.is_(None))
        .order_by(_O.number)
    )
    return [operator_of(row) for row in uow.connection.execute(found)]


def put_consents(uow: UnitOfWork, rows: Sequence[dict[str, Any]], *, first: bool = False) -> None:
    """Keep consents; given again after a withdrawal it holds again, unless only the `first` is asked for."""
    new = pg.insert(recognition_consent)
    if first:
        uow.connection.execute(new.on_conflict_do_nothing(), list(rows))
        return
    held = {"given_at": new.excluded.given_at, "given_by": new.excluded.given_by, "withdrawn_at": None}
    uow.connection.execute(
        new.on_conflict_do_update(
            index_elements=["number", "arrangement"], set_=held, where=_C.withdrawn_at.is_not(None)
        ),
        list(rows),
    )


def consents_of(uow: UnitOfWork, numbers: Iterable[str]) -> list[Consent]:
    """Give the consents of operators, those withdrawn too."""
    found = sa.select(recognition_consent).where(_C.number.in_(list(numbers))).order_by(_C.number, _C.arrangement)
    return [
        Consent(row.number, row.arrangement, row.given_at, row.given_by, row.withdrawn_at)
        for row in uow.connection.execute(found)
    ]


def withdraw_consent(uow: UnitOfWork, number: str, arrangement: str, at: datetime) -> bool:
    """End a consent; False when there is none."""
    which = (_C.number == number) & (_C.arrangement == arrangement) & _C.withdrawn_at.is_(None)
    done = sa.update(recognition_consent).where(which).values(withdrawn_at=at)
    return uow.connection.execute(done).rowcount > 0


def consents(uow: UnitOfWork, number: str) -> list[str]:
    """Give the arrangements under which an operator consents to be told."""
    found = sa.select(_C.arrangement).where(_C.number == number, _C.withdrawn_at.is_(None)).order_by(_C.arrangement)
    return list(uow.connection.execute(found).scalars())


def link(uow: UnitOfWork, arrangement: str) -> Link:
    """Give how an exchange stands, locked till the end of the transaction."""
    uow.connection.execute(pg.insert(recognition_link).values(arrangement=arrangement).on_conflict_do_nothing())
    row = uow.connection.execute(
        sa.select(recognition_link).where(_L.arrangement == arrangement).with_for_update()
    ).one()
    return _link(row)


def links(uow: UnitOfWork) -> dict[str, Link]:
    """Give how all exchanges stand."""
    return {row.arrangement: _link(row) for row in uow.connection.execute(sa.select(recognition_link))}


def change_link(uow: UnitOfWork, arrangement: str, **changes: Any) -> None:
    """Change columns of a link."""
    uow.connection.execute(sa.update(recognition_link).where(_L.arrangement == arrangement).values(changes))


def count_righted(uow: UnitOfWork, arrangement: str, by: int, *, begin: bool) -> int:
    """Count operators put right by the reconciliation that is coming in; give the sum since its first part."""
    total = sa.literal(by) if begin else _L.righted + by
    done = sa.update(recognition_link).where(_L.arrangement == arrangement).values(righted=total).returning(_L.righted)
    return int(uow.connection.execute(done).scalar_one())


def insert_message(uow: UnitOfWork, row: dict[str, Any]) -> None:
    """Keep a message to send."""
    uow.connection.execute(sa.insert(recognition_message).values(row))


def waiting(uow: UnitOfWork, *, limit: int = 500, body: bool = True) -> list[Waiting]:
    """Give messages that no receipt has answered, in order."""
    columns = [_M.arrangement, _M.sequence, _M.kind, _M.made_at, _M.sent_at, _M.about] + ([_M.sealed] if body else [])
    found = sa.select(*columns).where(_M.answered_at.is_(None)).order_by(_M.arrangement, _M.sequence).limit(limit)
    return [
        Waiting(r.arrangement, r.sequence, Kind(r.kind), r.made_at, r.sent_at, r.sealed if body else b"", r.about)
        for r in uow.connection.execute(found)
    ]


def consent_counts(uow: UnitOfWork) -> dict[str, int]:
    """Give, by arrangement, how many operators consent to be told."""
    found = sa.select(_C.arrangement, sa.func.count()).where(_C.withdrawn_at.is_(None)).group_by(_C.arrangement)
    return {str(code): int(count) for code, count in uow.connection.execute(found)}


def mark_sent(uow: UnitOfWork, arrangement: str, sequence: int, at: datetime) -> None:
    """Note that a message went out."""
    which = (_M.arrangement == arrangement) & (_M.sequence == sequence)
    uow.connection.execute(sa.update(recognition_message).where(which).values(sent_at=at))


def accept(uow: UnitOfWork, arrangement: str, sequence: int, digest: str, at: datetime) -> None:
    """Note that a partner's message was taken in."""
    uow.connection.execute(
        sa.insert(recognition_accepted).values(arrangement=arrangement, sequence=sequence, digest=digest, at=at)
    )
    change_link(uow, arrangement, received=sequence)


def was_accepted(uow: UnitOfWork, arrangement: str, sequence: int, digest: str) -> bool:
    """Tell whether this very message was taken in before."""
    a = recognition_accepted.c
    found = sa.select(a.digest).where(a.arrangement == arrangement, a.sequence == sequence)
    return uow.connection.execute(found).scalar() == digest


def answer(uow: UnitOfWork, arrangement: str, digest: str, *, outcome: str, reason: str, at: datetime) -> bool:
    """Note a receipt; False when no message of the arrangement waits for it."""
    changes: dict[str, Any] = {"outcome": outcome, "reason": reason}
    if outcome == "accepted":
        changes |= {"answered_at": at, "sealed": b""}
    which = (_M.arrangement == arrangement) & (_M.digest == digest) & _M.answered_at.is_(None)
    return uow.connection.execute(sa.update(recognition_message).where(which).values(changes)).rowcount > 0


def quarantine(uow: UnitOfWork, row: dict[str, Any]) -> None:
    """Keep a message that was refused, once for each reason; the oldest go when there are too many."""
    new = pg.insert(recognition_quarantine).values({**row, "times": 1})
    again = {"times": _Q.times + 1, "at": new.excluded.at}
    uow.connection.execute(new.on_conflict_do_update(index_elements=["digest", "fault"], set_=again))


def thin_quarantine(uow: UnitOfWork) -> int:
    """Throw the oldest away beyond the most that are kept."""
    edge = sa.select(_Q.at).order_by(_Q.at.desc()).offset(MOST_QUARANTINED).limit(1).scalar_subquery()
    return uow.connection.execute(sa.delete(recognition_quarantine).where(_Q.at <= edge)).rowcount


def quarantined(uow: UnitOfWork, *, limit: int, offset: int) -> tuple[list[Quarantined], int]:
    """Give refused messages, the newest first, and how many there are."""
    total = uow.connection.execute(sa.select(sa.func.count()).select_from(recognition_quarantine)).scalar_one()
    rows = uow.connection.execute(
        sa.select(recognition_quarantine).order_by(_Q.at.desc(), _Q.digest).limit(limit).offset(offset)
    )
    return [Quarantined(r.digest, r.at, Fault(r.fault), r.says, r.arrangement, r.times) for r in rows], total


def put_key(uow: UnitOfWork, kid: str, party: str, jwk: dict[str, Any], since: datetime) -> bool:
    """Trust a key; False when it is trusted already."""
    new = pg.insert(recognition_key).values(kid=kid, party=party, jwk=jwk, since=since)
    done = uow.connection.execute(new.on_conflict_do_nothing().returning(_K.kid))
    return done.scalar() is not None


def keys(uow: UnitOfWork) -> list[dict[str, Any]]:
    """Give the partners' keys, the oldest first."""
    return list(uow.connection.execute(sa.select(_K.jwk).order_by(_K.since, _K.kid)).scalars())


def counts(uow: UnitOfWork) -> dict[str, int]:
    """Give how many operators are known of each administration."""
    found = sa.select(_O.administration, sa.func.count()).group_by(_O.administration)
    return {str(name): int(number) for name, number in uow.connection.execute(found)}


def row_of(administration: str, each: Operator, said: dict[str, Any], digest: str) -> Row:
    """Give the row of an operator."""
    return (administration, each.number, each.status.value, each.changed_at, msgspec.json.encode(said).decode(), digest)


def operator_of(row: sa.Row[Any]) -> Operator:
    """Read an operator from its row."""
    said = row.said
    day = {name: date.fromisoformat(said[name]) for name in ("valid_from", "valid_until") if name in said}
    return Operator(
        number=row.number,
        status=Status(row.status),
        changed_at=row.changed_at,
        tin=said.get("tin"),
        name=said.get("name"),
        address=said.get("address"),
        roles=tuple(said["roles"]) if "roles" in said else None,
        tier=said.get("tier"),
        valid_from=day.get("valid_from"),
        valid_until=day.get("valid_until"),
    )


def _link(row: sa.Row[Any]) -> Link:
    return Link(row.arrangement, row.sent, row.received, row.reconciled_at, row.differences, row.agrees)
