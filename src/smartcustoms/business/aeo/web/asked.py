"""Who may ask what of the programme, and what lists are asked for."""

from datetime import date
from typing import Annotated

from fastapi import Depends

from smartcustoms.business.aeo.model import APPLY, DECIDE, HEAR, LOOK_UP, SEE, VALIDATE, NotFilledIn
from smartcustoms.business.aeo.queries import ListedApplications, ListedOperators
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.web.access import may
from smartcustoms.kernel.words.model import sentence

Anybody = Annotated[Actor, Depends(may(LOOK_UP))]
Seer = Annotated[Actor, Depends(may(SEE))]
Applicant = Annotated[Actor, Depends(may(APPLY))]
Officer = Annotated[Actor, Depends(may(VALIDATE))]
Decider = Annotated[Actor, Depends(may(DECIDE))]
Hearer = Annotated[Actor, Depends(may(HEAR))]
SIZE = 50


def _applications(q: str = "", state: str = "", tier: str = "", sort: str = "-changed") -> ListedApplications:
    return ListedApplications(q.strip()[:80], state[:20], _tier(tier), sort[:20])


def _operators(q: str = "", standing: str = "", tier: str = "", sort: str = "name") -> ListedOperators:
    return ListedOperators(q.strip()[:80], standing[:20], _tier(tier), sort[:20])


def _tier(tier: str) -> int:
    return int(tier) if tier in ("1", "2") else 0


AskedApplications = Annotated[ListedApplications, Depends(_applications)]
AskedOperators = Annotated[ListedOperators, Depends(_operators)]


def day_in(text: str, field: str) -> date:
    """Read a day.

    Raises:
        NotFilledIn: it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise NotFilledIn(
            sentence("{text} is no day.", text=text[:40] or "—"), mend=sentence("Write it as 2026-11-24."), field=field,
            seen=text[:40],
        ) from wrong  # fmt: skip
