"""Tune how much is spent to learn: each week every office's bandit learns what its weeks brought, and plays a share."""

import hmac
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from typing import Final

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.keys import key
from smartcustoms.kernel.settings import read_settings
from smartcustoms.trade.risk import exploring, queries, store
from smartcustoms.trade.risk.actions.learning import set_plan
from smartcustoms.trade.risk.lanes import Plan, draw
from smartcustoms.trade.risk.model import Played

LATE: Final = timedelta(days=14)
"""Age from which a week's results are taken as known."""


def tune_exploration(uow: UnitOfWork) -> list[Played]:
    """Play the coming week's share in each office whose plan is tuned; give what was played.

    Safe to do again: a week that was played stays as it was. The plan's random rate, budget and other shares are left
    alone. Offices without a plan of their own are tuned together ("*").
    """
    plans = queries.plans(uow)
    week = week_from(uow.at.date())
    played = []
    for office, plan in sorted(plans.items()):
        _learn(uow, office, week, own=[name for name in plans if name != "*"])
        if plan.tuned and (one := _play(uow, office, plan, week)) is not None:
            played.append(one)
    return played


def week_from(day: date) -> date:
    """Give the Monday of the week that is to be played on a day: on a Sunday the next day, else that week's Monday."""
    morrow = day + timedelta(days=1)
    return morrow - timedelta(days=morrow.weekday())


def _learn(uow: UnitOfWork, office: str, week: date, *, own: list[str]) -> None:
    for one in store.exploring.weeks(uow, office):
        if one.brought is None and one.week <= week - LATE:
            whole = office == "*"
            brought = store.exploring.brought(uow, one.week, office=None if whole else office, but=own)
            if brought is not None:
                store.exploring.set_brought(uow, office, one.week, brought)


def _play(uow: UnitOfWork, office: str, plan: Plan, week: date) -> Played | None:
    weeks = [one for one in store.exploring.weeks(uow, office) if one.week < week]
    bandit = exploring.bandit_of(plan, weeks)
    secret = hmac.new(key(read_settings(), "risk.exploration"), office.encode(), sha256).digest()
    share = bandit.play(draw(week.isoformat(), secret))
    chances = tuple(zip(bandit.shares, bandit.chances(), strict=True))
    one = Played(office, week, share, dict(chances)[share], chances, exploring.reason_for(bandit, share, weeks))
    if not store.exploring.keep(uow, one):
        return None
    set_plan(uow, office, replace(plan, exploration=share))
    uow.note("risk.tuned", office, week=week.isoformat(), share=share, chance=one.chance)
    return one
