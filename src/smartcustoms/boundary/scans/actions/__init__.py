"""What can be done about scans: bring one, take in what a scanner drops into a folder, let an officer decide on one.

Of what scanners send: keep it (`keep_taken`, `keep_refused`), put a refused file back (`try_again`), deal with a refusal (`deal_with`).
"""

from smartcustoms.boundary.scans.actions.bringing import bring
from smartcustoms.boundary.scans.actions.folder import Folder, take_folder
from smartcustoms.boundary.scans.actions.intake import (
    deal_with,
    forget_arrivals,
    keep_refused,
    keep_taken,
    reopen,
    try_again,
    try_all_again,
)
from smartcustoms.boundary.scans.actions.sights import end_sight, give_sight

__all__ = [
    "Folder",
    "bring",
    "deal_with",
    "end_sight",
    "forget_arrivals",
    "give_sight",
    "keep_refused",
    "keep_taken",
    "reopen",
    "take_folder",
    "try_again",
    "try_all_again",
]
