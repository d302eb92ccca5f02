"""What can be done about the crossing: lanes and tags, what is expected, books and codes, passages taken in, an officer's word."""

from smartcustoms.trade.crossing.actions.booking import code_for, give_book
from smartcustoms.trade.crossing.actions.expecting import expect, forget
from smartcustoms.trade.crossing.actions.lanes import change_lane, enrol_lane, put_tag, register_lane, retire_tag
from smartcustoms.trade.crossing.actions.overriding import override, settle_by_bundle
from smartcustoms.trade.crossing.actions.taking_in import decide_here, take_in

__all__ = [
    "change_lane",
    "code_for",
    "decide_here",
    "enrol_lane",
    "expect",
    "forget",
    "give_book",
    "override",
    "put_tag",
    "register_lane",
    "retire_tag",
    "settle_by_bundle",
    "take_in",
]
