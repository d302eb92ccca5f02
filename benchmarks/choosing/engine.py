"""The platform's own engine as a strategy of the benchmark."""

import numpy as np

from choosing.sight import Known, Week
from choosing.strategies import Ours
from smartcustoms.trade.risk.coded import Coded
from smartcustoms.trade.risk.peers import PeerTable, month_of, peer_table
from smartcustoms.trade.risk.profiles import Profiles, state_of
from smartcustoms.trade.risk.training import train


class Engine(Ours):
    """The platform's own engine (trade/risk): its features, its judge trained each 12 weeks; chooses as ours does.

    Ten times slower than the small re-builds here, so it is not among the strategies run unless asked for.
    """

    def fit(self, known: Known) -> None:  # noqa: ARG002
        """Mark that a fit is due; the engine learns from the history itself when it next chooses."""
        self._asked = getattr(self, "_asked", -1) + 1

    def judge(self, week: Week) -> tuple[np.ndarray, np.ndarray]:
        """Score the week on profiles and peers as of its Monday."""
        past, day = week.past(), week.rows["on"].to_list()[0]
        if self._asked % 3 == 0 and getattr(self, "_fitted", -1) != self._asked:
            self._judge, self._fitted = train(past, seed=self._seed % 1_000).judge, self._asked
        month = month_of(day)
        peers = PeerTable(peer_table(past, month=month), month=month)
        coded = Coded(Profiles.from_state(state_of(past, before=day)), peers, day=day)
        said = self._judge.judge(coded.matrix(week.rows), challenge=False)
        return said.probability, said.revenue
