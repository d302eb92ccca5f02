"""Tables of the programme and all their SQL: `tables`, `applications`, `visits`, `operators` (with decisions, reports, figures)."""

from smartcustoms.business.aeo.store import applications, operators, visits
from smartcustoms.business.aeo.store.tables import (
    aeo_appeal,
    aeo_application,
    aeo_attachment,
    aeo_correction,
    aeo_decision,
    aeo_figures,
    aeo_operator,
    aeo_point,
    aeo_report,
    aeo_step,
    aeo_visit,
)

__all__ = [
    "aeo_appeal",
    "aeo_application",
    "aeo_attachment",
    "aeo_correction",
    "aeo_decision",
    "aeo_figures",
    "aeo_operator",
    "aeo_point",
    "aeo_report",
    "aeo_step",
    "aeo_visit",
    "applications",
    "operators",
    "visits",
]
