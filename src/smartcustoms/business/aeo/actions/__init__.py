"""What can be done in the programme.

Applying: `begin`, `save`, `carry_over`, `attach`, `lodge`, `withdraw`, `give_back`. Visiting: `plan_visit`, `note_points`, `photograph`,
`find`, `close_visit`, `answer_finding`, `judge_answer`. Deciding: `propose`, `decide` (two people), `appeal`, `hear`. Holding:
`report`, `leave`, `name_contact`, `ask_for_figures`, `keep_figures`, `remind`, `expire_over`, `begin_renewed`.
"""

from smartcustoms.business.aeo.actions.applying import attach, begin, carry_over, give_back, lodge, save, withdraw
from smartcustoms.business.aeo.actions.deciding import appeal, decide, hear, propose
from smartcustoms.business.aeo.actions.holding import begin_renewed, expire_over, leave, name_contact
from smartcustoms.business.aeo.actions.visiting import (
    answer_finding,
    close_visit,
    find,
    judge_answer,
    note_points,
    photograph,
    plan_visit,
)
from smartcustoms.business.aeo.actions.watching import ask_for_figures, keep_figures, remind, report

__all__ = [
    "answer_finding",
    "appeal",
    "ask_for_figures",
    "attach",
    "begin",
    "begin_renewed",
    "carry_over",
    "close_visit",
    "decide",
    "expire_over",
    "find",
    "give_back",
    "hear",
    "judge_answer",
    "keep_figures",
    "leave",
    "lodge",
    "name_contact",
    "note_points",
    "photograph",
    "plan_visit",
    "propose",
    "remind",
    "report",
    "save",
    "withdraw",
]
