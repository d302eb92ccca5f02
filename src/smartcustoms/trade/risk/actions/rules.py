"""What can be done with officers' rules: draft, amend, back-test, propose, activate (a second officer), suspend, retire; judge."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, NoReturn

import msgspec
import polars as pl

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from smartcustoms.kernel.keys import key as key_for
from smartcustoms.kernel.settings import read_settings
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.risk.backtest import BackTest, back_test
from smartcustoms.trade.risk.features import NAMES
from smartcustoms.trade.risk.language.faults import Fault, RuleRefused
from smartcustoms.trade.risk.language.reading import read_rule
from smartcustoms.trade.risk.language.tree import Rule
from smartcustoms.trade.risk.language.writing import write_rule
from smartcustoms.trade.risk.model import RuleHit, RuleRecord, RuleState
from smartcustoms.trade.risk.queries import rules as queries
from smartcustoms.trade.risk.rule_fields import FEATURES, rule_fields
from smartcustoms.trade.risk.rulebook import RuleBook, RuleDecision
from smartcustoms.trade.risk.store import memory_of, on_behalf_of_platform
from smartcustoms.trade.risk.store import rules as store
from smartcustoms.trade.watchlists import queries as watchlists

_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
BATCH: Final = 500
"""Rows from which on a batch is judged by columns."""


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
    """Put a proposed or suspended version in force; the one in force before is superseded.

    Raises:
        NoSuchRule, WrongState, SecondOfficerNeeded (the same officer wrote, proposed or suspended it).
    """
    record = _in_state(uow, code, RuleState.PROPOSED, RuleState.SUSPENDED)
    latest = record.latest
    if uow.by.user in (latest.written_by, latest.proposed_by, latest.decided_by):
        raise SecondOfficerNeeded(
            sentence("You had this rule in hand yourself"), mend=sentence("Let another officer look and activate it")
        )
    if record.active is not None:
        store.change_version(uow, code, record.active, {"state": RuleState.SUPERSEDED.value})
    _move(uow, record, RuleState.ACTIVE, decided_by=uow.by.user, decided_at=uow.at, activated_at=uow.at, because=None)
    uow.note("rule.activated", code, version=latest.version, written_by=latest.written_by)
    return _held(uow, code)


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


def judge(
    uow: UnitOfWork, book: RuleBook, rows: Sequence[Mapping[str, Any]], *, key: bytes
) -> dict[tuple[str, int], tuple[RuleDecision, ...]]:
    """Judge goods items as they are lodged, in that order: which rules they hit, and which hits select.

    Keeps every hit with its propensity, and the count of hits without selection. Works in a trader's transaction too.
    A hit decided before (the declaration amended, or assessed again) stays decided as it was.

    Args:
        uow: the unit of work of the lodging.
        book: the rules in force (queries.rule_book; keep it until queries.rules_changed changes).
        rows: risk rows as dicts, with features if rules name any.
        key: secret of the draws, 16 to 64 bytes (kernel.keys.key(settings, "risk.rules")).

    Returns:
        The decisions by (declaration, item), of those hit by any rule.
    """
    found = _found(book, rows)
    limited = {one.rule.code for one in book.rules if one.rule.most_unselected is not None}
    wanted = [(one.rule.code, str(row["office"])) for row, ones in found for one in ones if one.rule.code in limited]
    with on_behalf_of_platform(uow):
        counters = store.hold_unselected(uow, wanted)
        kept = store.decisions(uow, sorted({row["declaration"] for row, _ in found})) if found else {}
        decided = {
            (row["declaration"], row["item"]): (row, book.decide(ones, row, key=key, unselected=counters, kept=kept))
            for row, ones in found
        }
        store.keep_unselected(uow, {which: count for which, count in counters.items() if which[0] in limited})
        store.add_hits(uow, [_hit(one, row) for row, ones in decided.values() for one in ones])
    return {which: ones for which, (_, ones) in decided.items()}


def rule_hits(
    uow: UnitOfWork, rows: Sequence[Mapping[str, Any]], *, matrix: Any = None
) -> dict[str, tuple[RuleHit, ...]]:
    """Give, by declaration, the rules whose hits select, as the lanes need them. The rule book is kept warm per process.

    Args:
        uow: the unit of work of the lodging; a trader's too.
        rows: risk rows as dicts, in the order lodged.
        matrix: their features (rows × features.NAMES), so that rules may name these; without it such tests are false.
    """
    with on_behalf_of_platform(uow):
        book, purposes = _warm_book(uow)
    if not book.rules:
        return {}
    wanted = book.features
    if matrix is not None and wanted:
        numbers = {name: place for place, name in enumerate(NAMES)}
        rows = [
            {**row, **{name: float(line[numbers[FEATURES[name]]]) for name in wanted}}
            for row, line in zip(rows, matrix, strict=True)
        ]
    decided = judge(uow, book, rows, key=key_for(read_settings(), "risk.rules"))
    hits: dict[str, list[RuleHit]] = {}
    for (declaration, item), ones in decided.items():
        hits.setdefault(declaration, []).extend(
            RuleHit(
                one.rule, one.lane, sentence("Rule {code}: {purpose}", code=one.rule, purpose=purposes[one.rule]), item
            )
            for one in ones
            if one.selects
        )
    return {declaration: tuple(ones) for declaration, ones in hits.items() if ones}


def _warm_book(uow: UnitOfWork) -> tuple[RuleBook, Mapping[str, str]]:
    memory = memory_of(uow)
    mark = (queries.rules_changed(uow), uow.at.date())
    known = memory.get("rule_book")
    if known is None or known[0] != mark:
        purposes = {one.rule.code: purpose for one, purpose in queries.rules_in_force(uow)}
        known = memory["rule_book"] = (mark, queries.rule_book(uow, on=uow.at.date()), purposes)
    return known[1], known[2]


def learn(uow: UnitOfWork, declaration: str, item: int | None, *, found: bool, revenue: float, on: date) -> int:
    """Tell the rules that hit a declaration what its examination gave: their hit rates move. Give how many hits learned."""
    with on_behalf_of_platform(uow):
        return store.learn(uow, declaration, item, found=found, revenue=revenue, on=on)


def _found(book: RuleBook, rows: Sequence[Mapping[str, Any]]) -> list[tuple[Mapping[str, Any], Sequence[Any]]]:
    if len(rows) < BATCH:
        return [(row, ones) for row in rows if (ones := book.hits(row))]
    places, rules = book.hits_of(_columns(book, rows)).pairs()
    by_row: dict[int, list[Any]] = {}
    for place, rule in zip(places.tolist(), rules.tolist(), strict=True):
        by_row.setdefault(place, []).append(book.rules[rule])
    return [(rows[place], ones) for place, ones in by_row.items()]


def _columns(book: RuleBook, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Turn rows into the columns that the rules read; the others would only cost time."""
    return pl.DataFrame(
        {name: pl.Series(name, [row.get(name) for row in rows], kind) for name, kind in book.columns.items()}
    )


def _hit(one: RuleDecision, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "rule": one.rule,
        "declaration": row["declaration"],
        "item": row["item"],
        "version": one.version,
        "on": row["on"],
        "office": row["office"],
        "selects": one.selects,
        "propensity": one.propensity,
    }


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
    if version is None and state is RuleState.RETIRED and record.latest.state is RuleState.SUSPENDED:
        version = record.latest.version
    if version is None:
        _wrong_state(code, record.latest.state)
    values = {"decided_by": uow.by.user, "decided_at": uow.at, "because": because.strip()}
    store.change_version(uow, code, version, {"state": state.value, **values})
    uow.note(deed, code, version=version, because=because.strip())
    return _held(uow, code)
