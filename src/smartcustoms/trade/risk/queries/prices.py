"""Ask which of some prices per kilogram are far outside those of like goods: what a trader is told when he lodges."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.risk import store
from smartcustoms.trade.risk.keys import MARK
from smartcustoms.trade.risk.memory import Memory
from smartcustoms.trade.risk.peers import LEVELS, month_of
from smartcustoms.trade.risk.prices import Unusual, far_outside, stacked

Goods = tuple[str, str, float]
"""HS code, country of origin, price per kilogram in the administration's currency (NaN where unknown)."""


def unusual_prices(uow: UnitOfWork, goods: Sequence[Goods], *, on: date) -> list[Unusual]:
    """Give those of some goods whose price is far outside their peers', by their place in `goods`.

    A trader may know that his own price is unusual, and by how many times; never the peers' figures, which are others' trade.
    The table of peers that the process has warm is used where it is of the day's month, else one query fetches what is needed.
    """
    if not goods:
        return []
    texts = [(f"{code}{MARK}{origin}", code, code[:4]) for code, origin, _ in goods]
    memory: Memory | None = store.memory_of(uow).get("risk")
    month = month_of(on)
    if memory is not None and memory.peers_asked_for == month:
        table = memory.peers
        places = [[index.get(text, 0) for index, text in zip(table.index, each, strict=True)] for each in texts]
        peers = table.rows[np.array(places)]
    else:
        wanted = {(level.name, text) for each in texts for level, text in zip(LEVELS, each, strict=True)}
        with store.on_behalf_of_platform(uow):
            known = store.standing.peers_among(uow, sorted(wanted), month)
        peers = stacked(
            [[known.get((level.name, text)) for level, text in zip(LEVELS, each, strict=True)] for each in texts]
        )
    return far_outside(np.array([price for _, _, price in goods], dtype=np.float64), peers)
