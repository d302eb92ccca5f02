"""Keep the process's memory up with the database: judge, plans, peers, and every settled change of the profiles."""

from collections.abc import Sequence
from datetime import date
from threading import Lock
from typing import Any

import polars as pl

from smartcustoms.business.aeo import queries as aeo
from smartcustoms.kernel.database.statements import Ready
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.trade.risk import peers, store
from smartcustoms.trade.risk.judge import Judge, read_judge, unlearned
from smartcustoms.trade.risk.lanes import Plan
from smartcustoms.trade.risk.memory import Memory
from smartcustoms.trade.risk.peers import PeerTable, month_of
from smartcustoms.trade.risk.profiles import Profiles
from smartcustoms.trade.risk.store.following import Standing
from smartcustoms.trade.risk.store.profiles import Logged
from smartcustoms.trade.watchlists import queries as watchlists

_LOCK = Lock()


def remember(uow: UnitOfWork, *, on: date) -> Memory:
    """Give the process's memory, warmed if need be and followed up to what is settled now.

    Call it inside `store.on_behalf_of_platform`. The first call loads everything (seconds on a large history);
    later ones ask all they need in one round trip. Others may ask at the same time; only taking up the answers is by turns.
    """
    return remember_with(uow, (), on=on)[0]


def remember_with(uow: UnitOfWork, also: Sequence[Ready], *, on: date) -> tuple[Memory, list[list[tuple[Any, ...]]]]:
    """Give what `remember` gives, and the rows of further questions asked in the same round trip."""
    warm = store.memory_of(uow)
    memory: Memory | None = warm.get("risk")
    if memory is None:
        with _LOCK:
            memory = warm.get("risk")
            if memory is None:
                memory = warm["risk"] = _warmed(uow)
    standing, logged, ((listed,), (mark,), *rest) = store.following.follow(
        uow, memory.horizon, but=list(memory.applied), also=[watchlists.changes_asked(), aeo.trusted_mark(), *also]
    )
    today = day_of(uow.at)  # not the day declared: that one the trader writes himself
    with _LOCK:
        newest = standing.horizon >= memory.horizon  # else somebody who asked later was here before us
        take_up(memory, standing.horizon, logged)
        if newest:
            memory.rules_mark = (standing.rule_changes, int(listed[0]))
            _renew(uow, memory, standing)
        _peers(uow, memory, month_of(on))
        if memory.trusted_mark != (today, *mark):
            memory.trust, memory.trusted_mark = aeo.trust(uow, on=today), (today, *mark)
    return memory, rest


def _warmed(uow: UnitOfWork) -> Memory:
    store.profiles.lock(uow, shared=True)
    profiles = Profiles.from_state(store.profiles.state(uow))
    memory = Memory(unlearned(), profiles, PeerTable(no_peers(), month=date.min), horizon=store.profiles.horizon(uow))
    logged = store.profiles.changes_since(uow, memory.horizon, unfolded=True)
    memory.apply([one.what for one in logged if not one.folded])
    memory.applied = {one.number: one.transaction for one in logged}
    memory.settled(memory.horizon)
    return memory


def take_up(memory: Memory, until: int, logged: Sequence[Logged]) -> None:
    """Apply the changes that nobody applied since they were asked for.

    A change of a transaction before the memory's horizon was applied by whoever moved the horizon there: it was settled then.
    """
    new = [one for one in logged if one.transaction >= memory.horizon and one.number not in memory.applied]
    memory.apply([one.what for one in new])
    memory.applied.update({one.number: one.transaction for one in new})
    memory.settled(max(until, memory.horizon))


def _renew(uow: UnitOfWork, memory: Memory, standing: Standing) -> None:
    """Take up a newly promoted judge and changed plans."""
    champion = standing.champion
    if champion is not None and champion != memory.judge_name:
        memory.judge, memory.judge_name = judge_named(uow, champion), champion
    memory.plans = {office: Plan(**plan) for office, plan in standing.plans.items()}


def _peers(uow: UnitOfWork, memory: Memory, month: date) -> None:
    """Take up the peer table of a month."""
    if memory.peers_asked_for != month:
        newest, rows = store.profiles.peers_for(uow, month)
        schema = {"level": pl.String, "key": pl.String, **dict.fromkeys(peers.FIELDS, pl.Float64)}
        memory.peers = PeerTable(pl.DataFrame(rows, schema=schema, orient="row"), month=newest or date.min)
        memory.peers_asked_for = month


def no_peers() -> pl.DataFrame:
    """Give a peer table without rows."""
    return pl.DataFrame(schema={"level": pl.String, "key": pl.String, **dict.fromkeys(peers.FIELDS, pl.Float64)})


def judge_named(uow: UnitOfWork, name: str) -> Judge:
    """Read a judge from the registry; the one that has learned nothing where the name is empty or unknown."""
    content = store.judges.content(uow, name) if name else None
    return unlearned() if content is None else read_judge(content)
