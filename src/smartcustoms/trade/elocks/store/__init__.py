"""Tables of e-locks and all their SQL. Open first: `tables.py`, then `fixes.py` (the hot path)."""

from smartcustoms.trade.elocks.store import alarms, devices, evidence, fixes, journeys, tokens
from smartcustoms.trade.elocks.store.tables import (
    elock,
    elock_alarm,
    elock_checkpoint,
    elock_command,
    elock_event,
    elock_fix,
    elock_journey,
    elock_log_block,
    elock_partner,
    elock_refused,
    elock_step,
    elock_token,
    elock_verdict,
)

__all__ = [
    "alarms", "devices", "elock", "elock_alarm", "elock_checkpoint", "elock_command", "elock_event", "elock_fix", "elock_journey",
    "elock_log_block", "elock_partner", "elock_refused", "elock_step",
    "elock_token", "elock_verdict", "evidence", "fixes", "journeys", "tokens",
]  # fmt: skip
