"""What can be done about documents."""

from smartcustoms.trade.documents.actions.applying import (
    Lodged,
    amend,
    begin,
    copy,
    lodge,
    lodge_new,
    renew,
    save,
    withdraw,
)
from smartcustoms.trade.documents.actions.attaching import NotAttachable, NotLinkable, attach, detach, link
from smartcustoms.trade.documents.actions.covering import cover, use
from smartcustoms.trade.documents.actions.deciding import (
    appealed,
    decided,
    expire_over,
    for_review,
    passed_on,
    review_begun,
    revoke,
)
from smartcustoms.trade.documents.actions.keeping import DayPast, activate_type, draft_type, redraft_type
from smartcustoms.trade.documents.actions.sharing import delegate, subscribe, take_back, unsubscribe
from smartcustoms.trade.documents.actions.talking import NothingSaid, ask, say
from smartcustoms.trade.documents.actions.using import give_back, write_off
from smartcustoms.trade.documents.covering import Claim, Covered, Uncovered

__all__ = [
    "Claim",
    "Covered",
    "DayPast",
    "Lodged",
    "NotAttachable",
    "NotLinkable",
    "NothingSaid",
    "Uncovered",
    "activate_type",
    "amend",
    "appealed",
    "ask",
    "attach",
    "begin",
    "copy",
    "cover",
    "decided",
    "delegate",
    "detach",
    "draft_type",
    "expire_over",
    "for_review",
    "give_back",
    "link",
    "lodge",
    "lodge_new",
    "passed_on",
    "redraft_type",
    "renew",
    "review_begun",
    "revoke",
    "save",
    "say",
    "subscribe",
    "take_back",
    "unsubscribe",
    "use",
    "withdraw",
    "write_off",
]
