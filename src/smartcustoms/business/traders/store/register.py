"""SQL of the traders themselves. What was merged is read together with that into which it was merged."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.business.traders.model import (
    Address,
    Identity,
    IdentityKind,
    Name,
    NameKind,
    Owner,
    Role,
    State,
    Tally,
    Trader,
    Wanted,
)
from smartcustoms.business.traders.searching import asked_words, search_words
from smartcustoms.business.traders.store.tables import trader, trader_identity, trader_serial, trader_tally
from smartcustoms.kernel.database import lists
from smartcustoms.kernel.database.statements import Ready, Statement
from smartcustoms.kernel.database.unit import UnitOfWork

_T, _I, _N = trader.c, trader_identity.c, trader_tally.c
_WORDS: Final = sa.func.array_to_tsvector(sa.bindparam("tokens", type_=pg.ARRAY(sa.Text)))
_SORTS: Final = {"name": _T.name, "number": _T.number, "changed": _T.changed_at}


def _owners() -> sa.Executable:
    """Give the living traders known by each of some codes on a day; a merged one's numbers are the survivor's."""
    codes = sa.select(sa.func.unnest(sa.bindparam("codes", type_=pg.ARRAY(sa.Text))).label("code")).cte("codes")
    on = sa.bindparam("on", type_=sa.Date)
    valued = (
        sa.select(codes.c.code, _I.trader.label("number"), (_I.kind == IdentityKind.DECLARED.value).label("declared"))
        .join(trader_identity, _I.value == sa.any_(pg.array([codes.c.code, sa.func.upper(codes.c.code)])))
        .where(sa.or_(_I.since.is_(None), _I.since <= on), sa.or_(_I.until.is_(None), _I.until >= on))
    )
    numbered = sa.select(codes.c.code, _T.number, sa.false().label("declared")).join(trader, _T.number == codes.c.code)
    hit = sa.union_all(valued, numbered).cte("hit")
    first = sa.select(hit.c.code, hit.c.declared, _T.number, _T.merged_into, _T.organisation, _T.state)
    up = first.join(trader, _T.number == hit.c.number).cte("up", recursive=True)
    above = trader.alias("above")
    columns = (above.c.number, above.c.merged_into, above.c.organisation, above.c.state)
    up = up.union(sa.select(up.c.code, up.c.declared, *columns).join(above, above.c.number == up.c.merged_into))
    asked = sa.select(up.c.code, up.c.number, up.c.organisation, up.c.state, sa.func.bool_or(up.c.declared))
    return asked.where(up.c.merged_into.is_(None)).group_by(up.c.code, up.c.number, up.c.organisation, up.c.state)


_OWNERS: Final = Statement(_owners())


def owners_asked(codes: Iterable[str], on: date) -> Ready:
    """Give the question for who is behind some codes, to be asked with others in one round trip; `owner` reads its rows."""
    return _OWNERS.given(codes=sorted(set(codes)), on=on)


def owner(row: tuple[Any, ...]) -> Owner:
    """Read a row of `owners_asked`."""
    code, number, organisation, state, declared = row
    return Owner(code, number, organisation, State(state), declared)


def serials(uow: UnitOfWork, count: int) -> list[int]:
    """Give the next serials of traders."""
    drawn = sa.select(trader_serial.next_value()).select_from(sa.func.generate_series(1, count).alias("drawn"))
    return [int(each) for each in uow.connection.execute(drawn).scalars()]


def insert(uow: UnitOfWork, made: Iterable[Trader]) -> None:
    """Keep new traders; their identities are kept by `insert_identities`."""
    rows = [{**_row(each), "tokens": _tokens(each)} for each in made]
    if rows:
        uow.connection.execute(sa.insert(trader).values(words=_WORDS), rows)


def change(uow: UnitOfWork, changed: Trader) -> None:
    """Keep a trader's own row as it is now: names, addresses, roles, state; its version rises by one."""
    values = {name: value for name, value in _row(changed).items() if name not in {"number", "since", "version"}}
    kept = sa.update(trader).where(_T.number == changed.number).values(**values, version=_T.version + 1)
    uow.connection.execute(kept)
    renew_words(uow, changed.number)


def set_merged(uow: UnitOfWork, number: str, into: str | None, *, state: State) -> None:
    """Let a trader be merged into another, or stand for itself again (None)."""
    changed = sa.update(trader).where(_T.number == number)
    uow.connection.execute(changed.values(merged_into=into, state=state.value))


def renew_words(uow: UnitOfWork, number: str) -> None:
    """Let a trader be found by all its names and numbers, those of what was merged into it too."""
    top = living(uow, number)
    for one in {number, top} - {None}:
        for each in whole(uow, [str(one)]):
            tokens = sa.update(trader).where(_T.number == each.number).values(words=_WORDS)
            uow.connection.execute(tokens, {"tokens": _tokens(each)})


def add_roles(uow: UnitOfWork, number: str, roles: Iterable[Role]) -> None:
    """Add roles to a trader's own row."""
    there = uow.connection.execute(sa.select(_T.roles).where(_T.number == number).with_for_update()).scalar() or []
    both = sorted({*there, *(each.value for each in roles)})
    uow.connection.execute(sa.update(trader).where(_T.number == number).values(roles=both, changed_at=uow.at))


def insert_identities(uow: UnitOfWork, rows: Iterable[tuple[str, str | None, Identity]]) -> set[tuple[str, str, str]]:
    """Keep identities of traders (number, organisation, identity); give those kept, as kind, country, value.

    One that is there already stays with the trader that has it.
    """
    given = [
        {"trader": number, "organisation": organisation, **asdict(each), "kind": each.kind.value}
        for number, organisation, each in rows
    ]
    if not given:
        return set()
    kept = pg.insert(trader_identity).values(given).on_conflict_do_nothing().returning(_I.kind, _I.country, _I.value)
    return {(row.kind, row.country, row.value) for row in uow.connection.execute(kept)}


def replace_identities(uow: UnitOfWork, number: str, organisation: str | None, kept: Iterable[Identity]) -> set[str]:
    """Let a trader have just these identities; give the values that another trader has already."""
    wanted = list(kept)
    uow.connection.execute(sa.delete(trader_identity).where(_I.trader == number))
    made = insert_identities(uow, [(number, organisation, each) for each in wanted])
    return {each.value for each in wanted if (each.kind.value, each.country, each.value) not in made}


def numbers_by_values(
    uow: UnitOfWork, values: Iterable[str], *, kind: IdentityKind | None = None, country: str = ""
) -> dict[str, str]:
    """Give the numbers of the traders, as kept, that are known by some values; of one kind and country only when asked."""
    found = sa.select(_I.value, _I.trader).where(_I.value.in_(list(values)))
    if kind is not None:
        found = found.where(_I.kind == kind.value)
    if country:
        found = found.where(_I.country == country)
    return {row.value: row.trader for row in uow.connection.execute(found)}


def roles_of(uow: UnitOfWork, numbers: Iterable[str]) -> dict[str, frozenset[str]]:
    """Give the roles of traders as kept."""
    found = sa.select(_T.number, _T.roles).where(_T.number.in_(list(numbers)))
    return {row.number: frozenset(row.roles) for row in uow.connection.execute(found)}


def number_of_organisation(uow: UnitOfWork, organisation: str) -> str | None:
    """Give the number of the trader that has an organisation's account."""
    found = sa.select(_T.number).where(_T.organisation == organisation, _T.merged_into.is_(None))
    return uow.connection.execute(found).scalar()


def living(uow: UnitOfWork, number: str) -> str | None:
    """Give the number into which a trader was merged in the end: its own when it was not; None when there is none."""
    return all_living(uow, [number]).get(number)


def all_living(uow: UnitOfWork, numbers: Iterable[str]) -> dict[str, str]:
    """Give by number that into which a trader was merged in the end; of a number that is nobody's, nothing."""
    asked = _T.number.label("asked")
    up = sa.select(asked, _T.number, _T.merged_into).where(_T.number.in_(list(numbers))).cte("up", recursive=True)
    above = trader.alias("above")
    up = up.union(sa.select(up.c.asked, above.c.number, above.c.merged_into).where(above.c.number == up.c.merged_into))
    found = uow.connection.execute(sa.select(up.c.asked, up.c.number).where(up.c.merged_into.is_(None)))
    return {row.asked: row.number for row in found}


def whole(uow: UnitOfWork, numbers: Sequence[str], *, lock: bool = False, alone: bool = False) -> list[Trader]:
    """Give traders in the order asked for, each with what was merged into it; `alone`: without."""
    if not numbers:
        return []
    families = {each: [each] for each in numbers} if alone else _families(uow, numbers)
    every = [each for family in families.values() for each in family]
    rows = sa.select(trader).where(_T.number.in_(every))
    known = {row.number: row for row in uow.connection.execute(rows.with_for_update() if lock else rows)}
    identities: dict[str, list[Identity]] = {}
    asked = sa.select(trader_identity).where(_I.trader.in_(every)).order_by(_I.kind, _I.country, _I.value)
    for row in uow.connection.execute(asked):
        identities.setdefault(row.trader, []).append(
            Identity(IdentityKind(row.kind), row.value, row.country, row.since, row.until)
        )
    return [
        _trader([known[each] for each in families[number] if each in known], identities)
        for number in numbers
        if number in known
    ]


def traders(uow: UnitOfWork, wanted: Wanted) -> tuple[list[Trader], int]:
    """Give a page of the traders that were not merged, and how many there are in all."""
    where = _where(wanted)
    order = lists.ordered(wanted.sort, _SORTS, otherwise=_T.name, then=_T.number)
    rows, total = lists.page_of(uow, sa.select(_T.number).where(*where), order, page=wanted.page, size=wanted.size)
    return whole(uow, [row.number for row in rows]), total


def set_organisation(uow: UnitOfWork, numbers: Iterable[str], organisation: str | None) -> None:
    """Let an organisation see some traders, their identities and tallies; None: nobody outside customs."""
    every = list(numbers)
    for table, column in ((trader, _T.number), (trader_identity, _I.trader), (trader_tally, _N.trader)):
        uow.connection.execute(sa.update(table).where(column.in_(every)).values(organisation=organisation))


def add_to_tallies(uow: UnitOfWork, counts: Mapping[tuple[str, str, int], int]) -> None:
    """Count what happened to traders: number, what and year, how often."""
    if not counts:
        return
    owners = sa.select(_T.number, _T.organisation).where(_T.number.in_([number for number, _, _ in counts]))
    owner = {row.number: row.organisation for row in uow.connection.execute(owners)}
    rows = [
        {"trader": number, "organisation": owner.get(number), "what": what, "year": year, "count": count}
        for (number, what, year), count in sorted(counts.items())
    ]
    new = pg.insert(trader_tally).values(rows)
    added = new.on_conflict_do_update(
        index_elements=[_N.trader, _N.what, _N.year], set_={"count": trader_tally.c.count + new.excluded.count}
    )
    uow.connection.execute(added)


def tallies(uow: UnitOfWork, numbers: Iterable[str]) -> list[Tally]:
    """Give what was counted of traders together, the newest year first."""
    found = (
        sa.select(_N.what, _N.year, sa.func.sum(_N.count).label("total"))
        .where(_N.trader.in_(list(numbers)))
        .group_by(_N.what, _N.year)
        .order_by(_N.year.desc(), _N.what)
    )
    return [Tally(row.what, row.year, int(row.total)) for row in uow.connection.execute(found)]


def _where(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    where: list[sa.ColumnElement[bool]] = [_T.merged_into.is_(None)]
    if words := asked_words(wanted.text):
        where.append(_T.words.bool_op("@@")(sa.cast(words, pg.TSQUERY)))
    elif wanted.text.strip():
        where.append(sa.false())
    if wanted.role is not None:
        where.append(_T.roles.contains([wanted.role.value]))
    if wanted.state is not None:
        where.append(_T.state == wanted.state.value)
    if wanted.country:
        where.append(_T.country == wanted.country)
    return where


def _families(uow: UnitOfWork, numbers: Sequence[str]) -> dict[str, list[str]]:
    """Give each number with all that was merged into it, itself first."""
    down = (
        sa.select(_T.number.label("root"), _T.number, sa.literal(0).label("depth"))
        .where(_T.number.in_(numbers))
        .cte("down", recursive=True)
    )
    under = trader.alias("under")
    down = down.union_all(
        sa.select(down.c.root, under.c.number, down.c.depth + 1).where(under.c.merged_into == down.c.number)
    )
    found: dict[str, list[str]] = {number: [] for number in numbers}
    for row in uow.connection.execute(sa.select(down).order_by(down.c.depth, down.c.number)):
        found[row.root].append(row.number)
    return found


def _tokens(each: Trader) -> list[str]:
    return search_words([*(name.text for name in each.names), *each.codes])


def _row(each: Trader) -> dict[str, Any]:
    return {
        "number": each.number,
        "organisation": each.organisation,
        "state": each.state.value,
        "name": each.name,
        "names": [asdict(name) for name in each.names],
        "addresses": [asdict(address) for address in each.addresses],
        "country": next((address.country for address in each.addresses if address.country), ""),
        "roles": sorted(each.roles),
        "version": each.version,
        "since": each.since,
        "changed_at": each.changed_at,
    }


def _trader(family: Sequence[sa.Row[Any]], identities: Mapping[str, list[Identity]]) -> Trader:
    first = family[0]
    names = [Name(each["text"], NameKind(each["kind"]), each["language"]) for row in family for each in row.names]
    addresses = [Address(**each) for row in family for each in row.addresses]
    return Trader(
        number=first.number,
        names=tuple(dict.fromkeys(names)),
        identities=tuple(each for row in family for each in identities.get(row.number, ())),
        addresses=tuple(dict.fromkeys(addresses)),
        roles=frozenset(Role(role) for row in family for role in row.roles),
        state=State(first.state),
        organisation=first.organisation,
        version=first.version,
        since=first.since,
        changed_at=first.changed_at,
        absorbed=tuple(row.number for row in family[1:]),
    )
