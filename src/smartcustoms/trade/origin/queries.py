"""What can be asked of origin: whether goods originate, and which agreements and rules are held. Nothing is stored here."""

from collections.abc import Callable
from datetime import date
from typing import Any

from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.origin.agreements import agreements as held
from smartcustoms.trade.origin.agreements import rule_for
from smartcustoms.trade.origin.model import Agreement, Case, Line, NotAssessable, Origin
from smartcustoms.trade.origin.rules import only_minimal, sorted_out, way_holds


def agreements(on: date) -> list[Agreement]:
    """Give the agreements in force on a day."""
    return [each for each in held() if each.since <= on and (each.until is None or on < each.until)]


def assess(case: Case) -> Origin:
    """Tell whether goods originate under an agreement, with the working of every way that its rule offers.

    Raises:
        NotAssessable: no such agreement is in force on that day, the goods are of no party, or no rule is held for them.
    """
    agreement = _agreement(case)
    if case.party not in agreement.parties:
        raise NotAssessable(
            sentence("{party} is no party of {agreement}.", party=case.party, agreement=agreement.code),
            mend=sentence("Choose one of: {known}.", known=", ".join(agreement.parties)),
            field="goods.party",
            seen=case.party,
        )
    rule = rule_for(agreement, case.hs_code)
    if rule is None:
        raise NotAssessable(
            sentence("No rule of {agreement} is held for these goods.", agreement=agreement.code),
            mend=sentence("Read the agreement itself."),
            field="goods.hs_code",
            seen=case.hs_code,
        )
    seen, lines = sorted_out(case, agreement)
    if only_minimal(case, agreement):
        done = ", ".join(case.processes)
        says = sentence("What was done never gives origin by itself: {done}.", done=done)
        return Origin(False, case, agreement, rule, (*lines, Line(says, holds=False)))
    met = False
    for number, way in enumerate(rule.ways, 1):
        holds, more = way_holds(way, seen)
        met = met or holds
        lines += [Line(each.says, each.holds, number) for each in more]
    return Origin(met, case, agreement, rule, tuple(lines))


def plain(found: Origin, say: Callable[[Sentence], str] = str) -> dict[str, Any]:
    """Give an assessment as plain JSON values."""
    return {
        "originates": found.originates,
        "agreement": found.agreement.code,
        "party": found.case.party,
        "hs_code": found.case.hs_code,
        "on": found.case.on.isoformat(),
        "rule": plain_rule(found),
        "lines": [{"says": say(each.says), "holds": each.holds, "way": each.way} for each in found.lines],
        "law": found.agreement.law,
        "source": found.agreement.source,
    }


def plain_rule(found: Origin) -> dict[str, Any]:
    """Give the rule that was applied as plain JSON values."""
    rule = found.rule
    return {"prefix": rule.prefix, "says": rule.says, "source": rule.source, "assumed": rule.assumed}


def plain_agreement(agreement: Agreement) -> dict[str, Any]:
    """Give an agreement with its rules as plain JSON values."""
    return {
        "code": agreement.code,
        "names": agreement.names,
        "parties": list(agreement.parties),
        "since": agreement.since.isoformat(),
        "law": agreement.law,
        "source": agreement.source,
        "tolerance": str(agreement.tolerance),
        "cumulation": agreement.cumulation.value,
        "minimal": list(agreement.minimal),
        "rules": [
            {"prefix": each.prefix, "says": each.says, "source": each.source, "assumed": each.assumed}
            for each in agreement.rules
        ],
    }


def _agreement(case: Case) -> Agreement:
    found = next((each for each in agreements(case.on) if each.code == case.agreement), None)
    if found is None:
        known = ", ".join(each.code for each in agreements(case.on))
        raise NotAssessable(
            sentence("No such agreement is in force on {on}.", on=case.on),
            mend=sentence("Choose one of: {known}.", known=known or "-"),
            field="agreement",
            seen=case.agreement[:40],
        )
    return found
