"""Keep the process's memory up with the database: judge, plans, peers, and every settled change of the profiles."""

from datetime import date
from threading import Lock

import polars as pl

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.risk import peers, store
from smartcustoms.trade.risk.judge import Judge, read_judge, unlearned
from smartcustoms.trade.risk.lanes import Plan
from smartcustoms.trade.risk.memory import Memory
from smartcustoms.trade.risk.peers import PeerTable, month_of
from smartcustoms.trade.risk.profiles import Profiles

_LOCK = Lock()


def remember(uow: UnitOfWork, *, on: date) -> Memory:
    """Give the process's memory, warmed if need be and followed up to what is settled now.

    Call it inside `store.on_behalf_of_platform`. The first call loads everything (seconds on a large history);
    later ones ask three short questions.
    """
    with _LOCK:
        warm = store.memory_of(uow)
        memory: Memory | None = warm.get("risk")
        if memory is None:
            memory = warm["risk"] = _warmed(uow)
        else:
            _follow(uow, memory)
        _renew(uow, memory, on)
        return memory


def _warmed(uow: UnitOfWork) -> Memory:
    store.profiles.lock(uow, shared=True)
    profiles = Profiles.from_state(store.profiles.state(uow))
    memory = Memory(unlearned(), profiles, PeerTable(no_peers(), month=date.min), horizon=store.profiles.horizon(uow))
    logged = store.profiles.changes_since(uow, memory.horizon, unfolded=True)
    memory.apply([one.what for one in logged if not one.folded])
    memory.applied = {one.number: one.transaction for one in logged}
    memory.settled(memory.horizon)
    return memory


def _follow(uow: UnitOfWork, memory: Memory) -> None:
    until = store.profiles.horizon(uow)
    logged = store.profiles.changes_since(uow, memory.horizon, but=list(memory.applied))
    memory.apply([one.what for one in logged])
    memory.applied.update({one.number: one.transaction for one in logged})
    memory.settled(until)


def _renew(uow: UnitOfWork, memory: Memory, on: date) -> None:
    """Take up a newly promoted judge, changed plans, and the peer table of the month."""
    champion = store.judges.champion(uow)
    if champion is not None and champion != memory.judge_name:
        memory.judge, memory.judge_name = judge_named(uow, champion), champion
    memory.plans = {office: Plan(**plan) for office, plan in store.judges.plans(uow).items()}
    month = month_of(on)
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
