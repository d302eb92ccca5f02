"""Words, types, choices and the CSV that the pages and the JSON of training share."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Final

from fastapi import Depends, Query, Response

from smartcustoms.boundary.scans.model import LOOKS
from smartcustoms.boundary.training.model import LEAD, TAKE, Level, Part, Purpose, Result
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.spreadsheet import csv_of
from smartcustoms.kernel.web.access import may
from smartcustoms.kernel.web.downloads import csv_file
from smartcustoms.kernel.words.model import Sentence, sentence

Takes = Annotated[Actor, Depends(may(TAKE))]
Leads = Annotated[Actor, Depends(may(LEAD))]
Page = Annotated[int, Query(ge=1, le=100_000)]
Short = Annotated[str, Query(max_length=40)]
SIZE: Final = 50
LANGUAGE_NAMES: Final = {"en": "English", "zh-Hant": "繁體中文", "zh-Hans": "简体中文"}

CATEGORIES: dict[str, Sentence] = {
    "gun": sentence("firearm"),
    "knife": sentence("knife or scissors"),
    "drugs": sentence("drugs"),
    "explosive": sentence("explosive"),
    "liquid": sentence("liquid that burns"),
    "cigarettes": sentence("cigarettes"),
    "cash": sentence("banknotes"),
}
LEVELS: dict[Level, Sentence] = {
    Level.EASY: sentence("easy"),
    Level.MIDDLE: sentence("middling"),
    Level.HARD: sentence("hard"),
}
RESULTS: dict[Result, Sentence] = {
    Result.HIT: sentence("Found"),
    Result.MISS: sentence("Missed"),
    Result.FALSE_ALARM: sentence("False alarm"),
    Result.CORRECT: sentence("Rightly clear"),
}
PARTS: dict[Part, Sentence] = {
    Part.TOP_LEFT: sentence("top left"),
    Part.TOP: sentence("top"),
    Part.TOP_RIGHT: sentence("top right"),
    Part.LEFT: sentence("left"),
    Part.MIDDLE: sentence("middle"),
    Part.RIGHT: sentence("right"),
    Part.BOTTOM_LEFT: sentence("bottom left"),
    Part.BOTTOM: sentence("bottom"),
    Part.BOTTOM_RIGHT: sentence("bottom right"),
}
PURPOSES: dict[Purpose, Sentence] = {
    Purpose.FREE: sentence("Free training"),
    Purpose.COURSE: sentence("Course"),
    Purpose.TEST: sentence("Test"),
}
WORDS: dict[str, Any] = {
    "categories": CATEGORIES,
    "levels": {each.value: says for each, says in LEVELS.items()},
    "results_said": {each.value: says for each, says in RESULTS.items()},
    "parts": {each.value: says for each, says in PARTS.items()},
    "purposes": {each.value: says for each, says in PURPOSES.items()},
    "looks": LOOKS,
}


def csv_of_rows(heads: Sequence[str], rows: Sequence[Any], name: str) -> Response:
    """Give what rows say under some of their names as a CSV file."""

    def said(value: Any) -> Any:
        return "" if value is None else value.isoformat() if isinstance(value, date) else value

    return csv_file(csv_of(heads, ([said(getattr(row, head)) for head in heads] for row in rows)), name)
