"""What can be done with declarations."""

from smartcustoms.trade.declarations.actions.changing import amend, detain, move_to_lane, release, withdraw
from smartcustoms.trade.declarations.actions.drafting import copy, discard, draft
from smartcustoms.trade.declarations.actions.lodging import lodge

__all__ = ["amend", "copy", "detain", "discard", "draft", "lodge", "move_to_lane", "release", "withdraw"]
