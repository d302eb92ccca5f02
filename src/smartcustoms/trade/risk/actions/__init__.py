"""What can be done in risk.

For `declarations` (lodging): call `assess(uow, rows, hits=...)` inside the transaction that lodges: rows are the risk
rows (dicts with every key of model.FACTS, null where unknown) of ONE declaration; it gives an `Assessment` with lane
and reasons. Many at once: `assess_many(uow, frame)` with a Polars frame of whole declarations. Both keep history,
assessment and profile changes, and record LaneAssigned for yellow and red.

For `smartcustoms assess FILE`: `rank(history_frame, file_frame, budget=0.05)` needs no database at all and gives a
`Ranked`: rows in the file's order with score and lane, reasons, and the card. Labels in the file are dropped first.

For findings: `learn(uow, declaration, finding=..., revenue=...)`. For what happened: `raise_to_red(uow, declaration,
because=sentence(...))`. For demo worlds: `bring_history(uow, labelled_frame)` then `train(uow)`.
"""

from smartcustoms.trade.risk.actions.assessing import assess, assess_many
from smartcustoms.trade.risk.actions.cargo import CargoJudgement, judge_cargo
from smartcustoms.trade.risk.actions.changing import (
    Decided,
    NoReason,
    NotAssessed,
    SameEyes,
    ask_override,
    decide_override,
    raise_to_red,
)
from smartcustoms.trade.risk.actions.learning import (
    NoSuchJudge,
    bring_history,
    card_of,
    enrol,
    follow_plans,
    learn,
    promote,
    refresh_profiles,
    set_plan,
    train,
    train_on,
)
from smartcustoms.trade.risk.actions.offline import Ranked, rank
from smartcustoms.trade.risk.actions.tuning import tune_exploration

__all__ = [
    "CargoJudgement",
    "Decided",
    "NoReason",
    "NoSuchJudge",
    "NotAssessed",
    "Ranked",
    "SameEyes",
    "ask_override",
    "assess",
    "assess_many",
    "bring_history",
    "card_of",
    "decide_override",
    "enrol",
    "follow_plans",
    "judge_cargo",
    "learn",
    "promote",
    "raise_to_red",
    "rank",
    "refresh_profiles",
    "set_plan",
    "train",
    "train_on",
    "tune_exploration",
]
