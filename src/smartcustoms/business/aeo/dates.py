"""The dates of the programme, exact at their boundaries. Pure; days are the administration's own (`kernel.day.day_of`).

A period of years or months begins on its first day and ends on the day before the corresponding date; where that month has no such
date (a period begun on 29 February or the 31st), it ends on the last day of the month. Both days count.
"""

import calendar
from datetime import date, timedelta


def shifted(day: date, months: int) -> date:
    """Give the corresponding date so many months later (earlier: below zero), or the month's last day where there is none."""
    place = day.year * 12 + day.month - 1 + months
    year, month = divmod(place, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def last_day(first: date, *, years: int = 0, months: int = 0) -> date:
    """Give the last day of a period that begins on a day; both count."""
    there = shifted(first, years * 12 + months)
    return there if there.day != first.day else there - timedelta(days=1)


def renewal_opens(valid_until: date, months: int) -> date:
    """Give the first day on which a renewal may be lodged: so many months before the last day."""
    return shifted(valid_until, -months)


def may_renew(on: date, valid_until: date, months: int) -> bool:
    """Tell whether a renewal may be lodged on a day: from its opening to the last day, both included."""
    return renewal_opens(valid_until, months) <= on <= valid_until


def barred_until(revoked_on: date, years: int) -> date:
    """Give the last day of the bar that a revocation begins."""
    return last_day(revoked_on, years=years)


def report_days(first: date, until: date, months: int) -> tuple[date, ...]:
    """Give the last day of each self-report within a validity: every so many months, the last one before the end."""
    found, count = [], 1
    while (day := shifted(first, months * count)) < until:
        found.append(day)
        count += 1
    return tuple(found)
