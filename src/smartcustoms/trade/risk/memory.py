"""What a process keeps warm: the judge that decides, the profiles, the peers and the offices' plans."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from smartcustoms.business.aeo.queries import Trust
from smartcustoms.trade.risk.judge import Judge
from smartcustoms.trade.risk.lanes import Plan
from smartcustoms.trade.risk.peers import PeerTable
from smartcustoms.trade.risk.profiles import Profiles

MANY: Final = 20
"""Changes from which on they are applied together."""


@dataclass(slots=True)
class Memory:
    """The warm state of one process for one database.

    horizon: number of the oldest transaction that may still have been running when the log was last read;
    applied: numbers of the log's changes of later transactions that are in `profiles` already, with theirs;
    rules_mark: what `queries.rules_changed` gave when the memory was last brought up;
    trust: authorised operators in good standing, as of `trusted_mark`; who may claim it is asked of the register each time.
    """

    judge: Judge
    profiles: Profiles
    peers: PeerTable
    plans: dict[str, Plan] = field(default_factory=dict)
    horizon: int = 0
    applied: dict[int, int] = field(default_factory=dict)
    judge_name: str = ""
    peers_asked_for: date | None = None
    rules_mark: tuple[int, int] | None = None
    trust: Trust = field(default_factory=Trust)
    trusted_mark: tuple[object, ...] | None = None

    def apply(self, changes: Sequence[tuple[tuple[str, ...], tuple[float, ...]]]) -> None:
        """Move the profiles by changes: (parts' texts, numbers to add)."""
        if len(changes) > MANY:
            self.profiles.add_many(changes)
        else:
            for texts, change in changes:
                self.profiles.add(texts, change)

    def settled(self, horizon: int) -> None:
        """Move the horizon on; what came before it never needs to be told apart again."""
        self.horizon = horizon
        self.applied = {number: by for number, by in self.applied.items() if by >= horizon}
