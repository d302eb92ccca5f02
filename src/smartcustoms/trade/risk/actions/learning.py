"""Learn: a finding moves the profiles at once; training makes a new judge; promotion puts it to work."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any, Final

import polars as pl

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import NotFound
from smartcustoms.kernel.settings import read_settings
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.risk import lanes, queries, store, training
from smartcustoms.trade.risk.actions.keeping_days import files_of, keep_days
from smartcustoms.trade.risk.actions.remembering import judge_named
from smartcustoms.trade.risk.keys import texts_of
from smartcustoms.trade.risk.lanes import Candidate, Plan
from smartcustoms.trade.risk.peers import WINDOW, month_of
from smartcustoms.trade.risk.profiles import result
from smartcustoms.trade.risk.sums_gateway import sums_of
from smartcustoms.trade.risk.training import Card, Learned, card_document

DAYS: Final = 30
"""Days whose declarations set the thresholds of those that come alone."""
KEEP_LOG: Final = 1_000_000
"""Transactions for which folded changes are kept, so that a process that slept can still follow."""


class NoSuchJudge(NotFound):
    """No judge of that name is in the registry."""


def learn(
    uow: UnitOfWork, declaration: str, *, finding: bool, revenue: float = 0.0, items: frozenset[int] | None = None
) -> None:
    """Learn an examination's result: its goods' and parties' profiles move in this transaction.

    items: the goods items the finding is about (None: all); the others were examined and had none. Rows that were
    never assessed here teach nothing. A second result of the same item counts once: the first.
    """
    day = uow.at.date()
    with store.on_behalf_of_platform(uow):
        assessed = store.assessments.current(uow, declaration, lock=True)
        rows = [row for row in store.profiles.items(uow, declaration) if row["finding"] is None]
        concerned = [row for row in rows if items is None or row["item"] in items]
        for row in rows:
            found = finding and row in concerned
            share = revenue / max(1, len(concerned)) if found else 0.0
            store.profiles.label(
                uow, declaration, row["item"], finding=found, revenue=share, on=day,
                chosen_by=assessed.chosen_by if assessed else None,
                propensity=assessed.propensity if assessed else None,
            )  # fmt: skip
            change = result(finding=found, revenue=share, on=day)
            store.profiles.append(uow, [store.profiles.Change(texts_of(row), change)])
        if rows and assessed:
            store.assessments.set_found(uow, declaration, found=finding, recovered=revenue)
    uow.note("risk.learned", declaration, finding=finding, items=len(rows))


def bring_history(uow: UnitOfWork, rows: pl.DataFrame) -> None:
    """Bring in a labelled history at once (risk rows with labels): rows, profiles and the peer table of after it."""
    store.profiles.keep_items(uow, rows)
    refresh_profiles(uow)


def refresh_profiles(uow: UnitOfWork) -> None:
    """Sum the whole history into the profile table and the month's peers anew: the nightly truth.

    Lodgings wait while it runs (seconds), so that the history and the log say the same when the log is marked as
    folded. Processes that are warm go on following the log.
    """
    store.profiles.lock(uow, shared=False)
    store.profiles.still(uow)
    days = keep_days(uow)
    if not days:
        return
    settings = read_settings()
    sums, far = sums_of(settings), bool(settings.spark)
    tomorrow = max(uow.at.date(), days[-1].on) + timedelta(days=1)
    store.profiles.replace_state(uow, sums.state(files_of(days, far=far), before=tomorrow))
    store.profiles.mark_folded(uow)
    store.profiles.forget_folded(uow, store.profiles.horizon(uow) - KEEP_LOG)
    month = month_of(tomorrow)
    recent = files_of([day for day in days if day.on >= month - WINDOW], far=far)
    if recent:
        store.profiles.keep_peers(uow, month, sums.peers(recent, month=month))
    store.memory_of(uow).pop("risk", None)


def train(uow: UnitOfWork, *, seed: int = 0, promote_it: bool = True) -> Card:
    """Learn a judge from the history in the database, keep it in the registry, and promote it unless told not to."""
    keep_days(uow)
    learned = training.train(queries.history(uow), seed=seed)
    enrol(uow, learned, promote_it=promote_it)
    return learned.card


def enrol(uow: UnitOfWork, learned: Learned, *, promote_it: bool = True) -> None:
    """Keep a learned judge with its card in the registry, and promote it unless told not to."""
    store.judges.keep_judge(uow, learned.judge.hash, learned.judge.saved, card_document(learned.card))
    uow.note("risk.trained", learned.judge.hash, rows=learned.card.rows, findings=learned.card.findings)
    if promote_it:
        promote(uow, learned.judge.hash)


def promote(uow: UnitOfWork, name: str) -> None:
    """Make a judge of the registry the one that decides; NoSuchJudge if it is not there."""
    if store.judges.content(uow, name) is None:
        raise NoSuchJudge(
            sentence("There is no judge {name}.", name=name[:12]),
            mend=sentence("Choose one from the list of judges, or train one."),
            seen=name,
        )
    judge_named(uow, name)  # a judge that cannot be read is not promoted
    store.judges.promote(uow, name)
    uow.note("risk.promoted", name)


def set_plan(uow: UnitOfWork, office: str, plan: Plan) -> None:
    """Set an office's budget and shares ("*": all without their own); thresholds follow the last 30 days."""
    recent = store.assessments.recent_claims(uow, since=uow.at.date() - timedelta(days=DAYS))
    known = recent.get(office, []) if office != "*" else [claim for some in recent.values() for claim in some]
    candidates = [Candidate("", probability, value, hours, new) for probability, value, hours, new in known]
    ready = lanes.thresholds(candidates, plan, days=DAYS if plan.hours is not None else 1)
    kept = {name: value for name, value in asdict(ready).items() if value != float("inf")}
    store.judges.keep_plan(uow, office, kept)
    uow.note("risk.planned", office, **kept)


def follow_plans(uow: UnitOfWork) -> None:
    """Set every office's thresholds anew from the last 30 days."""
    for office, plan in store.judges.plans(uow).items():
        set_plan(uow, office, Plan(**plan))


def card_of(card: Card) -> dict[str, Any]:
    """Give a card as plain JSON values."""
    return card_document(card)


def train_on(past: pl.DataFrame, *, seed: int = 0) -> Learned:
    """Learn a judge from risk rows with labels, without a database: for benchmarks and trials."""
    return training.train(past, seed=seed)
