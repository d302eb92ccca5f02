"""Draws a result as PDF for people to keep and pass on: score, each criterion, what to mend first. Pure; nothing of it is signed.

The font is embedded, since readers of PDF seldom have a Chinese one; only the characters used go into the file.
"""

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from smartcustoms.business.self_assessment.model import Assessment, Grade, Result, Worded
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.kernel.words.say import Reader, say

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

_FONT: Final = "self-assessment"
_INK, _LINE = "#0b0c0c", "#b1b4b6"
_MOST_ADVICE: Final = 15
_GRADES: Final[dict[Grade, Sentence]] = {
    Grade.GREEN: sentence("Green: ready to apply"),
    Grade.AMBER: sentence("Amber: almost ready"),
    Grade.RED: sentence("Red: not ready yet"),
}
_turn = Lock()


def drawn(kept: Assessment, result: Result, who: Reader, *, font: Path | None = None) -> bytes:
    """Draw the result of a kept self-assessment in the reader's language; the same again gives the same bytes."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import SimpleDocTemplate

    title = say(sentence("Result of the self-assessment"), who)
    with _turn:  # reportlab keeps its fonts in one place for the process
        _register(font)
        out = BytesIO()
        made = SimpleDocTemplate(out, pagesize=A4, title=title, subject=kept.number, invariant=1, lang=who.language)
        made.build(list(_story(kept, result, who, title)))
        return out.getvalue()


def _story(kept: Assessment, result: Result, who: Reader, title: str) -> "Iterable[Flowable]":
    from reportlab.platypus import Spacer

    yield _line(title, 18)
    of = sentence("Tier {tier}, questions of {version}", tier=result.tier, version=result.version)
    yield _line(f"{kept.number} · {say(of, who)}", 10)
    yield Spacer(0, 8)
    yield _line(f"{result.score} / 100 · {say(_GRADES[result.grade], who)}", 14)
    yield Spacer(0, 8)
    heads = [say(sentence(each), who) for each in ("Criterion", "Grade", "Score")]
    rows = [
        [f"{each.criterion.code}. {_said(each.criterion.name, who)}", say(_GRADES[each.grade], who), f"{each.score}"]
        for each in result.criteria
    ]
    yield _table([heads, *rows], (270, 140, 50))
    if result.advice:
        yield Spacer(0, 12)
        yield _line(say(sentence("Mend these first"), who), 13)
        heads = [say(sentence(each), who) for each in ("Question", "What to mend", "Points")]
        more = [
            [each.question.id, _said(each.question.mend, who), f"+{each.gain}"] for each in result.advice[:_MOST_ADVICE]
        ]
        yield _table([heads, *more], (60, 350, 50))


def _said(text: Worded, who: Reader) -> str:
    return text.get(who.language) or text["en"]


def _line(text: str, size: float) -> "Flowable":
    from reportlab.lib.colors import HexColor
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph

    wrap = None if text.isascii() else "CJK"
    style = ParagraphStyle(
        "x", fontName=_FONT, fontSize=size, leading=size * 1.4, textColor=HexColor(_INK), wordWrap=wrap
    )
    return Paragraph(escape(text), style)


def _table(rows: list[list[str]], widths: tuple[int, ...]) -> "Flowable":
    from reportlab.lib.colors import HexColor
    from reportlab.platypus import Table, TableStyle

    cells: list[Any] = [[_line(each, 9.5) for each in row] for row in rows]
    table = Table(cells, colWidths=widths, repeatRows=1, hAlign="LEFT")
    table.setStyle(
        TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LINEBELOW", (0, 0), (-1, -1), 0.5, HexColor(_LINE))])
    )
    return table


@lru_cache(maxsize=1)
def _register(font: Path | None) -> None:
    """Read the font, once: a setting's, or WenQuanYi Micro Hei, which has both ways of writing Chinese."""
    from importlib.resources import files

    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    shipped = Path(str(files("paperang_p2_fonts_cjk"))) / "fonts" / "wqy-microhei.ttc"
    registerFont(TTFont(_FONT, str(font or shipped), subfontIndex=0))
