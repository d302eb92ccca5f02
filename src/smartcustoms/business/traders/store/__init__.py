"""Tables of traders and all their SQL: `register` (the traders themselves)."""

from smartcustoms.business.traders.store import register
from smartcustoms.business.traders.store.tables import trader, trader_identity, trader_serial, trader_tally

__all__ = ["register", "trader", "trader_identity", "trader_serial", "trader_tally"]
