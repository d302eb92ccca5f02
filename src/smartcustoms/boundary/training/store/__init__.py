"""Tables of the training and all their SQL: `tables`, `trials` (with clean pictures and settings), `courses`, `certifying`."""

from smartcustoms.boundary.training.store import certifying, courses, trials
from smartcustoms.boundary.training.store.tables import (
    training_attempt,
    training_certificate,
    training_clean,
    training_course,
    training_enrolment,
    training_setting,
    training_test,
    training_trial,
)

__all__ = [
    "certifying",
    "courses",
    "training_attempt",
    "training_certificate",
    "training_clean",
    "training_course",
    "training_enrolment",
    "training_setting",
    "training_test",
    "training_trial",
    "trials",
]
