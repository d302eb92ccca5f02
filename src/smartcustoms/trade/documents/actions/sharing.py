"""Within an organisation: which types it applies for, and who may act on whose applications."""

from datetime import date

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.errors import NotFound, NotPermitted
from smartcustoms.kernel.people import queries as people
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.documents import queries, store
from smartcustoms.trade.documents.actions.loading import type_today


def subscribe(uow: UnitOfWork, code: str) -> None:
    """Subscribe the actor's organisation to a type; again changes nothing.

    Raises:
        NoSuchType: there is none, or it is not in force.
    """
    kind = type_today(uow, code)
    if store.written.put_subscription(uow, kind.code):
        uow.note("document_type.subscribed", kind.code)


def unsubscribe(uow: UnitOfWork, code: str) -> None:
    """End a subscription; documents that are there stay."""
    store.written.remove_subscription(uow, code)
    uow.note("document_type.unsubscribed", code[:30])


def delegate(uow: UnitOfWork, *, member: str, deputy: str, until: date | None = None) -> None:
    """Let a deputy act on a member's applications: his own, or any where the actor acts for the whole organisation.

    Raises:
        NotPermitted: a company user gives away another's applications.
        NotFound: one of the two is nobody of the organisation.
    """
    _own(uow, member)
    for name, user in (("member", member), ("deputy", deputy)):
        found = people.person(uow, user)
        if found is None or found.organisation != uow.by.organisation:
            raise NotFound(
                sentence("There is no such person in your organisation."),
                mend=sentence("Write the number on the person's account page."),
                field=name,
                seen=user[:40],
            )
    store.written.put_delegation(uow, member, deputy, since=day_of(uow.at), until=until)
    uow.note("document.delegated", member, to=deputy, until=until.isoformat() if until else None)


def take_back(uow: UnitOfWork, *, member: str, deputy: str) -> None:
    """Take a delegation back; again changes nothing.

    Raises:
        NotPermitted: a company user takes back another's.
    """
    _own(uow, member)
    store.written.remove_delegation(uow, member, deputy)
    uow.note("document.delegation_ended", member, to=deputy)


def _own(uow: UnitOfWork, member: str) -> None:
    if queries.acts_for(uow) is not None and member != uow.by.user:
        raise NotPermitted(
            sentence("Only the company's administrator may do this for another person."),
            mend=sentence("Ask your company's administrator."),
            field="member",
            seen=member[:40],
        )
