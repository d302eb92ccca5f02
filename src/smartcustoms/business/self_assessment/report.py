"""Draws a result as PDF for people to keep and pass on: score, each criterion, what to mend first. Pure; nothing of it is signed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from smartcustoms.business.self_assessment.model import Grade, Result, Worded
from smartcustoms.kernel import plain_pdf
from smartcustoms.kernel.plain_pdf import Line, Table
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.kernel.words.say import Reader, say

_MOST_ADVICE: Final = 15
_GRADES: Final[dict[Grade, Sentence]] = {
    Grade.GREEN: sentence("Green: ready to apply"),
    Grade.AMBER: sentence("Amber: almost ready"),
    Grade.RED: sentence("Red: not ready yet"),
}


def drawn(result: Result, who: Reader, *, number: str = "", font: Path | None = None) -> bytes:
    """Draw a result in the reader's language; the same again gives the same bytes. number: under which it is kept."""
    title = say(sentence("Result of the self-assessment"), who)
    parts = _parts(number, result, who, title)
    return plain_pdf.drawn(title, parts, language=who.language, subject=number, font=font)


def _parts(number: str, result: Result, who: Reader, title: str) -> Iterator[Line | Table]:
    yield Line(title, 18)
    of = sentence("Tier {tier}, questions of {version}", tier=result.tier, version=result.version)
    yield Line(" · ".join(filter(None, (number, say(of, who)))))
    yield Line(f"{result.score} / 100 · {say(_GRADES[result.grade], who)}", 14, above=8)
    heads = [say(sentence(each), who) for each in ("Criterion", "Grade", "Score")]
    rows = [
        [f"{each.criterion.code}. {_said(each.criterion.name, who)}", say(_GRADES[each.grade], who), f"{each.score}"]
        for each in result.criteria
    ]
    yield Line("", 4)
    yield Table(heads, rows, (270, 140, 50))
    if result.advice:
        yield Line(say(sentence("Mend these first"), who), 13, above=12)
        heads = [say(sentence(each), who) for each in ("Question", "What to mend", "Points")]
        more = [
            [each.question.id, _said(each.question.mend, who), f"+{each.gain}"] for each in result.advice[:_MOST_ADVICE]
        ]
        yield Table(heads, more, (60, 350, 50))


def _said(text: Worded, who: Reader) -> str:
    return text.get(who.language) or text["en"]
