"""What an officer chose and wrote becomes a decision: conditions and reasons by code, or in his own words. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.agencies.model import (
    Condition,
    Decision,
    DecisionIncomplete,
    Names,
    Outcome,
    Reason,
    Review,
    Template,
    named,
    words_of,
)

_BRACES = re.compile(r"\{([a-z_]{1,20})\}")

_MOST = 30
PLACES = ("number", "about", "title", "trader", "agency", "today", "answer_by")
"""What a template may leave open, written in braces: `{about}`."""


def filled(says: Names, values: Mapping[str, Names | str]) -> Names:
    """Give a template's words with what it left open filled in, in each language; a place that is not known stays as it is."""
    return {
        language: _BRACES.sub(lambda found: _value(values, found[1], found[0], language), text)  # noqa: B023 - used at once
        for language, text in says.items()
    }


def unknown_places(says: Names) -> list[str]:
    """Give the places of a template that there are not."""
    named_ = {found for text in says.values() for found in _BRACES.findall(text)}
    return sorted(named_ - set(PLACES))


def values_for(
    review: Review, agency: Names | str, *, trader: str, today: str, answer_by: str = ""
) -> dict[str, Names | str]:
    """Give what fills a template's places for a review."""
    return {
        "number": review.number,
        "about": review.about,
        "title": review.title,
        "trader": trader,
        "agency": agency,
        "today": today,
        "answer_by": answer_by,
    }


def _value(values: Mapping[str, Names | str], place: str, as_written: str, language: str) -> str:
    found = values.get(place)
    return named(found, language) if found else as_written


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


def offered_with(
    offered: Sequence[Condition],
    templates: Sequence[Template],
    values: Mapping[str, Names | str] = MappingProxyType({}),
) -> tuple[Condition, ...]:
    """Give the conditions of the type and those that the agency keeps as templates, filled in."""
    kept = [Condition(f"t:{each.code}", filled(each.says, values)) for each in templates if each.kind == "condition"]
    return (*offered, *kept)


def question_of(
    text: str,
    template: str,
    templates: Sequence[Template],
    language: str,
    values: Mapping[str, Names | str] = MappingProxyType({}),
) -> str:
    """Give a question's words: those of a template in a language, filled in, and what the officer wrote."""
    chosen = next((each for each in templates if each.code == template and each.kind in {"question", "letter"}), None)
    head = named(filled(chosen.says, values), language) if chosen else ""
    return "\n".join(each for each in (head.strip(), text.strip()) if each)
