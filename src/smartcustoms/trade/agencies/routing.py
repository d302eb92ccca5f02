"""What a route allows, and what follows when a step is decided: serial and parallel steps, the lead, the outcome. Pure."""

from collections.abc import Collection, Sequence

from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.agencies.model import (
    Condition,
    Outcome,
    Reason,
    RouteStep,
    RouteUnusable,
    Step,
    StepState,
)

_OVER = frozenset({StepState.DECIDED, StepState.CANCELLED})


def check_route(route: Sequence[RouteStep], agencies: Collection[str]) -> None:
    """Refuse a route that cannot be walked.

    Raises:
        RouteUnusable: it is empty, too long, names an unknown agency, or has no lead or more than one.
    """
    mend = sentence("Correct the route of the type.")
    if not 1 <= len(route) <= 20:
        raise RouteUnusable(
            sentence("A route has 1 to {most} steps.", most=20), mend=mend, field="route", seen=str(len(route))
        )
    unknown = sorted({each.agency for each in route} - set(agencies))
    if unknown:
        raise RouteUnusable(
            sentence("There is no such agency."), mend=mend, field="route.agency", seen=", ".join(unknown)[:60]
        )
    if sum(each.lead for each in route) != 1 and len(route) > 1:
        raise RouteUnusable(sentence("One agency leads."), mend=mend, field="route.lead")
    if any(each.days < 0 for each in route):
        raise RouteUnusable(sentence("A promise is not less than no day."), mend=mend, field="route.days")


def parties_of(step: RouteStep, route: Sequence[RouteStep], organisations: dict[str, str]) -> list[str]:
    """Give the agencies' organisations that see a step: its own and the leading one's."""
    lead = [each.agency for each in route if each.lead] or [route[0].agency]
    return sorted({organisations[step.agency], organisations[lead[0]]})


def opened_next(steps: Sequence[Step]) -> tuple[int, ...]:
    """Give the positions of the steps that open now: those of the lowest order that waits, once no earlier one is at work."""
    waiting = [each for each in steps if each.state is StepState.WAITING]
    if not waiting or any(each.state not in _OVER and each.state is not StepState.WAITING for each in steps):
        return ()
    lowest = min(each.order for each in waiting)
    return tuple(each.position for each in waiting if each.order == lowest)


def outcome_of(steps: Sequence[Step]) -> Outcome | None:
    """Give the outcome of a review: refused as soon as one agency refuses, granted when all have granted, else None."""
    if any(each.decision and each.decision.outcome is Outcome.REFUSED for each in steps):
        return Outcome.REFUSED
    return Outcome.GRANTED if steps and all(each.state is StepState.DECIDED for each in steps) else None


def conditions_of(steps: Sequence[Step]) -> tuple[Condition, ...]:
    """Give the conditions that the agencies imposed, each once."""
    found = [each for step in steps if step.decision for each in step.decision.conditions]
    return tuple({(each.code, each.says.get("en", "")): each for each in found}.values())


def reasons_of(steps: Sequence[Step]) -> tuple[Reason, ...]:
    """Give the reasons for which agencies refused, each once."""
    found = [each for step in steps if step.decision for each in step.decision.reasons]
    return tuple({(each.code, each.says.get("en", "")): each for each in found}.values())


def lead_of(steps: Sequence[Step]) -> str:
    """Give the code of the leading agency."""
    return next((each.agency for each in steps if each.lead), steps[0].agency if steps else "")
