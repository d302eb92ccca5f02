"""What answers come to: score, grades, and each question's part. Pure and exact; a better answer never lowers anything.

A question is worth its share of its criterion, a criterion its share of the tier; together all are worth 100. An answer brings its
points of a hundred of that. Sums are exact fractions; what is shown is cut, never rounded up, to hundredths, so that 100 and each
grade's least score are shown only where they are truly reached, and the questions' parts add up to the shown score to the point.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from smartcustoms.business.self_assessment.model import (
    Advice,
    Choice,
    Criterion,
    CriterionResult,
    Explained,
    Grade,
    Question,
    QuestionSet,
    Result,
)

_BEST = 100


def unanswered(questions: QuestionSet, tier: int, answers: Mapping[str, str]) -> tuple[Question, ...]:
    """Give the questions of a tier that have no answer yet; every one is required."""
    return tuple(each for each in questions.questions_of(tier) if not answers.get(each.id))


def assess(questions: QuestionSet, tier: int, answers: Mapping[str, str]) -> Result:
    """Work out what whole answers come to; `answers` holds a known choice for every question of the tier."""
    asked = questions.questions_of(tier)
    worth = _worth(questions, tier)
    chosen = {each.id: _choice(each, answers) for each in asked}
    earned = [worth[each.id] * chosen[each.id].points / _BEST for each in asked]
    points = dict(zip(worth, _cut(earned), strict=True))
    possible = dict(zip(worth, _cut(list(worth.values())), strict=True))
    explained = [Explained(each, chosen[each.id], points[each.id], possible[each.id]) for each in asked]
    criteria = tuple(
        _criterion(questions, each, [one for one in explained if one.question.criterion == each.code])
        for each in questions.criteria_of(tier)
    )
    total = sum(earned, Fraction(0))
    return Result(
        tier=tier,
        version=questions.version,
        score=_hundredths(total),
        grade=_overall(questions, total, criteria),
        criteria=criteria,
        advice=_advice(explained, worth),
    )


def _choice(question: Question, answers: Mapping[str, str]) -> Choice:
    found = question.choice(answers[question.id])
    if found is None:
        raise ValueError(f"{question.id} has no choice {answers[question.id]!r}")
    return found


def _worth(questions: QuestionSet, tier: int) -> dict[str, Fraction]:
    """Give what each question is worth of the whole 100."""
    criteria = questions.criteria_of(tier)
    whole = sum(each.weight for each in criteria)
    found: dict[str, Fraction] = {}
    for criterion in criteria:
        own = [each for each in questions.questions if each.criterion == criterion.code]
        inside = sum(each.weight for each in own)
        found |= {each.id: Fraction(_BEST * criterion.weight * each.weight, whole * inside) for each in own}
    return found


def _criterion(questions: QuestionSet, criterion: Criterion, own: Sequence[Explained]) -> CriterionResult:
    inside = sum(each.question.weight for each in own)
    score = Fraction(sum(each.question.weight * each.answer.points for each in own), inside)
    grade = Grade.RED if any(each.fails for each in own) else _by_score(questions, score)
    return CriterionResult(criterion, _hundredths(score), grade, tuple(own))


def _overall(questions: QuestionSet, score: Fraction, criteria: Sequence[CriterionResult]) -> Grade:
    """Green only where no criterion is red."""
    found = _by_score(questions, score)
    return Grade.AMBER if found is Grade.GREEN and any(each.grade is Grade.RED for each in criteria) else found


def _by_score(questions: QuestionSet, score: Fraction) -> Grade:
    if score >= questions.green:
        return Grade.GREEN
    return Grade.AMBER if score >= questions.amber else Grade.RED


def _advice(explained: Sequence[Explained], worth: Mapping[str, Fraction]) -> tuple[Advice, ...]:
    """Order what can be mended: what an indispensable question lacks first, then most points for least effort."""
    gains = {
        each.question.id: worth[each.question.id] * (_BEST - each.answer.points) / _BEST
        for each in explained
        if each.answer.points < _BEST
    }
    open_ones = [each for each in explained if each.question.id in gains]
    open_ones.sort(
        key=lambda each: (
            not each.fails,
            -gains[each.question.id] / each.question.effort,
            each.question.id,
        )
    )
    return tuple(Advice(each.question, _hundredths(gains[each.question.id])) for each in open_ones)


def _hundredths(value: Fraction) -> Decimal:
    """Cut to hundredths."""
    return Decimal(int(value * 100)).scaleb(-2)


def _cut(parts: Sequence[Fraction]) -> list[Decimal]:
    """Show parts in hundredths so that they add up to their sum as it is shown: the largest remainders are rounded up."""
    whole = int(sum(parts, Fraction(0)) * 100)
    units = [int(each * 100) for each in parts]
    by_rest = sorted(range(len(parts)), key=lambda place: (units[place] - parts[place] * 100, place))
    for place in by_rest[: whole - sum(units)]:
        units[place] += 1
    return [Decimal(each).scaleb(-2) for each in units]
