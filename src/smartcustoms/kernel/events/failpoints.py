"""Places where a test kills the process, each at a boundary where something is done and the next thing is not.

`SMARTCUSTOMS_FAILPOINT=step.before_commit:3` kills the process, as kill -9 does, when it comes to that place the third
time. Unset, a place costs one comparison.
"""

import itertools
import os
import signal
from typing import Final

FAILPOINTS: Final = (
    "relay.before_commit",  # outbox rows marked and deliveries made, not committed
    "relay.after_commit",
    "relay.after_publish",  # published to the broker, outbox rows not marked
    "intake.before_commit",  # taken from the broker into the inbox, not committed
    "intake.after_commit",  # committed, not acknowledged to the broker
    "intake.after_ack",
    "step.before_effect",
    "step.before_commit",  # effect and inbox row written, not committed
    "step.after_commit",
    "job.after_claim",
    "job.before_step_commit",
    "job.after_step_commit",
    "job.before_finish",
    "job.after_finish",
)


class NoSuchFailpoint(ValueError):
    """`SMARTCUSTOMS_FAILPOINT` names no place in `FAILPOINTS`."""


def _chosen(text: str) -> tuple[str, int]:
    place, _, count = text.partition(":")
    if place and place not in FAILPOINTS:
        raise NoSuchFailpoint(f"SMARTCUSTOMS_FAILPOINT={text!r}: {place} is none of {', '.join(FAILPOINTS)}")
    return place, int(count or 1)


_PLACE, _WHEN = _chosen(os.environ.get("SMARTCUSTOMS_FAILPOINT", ""))
_visits = itertools.count(1)


def reached(place: str) -> None:
    """Say that a place is reached; kills this process when a test chose it."""
    if place == _PLACE and next(_visits) == _WHEN:
        os.kill(os.getpid(), signal.SIGKILL)
