"""What can be done with declarations."""

from smartcustoms.trade.declarations.actions.advancing import advance, note_arrival
from smartcustoms.trade.declarations.actions.bringing import begin_file, bring, read_file
from smartcustoms.trade.declarations.actions.changing import amend, detain, move_to_lane, release, withdraw
from smartcustoms.trade.declarations.actions.drafting import copy, discard, draft
from smartcustoms.trade.declarations.actions.file_job import lodge_file
from smartcustoms.trade.declarations.actions.lodging import lodge
from smartcustoms.trade.declarations.actions.messaging import Done, by_message
from smartcustoms.trade.declarations.actions.ranking import RankedFile, RankedRow, content_of, history, rank_file
from smartcustoms.trade.declarations.actions.refusing import keep_refused

__all__ = [
    "Done",
    "RankedFile",
    "RankedRow",
    "advance",
    "amend",
    "begin_file",
    "bring",
    "by_message",
    "content_of",
    "copy",
    "detain",
    "discard",
    "draft",
    "history",
    "keep_refused",
    "lodge",
    "lodge_file",
    "move_to_lane",
    "note_arrival",
    "rank_file",
    "read_file",
    "release",
    "withdraw",
]
