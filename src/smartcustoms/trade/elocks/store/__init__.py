"""Tables of e-locks and all their SQL. Open first: `tables.py`, then `fixes.py` (the hot path)."""

from smartcustoms.trade.elocks.store import alarms, devices, fixes, journeys
from smartcustoms.trade.elocks.store.tables import (
    elock,
    elock_alarm,
    elock_command,
    elock_fix,
    elock_journey,
    elock_refused,
    elock_step,
)

__all__ = [
    "alarms", "devices", "elock", "elock_alarm", "elock_command", "elock_fix", "elock_journey", "elock_refused", "elock_step", "fixes",
    "journeys",
]  # fmt: skip
