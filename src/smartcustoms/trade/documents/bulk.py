"""Many applications in one file: JSON (an array, or one object a line) or CSV with a column for each field's path. Pure."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from smartcustoms.kernel import outside
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.documents.forms import entered

LARGEST: Final = 8 * 1024 * 1024
MOST: Final = 1000
_LONGEST_CELL = 10_000
csv.field_size_limit(1_000_000)


class FileUnreadable(Refused):
    """A file of applications cannot be read."""

    code = "file_unreadable"


@dataclass(frozen=True, slots=True)
class Row:
    """One application of a file: its place from 1, its type, the sender's reference, what was filled in, and its bytes."""

    place: int
    type: str
    reference: str
    content: Mapping[str, Any]
    original: bytes


def rows_of(content: bytes, *, form_of: Callable[[str], Mapping[str, Any] | None]) -> list[Row]:
    """Read a file of applications.

    Args:
        content: the file.
        form_of: gives the form of a type, None of one that is not there; CSV needs it to know fields from lines.

    Raises:
        FileUnreadable: it is too large, of another kind, empty, or has more than 1,000 applications.
    """
    if len(content) > LARGEST:
        raise _unreadable(sentence("The file is too large."), seen=str(len(content)))
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    found = list(_json(content) if start in b"[{" and start else _csv(content, form_of))
    if not found:
        raise _unreadable(sentence("The file holds no application."))
    return found


def _json(content: bytes) -> Iterator[Row]:
    text = content.removeprefix(b"\xef\xbb\xbf").strip()
    whole = _read(text) if text[:1] == b"[" else None
    lines = whole if isinstance(whole, list) else [_read(line) for line in text.splitlines() if line.strip()]
    _few(len(lines))
    for place, one in enumerate(lines, 1):
        given = one if isinstance(one, dict) else {}
        inner = given.get("content")
        original = _written(one)
        yield Row(
            place, _text(given, "type"), _text(given, "reference"), inner if isinstance(inner, dict) else {}, original
        )


def _csv(content: bytes, form_of: Callable[[str], Mapping[str, Any] | None]) -> Iterator[Row]:
    try:
        text = content.decode("utf-8-sig")
        table = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as wrong:
        raise _unreadable(sentence("The file is neither JSON nor CSV in UTF-8."), seen=str(wrong)[:80]) from wrong
    head = [each.strip() for each in table[0]] if table else []
    if "type" not in head or len(head) > 2000 or len(set(head)) != len(head):
        raise _unreadable(
            sentence("The first line of a CSV names each column once; one of them is `type`."), seen=",".join(head)[:80]
        )
    lines = [cells for cells in table[1:] if any(cell.strip() for cell in cells)]
    _few(len(lines))
    for place, cells in enumerate(lines, 1):
        given = {name: cell[:_LONGEST_CELL] for name, cell in zip(head, cells, strict=False) if cell.strip()}
        kind, reference = given.pop("type", "").strip(), given.pop("reference", "")
        form = form_of(kind)
        yield Row(place, kind, reference[:60], entered(form, given) if form else {}, _written([head, cells]))


def _read(text: bytes) -> Any:
    try:
        return outside.read_json(text)
    except outside.JsonUnfit as wrong:
        raise _unreadable(sentence("The file is no well-formed JSON."), seen=str(wrong)[:80]) from wrong


def _written(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode()


def _few(count: int) -> None:
    if count > MOST:
        raise _unreadable(sentence("The file holds {count} applications.", count=count), seen=str(count))


def _unreadable(says: Any, *, seen: str | None = None) -> FileUnreadable:
    mend = sentence("Send JSON or CSV in UTF-8 with at most {most} applications and 8 MB.", most=MOST)
    return FileUnreadable(says, mend=mend, field="file", seen=seen)


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    return value[:60] if isinstance(value, str) else ""
