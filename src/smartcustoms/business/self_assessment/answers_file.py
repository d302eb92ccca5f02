"""Reads answers from outside: a JSON file or a form. Whatever is wrong is refused with its place; nothing is guessed.

A file is `{"A1": "none", "A2": "yes", ...}`, or the same under "answers", beside which "tier" and "version" may stand.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final

from smartcustoms.business.self_assessment.model import NotAnswerable, Question, QuestionSet
from smartcustoms.kernel.words.model import Sentence, sentence

LARGEST: Final = 256 * 1024
_SHAPE: Final = sentence(
    "Write a JSON object of question and answer, such as {shape}.", shape='{"answers": {"A1": "none", "A2": "yes"}}'
)


@dataclass(frozen=True, slots=True)
class AnswersSent:
    """What a file says: raw answers by question, the version it answers (empty: not said), the tier (None: not said)."""

    answers: Mapping[str, Any]
    version: str = ""
    tier: int | None = None


def read(content: bytes) -> AnswersSent:
    """Read an answers file.

    Raises:
        NotAnswerable: it is too large, no JSON in UTF-8, or not of the shape above.
    """
    if len(content) > LARGEST:
        raise _refused(sentence("The file is larger than {most} kB.", most=LARGEST // 1024), seen=str(len(content)))
    try:
        said = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once)
    except UnicodeDecodeError as fault:
        raise _refused(sentence("The file is not in UTF-8."), seen=f"byte {fault.start}") from fault
    except RecursionError as fault:
        raise _refused(sentence("The file is nested too deep.")) from fault
    except json.JSONDecodeError as fault:
        raise _refused(
            sentence("The file is not JSON: line {line}, column {column}.", line=fault.lineno, column=fault.colno),
            seen=fault.msg[:80],
        ) from fault
    except ValueError as fault:  # a number of more digits than Python reads
        raise _refused(sentence("The file holds a number that cannot be read.")) from fault
    return shaped(said)


def shaped(said: Any) -> AnswersSent:
    """Take JSON apart into answers, version and tier.

    Raises:
        NotAnswerable: it is not of the shape above.
    """
    if not isinstance(said, dict):
        raise _refused(sentence("The file holds no JSON object."), seen=type(said).__name__)
    if "answers" not in said:
        return AnswersSent(said)
    answers, version, tier = said["answers"], said.get("version", ""), said.get("tier")
    if not isinstance(answers, dict):
        raise _refused(sentence("What stands under answers is no JSON object."), field="answers", seen=_seen(answers))
    if not isinstance(version, str):
        raise _refused(sentence("The version is no text."), field="version", seen=_seen(version))
    if tier is not None and (isinstance(tier, bool) or tier not in (1, 2)):
        raise _refused(sentence("The tier is neither 1 nor 2."), field="tier", seen=_seen(tier))
    return AnswersSent(answers, version, tier)


def fitting(questions: QuestionSet, tier: int, sent: Mapping[str, Any]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Fit answers to the questions of a tier; give them, and which answers were left out since the other tier asks them.

    An answer of null or "" is none. Raises:
        NotAnswerable: a question or an answer is not known; names it.
    """
    known = {each.id: each for each in questions.questions}
    asked = {each.id for each in questions.questions_of(tier)}
    answers: dict[str, str] = {}
    for name, given in sent.items():
        question = known.get(name)
        if question is None:
            raise _unknown(name, known)
        if given is None or given == "":
            continue
        if not isinstance(given, str) or question.choice(given) is None:
            raise _no_choice(question, given)
        answers[name] = given
    left_out = tuple(name for name in answers if name not in asked)
    return {name: code for name, code in answers.items() if name in asked}, left_out


def _once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _refused(sentence("{name} stands in the file twice.", name=_seen(name)), field=_seen(name))
        found[name] = value
    return found


def _unknown(name: str, known: Mapping[str, Question]) -> NotAnswerable:
    near = get_close_matches(name[:40].upper(), known, n=1, cutoff=0.5)
    mend = (
        sentence("Did you mean {near}? The questions are listed by: smartcustoms aeo questions", near=near[0])
        if near
        else sentence("The questions are listed by: smartcustoms aeo questions")
    )
    return NotAnswerable(
        sentence("There is no question {name}.", name=_seen(name)), mend=mend, field=_seen(name), seen=_seen(name)
    )


def _no_choice(question: Question, given: Any) -> NotAnswerable:
    codes = ", ".join(each.code for each in question.choices)
    return NotAnswerable(
        sentence("{given} is no answer to question {name}.", given=_seen(given), name=question.id),
        mend=sentence("Answer with one of: {codes}.", codes=codes),
        field=question.id,
        seen=_seen(given),
    )


def _seen(value: Any) -> str:
    """Show what was seen, short and without halves of characters."""
    text = value if isinstance(value, str) else repr(value) if isinstance(value, int | float) else type(value).__name__
    return text[:40].encode("utf-8", "replace").decode()


def _refused(says: Sentence, *, field: str | None = None, seen: str | None = None) -> NotAnswerable:
    return NotAnswerable(says, mend=_SHAPE, field=field, seen=seen)
