"""A lane alone at the kerb: its folder holds its key, the centre's public key, the last book and the journal. No network here.

It decides by its book only, with the centre near or away. Without a good book every truck is told to report, with a paper slip's number.
"""

import os
import secrets
import time
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from smartcustoms.trade.crossing.journal import Journal
from smartcustoms.trade.crossing.matching import Book, judge
from smartcustoms.trade.crossing.model import Answer, Device, Direction, Expected, Lane, Passage, Reason, Seen, Verdict
from smartcustoms.trade.crossing.signed import (
    Head,
    SignedRefused,
    public_of,
    public_text,
    read_book,
    read_code,
)

_KEY: Final = "lane.key"
_CENTRE: Final = "centre.pub"
_BOOK: Final = "book.txt"
_SERIAL: Final = "serial"
_TAKEN: Final = "taken"


class NotEnrolled(ValueError):
    """The folder holds no key of the centre: the lane must be enrolled first."""


class Kerb:
    """One lane, from its folder. Times are given; nothing here reads the clock but for how long a decision took."""

    def __init__(self, folder: Path, *, lane: str, at: datetime) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.lane = folder, lane
        self.seed = _seed(folder / _KEY)
        centre = folder / _CENTRE
        if not centre.exists():
            raise NotEnrolled(f"{folder} holds no key of the centre; write it to {centre} (its officers print it)")
        self._centre = public_of(centre.read_text("ascii").strip())
        self._journal = Journal(folder / "journal.jws", lane=lane, seed=self.seed)
        self._passed = {each.passage.bundle for each in self._journal.lines if each.passage.answer is Answer.GO}
        self._slips_used = {each.passage.slip for each in self._journal.lines if each.passage.slip}
        self._codes_used: set[str] = set()
        self.head: Head | None = None
        self._book = Book.of([])
        self._here: Lane | None = None
        self._read_kept(at)

    @property
    def serial(self) -> int:
        """The serial of the newest book ever taken; an older one is refused, also after a restart."""
        return int(_text(self.folder / _SERIAL, "0"))

    @property
    def taken(self) -> int:
        """The place up to which the centre has the journal."""
        return int(_text(self.folder / _TAKEN, "0"))

    def is_good(self, at: datetime) -> bool:
        """Tell whether the book holds at a moment: it ends exactly when it says."""
        return self.head is not None and at < self.head.expires_at

    def take_book(self, text: str, *, at: datetime) -> Head:
        """Take a newer book from the centre.

        Raises:
            SignedRefused: it is forged, another lane's, older, or not good now.
        """
        head, expected, passed = read_book(text, self._centre, lane=self.lane, after=self.serial, at=at)
        _write(self.folder / _BOOK, text)
        _write(self.folder / _SERIAL, str(head.serial))
        self._use(head, expected, passed)
        return head

    def decide(self, seen: Seen, *, at: datetime, code: str = "", alone: bool = False) -> Passage:
        """Answer one truck, and journal it before answering. `code`: the driver's code as it was read."""
        begun = time.perf_counter_ns()
        seen = self._with_code(seen, code, at)
        verdict = self._verdict(seen, at)
        slip = "" if self.is_good(at) else self._next_slip()
        took = (time.perf_counter_ns() - begun) // 1000
        passage = Passage(
            lane=self.lane,
            place=self._journal.next_place,
            at=at,
            seen=seen,
            answer=verdict.answer,
            reasons=verdict.reasons,
            bundle=verdict.bundle,
            book=self.head.serial if self.head else 0,
            alone=alone,
            slip=slip,
            took_us=took,
        )
        self._journal.add(passage)
        self._slips_used |= {slip} if slip else set()
        self._passed |= {verdict.bundle} if verdict.answer is Answer.GO else set()
        return passage

    def waiting(self, limit: int = 500) -> list[str]:
        """Give the signed lines that the centre has not confirmed."""
        return [each.text for each in self._journal.after(self.taken, limit)]

    def confirmed(self, place: int) -> None:
        """Note up to which place the centre has the journal; what it has already is never noted lower."""
        if self.taken < place < self._journal.next_place:
            _write(self.folder / _TAKEN, str(place))

    def close(self) -> None:
        """Close the journal."""
        self._journal.close()

    def _verdict(self, seen: Seen, at: datetime) -> Verdict:
        if self.head is None or self._here is None or not self.is_good(at):
            return Verdict((Reason.NO_BOOK,))
        return judge(seen, self._book, self._here, at=at, rules=self.head.rules, passed=self._passed)

    def _with_code(self, seen: Seen, code: str, at: datetime) -> Seen:
        """Replace a code as read by the bundle it names. One that was shown here before is refused: it was copied."""
        if not code:
            return seen
        try:
            bundle = read_code(code, self._centre, at=at)
        except SignedRefused:
            return replace(seen, code_wrong=True)
        if code in self._codes_used:
            return replace(seen, code=bundle, code_wrong=True)
        self._codes_used.add(code)
        return replace(seen, code=bundle)

    def _next_slip(self) -> str:
        blank = [each for each in (self.head.slips if self.head else ()) if each not in self._slips_used]
        return blank[0] if blank else ""

    def _use(self, head: Head, expected: list[Expected], passed: list[str]) -> None:
        self.head, self._book = head, Book.of(expected)
        self._passed |= set(passed)
        self._here = Lane(
            code=head.lane,
            control_point=head.control_point,
            direction=Direction(head.direction),
            kind=head.kind,
            devices=frozenset(Device(each) for each in head.devices),
            open=head.open,
        )

    def _read_kept(self, at: datetime) -> None:
        """Go on with the book on disk, when it is the newest; expired, only its slips still count."""
        text = _text(self.folder / _BOOK, "")
        with suppress(SignedRefused):
            self._use(*read_book(text, self._centre, lane=self.lane, after=self.serial - 1, at=at, expired_too=True))


def enrol(folder: Path) -> str:
    """Give the lane's public key, made at first use; an officer registers it with the lane."""
    folder.mkdir(parents=True, exist_ok=True)
    return public_text(_seed(folder / _KEY))


def trust(folder: Path, centre: str) -> None:
    """Keep the centre's public key, by which books and codes are verified. ValueError where it is none."""
    public_of(centre)
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / _CENTRE, centre)


def _seed(path: Path) -> bytes:
    if not path.exists():
        _write(path, secrets.token_hex(32))
    return bytes.fromhex(path.read_text("ascii").strip())


def _text(path: Path, default: str) -> str:
    return path.read_text("utf-8") if path.exists() else default


def _write(path: Path, text: str) -> None:
    """Write a file so that after a crash it is the old or the new one, whole."""
    made = path.with_name(f"{path.name}.new")
    with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
    made.replace(path)
