"""The platform's own engine as a strategy of the benchmark: its code, not a re-build."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from choosing.sight import Known, Week
from smartcustoms.trade.risk.exploring import Bandit
from smartcustoms.trade.risk.judge import Judgement
from smartcustoms.trade.risk.keys import texts_of
from smartcustoms.trade.risk.lanes import Candidate, Plan, assign
from smartcustoms.trade.risk.model import Lane
from smartcustoms.trade.risk.peers import PeerTable, month_of, peer_table
from smartcustoms.trade.risk.profiles import Profiles, lodging, result, state_of
from smartcustoms.trade.risk.single import features_of
from smartcustoms.trade.risk.training import train

RANDOM_PART = 0.05  # the least random rate, as a share of the budget
SHARES = (0.02, 0.05, 0.10, 0.20)  # of the budget, that the bandit may play
PERIOD = 4  # weeks for which a share of exploration is played


class Engine:
    """The engine (trade/risk): profiles moved by each finding, its features, its judge of two heads, its lanes with
    random sample and exploration, and its bandit that tunes the share of the latter. Without `exploring` neither."""

    def __init__(self, rng: np.random.Generator, *, exploring: bool = True) -> None:
        self._rng, self._exploring = rng, exploring
        self._seed = int(rng.integers(1_000))
        self._secret = rng.bytes(32)
        self._due = False
        self._profiles: Profiles | None = None
        self._peers: PeerTable | None = None
        self._bandit = Bandit(SHARES)
        self._share, self._weeks, self._brought, self._best = 0.1, 0, 0.0, 0.0

    def fit(self, known: Known) -> None:  # noqa: ARG002
        """Mark that a fit is due; the engine learns from the history itself when it next chooses."""
        self._due = True

    def choose(self, week: Week, count: int) -> tuple[np.ndarray, np.ndarray]:
        """Give the rows that the engine's lanes make red."""
        said = self._judged(week)
        numbers = week.rows["declaration"].to_list()
        candidates = [
            Candidate(number, float(p), float(v), new=bool(new))
            for number, p, v, new in zip(
                numbers, said.probability, said.value, said.new_goods | said.new_party, strict=True
            )
        ]
        share = count / len(numbers)
        plan = Plan(
            share=share,
            random_rate=RANDOM_PART * share if self._exploring else 0.0,
            exploration=self._tuned(week) if self._exploring else 0.0,
        )
        told = assign(candidates, plan, self._secret)
        red = [(n, one.chosen_by) for n, one in enumerate(told) if one.lane is Lane.RED][:count]
        return np.array([n for n, _ in red]), np.array(["random" if by == "random" else "model" for _, by in red])

    def _tuned(self, week: Week) -> float:
        """Play a share for each period; its reward is what the period's results brought against the best period's."""
        self._brought += float(week.news()["revenue"].sum())
        self._weeks += 1
        if self._weeks % PERIOD == 0:
            self._best = max(self._best, self._brought)
            if self._best > 0:
                self._bandit = self._bandit.learn(self._share, self._brought / self._best)
            self._share, self._brought = self._bandit.play(float(self._rng.random())), 0.0
        return self._share

    def _judged(self, week: Week) -> Judgement:
        """Judge the week on profiles and peers as of its Monday."""
        day = week.rows["on"].to_list()[0]
        rows = week.rows.to_dicts()
        if self._profiles is None:
            self._profiles = Profiles.from_state(state_of(week.past(), before=day))
        else:
            self._profiles.add_many([(texts_of(row), _result_of(row)) for row in week.news().to_dicts()])
        if self._due:
            self._judge, self._due = train(week.past(), seed=self._seed, shadow=False).judge, False
        month = month_of(day)
        if self._peers is None or self._peers.month != month:
            self._peers = PeerTable(peer_table(week.past(), month=month), month=month)
        matrix = np.stack([features_of(row, self._profiles, self._peers, day=day) for row in rows])
        self._profiles.add_many([(texts_of(row), lodging(row["on"])) for row in rows])
        return self._judge.judge(matrix, challenge=False)


def _result_of(row: Mapping[str, Any]) -> tuple[float, ...]:
    return result(finding=bool(row["finding"]), revenue=row["revenue"], on=row["result_on"])
