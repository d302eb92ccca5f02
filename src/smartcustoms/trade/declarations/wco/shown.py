"""Show what was read as JSON: accepted with its content, or refused with every fault."""

from collections.abc import Callable
from typing import Any

from smartcustoms.kernel.errors import rule_of
from smartcustoms.kernel.words.model import Sentence
from smartcustoms.trade.declarations.wco.faults import Fault
from smartcustoms.trade.declarations.wco.meaning import summary_of
from smartcustoms.trade.declarations.wco.reading import Reading

Say = Callable[[Sentence], str]


def shown(reading: Reading, say: Say = str) -> dict[str, Any]:
    """Give a message's answer: `accepted` and the message, or `accepted` false and the errors."""
    notes = [fault_shown(each, say) for each in reading.notes]
    if not reading.is_accepted:
        return {"accepted": False, "errors": [fault_shown(each, say) for each in reading.faults], "notes": notes}
    return {"accepted": True, str(reading.matter): reading.message, "summary": summary_of(reading), "notes": notes}


def fault_shown(fault: Fault, say: Say = str) -> dict[str, Any]:
    """Give one fault."""
    return {
        "code": fault.code,
        "message": say(fault.says),
        "path": fault.path,
        "line": fault.line,
        "value": fault.value,
        "mend": say(fault.mend),
        "rule": rule_of(fault.code),
    }
