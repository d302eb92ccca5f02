"""What other parts of the platform ask: who is trusted now, and whether a lodging may claim an operator's trust."""

from collections.abc import Iterable, Sequence
from datetime import date

from smartcustoms.business.aeo import programme, store
from smartcustoms.business.aeo.model import Benefits, Standing
from smartcustoms.business.aeo.trust import Trust, Trusted, trust_of
from smartcustoms.business.traders import queries as traders
from smartcustoms.business.traders.model import Owner, What
from smartcustoms.kernel.database.statements import Ready
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of

__all__ = ["Trust", "Trusted"]


def trusted_mark() -> Ready:
    """Give the question for what changes whenever an operator does, for asking it with others in one round trip: one row."""
    return store.operators.MARK.given()


def trust(uow: UnitOfWork, *, on: date) -> Trust:
    """Give every operator in good standing on a day. One question, whatever the number of declarations."""
    return trust_of(
        (Trusted(number, organisation, tier, float(programme.benefits(tier, on).spared)), parties)
        for organisation, parties, tier, first, last, number in store.operators.trusted(uow)
        if first <= on <= last
    )


def lenient(
    uow: UnitOfWork, known: Trust, owners: Sequence[Owner], *, codes: Iterable[str], lodger: str
) -> dict[str, Trusted]:
    """Give, of the codes of importers, those for which the lodging organisation may claim an operator's trust, with the operator.

    It must be the operator's own organisation, or an agent with its authority to lodge that holds today. Ask in the platform's
    name. owners: what `traders.queries.owners` gave of the codes.
    """
    behind: dict[str, list[Owner]] = {}
    for each in owners:
        behind.setdefault(each.code, []).append(each)
    meant = {code: known.meant(code, behind.get(code, ())) for code in codes}
    may = {
        found.organisation: found.organisation == lodger or _has_authority(uow, lodger, found.organisation)
        for found in meant.values()
        if found is not None
    }
    return {code: found for code, found in meant.items() if found is not None and may[found.organisation]}


def _has_authority(uow: UnitOfWork, lodger: str, organisation: str) -> bool:
    agent, principal = traders.of_organisation(uow, lodger), traders.of_organisation(uow, organisation)
    if agent is None or principal is None:
        return False
    return traders.may_act_for(uow, agent, principal, What.LODGE)


def benefits_of(uow: UnitOfWork, organisation: str) -> Benefits | None:
    """Give what an organisation may claim now; None: it is no operator in good standing."""
    on = day_of(uow.at)
    for each in store.operators.of_organisation(uow, organisation):
        if each.standing is Standing.ACTIVE and each.valid_from <= on <= each.valid_until:
            return programme.benefits(each.tier, on)
    return None
