"""Show what was read as JSON: accepted with its content, or refused with every fault."""

from collections.abc import Callable
from typing import Any

from smartcustoms.kernel.edifact.model import Fault, Interchange, Message, Reading, Segment, Weight
from smartcustoms.kernel.errors import rule_of
from smartcustoms.kernel.words.model import Sentence, sentence


def shown(reading: Reading) -> dict[str, Any]:
    """Give a file's answer: `accepted` and the messages, or `accepted` false and the errors."""
    told = [fault_shown(each) for each in reading.faults if each.weight is Weight.TELLS]
    if not reading.is_accepted:
        return {
            "accepted": False,
            "errors": [fault_shown(each) for each in reading.faults if each.weight is Weight.REFUSES],
            "warnings": told,
        }
    messages = [_message(each) for each in reading.messages()]
    return {
        "accepted": True,
        "interchanges": [_interchange(each) for each in reading.interchanges],
        "messages": messages,
        "warnings": told,
    }


def fault_shown(fault: Fault, say: Callable[[Sentence], str] = str) -> dict[str, Any]:
    """Give one fault: `line` is the number of its segment in the file, since lines mean nothing in EDIFACT."""
    segment = f"{fault.segment} ({fault.tag})" if fault.tag else str(fault.segment)
    return {
        "code": fault.code,
        "message": say(sentence("Segment {segment}: {fault}", segment=segment, fault=fault.says)),
        "path": fault.path,
        "line": fault.segment,
        "value": fault.value,
        "mend": say(fault.mend),
        "rule": rule_of(fault.code),
        "segment": fault.segment,
        "tag": fault.tag,
        "element": fault.element,
        "message_reference": fault.message,
        "segment_in_message": fault.within or None,
    }


def _interchange(each: Interchange) -> dict[str, Any]:
    return {
        "syntax": f"{each.syntax}:{each.version}",
        "sender": each.sender,
        "recipient": each.recipient,
        "prepared": each.prepared,
        "reference": each.reference,
        "application": each.application,
        "test": each.test,
        "messages": [message.reference for message in each.messages],
    }


def _message(each: Message) -> dict[str, Any]:
    return {
        "reference": each.reference,
        "type": each.type,
        "directory": each.directory,
        "agency": each.agency,
        "association": each.association,
        "group": each.group,
        "segments": [_segment(row, each.starts + place) for place, row in enumerate(each.segments())],
    }


def _segment(row: Segment, number: int) -> dict[str, Any]:
    elements = [list(each) if len(each) > 1 else each[0] for each in row[1:]]
    return {"number": number, "tag": row[0][0], "elements": elements}
