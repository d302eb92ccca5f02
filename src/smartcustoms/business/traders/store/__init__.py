"""Tables of traders and all their SQL.

`register`: the traders; `agents`: relations and authority; `changes`: corrections, duplicates, merges; `accounts`: registrations.
"""

from smartcustoms.business.traders.store import accounts, agents, changes, register
from smartcustoms.business.traders.store.tables import (
    company_registration,
    trader,
    trader_authorisation,
    trader_candidate,
    trader_correction,
    trader_identity,
    trader_merge,
    trader_relation,
    trader_serial,
    trader_tally,
)

__all__ = [
    "accounts",
    "agents",
    "changes",
    "company_registration",
    "register",
    "trader",
    "trader_authorisation",
    "trader_candidate",
    "trader_correction",
    "trader_identity",
    "trader_merge",
    "trader_relation",
    "trader_serial",
    "trader_tally",
]
