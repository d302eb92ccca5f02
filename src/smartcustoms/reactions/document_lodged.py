"""An application was lodged: the agencies of its type's route review it, and its fee is demanded."""

from contextlib import suppress
from decimal import Decimal
from typing import Any

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.money import Money
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.agencies import actions as agencies
from smartcustoms.trade.agencies.model import Condition, DecidedAlready, RouteStep
from smartcustoms.trade.documents import actions as documents
from smartcustoms.trade.documents import queries as asked
from smartcustoms.trade.documents.events import DocumentLodged
from smartcustoms.trade.documents.model import Document, DocumentType
from smartcustoms.trade.payments import actions as payments
from smartcustoms.trade.payments.model import LineKind, NoteLine


def begin_review(uow: UnitOfWork, event: DocumentLodged) -> None:
    """Begin the review by the type's route; the one of an earlier edition ends first."""
    found = documents.for_review(uow, event.number, edition=event.edition)
    if found is None:
        return
    if event.replaces:
        with suppress(DecidedAlready):  # decided while it was amended: that decision is passed over
            agencies.withdraw(uow, event.replaces, because="amended")
    kind = asked.type_of(uow, found)
    review = agencies.begin(
        uow,
        about=found.number,
        kind=kind.code,
        title=kind.names,
        owner=found.organisation,
        route=[RouteStep(each.agency, each.skill, each.order, each.lead, each.days) for each in kind.route],
        facts=facts_of(found, kind),
        by=found.applicant,
        at=uow.at,
        offered=[Condition(each.code, each.says) for each in kind.conditions],
    )
    documents.review_begun(uow, found.number, review=review.number)


def facts_of(found: Document, kind: DocumentType) -> dict[str, Any]:
    """Give what rules and officers go by: the application's cells by path, and what every application has."""
    cells: dict[str, Any] = dict(asked.cells(found.content))
    chosen = next((value for name, value in cells.items() if name.endswith(".direction")), "")
    facts = {
        "direction": chosen or kind.direction[0],
        "title": found.title,
        "reference": found.reference,
        "applicant": found.organisation,
        "hs_codes": list(found.hs_codes),
    }
    return {**{name: value for name, value in facts.items() if value}, **cells}


def demand_fee(uow: UnitOfWork, event: DocumentLodged) -> None:
    """Raise the demand note of the fee, once for an application however often it is lodged anew; many are free."""
    fee = Money(Decimal(event.fee), event.currency)
    if fee.amount > 0:
        says = sentence("Fee for {type}, application {number}", type=event.type, number=event.number)
        line = NoteLine(LineKind.FEE, says, fee.rounded(), asked.type_of(uow, asked.document(uow, event.number)).law)
        payments.raise_note(
            uow, organisation=event.organisation, about=event.number, lines=[line], key=f"fee:{event.number}"
        )


EVENT, STEPS = DocumentLodged, (begin_review, demand_fee)
