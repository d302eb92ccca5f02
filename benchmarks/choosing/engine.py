"""The platform's own engine as a strategy of the benchmark."""

import numpy as np

from choosing.sight import Known, Week
from smartcustoms.trade.risk.coded import Coded
from smartcustoms.trade.risk.judge import Judgement
from smartcustoms.trade.risk.lanes import Candidate, Plan, assign
from smartcustoms.trade.risk.model import Lane
from smartcustoms.trade.risk.peers import PeerTable, month_of, peer_table
from smartcustoms.trade.risk.profiles import Profiles, state_of
from smartcustoms.trade.risk.training import train

RETRAINED = 3  # every third time it is asked to fit: each 12 weeks


class Engine:
    """The platform's own engine (trade/risk): its features, its judge, its lanes with random sample and exploration.

    Ten times slower than the small re-builds here, so it is not among the strategies run unless asked for.
    """

    def __init__(self, rng: np.random.Generator) -> None:
        self._seed = int(rng.integers(1_000))
        self._secret = rng.bytes(32)
        self._asked = -1
        self._fitted = -1

    def fit(self, known: Known) -> None:  # noqa: ARG002
        """Mark that a fit is due; the engine learns from the history itself when it next chooses."""
        self._asked += 1

    def choose(self, week: Week, count: int) -> tuple[np.ndarray, np.ndarray]:
        """Give the rows that the engine's lanes make red."""
        said = self._judged(week)
        numbers = week.rows["declaration"].to_list()
        candidates = [
            Candidate(number, float(p), float(v), new=bool(new))
            for number, p, v, new in zip(numbers, said.probability, said.value, said.new_goods, strict=True)
        ]
        told = assign(candidates, Plan(share=count / len(numbers)), self._secret)
        red = [(n, one.chosen_by) for n, one in enumerate(told) if one.lane is Lane.RED][:count]
        return np.array([n for n, _ in red]), np.array(["random" if by == "random" else "model" for _, by in red])

    def _judged(self, week: Week) -> Judgement:
        """Judge the week on profiles and peers as of its Monday."""
        past, day = week.past(), week.rows["on"].to_list()[0]
        if self._asked % RETRAINED == 0 and self._fitted != self._asked:
            self._judge, self._fitted = train(past, seed=self._seed).judge, self._asked
        month = month_of(day)
        peers = PeerTable(peer_table(past, month=month), month=month)
        coded = Coded(Profiles.from_state(state_of(past, before=day)), peers, day=day)
        return self._judge.judge(coded.matrix(week.rows), challenge=False)
