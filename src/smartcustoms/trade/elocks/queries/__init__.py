"""What can be asked about e-locks, of files and of the tables. Nothing here writes but the note of a look."""

from smartcustoms.trade.elocks.queries.desk import (
    Device,
    Live,
    Shown,
    Statistics,
    alarm_desk,
    devices,
    fixes_kept,
    journey,
    journeys,
    key_of,
    refused_frames,
    statistics,
)
from smartcustoms.trade.elocks.queries.evidence import NoEvidence, evidence, verdict
from smartcustoms.trade.elocks.queries.files import (
    decoded,
    judged,
    judged_as_received,
    packed_recording,
    trust_roots,
    verified,
)
from smartcustoms.trade.elocks.queries.maps import journey_map, live_map
from smartcustoms.trade.elocks.queries.running import (
    Point,
    Route,
    at_point,
    participant,
    participants,
    route,
    routes,
)
from smartcustoms.trade.elocks.rehearsal import Rehearsal, rehearsal

__all__ = [
    "Device",
    "Live",
    "NoEvidence",
    "Point",
    "Rehearsal",
    "Route",
    "Shown",
    "Statistics",
    "alarm_desk",
    "at_point",
    "decoded",
    "devices",
    "evidence",
    "fixes_kept",
    "journey",
    "journey_map",
    "journeys",
    "judged",
    "judged_as_received",
    "key_of",
    "live_map",
    "packed_recording",
    "participant",
    "participants",
    "refused_frames",
    "rehearsal",
    "route",
    "routes",
    "statistics",
    "trust_roots",
    "verdict",
    "verified",
]
