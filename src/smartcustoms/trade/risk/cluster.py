"""The same histories and features as SQL text, for DuckDB on one machine and for Spark on many.

A table `history` holds risk rows with labels (model.FACTS and LABELS). `state_sql` sums it into profiles as known at
the start of a day, `peers_sql` into a month's peer table, `features_sql` gives the features of the rows of a table
`rows`. The formulas are those of `features.py` and `tallies.py`, written as SQL by the same functions; a test
holds the results equal to the batch's. Scoring is partitioned by day and office: rows need no other rows.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import chain
from typing import Any, Final

from smartcustoms.trade.risk import tallies
from smartcustoms.trade.risk.arithmetic import Sql, SqlOperations, select_list
from smartcustoms.trade.risk.cases import demand_list
from smartcustoms.trade.risk.features import GROUPS, NAMES, RARITY_KEYS, Case
from smartcustoms.trade.risk.geography import detour
from smartcustoms.trade.risk.keys import KEYS, sql_text
from smartcustoms.trade.risk.peers import FIELDS as PEER_FIELDS
from smartcustoms.trade.risk.peers import LEAST_PEERS, LEVELS, QUANTILES, WINDOW, Peers
from smartcustoms.trade.risk.tallies import FIELDS, STATISTICS, Reading, Tally

OPS: Final = SqlOperations()


def _day(day: date) -> str:
    return f"date '{day.isoformat()}'"


def _days_since_landmark(column: str, *, spark: bool) -> str:
    difference = f"datediff({column}, {_day(tallies.LANDMARK)})" if spark else f"({column} - {_day(tallies.LANDMARK)})"
    return f"cast({difference} as double)"


def state_sql(before: date, *, spark: bool = False) -> str:
    """Write the query that gives the state frame (entity, key, seven numbers) at the start of a day."""
    known = f"(finding is not null and result_on < {_day(before)})"
    weight = f"power(cast(2 as double), {_days_since_landmark('result_on', spark=spark)} / {tallies.HALF_LIFE})"
    sums = {
        "seen": "cast(count(*) as double)",
        "n": f"cast(sum(case when {known} then 1 else 0 end) as double)",
        "s": f"cast(sum(case when {known} then finding else 0 end) as double)",
        "dn": f"sum(case when {known} then {weight} else 0 end)",
        "ds": f"sum(case when {known} then {weight} * finding else 0 end)",
        "revenue": f"sum(case when {known} then coalesce(revenue, 0) else 0 end)",
        "first": f"min({_days_since_landmark(_quoted('on', spark=spark), spark=spark)})",
    }
    columns = ", ".join(f"{text} as {_quoted(name, spark=spark)}" for name, text in sums.items())
    on = _quoted("on", spark=spark)
    parts = [
        f"select '{key.name}' as entity, {_key(sql_text(key), spark=spark)} as key, {columns}"  # noqa: S608 - our own names
        f" from history where {on} < {_day(before)} group by {_key(sql_text(key), spark=spark)}"
        for key in KEYS
        if key.parts
    ]
    parts.append(f"select 'all' as entity, '' as key, {columns} from history where {on} < {_day(before)}")  # noqa: S608
    return "\nunion all\n".join(parts)


def _quoted(name: str, *, spark: bool) -> str:
    return f"`{name}`" if spark else f'"{name}"'


def _key(text: str, *, spark: bool) -> str:
    """Write a key's text in the engine's dialect: words that are reserved are quoted, texts are strings."""
    if not spark:
        return text.replace("coalesce(use,", 'coalesce("use",').replace("coalesce(type,", 'coalesce("type",')
    return text.replace("varchar(20)", "string")


def peers_sql(month: date, *, spark: bool = False) -> str:
    """Write the query that gives a month's peer table (level, key, n and logarithms of quantiles)."""
    on = _quoted("on", spark=spark)
    quantile = "percentile" if spark else "quantile_cont"
    columns = ", ".join(
        f"ln({quantile}({text}, {q})) as {name}_{round(q * 100):02d}"
        for name, text in (("price", "value / net_mass_kg"), ("mass", "net_mass_kg"))
        for q in QUANTILES
    )
    where = f"net_mass_kg > 0 and value > 0 and {on} < {_day(month)} and {on} >= {_day(month - WINDOW)}"
    return "\nunion all\n".join(
        f"select '{level.name}' as level, {_key(sql_text(level), spark=spark)} as key,"  # noqa: S608 - our own names
        f" cast(count(*) as double) as n, {columns} from history where {where}"
        f" group by {_key(sql_text(level), spark=spark)} having count(*) >= {LEAST_PEERS}"
        for level in LEVELS
    )


def features_sql(day: date, routes: Iterable[str | None] = ()) -> str:
    """Write the query that gives `declaration`, `item` and the columns f0, f1, ... in the order of features.NAMES.

    It reads the tables rows, profile (state_sql) and peer (peers_sql). routes: the distinct routes of the rows,
    whose detours are written into the query.
    """
    number = float(tallies.day_number(day))
    everything = _tally("t0")
    base = tallies.base_rate(everything)
    terms: list[Any] = []
    for place, key in enumerate(KEYS):
        reading = Reading(_tally(f"t{place}"), base, Sql(repr(number)), Sql(repr(tallies.weight_of(number))))
        terms.extend(STATISTICS[name](OPS, reading) for name in key.statistics)
    terms.extend(chain.from_iterable(group.formula(OPS, _case(day, routes)) for group in GROUPS))
    columns = [(f"f{place}", term) for place, term in enumerate(terms)]
    if len(columns) != len(NAMES):
        raise AssertionError(f"{len(columns)} columns for {len(NAMES)} names")
    joins = [
        f"left join profile t{place} on t{place}.entity = '{key.name}' and t{place}.key = {_of_row(sql_text(key))}"
        for place, key in enumerate(KEYS)
    ] + [
        f"left join peer p{place} on p{place}.level = '{level.name}' and p{place}.key = {_of_row(sql_text(level))}"
        for place, level in enumerate(LEVELS)
    ]
    return f"select declaration, item,\n  {select_list(columns)}\nfrom rows\n" + "\n".join(joins)


def _of_row(text: str) -> str:
    return _key(text, spark=False)


def _tally(alias: str) -> Tally:
    return Tally(
        *(
            Sql(f'coalesce({alias}."{name}", {tallies.NEVER if name == "first" else 0.0})')
            for name in FIELDS
        )
    )  # fmt: skip


def _case(day: date, routes: Iterable[str | None]) -> Case:
    mass, value = Sql("coalesce(net_mass_kg, 0.0)"), Sql("coalesce(value, 0.0)")
    log_mass, log_value = OPS.log(mass), OPS.log(value)
    places = {key.name: place for place, key in enumerate(KEYS)}
    return Case(
        mass=mass,
        value=value,
        log_mass=log_mass,
        log_value=log_value,
        log_price=log_value - log_mass,
        tax_rate=Sql("coalesce(rows.tax_rate, 0.0)"),
        packages=Sql("coalesce(cast(packages as double), 0.0)"),
        elsewhere=Sql("(case when coalesce(departure, '') <> coalesce(origin, '') then 1.0 else 0.0 end)"),
        detour_km=_detours(routes, 0, 0.0),
        detour_ratio=_detours(routes, 1, 1.0),
        demand=_demand(day),
        seen={name: _tally(f"t{places[name]}").seen for name in RARITY_KEYS},
        peers={
            level.name: Peers(*(Sql(f"coalesce(p{place}.{name}, 0.0)") for name in PEER_FIELDS))
            for place, level in enumerate(LEVELS)
        },
    )


def _detours(routes: Iterable[str | None], which: int, otherwise: float) -> Sql:
    cases = [
        f"when '{route.replace(chr(39), chr(39) * 2)}' then cast({detour(route)[which]!r} as double)"
        for route in sorted({route for route in routes if route})
    ]
    return Sql(f"(case route {' '.join(cases)} else {otherwise} end)") if cases else Sql(repr(otherwise))


def _demand(day: date) -> Sql:
    countries = sorted(
        {line.country for line in demand_list() if line.valid_from <= day <= (line.valid_to or day + timedelta(1))}
    )
    listed = ", ".join(f"'{country}'" for country in countries)
    return Sql(f"(case when destination in ({listed}) then 1.0 else 0.0 end)")
