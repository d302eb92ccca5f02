"""What a message says, written as JSON and read back with every field checked. Pure.

Nothing beyond the fields of the arrangement is written, and a message that brings more is refused: data are kept to what was agreed.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

import msgspec

from smartcustoms.business.recognition.model import Arrangement, Fault, Kind, Message, MessageRefused, Operator, Status
from smartcustoms.kernel.outside import JsonUnfit, read_json
from smartcustoms.kernel.words.model import Sentence, sentence

VERSION: Final = 1
MOST_OPERATORS: Final = 10_000
_ASK: Final = sentence("Ask the partner administration to send it again as the arrangement says.")
_NUMBER: Final = re.compile(r"[A-Z0-9][A-Z0-9-]{3,34}\Z")
_TIN: Final = re.compile(r"[A-Z]{2}[A-Z0-9-]{3,35}\Z")
_PARTY: Final = re.compile(r"[A-Z]{2}\Z")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}\Z")
_LONGEST: Final = 300
_OF_STATUS: Final[Mapping[Kind, Status]] = {Kind.SUSPEND: Status.SUSPENDED, Kind.REVOKE: Status.REVOKED}
_COMMON: Final = frozenset({"version", "arrangement", "from", "to", "sequence", "sent_at", "kind"})
_MORE: Final[Mapping[Kind, frozenset[str]]] = {
    **dict.fromkeys((Kind.ADD, Kind.CHANGE, Kind.SUSPEND, Kind.REVOKE, Kind.WITHDRAW), frozenset({"operators"})),
    Kind.RECONCILIATION: frozenset({"operators", "span", "whole"}),
    Kind.ACKNOWLEDGEMENT: frozenset({"answers"}),
}


def minimised(operator: Operator, arrangement: Arrangement) -> dict[str, Any]:
    """Give what may be told of an operator under an arrangement, as plain JSON; what is not known is left out."""
    found = {name: _plain(getattr(operator, name)) for name in arrangement.fields}
    return {name: value for name, value in found.items() if value is not None}


def written(message: Message, arrangement: Arrangement) -> bytes:
    """Write a message."""
    said: dict[str, Any] = {
        "version": VERSION,
        "arrangement": message.arrangement,
        "from": message.sender,
        "to": message.recipient,
        "sequence": message.sequence,
        "sent_at": _plain(message.sent_at),
        "kind": message.kind.value,
    }
    if message.kind is Kind.ACKNOWLEDGEMENT:
        said["answers"] = list(message.answers or ())
    else:
        said["operators"] = [minimised(each, arrangement) for each in message.operators]
    if message.kind is Kind.RECONCILIATION:
        said["span"] = list(message.span)
        said["whole"] = list(message.whole) if message.whole else None
    return msgspec.json.encode(said)


def read(content: bytes) -> Message:
    """Read what a genuine message says.

    Raises:
        MessageRefused: unreadable; says which field and what was seen.
    """
    try:
        said = read_json(content)
    except JsonUnfit as fault:
        raise _unreadable(sentence("The content is no JSON that can be kept."), str(fault)) from fault
    if not isinstance(said, dict) or said.get("version") != VERSION:
        raise _unreadable(sentence("The content is no message of version {version}.", version=VERSION), _seen(said))
    kind = _one_of(Kind, said, "kind")
    _only(said, _COMMON | _MORE[kind], "message")
    return Message(
        arrangement=_text(said, "arrangement", re.compile(r"[A-Z]{2}-[A-Z]{2}\Z")),
        sender=_text(said, "from", _PARTY),
        recipient=_text(said, "to", _PARTY),
        sequence=_whole(said, "sequence", most=2**53),
        sent_at=_moment(said, "sent_at"),
        kind=kind,
        operators=_operators(said, kind) if kind is not Kind.ACKNOWLEDGEMENT else (),
        span=_span(said["span"]) if kind is Kind.RECONCILIATION else ("", None),
        whole=_digest_of_all(said["whole"]) if kind is Kind.RECONCILIATION else None,
        answers=_answers(said["answers"]) if kind is Kind.ACKNOWLEDGEMENT else None,
    )


def _operators(said: Mapping[str, Any], kind: Kind) -> tuple[Operator, ...]:
    rows = said["operators"]
    fewest = 0 if kind is Kind.RECONCILIATION else 1
    if not isinstance(rows, list) or not fewest <= len(rows) <= MOST_OPERATORS:
        raise _unreadable(sentence("The list of operators is missing, empty or too long."), _seen(rows))
    found = tuple(operator_of(each) for each in rows)
    if len({each.number for each in found}) != len(found):
        raise _unreadable(sentence("An operator stands in the message twice."))
    wanted = _OF_STATUS.get(kind)
    if wanted and any(each.status is not wanted for each in found):
        raise _unreadable(sentence("The status does not fit the kind of message."), kind.value)
    return found


def operator_of(row: Any) -> Operator:
    """Read one operator.

    Raises:
        MessageRefused: unreadable; says which field and what was seen.
    """
    if not isinstance(row, dict):
        raise _unreadable(sentence("An operator is no JSON object."), _seen(row))
    _only(row, _FIELDS_READ.keys() | {"number", "status", "changed_at"}, "operator", all_needed=False)
    more: dict[str, Any] = {name: read_field(row, name) for name, read_field in _FIELDS_READ.items() if name in row}
    return Operator(
        number=_text(row, "number", _NUMBER),
        status=_one_of(Status, row, "status"),
        changed_at=_moment(row, "changed_at"),
        **more,
    )


def _text(row: Mapping[str, Any], name: str, form: re.Pattern[str] | None = None) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST or (form and not form.match(value)):
        raise _field(name, value)
    return value


def _tin(row: Mapping[str, Any], name: str) -> str:
    return _text(row, name, _TIN)


def _whole(row: Mapping[str, Any], name: str, *, most: int) -> int:
    value = row.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise _field(name, value)
    return value


def _tier(row: Mapping[str, Any], name: str) -> int:
    return _whole(row, name, most=9)


def _roles(row: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = row.get(name)
    if not isinstance(value, list) or len(value) > 20 or any(not isinstance(x, str) or len(x) > 40 for x in value):
        raise _field(name, value)
    return tuple(value)


def _moment(row: Mapping[str, Any], name: str) -> datetime:
    value = _text(row, name)
    try:
        found = datetime.fromisoformat(value)
        if found.tzinfo is None:
            raise ValueError("no zone")
        return found.astimezone(UTC)
    except (ValueError, OverflowError) as fault:
        raise _field(name, value) from fault


def _day(row: Mapping[str, Any], name: str) -> date:
    value = _text(row, name)
    try:
        return date.fromisoformat(value)
    except ValueError as fault:
        raise _field(name, value) from fault


_FIELDS_READ: Final = {
    "tin": _tin,
    "name": _text,
    "address": _text,
    "roles": _roles,
    "tier": _tier,
    "valid_from": _day,
    "valid_until": _day,
}


def _one_of(kinds: Any, row: Mapping[str, Any], name: str) -> Any:
    value = row.get(name)
    if not isinstance(value, str) or value not in list(kinds):
        raise _field(name, value)
    return kinds(value)


def _span(value: Any) -> tuple[str, str | None]:
    if not isinstance(value, list) or len(value) != 2 or not isinstance(value[0], str):
        raise _field("span", value)
    first, end = value
    if len(first) > 35 or (end is not None and (not isinstance(end, str) or not first < end or len(end) > 35)):
        raise _field("span", value)
    return first, end


def _digest_of_all(value: Any) -> tuple[int, str] | None:
    if value is None:
        return None
    if not isinstance(value, list) or len(value) != 2 or not isinstance(value[1], str) or not _DIGEST.match(value[1]):
        raise _field("whole", value)
    return _whole({"whole": value[0]}, "whole", most=10**9), value[1]


def _answers(value: Any) -> tuple[str, str, str]:
    if (
        not isinstance(value, list)
        or len(value) != 3
        or any(not isinstance(x, str) or len(x) > _LONGEST for x in value)
    ):
        raise _field("answers", value)
    if not _DIGEST.match(value[0]) or value[1] not in ("accepted", "refused"):
        raise _field("answers", value)
    return value[0], value[1], value[2]


def _only(row: Mapping[str, Any], known: Iterable[str], where: str, *, all_needed: bool = True) -> None:
    more, less = set(row) - set(known), set(known) - set(row)
    if more:
        raise _unreadable(sentence("A {where} has a field that is not known.", where=where), sorted(more)[0])
    if all_needed and less:
        raise _unreadable(sentence("A {where} lacks a field.", where=where), sorted(less)[0])


def _plain(value: Any) -> Any:
    if value is None or type(value) is str:  # most are
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else str(value) if isinstance(value, Status) else value


def _field(name: str, value: Any) -> MessageRefused:
    return _unreadable(sentence("The field {name} is missing or not of its form.", name=name), f"{name}={_seen(value)}")


def _unreadable(says: Sentence, seen: str | None = None) -> MessageRefused:
    return MessageRefused(Fault.UNREADABLE, says, mend=_ASK, seen=(seen or "")[:80] or None)


def _seen(value: Any) -> str:
    return (str(value) if isinstance(value, str | int | float) else type(value).__name__)[:60]
