"""What lateness, a charge paid short and goods not declared cost: pure rules on exact decimals, the working line by line."""

import calendar
from datetime import date, timedelta
from decimal import Decimal

from smartcustoms.kernel.money import Money
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.duty.model import Line, Penalty
from smartcustoms.trade.duty.provisions import Late, LateStep, Times


def last_day(goods_on: date, late: Late) -> date:
    """Give the last day on which goods that came or left on a day are declared in time."""
    return goods_on + timedelta(days=late.days)


def lateness(value: Money, goods_on: date, lodged_on: date, late: Late) -> Penalty:
    """Work out the penalty of a declaration lodged on a day; nothing in time."""
    last, nothing = last_day(goods_on, late), Money(Decimal(0), value.currency)
    lines = [Line(sentence("The last day was {last}; it was lodged on {lodged}.", last=last, lodged=lodged_on))]
    if lodged_on <= last:
        lines.append(Line(sentence("It was lodged in time."), nothing))
        return Penalty(nothing, tuple(lines), late.law, late.since, late.source)
    step = _step(goods_on, lodged_on, late)
    low = value.amount <= late.value_up_to
    due, limit = Money(step.low if low else step.high, value.currency), Money(late.value_up_to, value.currency)
    within = (
        sentence("lodged within {months} months and {days} days", months=step.months, days=late.days)
        if step.months > 1
        else sentence("lodged within one month and {days} days", days=late.days)
        if step.months
        else sentence("lodged later than all steps")
    )
    lines.append(
        Line(sentence("value up to {limit}", limit=limit) if low else sentence("value above {limit}", limit=limit))
    )
    lines.append(Line(within, due))
    return Penalty(due, tuple(lines), late.law, late.since, late.source)


def _step(goods_on: date, lodged_on: date, late: Late) -> LateStep:
    for step in late.steps:
        if not step.months or lodged_on <= _months_on(goods_on, step.months) + timedelta(days=late.days):
            return step
    return late.steps[-1]


def _months_on(day: date, months: int) -> date:
    """Give the same day some months later; the month's last where it has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def multiple(of: Money, rule: Times) -> Penalty:
    """Work out a multiple of what is due: with its sum on top, at most its limit."""
    due = of * rule.times
    lines = [Line(sentence("{times} × {due}", times=rule.times, due=of), due)]
    if rule.more:
        more = Money(rule.more, of.currency)
        due += more
        lines.append(Line(sentence("and {more}", more=more), more))
    if rule.most is not None and due.amount > rule.most:
        due = Money(rule.most, of.currency)
        lines.append(Line(sentence("not more than {most}", most=due), due))
    if rule.days:
        lines.append(Line(sentence("payable within {days} days", days=rule.days)))
    return Penalty(due.rounded(), tuple(lines), rule.law, rule.since, rule.source, most=rule.most is not None)
