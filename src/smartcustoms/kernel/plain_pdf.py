"""Draws plain PDFs that people keep and pass on: lines and tables in the reader's language. Nothing of them is signed (see `papers`).

The font is embedded, since readers of PDF seldom have a Chinese one; only the characters used go into the file.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smartcustoms.kernel.pdf_font import FONT, drawing

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

_INK, _LINE = "#0b0c0c", "#b1b4b6"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, with space above it."""

    text: str
    size: float = 10
    above: float = 0


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads; `widths` in points, together at most 460."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]


def drawn(
    title: str, parts: Iterable[Line | Table], *, language: str, subject: str = "", font: Path | None = None
) -> bytes:
    """Draw a PDF; the same again gives the same bytes."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import SimpleDocTemplate

    with drawing(font):
        out = BytesIO()
        made = SimpleDocTemplate(out, pagesize=A4, title=title, subject=subject, invariant=1, lang=language)
        made.build([drawable for part in parts for drawable in _drawables(part)])
        return out.getvalue()


def _drawables(part: Line | Table) -> "list[Flowable]":
    from reportlab.platypus import Spacer

    if isinstance(part, Table):
        return [_table([part.heads, *part.rows], part.widths)]
    return [*([Spacer(0, part.above)] if part.above else []), _line(part.text, part.size)]


def _line(text: str, size: float) -> "Flowable":
    from reportlab.lib.colors import HexColor
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph

    wrap = None if text.isascii() else "CJK"
    style = ParagraphStyle(
        "x",
        fontName=FONT,
        fontSize=size,
        leading=size * 1.4,
        textColor=HexColor(_INK),
        wordWrap=wrap,
        splitLongWords=1,
    )
    return Paragraph(escape(text), style)


def _table(rows: Sequence[Sequence[str]], widths: Sequence[int]) -> "Flowable":
    from reportlab.lib.colors import HexColor
    from reportlab.platypus import Table as Drawn
    from reportlab.platypus import TableStyle

    cells: list[Any] = [[_line(each, 9.5) for each in row] for row in rows]
    table = Drawn(cells, colWidths=list(widths), repeatRows=1, hAlign="LEFT")
    table.setStyle(
        TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LINEBELOW", (0, 0), (-1, -1), 0.5, HexColor(_LINE))])
    )
    return table
