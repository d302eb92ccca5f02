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
from smartcustoms.trade.elocks.rehearsal import Rehearsal, rehearsal

__all__ = [
    "Device",
    "Live",
    "NoEvidence",
    "Rehearsal",
    "Shown",
    "Statistics",
    "alarm_desk",
    "decoded",
    "devices",
    "evidence",
    "fixes_kept",
    "journey",
    "journeys",
    "judged",
    "judged_as_received",
    "key_of",
    "packed_recording",
    "refused_frames",
    "rehearsal",
    "statistics",
    "trust_roots",
    "verdict",
    "verified",
]
