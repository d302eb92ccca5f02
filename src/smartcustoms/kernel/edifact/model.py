"""The words of EDIFACT: segments, messages, interchanges; what may be wrong with them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from smartcustoms.kernel.edifact.splitting import Segment, at, split
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.permissions import Permission
from smartcustoms.kernel.words.model import Sentence, sentence

READ: Final = Permission("edifact.read", "Read an EDIFACT file apart from what is lodged")


class Weight(StrEnum):
    """What a fault means: the message is refused, or it is taken and the sender is told."""

    REFUSES = "refuses"
    TELLS = "tells"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong: which, in which segment of the file (UNB is 1) and of its message (UNH is 1), in which element."""

    code: str
    says: Sentence
    mend: Sentence
    segment: int
    tag: str = ""
    element: str = ""
    value: str = ""
    message: str = ""
    within: int = 0
    weight: Weight = Weight.REFUSES

    @property
    def path(self) -> str:
        """Where it is: number of the segment in the file, tag, element and component, such as `7/DTM/1.2`."""
        return "/".join(each for each in (str(self.segment), self.tag, self.element) if each)


class EdifactRefused(Refused):
    """A file is no EDIFACT interchange, or it breaks the rules; `faults` names each place."""

    code = "edifact_refused"

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        first = next((each for each in faults if each.weight is Weight.REFUSES), faults[0])
        says = sentence("Segment {number}: {what}", number=first.segment, what=first.says)
        super().__init__(says, mend=first.mend, field=first.path, seen=first.value or None)
        self.faults = faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message from UNH to UNT; its segments are split when they are asked for."""

    reference: str
    type: str
    version: str
    release: str
    agency: str
    association: str
    starts: int
    """Number of its UNH in the file."""
    count: int
    """Segments from UNH to UNT."""
    group: str = ""
    text: str = field(default="", repr=False)

    @property
    def directory(self) -> str:
        """The directory it was written by, such as `D.96B`."""
        return f"{self.version}.{self.release}"

    def segments(self) -> list[Segment]:
        """Split the message into its segments."""
        return split(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interchange:
    """What stands between UNB and UNZ."""

    syntax: str
    version: str
    sender: str
    sender_code: str
    recipient: str
    recipient_code: str
    prepared: str
    reference: str
    application: str
    wants_answer: bool
    test: bool
    starts: int
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds, and all that is wrong with it."""

    interchanges: tuple[Interchange, ...]
    faults: tuple[Fault, ...]

    @property
    def is_accepted(self) -> bool:
        """Tell whether nothing in it refuses it."""
        return all(each.weight is not Weight.REFUSES for each in self.faults)

    def messages(self) -> Iterator[Message]:
        """Give the messages of all interchanges in order."""
        for each in self.interchanges:
            yield from each.messages


__all__ = ["READ", "EdifactRefused", "Fault", "Interchange", "Message", "Reading", "Segment", "Weight", "at"]
