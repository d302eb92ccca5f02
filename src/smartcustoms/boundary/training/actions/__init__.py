"""What can be done about training.

Pictures and how it runs: `add_simulated`, `add_scan`, `use`, `choose`. Trials: `begin`, `answer`, `forget_old`. Courses: `make_course`,
`end_course`, `assign`, `take_back`, `begin_of_course`.
Certification: `make_test`, `end_test`, `attempt`, `begin_of_test`, `end_overdue`, `withdraw`.
"""

from smartcustoms.boundary.training.actions.certifying import (
    attempt,
    begin_of_test,
    end_overdue,
    end_test,
    make_test,
    withdraw,
)
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
    "attempt",
    "begin",
    "begin_of_course",
    "begin_of_test",
    "choose",
    "end_course",
    "end_overdue",
    "end_test",
    "forget_old",
    "make_course",
    "make_test",
    "take_back",
    "use",
    "withdraw",
]
