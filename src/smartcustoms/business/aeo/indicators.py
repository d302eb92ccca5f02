"""How an operator fares: indicators from figures, findings and reports, each green, amber or red by the rules of the day. Pure."""

from collections.abc import Sequence
from datetime import date

from smartcustoms.business.aeo.model import ActionState, Correction, Figures, Indicator, Light, Report, Rules


def watched(
    figures: Figures | None, corrections: Sequence[Correction], reports: Sequence[Report], rules: Rules, *, on: date
) -> tuple[Indicator, ...]:
    """Give every indicator of an operator on a day."""
    return (
        Indicator("finding_rate", figures.rate if figures else None, rate_light(figures, rules)),
        Indicator(
            "serious", figures.serious if figures else 0, Light.RED if figures and figures.serious else Light.GREEN
        ),
        _late("late_corrections", [each.is_late(on) for each in corrections]),
        _late("late_reports", [each.lodged_at is None and on > each.due_on for each in reports]),
        Indicator(
            "open_corrections",
            sum(each.state is not ActionState.CLOSED for each in corrections),
            Light.AMBER if any(each.state is not ActionState.CLOSED for each in corrections) else Light.GREEN,
        ),
    )


def rate_light(figures: Figures | None, rules: Rules) -> Light:
    """Judge the rate of findings; with few examinations it says nothing, and stays green."""
    if figures is None or figures.rate is None or figures.examined < rules.least_examined:
        return Light.GREEN
    if figures.rate >= rules.red_rate:
        return Light.RED
    return Light.AMBER if figures.rate >= rules.amber_rate else Light.GREEN


def worst(indicators: Sequence[Indicator]) -> Light:
    """Give the worst light."""
    lights = {each.light for each in indicators}
    return next((light for light in (Light.RED, Light.AMBER) if light in lights), Light.GREEN)


def _late(code: str, late: Sequence[bool]) -> Indicator:
    return Indicator(code, sum(late), Light.RED if any(late) else Light.GREEN)
