"""What an officer chose and wrote becomes a decision: conditions and reasons by code, or in his own words. Pure."""

from collections.abc import Iterable, Sequence

from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.agencies.model import (
    Condition,
    Decision,
    DecisionIncomplete,
    Outcome,
    Reason,
    Template,
    words_of,
)

_MOST = 30


def decision_of(
    outcome: Outcome,
    *,
    conditions: Iterable[str],
    own_words: str,
    reasons: Iterable[str],
    note: str,
    offered: Sequence[Condition],
    known: Sequence[Reason],
) -> Decision:
    """Make the decision: chosen conditions with those in own words (one a line), or chosen reasons.

    Raises:
        DecisionIncomplete: a code stands in no list.
    """
    by_code = {each.code: each for each in offered}
    for_refusal = {each.code: each for each in known}
    chosen, refused = list(dict.fromkeys(conditions)), list(dict.fromkeys(reasons))
    unknown = [each for each in chosen if each not in by_code] + [each for each in refused if each not in for_refusal]
    own = [line.strip()[:500] for line in own_words.splitlines() if line.strip()]
    if unknown or len(own) > _MOST:
        raise DecisionIncomplete(
            sentence("A condition or reason stands in no list."),
            mend=sentence("Choose among those offered, or write a condition in your own words."),
            field="condition",
            seen=", ".join(unknown)[:80],
        )
    imposed = (*(by_code[each] for each in chosen), *(Condition("own", words_of(each)) for each in own))
    return Decision(outcome, imposed, tuple(for_refusal[each] for each in refused), note.strip()[:2000])


def offered_with(offered: Sequence[Condition], templates: Sequence[Template]) -> tuple[Condition, ...]:
    """Give the conditions of the type and those that the agency keeps as templates."""
    kept = [Condition(f"t:{each.code}", each.says) for each in templates if each.kind == "condition"]
    return (*offered, *kept)


def question_of(text: str, template: str, templates: Sequence[Template], language: str) -> str:
    """Give a question's words: those of a template in a language, and what the officer wrote."""
    chosen = next((each for each in templates if each.code == template and each.kind in {"question", "letter"}), None)
    head = (chosen.says.get(language) or chosen.says.get("en", "")) if chosen else ""
    return "\n".join(each for each in (head.strip(), text.strip()) if each)
