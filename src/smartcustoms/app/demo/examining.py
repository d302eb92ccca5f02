"""The demo world's examinations: what the lanes ordered, most of it done, with findings as the simulated truth has them."""

from datetime import datetime, timedelta
from decimal import Decimal

from smartcustoms.app.demo.cast import cast
from smartcustoms.app.demo.following import let_follow
from smartcustoms.app.demo.trade import CEMENT, simulated
from smartcustoms.boundary.examinations import actions as examinations
from smartcustoms.boundary.examinations import queries as examinations_asked
from smartcustoms.boundary.examinations.model import Examiner, Order, Result
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database, UnitOfWork
from smartcustoms.kernel.money import Money
from smartcustoms.trade.declarations import queries as declarations_asked
from smartcustoms.trade.risk import actions as risk
from smartcustoms.trade.risk.model import Lane
from smartcustoms.trade.simulation import actions as simulation

SKILLS = frozenset({"general", "dangerous", "food", "documents"})
LEFT_OPEN = 24  # orders that wait on Officer Daoud's page
OVERRIDE = "The importer's invoices were seen last week and the value agrees (simulated)."
WORDS = {
    Result.UNDERVALUED: "Invoice found in the packages: the price paid is above the declared value (simulated).",
    Result.MISCLASSIFIED: "The goods are of another line with a higher rate (simulated).",
    Result.MISCOUNTED: "Weighed: more than declared (simulated).",
    Result.ORIGIN_FALSE: "Marks on the goods name another country of origin (simulated).",
    Result.PROHIBITED: "Concealed goods between the bags (simulated).",
}


def examined_there(uow: UnitOfWork) -> bool:
    """Tell whether examiners are on duty."""
    return bool(examinations_asked.examiners(uow))


def make_examinations(database: Database, at: datetime) -> None:
    """Put Officer Daoud on duty, let what was lodged have its consequences, and do all but the newest of his orders."""
    daoud = cast()["daoud"]
    with database.unit(by=PLATFORM, at=at) as uow:
        examinations.put_on_duty(uow, Examiner(daoud.user, daoud.name, "*", SKILLS, on_duty=True))
    let_follow(database)
    with database.unit(by=daoud, at=at) as uow:
        orders, _ = examinations_asked.my_orders(uow, size=500)
    world = simulated(at).world
    for order in orders[: max(len(orders) - LEFT_OPEN, 0)]:
        _examine(database, world, order, at)
    if orders:
        with database.unit(by=cast()["amina"], at=at) as uow:
            risk.ask_override(uow, orders[-1].declaration, Lane.GREEN, because=OVERRIDE)
    let_follow(database)


def _examine(database: Database, world: simulation.World, order: Order, at: datetime) -> None:
    """Do one order, step by step, with the result that the simulated inspectors get."""
    daoud = cast()["daoud"]
    with database.unit(by=daoud, at=at) as uow:
        whole = examinations_asked.order(uow, order.number)
        declared = declarations_asked.declaration(uow, order.declaration)
        reference = declared.header.reference or ""
        if reference == CEMENT or declared.organisation == cast()["bela"].organisation:
            return  # left for the reader: the known case, and what Trader Bela waits for
        result, revenue = _result(world, reference, at)
        for step in whole.steps if result.is_finding else ():
            examinations.do_step(uow, order.number, step.position)
        examinations.complete(uow, order.number, result=result, revenue=revenue, note=WORDS.get(result, ""))


def _result(world: simulation.World, reference: str, at: datetime) -> tuple[Result, Money | None]:
    told = world.examine([reference], at.date() - timedelta(days=1)).row(0, named=True)
    result = Result(told["result"])
    amount = Decimal(str(round(told["revenue"], 2)))
    return result, Money(amount, "HKD") if result.is_finding else None
