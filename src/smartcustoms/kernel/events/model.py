"""What an event is: a frozen fact in the past tense, with a key that orders it among its like."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of all events. Fields are plain values (text, numbers, dates, tuples of them): they travel as JSON.

    Order holds only among events of the same `key`. Raise `version` when a field changes its meaning.
    """

    version: ClassVar[int] = 1

    @property
    def key(self) -> str:
        """What the event is about, such as a declaration number."""
        raise NotImplementedError
