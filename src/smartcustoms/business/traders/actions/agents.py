"""Relations between traders, and the authority that a principal gives an agent and withdraws."""

from datetime import date

from smartcustoms.business.traders import store
from smartcustoms.business.traders.actions.registering import own
from smartcustoms.business.traders.events import AuthorityGiven, AuthorityWithdrawn
from smartcustoms.business.traders.model import (
    Authorisation,
    NoSuchTrader,
    NotAuthorised,
    NotThere,
    Relation,
    RelationKind,
    Trader,
    What,
)
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.errors import NotPermitted
from smartcustoms.kernel.identifiers import new_id, numbered
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import sentence


def relate(
    uow: UnitOfWork, number: str, kind: RelationKind, other: str, *, because: str, since: date | None = None
) -> None:
    """Note how a trader stands to another; again changes nothing.

    Raises:
        NoSuchTrader, TraderClosed; NotAuthorised: a trader does not stand to itself.
    """
    if number == other:
        raise NotAuthorised(
            sentence("A trader has no relation to itself."), mend=sentence("Write the other trader's number."),
            field="other", seen=other[:40],
        )  # fmt: skip
    own(uow, number)
    own(uow, other)
    made = Relation(
        number=new_id(uow.at), trader=number, other=other, kind=kind, since=since, until=None, because=because
    )
    if store.agents.insert_relation(uow, made):
        uow.note("trader.related", number, kind=kind.value, other=other, because=because)


def authorise(
    uow: UnitOfWork, agent: Trader, what: frozenset[What], *, since: date | None = None, until: date | None = None
) -> Authorisation:
    """Let an agent act for the actor's own business. `agent` was looked up by whoever may see the register.

    Raises:
        NoSuchTrader: the actor's organisation has no trader in the register.
        NotAuthorised: nothing is authorised, the end is before the beginning or past, the agent is oneself or has no account,
            or the agent has the same authority already.
    """
    principal = own_trader(uow)
    on = since or day_of(uow.at)
    for wrong, says, mend, field in (
        (not what, sentence("No deed is named that the agent may do."), sentence("Choose at least one."), "what"),
        (bool(until and until < max(on, day_of(uow.at))), sentence("The authority is over before it begins, or past."),
         sentence("Write a later last day, or leave it empty."), "until"),
        (agent.organisation == uow.by.organisation, sentence("This is your own business."),
         sentence("Write the agent's number."), "agent"),
        (not agent.organisation, sentence("This business has no account here, so it cannot act for you."),
         sentence("Ask it to register; then give it authority."), "agent"),
        (any(each.what >= what and each.holds(on) and each.until == until
             for each in store.agents.between(uow, [principal.number], [agent.number])),
         sentence("This agent has that authority already."), sentence("Withdraw it first to give another."), "agent"),
    ):  # fmt: skip
        if wrong:
            raise NotAuthorised(says, mend=mend, field=field, seen=agent.number)
    made = Authorisation(
        number=numbered("AU", uow.at.year, store.register.serials(uow, 1)[0]),
        principal=principal.number,
        principal_name=principal.name,
        agent=agent.number,
        agent_name=agent.name,
        giver=uow.by.organisation,
        what=what,
        since=on,
        until=until,
        given_at=uow.at,
    )
    store.agents.insert_authorisation(uow, made, [uow.by.organisation, str(agent.organisation)])
    uow.note("trader.authorised", principal.number, agent=agent.number, what=sorted(what), authority=made.number)
    uow.record(AuthorityGiven(number=made.number, agent=str(agent.organisation), name=principal.name))
    return made


def withdraw(uow: UnitOfWork, number: str, *, because: str) -> Authorisation:
    """Withdraw an authority; only the principal does. Again changes nothing.

    Raises:
        NotThere: there is none, or it is not the actor's to see; NotPermitted: it was given by another business.
    """
    found = store.agents.authorisation(uow, number)
    if found is None:
        raise NotThere(
            sentence("There is no such authority."),
            mend=sentence("Look on the page of your business."),
            seen=number[:40],
        )
    if found.giver != uow.by.organisation:
        raise NotPermitted(
            sentence("Only the business that gave an authority withdraws it."),
            mend=sentence("Ask {name} to withdraw it.", name=found.principal_name), seen=number[:40],
        )  # fmt: skip
    if found.withdrawn_at is None:
        store.agents.withdraw_authorisation(uow, number, because=because)
        uow.note("trader.authority_withdrawn", found.principal, agent=found.agent, authority=number, because=because)
        agent = next((each for each in store.agents.seen_by(uow, number) if each != found.giver), "")
        uow.record(AuthorityWithdrawn(number=number, agent=agent, name=found.principal_name, because=because))
    return store.agents.authorisation(uow, number) or found


def tell_if_not_authorised(uow: UnitOfWork, organisation: str, codes: list[str], *, about: str, link: str) -> list[str]:
    """Tell each business with an account of its own that another acted in its name without its authority to lodge.

    Call it from a reaction, in the platform's name. Codes of traders without an account are left out: they cannot give authority
    here. Gives the numbers of the traders told.
    """
    told: list[str] = []
    known = store.register.numbers_by_values(uow, codes)
    living = {str(store.register.living(uow, number)) for number in known.values()}
    mine = store.register.number_of_organisation(uow, organisation)
    for each in store.register.whole(uow, sorted(living)):
        if not each.organisation or each.organisation == organisation:
            continue
        given = store.agents.between(uow, [each.number, *each.absorbed], [mine] if mine else [])
        if any(What.LODGE in one.what and one.holds(day_of(uow.at)) for one in given):
            continue
        says = sentence(
            "{number} was lodged in your name by an organisation that has no authority of yours.", number=about
        )
        tell(uow, each.organisation, says, about=about, link=link, organisation=each.organisation)
        uow.note("trader.lodged_without_authority", each.number, declaration=about, by=organisation)
        told.append(each.number)
    return told


def own_trader(uow: UnitOfWork) -> Trader:
    """Give the trader of the actor's own organisation.

    Raises:
        NoSuchTrader: it is not in the register yet.
    """
    number = store.register.number_of_organisation(uow, uow.by.organisation)
    if number is None:
        raise NoSuchTrader(
            sentence("Your organisation is not in the register of traders yet."),
            mend=sentence("Ask the office to register it."), seen=uow.by.organisation[:40],
        )  # fmt: skip
    return store.register.whole(uow, [number])[0]
