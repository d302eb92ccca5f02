"""What can be wrong with a rule's text: where, what was seen, what was expected, and what was probably meant."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from smartcustoms.kernel.words.model import Sentence, sentence


class FaultCode(StrEnum):
    """Each kind of fault; pages translate it, the sentence here is the English one."""

    UNREADABLE = "unreadable"
    UNEXPECTED = "unexpected"
    ENDED = "ended"
    NOT_CLOSED = "not_closed"
    NO_FIELD = "no_field"
    NO_LIST = "no_list"
    WRONG_TEST = "wrong_test"
    WRONG_KIND = "wrong_kind"
    NEVER_MATCHES = "never_matches"
    OUT_OF_RANGE = "out_of_range"
    TWICE = "twice"
    TOO_LONG = "too_long"
    TOO_DEEP = "too_deep"
    TOO_MANY = "too_many"


SENTENCES: Final = {
    FaultCode.UNREADABLE: sentence("{seen} cannot stand here; expected {expected}"),
    FaultCode.UNEXPECTED: sentence("{seen} cannot stand here; expected {expected}"),
    FaultCode.ENDED: sentence("the text ends too early; expected {expected}"),
    FaultCode.NOT_CLOSED: sentence("the text {seen} has no closing quote on its line"),
    FaultCode.NO_FIELD: sentence("there is no field {seen}; expected {expected}"),
    FaultCode.NO_LIST: sentence("there is no list {seen}; expected {expected}"),
    FaultCode.WRONG_TEST: sentence("this test does not fit {seen}; expected {expected}"),
    FaultCode.WRONG_KIND: sentence("{seen} is of the wrong kind; expected {expected}"),
    FaultCode.NEVER_MATCHES: sentence("{seen} can never match; expected {expected}"),
    FaultCode.OUT_OF_RANGE: sentence("{seen} is out of range; expected {expected}"),
    FaultCode.TWICE: sentence("{seen} is said twice; expected {expected}"),
    FaultCode.TOO_LONG: sentence("{seen} is too long; expected {expected}"),
    FaultCode.TOO_DEEP: sentence("{seen} is nested too deep; expected {expected}"),
    FaultCode.TOO_MANY: sentence("{seen} is too much; expected {expected}"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault, with its place (line and column count from 1)."""

    code: FaultCode
    line: int
    column: int
    seen: str
    expected: tuple[str, ...] = ()
    meant: str | None = None

    @property
    def sentence(self) -> str:
        """Say the fault in English, with what was probably meant."""
        return f"{self.says}. Did you mean {self.meant}?" if self.meant else str(self.says)

    @property
    def says(self) -> Sentence:
        """Say the fault in the reader's language; the words of the rule language stay as they are written."""
        return Sentence(
            SENTENCES[self.code].text, {"seen": self.seen, "expected": ", ".join(self.expected) or "nothing more"}
        )


class RuleRefused(ValueError):
    """A rule's text cannot be taken; `fault` says where and why."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(f"line {fault.line}, column {fault.column}: {fault.sentence}")
