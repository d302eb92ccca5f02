"""Lets what was recorded have its consequences at once: relays events and runs their reactions until nothing is left.

The demo world is made before the worker starts, so that the first page opened shows a finished day.
"""

from concurrent.futures import ThreadPoolExecutor

from smartcustoms.app.discover import reactions
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.events.relay import consumers, relay_here
from smartcustoms.kernel.events.steps import StepRunner

MOST_TURNS = 500


def let_follow(database: Database) -> None:
    """Run relay and steps, turn by turn; what fails keeps its place for the worker."""
    # Aside, since papers are signed in a loop of their own, and the caller's thread may run one.
    with ThreadPoolExecutor(1) as aside:
        aside.submit(_follow, database).result()


def _follow(database: Database) -> None:
    found = reactions()
    whom, runner = consumers(found), StepRunner(database, found)
    for _ in range(MOST_TURNS):
        if not relay_here(database, whom) + runner.turn():
            return
