"""Tables of risk and all their SQL: profiles, assessments, judges, budgets; rules beside them."""

from smartcustoms.trade.risk.store import (
    assessments,
    days,
    exploring,
    following,
    judges,
    profiles,
    rules,
    standing,
)
from smartcustoms.trade.risk.store.platform import memory_of, on_behalf_of_platform

__all__ = [
    "assessments",
    "days",
    "exploring",
    "following",
    "judges",
    "memory_of",
    "on_behalf_of_platform",
    "profiles",
    "rules",
    "standing",
]
