"""What can be done with officers' rules: draft, amend, back-test, propose, activate (a second officer), suspend, retire; judge."""

import re
from typing import Any, Final, NoReturn

import msgspec
import polars as pl

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.risk.actions.rule_judging import judge, learn, rule_hits
from smartcustoms.trade.risk.backtest import BackTest, back_test
from smartcustoms.trade.risk.language.faults import Fault, RuleRefused
from smartcustoms.trade.risk.language.reading import read_rule
from smartcustoms.trade.risk.language.tree import Rule
from smartcustoms.trade.risk.language.writing import write_rule
from smartcustoms.trade.risk.model import RuleRecord, RuleState, RuleVersion
from smartcustoms.trade.risk.queries import rules as queries
from smartcustoms.trade.risk.rule_fields import rule_fields
from smartcustoms.trade.risk.store import rules as store
from smartcustoms.trade.watchlists import queries as watchlists

__all__ = [
    "NoSuchRule",
    "NotBackTested",
    "RuleTextRefused",
    "RuleThere",
    "RuleUnclear",
    "SecondOfficerNeeded",
    "WrongState",
    "activate",
    "amend",
    "checked",
    "draft",
    "judge",
    "learn",
    "propose",
    "retire",
    "rule_hits",
    "send_back",
    "suspend",
    "trial",
    "trial_of",
    "try_on_history",
]

_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


class RuleTextRefused(Refused):
    """The text is not a rule; `fault` says where and why."""

    code = "rule_text_refused"

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(
            sentence("Line {line}, column {column}: {why}", line=fault.line, column=fault.column, why=fault.says),
            mend=sentence("Did you mean {meant}?", meant=fault.meant) if fault.meant else sentence("Mend it there"),
            field="text",
            seen=fault.seen,
        )


class RuleUnclear(Refused):
    """A purpose or reason is missing."""

    code = "rule_unclear"


class NoSuchRule(NotFound):
    """There is no rule of that code."""

    code = "no_such_rule"


class RuleThere(Conflict):
    """A rule of that code is there already."""

    code = "rule_there"


class WrongState(Conflict):
    """The rule stands where this cannot be done."""

    code = "wrong_rule_state"


class NotBackTested(Conflict):
    """The text was not tried on history yet."""

    code = "not_back_tested"


class SecondOfficerNeeded(NotPermitted):
    """Whoever wrote, proposed or suspended a rule cannot put it in force himself."""

    code = "second_officer_needed"


def checked(uow: UnitOfWork, text: str, *, code: str | None = None) -> Rule:
    """Read and check a rule's text against the fields and the lists there are.

    Raises:
        RuleTextRefused: it is not a rule.
    """
    try:
        return read_rule(text, rule_fields(), code=code, lists=[one.name for one in watchlists.watchlists(uow)])
    except RuleRefused as refusal:
        raise RuleTextRefused(refusal.fault) from None


def draft(uow: UnitOfWork, text: str, *, purpose: str) -> RuleRecord:
    """Write a new rule; its code stands in the text. It judges nothing until another officer activates it.

    Raises:
        RuleTextRefused, RuleUnclear, RuleThere.
    """
    rule = checked(uow, text)
    if not purpose.strip():
        raise RuleUnclear(
            sentence("A rule needs a purpose"), mend=sentence("Say what it should find"), field="purpose", seen=""
        )
    if not _CODE.fullmatch(rule.code):
        raise RuleUnclear(
            sentence("{code} cannot be the code of a rule", code=rule.code),
            mend=sentence("Use letters, digits, point, hyphen and underscore, 40 at most"),
            field="text",
            seen=rule.code,
        )
    if store.record(uow, rule.code) is not None:
        raise RuleThere(
            sentence("There is a rule {code} already", code=rule.code),
            mend=sentence("Give it another code, or amend that one"),
            field="text",
            seen=rule.code,
        )
    store.add_rule(uow, rule.code, purpose=purpose.strip())
    _put(uow, rule, text, 1)
    uow.note("rule.drafted", rule.code, version=1, text=write_rule(rule))
    return _held(uow, rule.code)


def amend(uow: UnitOfWork, code: str, text: str) -> RuleRecord:
    """Write a rule anew: a draft is changed, any other state gets a further version as draft; what is in force stays so.

    Raises:
        NoSuchRule, RuleTextRefused, RuleUnclear (the text names another code).
    """
    record = _held(uow, code)
    rule = checked(uow, text, code=code)
    if rule.code != code:
        raise RuleUnclear(
            sentence("The text is of rule {other}, not of {code}", other=rule.code, code=code),
            mend=sentence("Keep the code; another code is another rule"),
            field="text",
            seen=rule.code,
        )
    latest = record.latest
    version = latest.version if latest.state is RuleState.DRAFT else latest.version + 1
    _put(uow, rule, text, version)
    uow.note("rule.amended", code, version=version, text=write_rule(rule))
    return _held(uow, code)


def try_on_history(uow: UnitOfWork, code: str, history: pl.DataFrame | None = None) -> BackTest:
    """Back-test a rule's latest version and keep the figures with it.

    Args:
        uow: the unit of work.
        code: the rule's code.
        history: risk rows with labels and the features the rule names; None takes the history in the database.
    """
    record = _held(uow, code)
    tried = trial(uow, record.latest.text, history, code=code)
    told = {"text": record.latest.text, "at": uow.at.isoformat(), "by": uow.by.user}
    kept = {"figures": msgspec.to_builtins(tried), **told}
    store.change_version(uow, code, record.latest.version, {"backtest": kept})
    uow.note("rule.back_tested", code, version=record.latest.version, hits=tried.hits, examined=tried.examined)
    return tried


def trial(uow: UnitOfWork, text: str, history: pl.DataFrame | None = None, *, code: str | None = None) -> BackTest:
    """Back-test a text without keeping anything: the editor's try-out. `history` as in `try_on_history`."""
    return trial_of(uow, checked(uow, text, code=code), history)


def trial_of(uow: UnitOfWork, rule: Rule, history: pl.DataFrame | None = None) -> BackTest:
    """Back-test a rule that was read already, beside the rules in force."""
    rows = queries.rule_history(uow, rule) if history is None else history
    others = [one for one, _ in queries.rules_in_force(uow) if one.rule.code != rule.code]
    return back_test(rule, rows, watchlists.entries_on(uow, uow.at.date()), others=others)


def propose(uow: UnitOfWork, code: str) -> RuleRecord:
    """Propose a back-tested draft for activation by another officer.

    Raises:
        NoSuchRule, WrongState (no draft), NotBackTested.
    """
    record = _in_state(uow, code, RuleState.DRAFT)
    latest = record.latest
    if latest.backtest is None or latest.backtest["text"] != latest.text:
        raise NotBackTested(
            sentence("Rule {code} was not tried on history yet", code=code), mend=sentence("Back-test it first")
        )
    _move(uow, record, RuleState.PROPOSED, proposed_by=uow.by.user, proposed_at=uow.at)
    uow.note("rule.proposed", code, version=latest.version)
    return _held(uow, code)


def activate(uow: UnitOfWork, code: str) -> RuleRecord:
    """Put a proposed or suspended version in force; any other in force or suspended is superseded.

    A proposal goes before a suspended version; without one the newest suspended version comes back.

    Raises:
        NoSuchRule, WrongState, SecondOfficerNeeded (the same officer wrote, proposed or suspended it).
    """
    record = _held(uow, code)
    versions = store.versions(uow, code)
    waiting = [record.latest] if record.latest.state is RuleState.PROPOSED else []
    waiting += [one for one in versions if one.state is RuleState.SUSPENDED]
    if not waiting:
        _wrong_state(code, record.latest.state)
    chosen = waiting[0]
    if uow.by.user in (chosen.written_by, chosen.proposed_by, chosen.decided_by):
        raise SecondOfficerNeeded(
            sentence("You had this rule in hand yourself"), mend=sentence("Let another officer look and activate it")
        )
    _supersede(uow, [one for one in versions if one.version != chosen.version])
    values = {"decided_by": uow.by.user, "decided_at": uow.at, "activated_at": uow.at, "because": None}
    store.change_version(uow, code, chosen.version, {"state": RuleState.ACTIVE.value, **values})
    uow.note("rule.activated", code, version=chosen.version, written_by=chosen.written_by)
    return _held(uow, code)


def _supersede(uow: UnitOfWork, others: list[RuleVersion]) -> None:
    for one in others:
        if one.state in (RuleState.ACTIVE, RuleState.SUSPENDED):
            store.change_version(uow, one.rule, one.version, {"state": RuleState.SUPERSEDED.value})


def send_back(uow: UnitOfWork, code: str, *, because: str) -> RuleRecord:
    """Send a proposed version back to its writer as a draft, with the reason."""
    record = _in_state(uow, code, RuleState.PROPOSED)
    _give_reason(because)
    _move(uow, record, RuleState.DRAFT, because=because.strip(), decided_by=uow.by.user, decided_at=uow.at)
    uow.note("rule.sent_back", code, version=record.latest.version, because=because.strip())
    return _held(uow, code)


def suspend(uow: UnitOfWork, code: str, *, because: str) -> RuleRecord:
    """Take the version in force out of force for a time; another officer can activate it again."""
    return _end(uow, code, RuleState.SUSPENDED, "rule.suspended", because)


def retire(uow: UnitOfWork, code: str, *, because: str) -> RuleRecord:
    """Take the version in force out of force for good; a new version can be drafted."""
    return _end(uow, code, RuleState.RETIRED, "rule.retired", because)


def _put(uow: UnitOfWork, rule: Rule, text: str, version: int) -> None:
    values = {"text": text, "lane": rule.lane.value, "state": RuleState.DRAFT.value, "written_by": uow.by.user}
    clean = {"backtest": None, "proposed_by": None, "proposed_at": None}
    store.put_version(uow, {"rule": rule.code, "version": version, "written_at": uow.at, **values, **clean})


def _held(uow: UnitOfWork, code: str) -> RuleRecord:
    record = store.hold(uow, code)
    if record is None:
        raise NoSuchRule(sentence("There is no rule {code}", code=code[:80]), mend=sentence("Choose one of the rules"))
    return record


def _in_state(uow: UnitOfWork, code: str, *states: RuleState) -> RuleRecord:
    record = _held(uow, code)
    if record.latest.state not in states:
        _wrong_state(code, record.latest.state)
    return record


def _wrong_state(code: str, state: RuleState) -> NoReturn:
    raise WrongState(
        sentence("This cannot be done with rule {code} now", code=code),
        mend=sentence("Open the rule again and see where it stands"),
        seen=state.value,
    )


def _give_reason(because: str) -> None:
    if not because.strip():
        raise RuleUnclear(
            sentence("This needs a reason"), mend=sentence("Say why, for those who ask later"), field="because", seen=""
        )


def _move(uow: UnitOfWork, record: RuleRecord, state: RuleState, **values: Any) -> None:
    store.change_version(uow, record.code, record.latest.version, {"state": state.value, **values})


def _end(uow: UnitOfWork, code: str, state: RuleState, deed: str, because: str) -> RuleRecord:
    _give_reason(because)
    record = _held(uow, code)
    version = record.active
    if version is None and state is RuleState.RETIRED:
        held = (one.version for one in store.versions(uow, code) if one.state is RuleState.SUSPENDED)
        version = next(held, None)
    if version is None:
        _wrong_state(code, record.latest.state)
    values = {"decided_by": uow.by.user, "decided_at": uow.at, "because": because.strip()}
    store.change_version(uow, code, version, {"state": state.value, **values})
    uow.note(deed, code, version=version, because=because.strip())
    return _held(uow, code)
