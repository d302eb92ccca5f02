"""Judge goods that have no declaration yet, by what is known of them: officers' rules, watched names, the random sample.

The learned judge is not asked: it learned from declarations with all their facts, and says nothing sound of goods without
code, value and mass. Nothing is kept here: the asker keeps what was said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.risk import lanes, reasons
from smartcustoms.trade.risk.actions.assessing import secret_of
from smartcustoms.trade.risk.actions.rule_judging import rules_hit
from smartcustoms.trade.risk.model import FACTS, Lane, Reason, RuleHit
from smartcustoms.trade.risk.queries.asking import plans
from smartcustoms.trade.risk.store import on_behalf_of_platform


@dataclass(frozen=True, slots=True)
class CargoJudgement:
    """What is said of goods without a declaration: the lane, what chose it (rule, random, none), and why."""

    lane: Lane
    chosen_by: str
    reasons: tuple[Reason, ...]


def judge_cargo(
    uow: UnitOfWork, number: str, rows: Sequence[Mapping[str, Any]], *, hits: Sequence[RuleHit] = ()
) -> CargoJudgement:
    """Judge the goods of one transport by what is known.

    Args:
        uow: the unit of work.
        number: what the goods travel under, such as a bundle; the random sample is drawn by it.
        rows: risk rows (some keys of model.FACTS; those unknown are null), with `office` and `on`, one at least.
        hits: what the asker found himself, such as watched names: each asks for its lane as a rule does.
    """
    whole = [{**dict.fromkeys(FACTS), "declaration": number, "item": place, **row} for place, row in enumerate(rows, 1)]
    with on_behalf_of_platform(uow):
        every = (*hits, *rules_hit(uow, whole))
        plan = lanes.plan_of(whole[0]["office"], plans(uow))
    said = [Reason(f"rule:{hit.rule}", hit.says, 1.0, hit.item) for hit in every]
    asked = lanes.worst([hit.lane for hit in every])
    if asked in (Lane.RED, Lane.YELLOW):
        return CargoJudgement(asked, "rule", tuple(said))
    if lanes.draw(number, secret_of(whole[0]["on"])) < plan.random_rate:
        return CargoJudgement(Lane.RED, "random", (*said, reasons.RANDOM_SAMPLE))
    return CargoJudgement(Lane.GREEN, "none", tuple(said))
