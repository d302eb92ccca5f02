"""Tables of recognition and all their SQL: `exchange` (operators, messages, keys), `matches` (consignors that are operators)."""

from smartcustoms.business.recognition.store import exchange, matches

__all__ = ["exchange", "matches"]
