"""Features of one declaration's goods item in memory: dictionary look-ups and plain arithmetic, microseconds.

The same profiles, peers and formulas as the batch (`coded.py`); a test holds the two and the cluster equal. The
formulas are written out once, at import, as one straight-line function (`straight.py`).
"""

from array import array
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from math import log
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from smartcustoms.trade.risk import tallies
from smartcustoms.trade.risk.arithmetic import LEAST_LOG
from smartcustoms.trade.risk.cases import FACT_FIELDS, facts_of
from smartcustoms.trade.risk.features import GROUPS, HISTORY_COLUMNS, RARITY_KEYS, Case
from smartcustoms.trade.risk.keys import KEYS, MARK, PARTS, Key, texts_of
from smartcustoms.trade.risk.peers import FIELDS as PEER_FIELDS
from smartcustoms.trade.risk.peers import LEVELS, Peers, PeerTable
from smartcustoms.trade.risk.profiles import Profiles
from smartcustoms.trade.risk.straight import LEAST_LOG_NAME, Straight, StraightOperations, name_of
from smartcustoms.trade.risk.tallies import FIELDS, STATISTICS, Reading, Tally

Vector = npt.NDArray[np.float32]
Numbers = list[float]


def features_of(row: Mapping[str, Any], profiles: Profiles, peers: PeerTable, *, day: date) -> Vector:
    """Give the features (features.NAMES) of one risk row as they stand on a day."""
    number, weight = _read_on(day)
    columns = _STRAIGHT(texts_of(row), facts_of(row), profiles.getters, profiles.rows, peers, number, weight)
    return np.frombuffer(array("f", columns), np.float32)


@cache
def _read_on(day: date) -> tuple[float, float]:
    number = float(tallies.day_number(day))
    return number, float(tallies.weight_of(number))


def _text(key: Key) -> str:
    """Write the expression of a key's text from the local names of its parts."""
    if not key.parts:
        return '""'
    if len(key.parts) == 1:
        return f"text_{key.parts[0]}"
    return 'f"' + MARK.encode("unicode_escape").decode().join(f"{{text_{part}}}" for part in key.parts) + '"'


def _place(number: int, key: Key, shared: Mapping[str, str]) -> str:
    return f"get_{number}({shared.get(key.name) or _text(key)}, 0)"


def _written() -> str:
    """Write the function: texts to places, places to histories and peers, and every column from those."""
    shared = {level.name: f"key_{number}" for number, level in enumerate(LEVELS)}
    ops = StraightOperations()

    def named(name: str) -> Straight:
        return Straight(name, ops)

    def tally(place: int) -> Tally:
        return Tally(*(ops.write(f"told[{place * len(FIELDS) + field}]") for field in range(len(FIELDS))))

    places = {key.name: place for place, key in enumerate(KEYS)}
    base = tallies.base_rate(tally(0))
    columns = [
        STATISTICS[name](ops, Reading(tally(places[key.name]), base, named("day"), named("weight")))
        for key, name in HISTORY_COLUMNS
    ]
    case = Case(
        **{fact: named(fact) for fact in FACT_FIELDS},
        seen={key: tally(places[key]).seen for key in RARITY_KEYS},
        peers={
            level.name: Peers(*(ops.write(f"peers_{number}[{field}]") for field in range(len(PEER_FIELDS))))
            for number, level in enumerate(LEVELS)
        },
    )
    columns += [column for group in GROUPS for column in group.formula(ops, case)]
    given = [name_of(column) for column in columns]
    lines = [
        f"({', '.join(f'text_{part}' for part in PARTS)}) = texts",
        f"({', '.join(FACT_FIELDS)}) = facts",
        f"({', '.join(f'get_{number}' for number in range(len(KEYS)))}) = getters",
        *(f"{shared[level.name]} = {_text(level)}" for level in LEVELS),
        f"places = [{', '.join(_place(number, key, shared) for number, key in enumerate(KEYS))}]",
        "told = rows.take(places, 0).ravel().tolist()",
        *(
            f"peers_{number} = peers.peers[peers.index[{number}].get({shared[level.name]}, 0)]"
            for number, level in enumerate(LEVELS)
        ),
        *ops.statements_for(given),
        f"return [{', '.join(given)}]",
    ]
    return "def straight(texts, facts, getters, rows, peers, day, weight):\n    " + "\n    ".join(lines) + "\n"


def _compiled() -> Callable[..., Numbers]:
    names: dict[str, Any] = {"_log": log, LEAST_LOG_NAME: log(LEAST_LOG)}
    exec(compile(_written(), "<features written straight>", "exec"), names)  # noqa: S102 - our own formulas, no input
    made: Callable[..., Numbers] = names["straight"]
    return made


_STRAIGHT: Final = _compiled()
