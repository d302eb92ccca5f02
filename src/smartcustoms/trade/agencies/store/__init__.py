"""The tables of agencies, and their SQL by what it is about."""

from smartcustoms.trade.agencies.store.figures import figures
from smartcustoms.trade.agencies.store.keeping import (
    absences,
    add_absence,
    drop_absence,
    drop_template,
    officers,
    organisations,
    put_officer,
    put_organisation,
    put_template,
    templates,
)
from smartcustoms.trade.agencies.store.questions import (
    add_mark,
    add_question,
    change_question,
    drop_mark,
    marks,
    questions,
)
from smartcustoms.trade.agencies.store.reviews import (
    by_about,
    change_review,
    change_step,
    insert,
    queue,
    review,
    share,
    step,
)
from smartcustoms.trade.agencies.store.tables import (
    agency_organisation,
    review_absence,
    review_mark,
    review_officer,
    review_question,
    review_step,
    review_template,
)
from smartcustoms.trade.agencies.store.tables import review as review_table

__all__ = [
    "absences",
    "add_absence",
    "add_mark",
    "add_question",
    "agency_organisation",
    "by_about",
    "change_question",
    "change_review",
    "change_step",
    "drop_absence",
    "drop_mark",
    "drop_template",
    "figures",
    "insert",
    "marks",
    "officers",
    "organisations",
    "put_officer",
    "put_organisation",
    "put_template",
    "questions",
    "queue",
    "review",
    "review_absence",
    "review_mark",
    "review_officer",
    "review_question",
    "review_step",
    "review_table",
    "review_template",
    "share",
    "step",
    "templates",
]
