"""What can be done about training.

Pictures and how it runs: `add_simulated`, `add_scan`, `use`, `choose`. Trials: `begin`, `answer`, `forget_old`. Courses: `make_course`,
`end_course`, `assign`, `take_back`, `begin_of_course`.
"""

from smartcustoms.boundary.training.actions.courses import (
    assign,
    begin_of_course,
    end_course,
    make_course,
    take_back,
)
from smartcustoms.boundary.training.actions.setting_up import add_scan, add_simulated, choose, use
from smartcustoms.boundary.training.actions.trials import answer, begin, forget_old

__all__ = [
    "add_scan",
    "add_simulated",
    "answer",
    "assign",
    "begin",
    "begin_of_course",
    "choose",
    "end_course",
    "forget_old",
    "make_course",
    "take_back",
    "use",
]
