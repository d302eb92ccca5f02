"""The rule studio: officers write, try, propose, activate and retire rules, and see how each does."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel

from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.people import queries as people
from smartcustoms.kernel.web.access import Uow, may
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.risk.actions import rules as actions
from smartcustoms.trade.risk.language.catalogue import Kind
from smartcustoms.trade.risk.language.writing import write_rule
from smartcustoms.trade.risk.model import DECIDE_RULES, SEE_RULES, WRITE_RULES, Lane, RuleRecord, RuleState
from smartcustoms.trade.risk.queries import rules as queries
from smartcustoms.trade.risk.rule_fields import rule_fields
from smartcustoms.trade.watchlists import queries as watchlists

router = APIRouter()
menu = (MenuEntry(sentence("Rule studio"), "/rules", SEE_RULES, group="risk", order=30),)

Reader = Annotated[Actor, Depends(may(SEE_RULES))]
Writer = Annotated[Actor, Depends(may(WRITE_RULES))]
Decider = Annotated[Actor, Depends(may(DECIDE_RULES))]

STATES: Final[dict[RuleState, tuple[Sentence, str]]] = {
    RuleState.DRAFT: (sentence("Draft"), "grey"),
    RuleState.PROPOSED: (sentence("Proposed"), "blue"),
    RuleState.ACTIVE: (sentence("In force"), "green"),
    RuleState.SUSPENDED: (sentence("Suspended"), "orange"),
    RuleState.SUPERSEDED: (sentence("Superseded"), "grey"),
    RuleState.RETIRED: (sentence("Retired"), "purple"),
}
KINDS: Final[dict[Kind, Sentence]] = {
    Kind.TEXT: sentence("text"),
    Kind.NUMBER: sentence("number"),
    Kind.DAY: sentence("day"),
    Kind.FLAG: sentence("yes or no"),
}
EXAMPLE: Final = """rule "SPIRITS-1"
if hs_code starts with "2208"
   and origin in ("FR", "GB")
   and price_per_kg < 5
then red 80%, at most 20 hits unselected
"""


class RuleAnswer(BaseModel):
    """A rule as JSON."""

    code: str
    purpose: str
    owner: str
    version: int
    state: RuleState
    lane: Lane
    text: str
    hits: int
    examined: int
    found: int


class CheckAnswer(BaseModel):
    """What is wrong with a text and where; or, when nothing is, the text as it was understood."""

    understood: str | None = None
    line: int | None = None
    column: int | None = None
    says: str | None = None
    meant: str | None = None


@router.get("/api/v1/rules")
def get_rules(who: Reader, uow: Uow) -> list[RuleAnswer]:
    """Give all rules and how they do."""
    return [answer_of(one) for one in queries.rules_doing(uow)]


@router.post("/api/v1/rules/check")
def check_text(who: Writer, uow: Uow, text: str) -> CheckAnswer:
    """Check a rule's text."""
    try:
        return CheckAnswer(understood=write_rule(actions.checked(uow, text)))
    except actions.RuleTextRefused as refusal:
        fault = refusal.fault
        return CheckAnswer(line=fault.line, column=fault.column, says=fault.sentence, meant=fault.meant)


@router.get("/rules")
def rules_page(
    request: Request, who: Reader, uow: Uow, state: str = "", lane: str = "", text: str = ""
) -> HTMLResponse:
    """Show all rules, how each does, and which should go."""
    every = queries.rules_doing(uow)
    wanted = text.strip().lower()
    found = [
        one
        for one in every
        if (not state or one.record.latest.state == state or (state == "active" and one.record.active))
        and (not lane or one.record.latest.lane == lane)
        and wanted in f"{one.record.code} {one.record.purpose} {one.record.latest.text}".lower()
    ]
    asked = {"state": state, "lane": lane, "text": text}
    return render(
        request, "risk/studio.html", found=found, every=every, states=STATES, lanes=list(Lane), asked_for=asked
    )


@router.get("/rules/new")
def new_page(request: Request, who: Writer, uow: Uow) -> HTMLResponse:
    """Show an empty editor."""
    return _editor(request, uow, None, EXAMPLE, "", [])


@router.post("/rules")
def post_rule(
    request: Request, who: Writer, uow: Uow, text: Annotated[str, Form()] = "", purpose: Annotated[str, Form()] = ""
) -> Response:
    """Draft a rule."""
    text = _plain(text)
    try:
        made = actions.draft(uow, text, purpose=purpose)
    except Refused as refusal:
        return _editor(request, uow, None, text, purpose, [refusal])
    return RedirectResponse(f"/rules/{made.code}", 303)


@router.post("/rules/check")
def check_fragment(request: Request, who: Writer, uow: Uow, text: Annotated[str, Form()] = "") -> HTMLResponse:
    """Check the text while it is written; the answer replaces the part under the editor."""
    return render(request, "risk/studio_check.html", **_checked(uow, _plain(text)))


@router.get("/rules/{code}")
def rule_page(request: Request, code: str, who: Reader, uow: Uow) -> HTMLResponse:
    """Show one rule."""
    return _rule(request, uow, code, [])


@router.get("/rules/{code}/text")
def text_page(request: Request, code: str, who: Writer, uow: Uow) -> HTMLResponse:
    """Show the editor of a rule."""
    record = _record(uow, code)
    return _editor(request, uow, record, record.latest.text, record.purpose, [])


@router.post("/rules/{code}/text")
def post_text(request: Request, code: str, who: Writer, uow: Uow, text: Annotated[str, Form()] = "") -> Response:
    """Amend a rule."""
    record, text = _record(uow, code), _plain(text)
    try:
        actions.amend(uow, code, text)
    except Refused as refusal:
        return _editor(request, uow, record, text, record.purpose, [refusal])
    return RedirectResponse(f"/rules/{code}", 303)


@router.post("/rules/{code}/back-test")
def post_back_test(request: Request, code: str, who: Writer, uow: Uow) -> Response:
    """Try the latest version on history."""
    try:
        actions.try_on_history(uow, code)
    except actions.RuleTextRefused as refusal:
        return _rule(request, uow, code, [refusal])
    return RedirectResponse(f"/rules/{code}#back-test", 303)


@router.post("/rules/{code}/proposal")
def post_proposal(request: Request, code: str, who: Writer, uow: Uow) -> Response:
    """Propose the draft for activation."""
    try:
        actions.propose(uow, code)
    except (actions.WrongState, actions.NotBackTested) as refusal:
        return _rule(request, uow, code, [refusal])
    return RedirectResponse(f"/rules/{code}", 303)


@router.post("/rules/{code}/decision")
def post_decision(
    request: Request,
    code: str,
    who: Decider,
    uow: Uow,
    decision: Annotated[str, Form()] = "",
    because: Annotated[str, Form()] = "",
) -> Response:
    """Activate, send back, suspend or retire."""
    try:
        match decision:
            case "activate":
                actions.activate(uow, code)
            case "send_back":
                actions.send_back(uow, code, because=because)
            case "suspend":
                actions.suspend(uow, code, because=because)
            case _:
                actions.retire(uow, code, because=because)
    except (actions.RuleUnclear, actions.WrongState, actions.SecondOfficerNeeded) as refusal:
        return _rule(request, uow, code, [refusal])
    return RedirectResponse(f"/rules/{code}", 303)


def _plain(text: str) -> str:
    """Take a form's line ends as they were typed."""
    return text.replace("\r\n", "\n")


def _record(uow: Uow, code: str) -> RuleRecord:
    record = queries.rule(uow, code)
    if record is None:
        raise actions.NoSuchRule(
            sentence("There is no rule {code}", code=code[:80]), mend=sentence("Choose one of the rules")
        )
    return record


def _checked(uow: Uow, text: str) -> dict[str, Any]:
    try:
        return {"understood": write_rule(actions.checked(uow, text)), "refusal": None, "lines": []}
    except actions.RuleTextRefused as refusal:
        fault = refusal.fault
        shown = text.split("\n")[max(0, fault.line - 2) : fault.line]
        return {"understood": None, "refusal": refusal, "lines": shown, "mark": " " * (fault.column - 1) + "^"}


def _editor(
    request: Request, uow: Uow, record: RuleRecord | None, text: str, purpose: str, errors: list[Refused]
) -> HTMLResponse:
    fields = [(entry.field.name, KINDS[entry.field.kind], entry.example) for entry in rule_fields().values()]
    return render(
        request,
        "risk/studio_editor.html",
        status=422 if errors else 200,
        record=record,
        text=text,
        purpose=purpose,
        errors=errors,
        fields=fields,
        lists=[one.name for one in watchlists.watchlists(uow)],
        **_checked(uow, text),
    )


def _rule(request: Request, uow: Uow, code: str, errors: list[Refused]) -> HTMLResponse:
    record = _record(uow, code)
    doing = queries.rule_doing(uow, code)
    tried = record.latest.backtest
    versions = queries.rule_versions(uow, code)
    involved = [who for each in versions for who in (each.written_by, each.proposed_by, each.decided_by) if who]
    return render(
        request,
        "risk/studio_rule.html",
        status=errors[0].status if errors else 200,
        record=record,
        latest=record.latest,
        doing=doing,
        versions=versions,
        names=people.names(uow, involved),
        by_day=queries.rule_hits_by_day(uow, code) if doing and doing.hits else [],
        tried=tried["figures"] if tried else None,
        tried_now=bool(tried and tried["text"] == record.latest.text),
        states=STATES,
        errors=errors,
    )


def answer_of(one: queries.RuleDoing) -> RuleAnswer:
    """Give a rule and how it does, as JSON."""
    record, latest = one.record, one.record.latest
    return RuleAnswer(
        code=record.code,
        purpose=record.purpose,
        owner=record.owner,
        version=latest.version,
        state=latest.state,
        lane=latest.lane,
        text=latest.text,
        hits=one.hits,
        examined=one.rate.examined,
        found=one.rate.found,
    )
