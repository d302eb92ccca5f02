"""An applicant or operator lodged, answered or appealed: the officers whom it concerns are told."""

from typing import Final

from smartcustoms.business.aeo.events import AeoMatterRaised
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import sentence

_LODGED: Final = sentence("An AEO application was lodged.")
_ANSWERED: Final = sentence("A finding of an AEO visit was answered.")
_APPEALED: Final = sentence("An appeal about an AEO decision was lodged.")


def tell_officers(uow: UnitOfWork, event: AeoMatterRaised) -> None:
    """Tell them, with a link."""
    place = "operators" if event.about.startswith("AE") else "applications"
    says = {"lodged": _LODGED, "answered": _ANSWERED}.get(event.what, _APPEALED)
    tell(uow, event.whom, says, about=event.about, link=f"/aeo/{place}/{event.about}")


EVENT, STEPS = AeoMatterRaised, (tell_officers,)
