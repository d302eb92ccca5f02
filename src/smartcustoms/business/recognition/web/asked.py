"""Who may ask what of recognition, and words that several of its pages share."""

from typing import Annotated

from fastapi import Depends

from smartcustoms.business.recognition.model import CONSENT, DELIVER, LEAD, MATCH, SEE, Status
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.web.access import may
from smartcustoms.kernel.words.model import Sentence, sentence

Sees = Annotated[Actor, Depends(may(SEE))]
Leads = Annotated[Actor, Depends(may(LEAD))]
Delivers = Annotated[Actor, Depends(may(DELIVER))]
Matches = Annotated[Actor, Depends(may(MATCH))]
Consents = Annotated[Actor, Depends(may(CONSENT))]
SIZE = 50
STATUSES: dict[str, Sentence] = {
    Status.ACTIVE.value: sentence("Active"),
    Status.SUSPENDED.value: sentence("Suspended"),
    Status.REVOKED.value: sentence("Revoked"),
}
