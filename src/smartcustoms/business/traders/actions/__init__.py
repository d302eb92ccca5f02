"""What can be done in the register of traders: the verbs, by their matter."""

from smartcustoms.business.traders.actions.registering import (
    change,
    close,
    count,
    ensure_account,
    link,
    register,
    take_in,
)

__all__ = ["change", "close", "count", "ensure_account", "link", "register", "take_in"]
