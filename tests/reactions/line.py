"""The line of this round, walked by actions and reactions: a rule that makes red, a trader who lodges, an officer on duty."""

import json
from decimal import Decimal
from typing import Any

from smartcustoms.app.discover import reactions
from smartcustoms.boundary.examinations import actions as examinations
from smartcustoms.boundary.examinations import queries as examined
from smartcustoms.boundary.examinations.model import Examiner, Result
from smartcustoms.kernel.actor import PLATFORM, Actor
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.events import queries as events
from smartcustoms.kernel.events.relay import consumers, relay_here
from smartcustoms.kernel.events.steps import StepRunner
from smartcustoms.kernel.money import Money
from smartcustoms.kernel.notify import queries as messages
from smartcustoms.trade.declarations import actions as declarations
from smartcustoms.trade.declarations import queries as declared
from smartcustoms.trade.declarations.model import Channel, Declaration, Lodged
from smartcustoms.trade.declarations.reading import drafted
from smartcustoms.trade.risk.actions import rules
from tests.cast import AMINA, BELA, DAOUD, ESI
from tests.conftest import NOON
from tests.trade.declarations.builders import entered
from tests.trade.risk.rule_rows import a_history

TILES = 'rule "TILES-1"\nif hs_code starts with "6907" and price_per_kg < 40\nthen red'


def rule_in_force(database: Database) -> None:
    """Put a rule in force that makes Bela's tiles red: written and tried by Amina, activated by Esi."""
    with database.unit(by=AMINA, at=NOON) as uow:
        rules.draft(uow, TILES, purpose="Undervalued tiles")
        rules.try_on_history(uow, "TILES-1", a_history())
        rules.propose(uow, "TILES-1")
    with database.unit(by=ESI, at=NOON) as uow:
        rules.activate(uow, "TILES-1")


def on_duty(database: Database) -> None:
    """Put Officer Daoud on duty."""
    skills = frozenset({"general", "documents", "food", "dangerous"})
    with database.unit(by=ESI, at=NOON) as uow:
        examinations.put_on_duty(uow, Examiner("daoud", "Officer Daoud", "*", skills, True))


def lodge(database: Database, by: Actor = BELA, **change: Any) -> Lodged:
    """Lodge a good declaration."""
    sent = entered(**change)
    with database.unit(by=by, at=NOON) as uow:
        return declarations.lodge(uow, drafted(sent), through=Channel.API, original=json.dumps(sent).encode())


def follow(database: Database) -> None:
    """Let what was recorded have its consequences, as the worker does; nothing may fail."""
    found = reactions()
    whom, runner = consumers(found), StepRunner(database, found)
    for _ in range(50):
        if not relay_here(database, whom) + runner.turn():
            break
    with database.unit(by=PLATFORM, at=NOON) as uow:
        waiting = events.lots_due(uow)
        failed = [(each.consumer, each.waiting, each.dead) for each in events.queues(uow) if each.waiting or each.dead]
    assert (waiting, failed) == ([], [])


def order_of(database: Database, declaration: str) -> str | None:
    """Give the open order of a declaration."""
    with database.unit(by=ESI, at=NOON) as uow:
        return examined.order_of(uow, declaration)


def examine(database: Database, order: str, result: Result, revenue: str = "") -> None:
    """Let Daoud give a result."""
    money = Money(Decimal(revenue), "HKD") if revenue else None
    with database.unit(by=DAOUD, at=NOON) as uow:
        examinations.complete(uow, order, result=result, item=1, revenue=money, note="Invoice in the box")


def there(database: Database, number: str) -> Declaration:
    """Give a declaration as customs sees it."""
    with database.unit(by=AMINA, at=NOON) as uow:
        return declared.declaration(uow, number)


def told(database: Database, who: Actor) -> list[str]:
    """Give what somebody was told, oldest first, in English."""
    with database.unit(by=who, at=NOON) as uow:
        return [str(each.says) for each in reversed(messages.inbox(uow)[0])]
