"""Whom a step is given to when an agency lets the platform give its work out: skill first, then the least in hand. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date

from smartcustoms.trade.agencies.model import Absence, Officer


def chosen(
    officers: Iterable[Officer],
    absences: Sequence[Absence],
    *,
    skill: str,
    on: date,
    not_these: Sequence[str] = (),
    given: dict[str, int] | None = None,
) -> str | None:
    """Give the officer on duty who has the skill, is not away and has the least in hand; None: nobody fits.

    `given` are steps handed out in the same go, by officer, which count beside what he has.
    """
    away = {each.user for each in absences if each.from_day <= on <= each.until}
    more = given or {}
    fit = [
        (each.load + more.get(each.user, 0), each.user)
        for each in officers
        if each.on_duty and skill in each.skills and each.user not in away and each.user not in not_these
    ]
    return min(fit)[1] if fit else None
