"""Tables of the training and all their SQL: `tables`, `trials` (with clean pictures and settings), `courses`."""

from smartcustoms.boundary.training.store import courses, trials
from smartcustoms.boundary.training.store.tables import (
    training_clean,
    training_course,
    training_enrolment,
    training_setting,
    training_trial,
)

__all__ = [
    "courses",
    "training_clean",
    "training_course",
    "training_enrolment",
    "training_setting",
    "training_trial",
    "trials",
]
