"""What can be done about road cargo: lodge, amend, withdraw; keep trucks; bundle, unbundle, cross, send back; instruct, override."""

from smartcustoms.trade.road_cargo.actions.bundling import Trip, as_it_stands, bundle, cross, send_back, unbundle
from smartcustoms.trade.road_cargo.actions.instructing import ask_override, call_in, decide_override, instruct
from smartcustoms.trade.road_cargo.actions.lodging import amend, lodge, withdraw
from smartcustoms.trade.road_cargo.actions.sheets import lodge_sheet
from smartcustoms.trade.road_cargo.actions.speaking import hear, spoken
from smartcustoms.trade.road_cargo.actions.trucks import keep_truck, retire_truck

__all__ = [
    "Trip",
    "amend",
    "as_it_stands",
    "ask_override",
    "bundle",
    "call_in",
    "cross",
    "decide_override",
    "hear",
    "instruct",
    "keep_truck",
    "lodge",
    "lodge_sheet",
    "retire_truck",
    "send_back",
    "spoken",
    "unbundle",
    "withdraw",
]
