"""Declarations that name documents: what each covers is found with the lines locked, then written off; two at a time take turns.

Finding and writing lie apart, because a file of declarations leaves out those that are not covered and lodges the rest.
"""

from collections.abc import Iterable, Mapping, Sequence

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.identifiers import is_numbered
from smartcustoms.trade.documents import covering, queries, store
from smartcustoms.trade.documents.actions.using import give_back
from smartcustoms.trade.documents.covering import Claim, Covered, Uncovered
from smartcustoms.trade.documents.model import PREFIX, Relation


def cover(uow: UnitOfWork, claims: Sequence[Claim], *, instead_of: str = "") -> tuple[list[Covered], list[Uncovered]]:
    """Find what documents cover of some claims, and why they do not cover others.

    The documents and their lines are locked until the transaction ends, always in the order of their numbers, so that nobody
    uses up what was found before `use` has written it off. What the declaration `instead_of` used is given back first: its new
    version may claim it again.
    """
    earlier = {each[0] for each in store.asked.used_by(uow, instead_of)} if instead_of else set()
    known = {each.number for each in claims if is_numbered(each.number, PREFIX)} | earlier
    if not known:
        return covering.found({}, claims)
    found = store.asked.several(uow, known)
    lines = store.asked.goods_locked(uow, known)
    if earlier and give_back(uow, instead_of):
        lines = store.asked.goods_locked(uow, known)
    users = store.asked.users(uow, known)
    held = {
        each.number: covering.Held(
            each, queries.type_of(uow, each), lines.get(each.number, []), users.get(each.number, set())
        )
        for each in found
    }
    return covering.found(held, claims)


def use(uow: UnitOfWork, covered: Iterable[Covered], declarations: Mapping[str, str]) -> None:
    """Write off what was covered, for the declarations by the names under which they claimed; each is linked with its documents."""
    told: dict[tuple[str, str, str], list[str]] = {}
    for each in covered:
        declaration, entry = declarations[each.of], f"{each.item}"
        if each.quantity is not None:
            store.written.add_use(uow, each.number, each.organisation, each.line, declaration, each.item, each.quantity)
            store.written.take_off(uow, each.number, each.line, each.quantity)
            entry = f"{each.item}: {each.quantity.normalize():f} {each.unit}".strip()
        told.setdefault((each.number, each.organisation, declaration), []).append(entry)
    for (number, organisation, declaration), entries in told.items():
        store.written.add_link(uow, number, Relation.DECLARED_BY.value, declaration, organisation)
        note = f"{declaration}/{', '.join(entries)}"
        store.written.add_step(uow, number, organisation, "used", waits_for="", note=note)
        uow.note("document.used", number, declaration=declaration, items="; ".join(entries)[:500])
