"""Who asks about documents, and what the pages and the API read alike."""

from typing import Annotated, Any

from fastapi import Depends, Request

from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.web.access import may
from smartcustoms.kernel.web.pages import reader_of
from smartcustoms.kernel.words.say import say
from smartcustoms.trade.documents.model import APPLY, KEEP_TYPES, SEE, SEE_TYPES, Fault

Asker = Annotated[Actor, Depends(may(SEE_TYPES))]
Seer = Annotated[Actor, Depends(may(SEE))]
Applicant = Annotated[Actor, Depends(may(APPLY))]
Keeper = Annotated[Actor, Depends(may(KEEP_TYPES))]


def fault_given(request: Request, fault: Fault) -> dict[str, Any]:
    """Give a fault as the API tells it: field by path and by its name on the form, sentence, mend, what was seen."""
    who = reader_of(request)
    help_ = fault.helps.get(who.language) or fault.helps.get("en", "")
    mend = say(fault.mend, who)
    return {
        "field": fault.field,
        "name": fault.names.get(who.language) or fault.names.get("en", ""),
        "message": say(fault.says, who),
        "mend": f"{mend} {help_}".strip(),
        "seen": fault.seen,
    }
