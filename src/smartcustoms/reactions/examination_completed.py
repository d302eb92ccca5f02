"""An examination has a result: the profiles learn, each rule's hit rate moves, the goods are released or
detained, and what is seized or prohibited opens a case."""

from datetime import date
from typing import Final

from smartcustoms.boundary.examinations.events import ExaminationCompleted
from smartcustoms.boundary.examinations.model import Result
from smartcustoms.business.traders import actions as traders
from smartcustoms.investigation.cases import actions as cases
from smartcustoms.investigation.cases.model import About, Priority, Reason, Subject, Told
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.declarations import actions as declarations
from smartcustoms.trade.declarations import queries as declared
from smartcustoms.trade.declarations.model import Status
from smartcustoms.trade.risk import actions as risk
from smartcustoms.trade.risk.actions import rules

BECAUSE: Final = {
    Result.NO_FINDING: sentence("Examined, nothing found"),
    Result.MISCLASSIFIED: sentence("Examined: the tariff classification was corrected"),
    Result.UNDERVALUED: sentence("Examined: the value was corrected"),
    Result.MISCOUNTED: sentence("Examined: the quantity was corrected"),
    Result.ORIGIN_FALSE: sentence("Examined: the origin was corrected"),
    Result.PROHIBITED: sentence("Examined: prohibited goods were found"),
    Result.SEIZURE: sentence("Examined: goods were seized"),
}
"""Why goods are released or detained, as the timeline and the trader read it (translated when shown)."""


def move_profiles(uow: UnitOfWork, event: ExaminationCompleted) -> None:
    """Let the profiles of the goods and parties learn at once; the model learns at night."""
    items = None if event.item is None else frozenset({event.item})
    risk.learn(uow, event.declaration, finding=event.finding, revenue=float(event.revenue), items=items)


def move_hit_rates(uow: UnitOfWork, event: ExaminationCompleted) -> None:
    """Tell the rules that hit what came of it."""
    rules.learn(
        uow,
        event.declaration,
        event.item,
        found=event.finding,
        revenue=float(event.revenue),
        on=date.fromisoformat(event.on),
    )


def release_or_detain(uow: UnitOfWork, event: ExaminationCompleted) -> None:
    """Close the line: prohibited or seized goods stay, all others go; corrections were made good at the examination."""
    status = declared.declaration(uow, event.declaration).status
    because = BECAUSE[Result(event.result)].text
    if event.detains and status is not Status.DETAINED:
        declarations.detain(uow, event.declaration, because=because)
    elif not event.detains and status is not Status.RELEASED:
        declarations.release(uow, event.declaration, because=because)


def count_for_parties(uow: UnitOfWork, event: ExaminationCompleted) -> None:
    """Count the examination, and what it found, for the parties of the declaration: they may know both."""
    codes = sorted({each.code for each in declared.parties(uow, [event.declaration])})
    traders.count(uow, "examinations", codes)
    if event.finding:
        traders.count(uow, "findings", codes)


def open_case(uow: UnitOfWork, event: ExaminationCompleted) -> None:
    """Open a case when goods were seized or prohibited ones found; other findings are corrected and paid for."""
    if not event.detains:
        return
    says = sentence("{what} (order {order})", what=BECAUSE[Result(event.result)], order=event.order)
    seized = event.result == Result.SEIZURE
    cases.open_case(
        uow,
        about=Subject(About.DECLARATION, event.declaration),
        because=Reason.SEIZURE if seized else Reason.PROHIBITED,
        told=Told(
            says=says, source=f"ExaminationCompleted {event.order}", of=f"examination {event.order}", stands=True
        ),
        further=(Subject(About.EXAMINATION, event.order), Subject(About.TRADER, event.organisation)),
        priority=Priority.HIGH if seized else Priority.NORMAL,
    )


EVENT, STEPS = ExaminationCompleted, (move_profiles, move_hit_rates, release_or_detain, count_for_parties, open_case)
