"""Features of one declaration's goods item in memory: dictionary look-ups and plain arithmetic, microseconds.

The same profiles, peers and formulas as the batch (`coded.py`); a test holds the two and the cluster equal.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from smartcustoms.trade.risk import tallies
from smartcustoms.trade.risk.arithmetic import Arrays, Numbers
from smartcustoms.trade.risk.cases import facts_of
from smartcustoms.trade.risk.features import GROUPS, HISTORY_COLUMNS, RARITY_KEYS, Case
from smartcustoms.trade.risk.keys import KEYS, texts_of
from smartcustoms.trade.risk.peers import LEVELS, PeerTable
from smartcustoms.trade.risk.profiles import Profiles
from smartcustoms.trade.risk.tallies import STATISTICS, Reading, Tally, tally_of

Vector = npt.NDArray[np.float32]

_PLACE: Final = {key.name: place for place, key in enumerate(KEYS)}
_STATISTIC: Final = {name: place for place, name in enumerate(STATISTICS)}
_TAKE: Final = np.array([_STATISTIC[name] * len(KEYS) + _PLACE[key.name] for key, name in HISTORY_COLUMNS])
_RARITY: Final = tuple((name, _PLACE[name]) for name in RARITY_KEYS)
_NUMBERS: Final = Numbers()
_ARRAYS: Final = Arrays()
_FORMULAS: Final = tuple(group.formula for group in GROUPS)
_LEVELS: Final = tuple(level.name for level in LEVELS)


def features_of(row: Mapping[str, Any], profiles: Profiles, peers: PeerTable, *, day: date) -> Vector:
    """Give the features (features.NAMES) of one risk row as they stand on a day."""
    texts = texts_of(row)
    places = profiles.places(texts)
    histories = profiles.rows[places]
    number = float(tallies.day_number(day))
    base = tallies.base_rate(Tally._make(histories[0].tolist()))
    reading = Reading(tally_of(histories), base, number, tallies.weight_of(number))
    statistics = np.concatenate([formula(_ARRAYS, reading) for formula in STATISTICS.values()])
    seen = histories[:, tallies.SEEN].tolist()
    lodged = {name: seen[place] for name, place in _RARITY}
    by_level = {name: peers.peers[place] for name, place in zip(_LEVELS, peers.places(texts), strict=True)}
    case = Case._make((*facts_of(row), lodged, by_level))
    columns = statistics[_TAKE].tolist()
    for formula in _FORMULAS:
        columns.extend(formula(_NUMBERS, case))
    return np.array(columns, np.float32)
