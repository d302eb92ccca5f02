"""What can be done about alarms: keep those of a scan, open a scan to look at it, decide, choose the operating point, bring reports.

Threats are projected into scans that officers open: `choose_projecting` says how often; `open_next` begins it, `decide` ends it.
"""

from smartcustoms.boundary.detection.actions.deciding import (
    bring_report,
    choose_point,
    decide,
    judge,
    open_next,
    open_scan,
)
from smartcustoms.boundary.detection.actions.projecting import choose_projecting, forget_projections

__all__ = [
    "bring_report",
    "choose_point",
    "choose_projecting",
    "decide",
    "forget_projections",
    "judge",
    "open_next",
    "open_scan",
]
