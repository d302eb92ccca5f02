"""Draws a paper as PDF: heads, labelled values in three languages, a QR code, the validation code. Pure.

The font is embedded, since readers of PDF seldom have a Chinese one; only the characters used go into the file.
"""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from smartcustoms.kernel.papers.model import Paper, Section, Worded, each_language
from smartcustoms.kernel.pdf_font import FONT, drawing
from smartcustoms.kernel.words.model import LANGUAGES, sentence
from smartcustoms.kernel.words.say import reader, say

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import Flowable, Paragraph

_INK, _GREY, _LINE = "#0b0c0c", "#505a5f", "#b1b4b6"
_MARGIN: Final = 51.0  # points; 18 mm
_INSET: Final = 6.0  # points that reportlab leaves inside its frames
_LABELS: Final = {
    "number": sentence("Number"),
    "issuer": sentence("Issued by"),
    "issued": sentence("Issued on"),
    "from": sentence("Valid from"),
    "until": sentence("Valid until"),
    "code": sentence("Validation code"),
    "always": sentence("no end"),
    "check": sentence("Check this paper: scan the code, or enter number and validation code at {address}", address=""),
    "signed": sentence("This file is signed. Whoever changes it breaks the signature."),
}


@dataclass(frozen=True, slots=True)
class Look:
    """What a paper shows beside its own facts: where it is checked."""

    page: str
    address: str


def drawn(paper: Paper, sections: tuple[Section, ...], look: Look, *, font: Path | None = None) -> bytes:
    """Draw a paper; give the PDF, not yet signed."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import SimpleDocTemplate

    with drawing(font):
        out = BytesIO()
        made = SimpleDocTemplate(
            out,
            pagesize=A4,
            leftMargin=_MARGIN - _INSET,
            rightMargin=_MARGIN - _INSET,
            topMargin=_MARGIN - _INSET,
            bottomMargin=_MARGIN + 10,
            title=" / ".join(each_language(paper.title)),
            author=" / ".join(each_language(paper.issuer)),
            subject=paper.number,
            invariant=1,
            lang="en",
        )
        foot = _foot(paper)
        made.build(_story(paper, sections, look), onFirstPage=foot, onLaterPages=foot)
        return out.getvalue()


def label(name: str) -> dict[str, str]:
    """Give one of the paper's own labels in every language."""
    return {each: say(_LABELS[name], reader(each, "UTC")).strip() for each in LANGUAGES}


def _story(paper: Paper, sections: tuple[Section, ...], look: Look) -> "list[Flowable]":
    from reportlab.lib.colors import HexColor
    from reportlab.platypus import HRFlowable, Spacer

    until: Worded = paper.valid_until.isoformat() if paper.valid_until else label("always")
    facts = (
        (label("number"), paper.number),
        (label("issuer"), paper.issuer),
        (label("issued"), f"{paper.issued_at:%Y-%m-%d %H:%M} UTC"),
        (label("from"), paper.valid_from.isoformat()),
        (label("until"), until),
        (label("code"), paper.spaced_code),
    )
    story: list[Flowable] = [_head(paper, look), Spacer(0, 8)]
    story += [HRFlowable(width="100%", thickness=1.5, color=HexColor(_INK)), Spacer(0, 4), _rows(facts)]
    for each in sections:
        story += [Spacer(0, 10), *_lines(each.heading, 12, leading=16), _rows(each.rows)]
    story += [Spacer(0, 14), *_lines(label("check"), 8, grey=True), *_lines(look.address, 8, grey=True)]
    return [*story, *_lines(label("signed"), 8, grey=True)]


def _head(paper: Paper, look: Look) -> "Flowable":
    from reportlab.platypus import Table, TableStyle

    titles = each_language(paper.title)
    left = [*_lines(titles[0], 18, leading=23), *(line for each in titles[1:] for line in _lines(each, 15, leading=20))]
    table = Table([[left, _qr(look.page)]], colWidths=[_width() - 110, 110])
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("ALIGN", (1, 0), (1, 0), "RIGHT"), *_NO_PADDING]))
    return table


def _rows(rows: tuple[tuple[Worded, Worded], ...]) -> "Flowable":
    from reportlab.lib.colors import HexColor
    from reportlab.platypus import Spacer, Table, TableStyle

    if not rows:
        return Spacer(0, 1)
    cells: list[list[Any]] = [[_lines(name, 9, grey=True), _lines(value or "—", 10)] for name, value in rows]
    table = Table(cells, colWidths=[_width() * 0.36, _width() * 0.64])
    lines: list[Any] = [("LINEBELOW", (0, 0), (-1, -1), 0.4, HexColor(_LINE)), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    table.setStyle(TableStyle([*lines, ("LEFTPADDING", (0, 0), (0, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 4)]))
    return table


def _lines(text: Worded, size: float, *, grey: bool = False, leading: float = 0) -> "list[Paragraph]":
    """Give a text as paragraphs, one a wording; Chinese breaks between any two characters, the rest at spaces."""
    from reportlab.lib.colors import HexColor
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph

    colour, height = HexColor(_GREY if grey else _INK), leading or size * 1.35
    made = []
    for each in each_language(text):
        wrap = "CJK" if any(letter > "\u2e7f" for letter in each) else None
        style = ParagraphStyle("x", fontName=FONT, fontSize=size, leading=height, textColor=colour, wordWrap=wrap)
        made.append(Paragraph(escape(each), style))
    return made


def _qr(page: str) -> "Flowable":
    import segno
    from reportlab.graphics.shapes import Drawing, Rect
    from reportlab.lib.colors import HexColor

    matrix = segno.make(page, error="m", micro=False).matrix
    side, quiet = 104.0, 2
    one = side / (len(matrix) + 2 * quiet)
    made, ink = Drawing(side, side), {"fillColor": HexColor(_INK), "strokeColor": None, "strokeWidth": 0}
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            if dark:
                at = ((x + quiet) * one, side - (y + quiet + 1) * one)
                made.add(Rect(*at, one * 1.02, one * 1.02, **ink))  # type: ignore[arg-type] # its stubs know one kind of value
    return made


def _foot(paper: Paper) -> "Callable[[Canvas, Any], None]":
    def foot(canvas: "Canvas", document: Any) -> None:
        canvas.setFont(FONT, 8)
        canvas.setFillColor(_GREY)
        canvas.drawString(_MARGIN, 30, f"{paper.number} · {paper.spaced_code}")
        canvas.drawRightString(_MARGIN + _width(), 30, str(document.page))

    return foot


def _width() -> float:
    from reportlab.lib.pagesizes import A4

    return float(A4[0]) - 2 * _MARGIN


_NO_PADDING: Final = (("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0))
