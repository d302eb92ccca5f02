"""What can be done about reviews. `beginning.py` begins them and `advancing.py` leads them on; officers work by the other files."""

from smartcustoms.trade.agencies.actions.advancing import advance
from smartcustoms.trade.agencies.actions.asking import ask, give_information
from smartcustoms.trade.agencies.actions.assigning import distribute
from smartcustoms.trade.agencies.actions.beginning import begin
from smartcustoms.trade.agencies.actions.deciding import approve, decide, send_back
from smartcustoms.trade.agencies.actions.ending import appeal, withdraw
from smartcustoms.trade.agencies.actions.keeping import (
    add_absence,
    drop_absence,
    drop_template,
    name_agency,
    put_officer,
    put_template,
)
from smartcustoms.trade.agencies.actions.ruling import RulesInForce, activate_rules, draft_rules, redraft_rules
from smartcustoms.trade.agencies.actions.taking import (
    flag,
    give,
    link,
    put_back,
    share,
    take,
    take_next,
    unmark,
    write_note,
)

__all__ = [
    "RulesInForce",
    "activate_rules",
    "add_absence",
    "advance",
    "appeal",
    "approve",
    "ask",
    "begin",
    "decide",
    "distribute",
    "draft_rules",
    "drop_absence",
    "drop_template",
    "flag",
    "give",
    "give_information",
    "link",
    "name_agency",
    "put_back",
    "put_officer",
    "put_template",
    "redraft_rules",
    "send_back",
    "share",
    "take",
    "take_next",
    "unmark",
    "withdraw",
    "write_note",
]
