"""What a driver is shown at the lane and on the phone: one answer in three languages, by words, shape and colour. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from smartcustoms.kernel.words.model import LANGUAGES, Sentence, sentence
from smartcustoms.kernel.words.say import reader, translated
from smartcustoms.trade.crossing.model import Answer, Kept, Passage

STAYS: Final = timedelta(seconds=25)
"""How long an answer stands on the display: the next truck must not read it as its own (headway 30 s)."""
GO: Final = sentence("GO")
INSPECT: Final = sentence("REPORT FOR INSPECTION")
WAIT: Final = sentence("DRIVE UP AND STOP")
SLIP: Final = sentence("Paper slip")


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer as it is shown: `kind` is go, inspect or wait; `lines` holds language and words; the sign says it without colour."""

    kind: str
    sign: str
    lines: tuple[tuple[str, str], ...]
    plates: tuple[str, ...] = ()
    slip: str = ""
    slip_lines: tuple[tuple[str, str], ...] = ()
    at: datetime | None = None


def shown_to_driver(last: Kept | None, *, at: datetime, stays: bool = False) -> Shown:
    """Give what is shown after the last passage of a lane; some seconds later it is the next truck's turn, unless it stays."""
    if last is None or (not stays and at - _moment(last) > STAYS):
        return Shown("wait", "↑", _lines(WAIT))
    return _answer(last.passage, last.final)


def shown_of(passage: Passage) -> Shown:
    """Give what is shown for a lane's own answer, at the lane itself."""
    return _answer(passage, passage.answer)


def waiting() -> Shown:
    """Give what is shown when nobody stands at the lane."""
    return Shown("wait", "↑", _lines(WAIT))


def _answer(passage: Passage, final: Answer) -> Shown:
    go = final is Answer.GO
    slip = _lines(SLIP) if passage.slip else ()
    says, sign = (GO, "✓") if go else (INSPECT, "✕")
    return Shown(final.value, sign, _lines(says), passage.seen.plates, passage.slip, slip, passage.at)


def _moment(kept: Kept) -> datetime:
    return kept.overridden_at or kept.passage.at


def _lines(says: Sentence) -> tuple[tuple[str, str], ...]:
    """Say a sentence in every language, Traditional Chinese first: most drivers read it."""
    order = sorted(LANGUAGES, key=lambda code: code == "en")
    return tuple((code, translated(says.text, reader(code).language, "crossing")) for code in order)
