"""Tables of recognition and all their SQL: `exchange` (operators, messages, keys), `lateness`, `matches` (who consignors are)."""

from smartcustoms.business.recognition.store import exchange, lateness, matches

__all__ = ["exchange", "lateness", "matches"]
