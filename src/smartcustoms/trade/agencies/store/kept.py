"""How decisions, conditions and steps are kept as JSON and rows."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from smartcustoms.trade.agencies.model import (
    Condition,
    Decision,
    Outcome,
    Reason,
    Review,
    State,
    Step,
    StepState,
)


def decision_as_json(decision: Decision | None) -> dict[str, Any] | None:
    """Write a decision."""
    if decision is None:
        return None
    return {
        "outcome": decision.outcome.value,
        "conditions": [condition_as_json(each) for each in decision.conditions],
        "reasons": [
            {"code": each.code, "says": dict(each.says), "law": each.law, "mend": dict(each.mend)}
            for each in decision.reasons
        ],
        "note": decision.note,
    }


def condition_as_json(condition: Condition) -> dict[str, Any]:
    """Write a condition."""
    return {"code": condition.code, "says": dict(condition.says)}


def condition_from_json(kept: Mapping[str, Any]) -> Condition:
    """Read a condition."""
    return Condition(kept["code"], kept["says"])


def decision_from_json(kept: Mapping[str, Any] | None) -> Decision | None:
    """Read a decision."""
    if kept is None:
        return None
    return Decision(
        Outcome(kept["outcome"]),
        tuple(condition_from_json(each) for each in kept["conditions"]),
        tuple(Reason(each["code"], each["says"], each["law"], each["mend"]) for each in kept["reasons"]),
        kept["note"],
    )


def step_of(row: sa.Row[Any]) -> Step:
    """Read a step."""
    return Step(
        review=row.review,
        position=row.position,
        order=row.order,
        agency=row.agency,
        organisation=row.organisation,
        skill=row.skill,
        lead=row.lead,
        days=row.days,
        second_approval=row.second_approval,
        state=StepState(row.state),
        assigned_to=row.assigned_to,
        opened_at=row.opened_at,
        due_at=row.due_at,
        ticking_since=row.ticking_since,
        spent=row.spent,
        decided_at=row.decided_at,
        decision=decision_from_json(row.decision),
        proposed_by=row.proposed_by,
        decided_by=row.decided_by,
        earlier=tuple(row.earlier),
        parties=tuple(row.parties),
    )


def review_of(row: sa.Row[Any], steps: tuple[Step, ...]) -> Review:
    """Read a review with the steps that are seen of it."""
    return Review(
        number=row.number,
        about=row.about,
        kind=row.kind,
        title=row.title,
        owner=row.owner,
        facts=row.facts,
        state=State(row.state),
        begun_at=row.begun_at,
        begun_by=row.begun_by,
        link=row.link,
        offered=tuple(condition_from_json(each) for each in row.offered),
        rule=row.rule,
        sampled=row.sampled,
        decided_at=row.decided_at,
        appealed_at=row.appealed_at,
        agencies=tuple(row.agencies),
        steps=steps,
    )
