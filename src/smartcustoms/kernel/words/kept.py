"""Sentences as they are kept in a database or sent in an event: JSON, so that they can be said in any language later."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from smartcustoms.kernel.money import Money
from smartcustoms.kernel.words.model import Sentence


class NotASentence(ValueError):
    """A kept value cannot be read back as a sentence."""


def as_json(said: Sentence) -> dict[str, Any]:
    """Give a sentence as plain JSON values; numbers, dates and money keep their kind."""
    return {"text": said.text, "values": {name: _out(value) for name, value in said.values.items()}}


def from_json(kept: dict[str, Any]) -> Sentence:
    """Read a sentence back.

    Raises:
        NotASentence: the value was not written by `as_json`.
    """
    try:
        return Sentence(kept["text"], {name: _back(value) for name, value in kept["values"].items()})
    except (KeyError, TypeError, AttributeError, ValueError, ArithmeticError) as wrong:
        raise NotASentence(f"{str(kept)[:80]!r} is no kept sentence") from wrong


def _out(value: Any) -> Any:
    match value:
        case Sentence():
            return {"sentence": as_json(value)}
        case Money():
            return {"money": [str(value.amount), value.currency]}
        case Decimal():
            return {"decimal": str(value)}
        case datetime():
            return {"datetime": value.isoformat()}
        case date():
            return {"date": value.isoformat()}
        case bool() | int() | float() | str() | None:
            return value
        case _:
            return str(value)


def _back(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    match value:
        case {"sentence": inner}:
            return from_json(inner)
        case {"money": [amount, currency]}:
            return Money(Decimal(amount), currency)
        case {"decimal": text}:
            return Decimal(text)
        case {"datetime": text}:
            return datetime.fromisoformat(text)
        case {"date": text}:
            return date.fromisoformat(text)
        case _:
            raise NotASentence(f"{str(value)[:80]!r} is no kept value")
