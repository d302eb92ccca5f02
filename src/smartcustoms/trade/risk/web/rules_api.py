"""The JSON API of the rule studio: write, try, propose and decide rules."""

from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.risk.actions import rules as actions
from smartcustoms.trade.risk.queries import rules as queries
from smartcustoms.trade.risk.web.studio import Decider, Reader, RuleAnswer, Writer, answer_of

router = APIRouter(prefix="/api/v1/rules")


class RuleTaken(BaseModel):
    """A rule to be drafted."""

    text: str = Field(max_length=20_000)
    purpose: str = Field(max_length=500)


class TextTaken(BaseModel):
    """A rule's new text."""

    text: str = Field(max_length=20_000)


class DecisionTaken(BaseModel):
    """What the second officer decides, with the reason (not needed to activate)."""

    decision: Literal["activate", "send_back", "suspend", "retire"]
    because: str = Field("", max_length=500)


class TriedAnswer(BaseModel):
    """How a rule's latest version did on history; null: it was not tried."""

    figures: dict[str, Any] | None
    text: str | None


@router.post("", status_code=201)
def draft(taken: RuleTaken, who: Writer, uow: Uow) -> RuleAnswer:
    """Draft a rule."""
    return _rule(uow, actions.draft(uow, taken.text, purpose=taken.purpose).code)


@router.get("/{code}")
def one(code: str, who: Reader, uow: Uow) -> RuleAnswer:
    """Give one rule and how it does."""
    return _rule(uow, code)


@router.post("/{code}/text")
def amend(code: str, taken: TextTaken, who: Writer, uow: Uow) -> RuleAnswer:
    """Amend a rule: a new draft version."""
    actions.amend(uow, code, taken.text)
    return _rule(uow, code)


@router.get("/{code}/back-test")
def tried(code: str, who: Reader, uow: Uow) -> TriedAnswer:
    """Give how the latest version did on history."""
    _rule(uow, code)
    record = queries.rule(uow, code)
    kept = record.latest.backtest if record else None
    return TriedAnswer(figures=kept["figures"], text=kept["text"]) if kept else TriedAnswer(figures=None, text=None)


@router.post("/{code}/back-test")
def back_test(code: str, who: Writer, uow: Uow) -> TriedAnswer:
    """Try the latest version on history."""
    actions.try_on_history(uow, code)
    return tried(code, who, uow)


@router.post("/{code}/proposal")
def propose(code: str, who: Writer, uow: Uow) -> RuleAnswer:
    """Propose the draft for activation."""
    actions.propose(uow, code)
    return _rule(uow, code)


@router.post("/{code}/decision")
def decide(code: str, taken: DecisionTaken, who: Decider, uow: Uow) -> RuleAnswer:
    """Activate, send back, suspend or retire: the second officer's part."""
    match taken.decision:
        case "activate":
            actions.activate(uow, code)
        case "send_back":
            actions.send_back(uow, code, because=taken.because)
        case "suspend":
            actions.suspend(uow, code, because=taken.because)
        case "retire":
            actions.retire(uow, code, because=taken.because)
    return _rule(uow, code)


def _rule(uow: Uow, code: str) -> RuleAnswer:
    found = queries.rule_doing(uow, code)
    if found is None:
        raise actions.NoSuchRule(
            sentence("There is no rule {code}", code=code[:80]), mend=sentence("Choose one of the rules")
        )
    return answer_of(found)
