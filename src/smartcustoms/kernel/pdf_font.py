"""The one font of the PDFs drawn here, and taking turns to draw: reportlab keeps its fonts in one place for the process."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Final

FONT: Final = "plain"
_turn = Lock()


@contextmanager
def drawing(font: Path | None) -> Iterator[None]:
    """Draw in turn, with the font read: a setting's, or the one shipped."""
    with _turn:
        _register(font)
        yield


@lru_cache(maxsize=1)
def _register(font: Path | None) -> None:
    """Read the font, once: a setting's, or WenQuanYi Micro Hei, which has both ways of writing Chinese."""
    from importlib.resources import files

    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    shipped = Path(str(files("paperang_p2_fonts_cjk"))) / "fonts" / "wqy-microhei.ttc"
    registerFont(TTFont(FONT, str(font or shipped), subfontIndex=0))
