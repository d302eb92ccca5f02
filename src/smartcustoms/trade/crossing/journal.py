"""A lane's journal on its own disk: one signed line a passage, chained, synced before the barrier moves.

What the power takes away can only be the line being written: a last line without its end is dropped at the next start. Anything else that
does not verify or does not follow from the line before is damage, and told. The centre takes each place in once (`actions/taking_in.py`).
"""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from joserfc.jwk import OKPKey

from smartcustoms.kernel.receipts import signing_key
from smartcustoms.trade.crossing.model import Answer, Passage, Reason, seen_as_json, seen_of_json
from smartcustoms.trade.crossing.signed import PASSAGE, SignedRefused, Wrong, sign, verify

FIRST: Final = "0" * 64
"""What the first line says of the line before it."""


class JournalDamaged(ValueError):
    """A line of the journal does not verify, or does not follow from the one before; the text says which."""


@dataclass(frozen=True, slots=True)
class Line:
    """A passage with its signed line."""

    passage: Passage
    text: str
    before: str  # SHA-256 of the line before


class Journal:
    """The passages of one lane, in a file that only grows."""

    def __init__(self, path: Path, *, lane: str, seed: bytes) -> None:
        self.path, self.lane, self._seed = path, lane, seed
        path.parent.mkdir(parents=True, exist_ok=True)
        self.lines: list[Line] = list(self._read())
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    @property
    def next_place(self) -> int:
        """The place the next passage gets."""
        return len(self.lines) + 1

    def add(self, passage: Passage) -> Line:
        """Write a passage and sync it to the disk; when this returns it outlives a crash."""
        before = digest(self.lines[-1].text) if self.lines else FIRST
        line = Line(passage, sign(PASSAGE, passage_as_json(passage) | {"before": before}, self._seed), before)
        size = os.fstat(self._file).st_size
        try:
            _write_whole(self._file, f"{line.text}\n".encode())
        except OSError:
            os.ftruncate(self._file, size)  # the next line must not follow a torn one
            raise
        self.lines.append(line)
        return line

    def after(self, place: int, limit: int = 500) -> list[Line]:
        """Give the lines behind a place."""
        return self.lines[place : place + limit]

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)

    def _read(self) -> Iterator[Line]:
        if not self.path.exists():
            return
        content = self.path.read_bytes()
        whole = content.rfind(b"\n") + 1
        if whole < len(content):
            os.truncate(self.path, whole)  # a line that the power cut: its truck was not let go
        public, before = signing_key(self._seed), FIRST
        for place, text in enumerate(content[:whole].decode("ascii", "replace").splitlines(), 1):
            try:
                line = read_line(text, public, lane=self.lane)
            except SignedRefused as wrong:
                raise JournalDamaged(f"{self.path}: line {place} does not verify ({wrong.why.value})") from wrong
            if line.passage.place != place or line.before != before:
                raise JournalDamaged(f"{self.path}: line {place} does not follow from the one before")
            before = digest(text)
            yield line


def _write_whole(file: int, data: bytes) -> None:
    if os.write(file, data) != len(data):
        raise OSError("the journal's disk is full")
    os.fdatasync(file)


def read_line(text: str, public: OKPKey, *, lane: str) -> Line:
    """Read a line that a lane's key signed.

    Raises:
        SignedRefused: it is none, altered, or another lane's.
    """
    body = verify(PASSAGE, text, public)
    try:
        passage = passage_of_json(body)
        before = str(body["before"])
    except (ValueError, KeyError, TypeError, OverflowError) as wrong:
        raise SignedRefused(Wrong.BODY) from wrong
    if passage.lane != lane:
        raise SignedRefused(Wrong.LANE)
    return Line(passage, text, before)


def digest(text: str) -> str:
    """Give the SHA-256 of a line."""
    return hashlib.sha256(text.encode()).hexdigest()


def passage_as_json(passage: Passage) -> dict[str, Any]:
    """Give a passage as plain JSON."""
    return {
        "lane": passage.lane,
        "place": passage.place,
        "at": passage.at.timestamp(),
        "seen": seen_as_json(passage.seen),
        "answer": passage.answer.value,
        "reasons": [each.value for each in passage.reasons],
        "bundle": passage.bundle,
        "book": passage.book,
        "alone": passage.alone,
        "slip": passage.slip,
        "took_us": passage.took_us,
    }


def passage_of_json(body: dict[str, Any]) -> Passage:
    """Read a passage; ValueError, KeyError or TypeError where it is none."""
    place, took = int(body["place"]), int(body["took_us"])
    answer, reasons = Answer(body["answer"]), tuple(Reason(each) for each in body["reasons"])
    if not 0 < place < 2**31 or not 0 <= took < 2**31 or (answer is Answer.GO) is bool(reasons):
        raise ValueError("a place, a time taken, and an answer that agrees with its reasons")
    return Passage(
        lane=str(body["lane"]),
        place=place,
        at=datetime.fromtimestamp(body["at"], UTC),
        seen=seen_of_json(body["seen"]),
        answer=answer,
        reasons=reasons,
        bundle=str(body["bundle"])[:40],
        book=int(body["book"]),
        alone=bool(body["alone"]),
        slip=str(body["slip"])[:20],
        took_us=took,
    )
