"""Replay a past decision: the same judge on the same features must say the same."""

from dataclasses import dataclass

import numpy as np

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.risk import store
from smartcustoms.trade.risk.features import NAMES
from smartcustoms.trade.risk.judge import read_judge, unlearned
from smartcustoms.trade.risk.model import Assessment


@dataclass(frozen=True, slots=True)
class Replay:
    """A decision computed again: what was said then and what is said now, and whether they are the same."""

    then: Assessment
    probability: float
    value: float
    same: bool


def replayed(uow: UnitOfWork, declaration: str) -> Replay | None:
    """Compute a declaration's newest assessment again from its kept features and its judge's kept bytes.

    None if it was never assessed.
    """
    then = store.assessments.current(uow, declaration)
    if then is None:
        return None
    content = store.judges.content(uow, then.judge) if then.judge else None
    judge = read_judge(content) if content is not None else unlearned()
    matrix = np.frombuffer(then.features, dtype=np.float32).reshape(-1, len(NAMES))
    said = judge.judge(matrix)
    probability, value = float(said.probability.max()), float((said.probability * said.revenue).sum())
    return Replay(then, probability, value, same=(probability, value) == (then.probability, then.value))
