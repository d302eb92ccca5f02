"""Put traders into the register: as declarations name them, or as an officer has checked them; change and close them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from smartcustoms.business.traders import store
from smartcustoms.business.traders.events import TraderChanged, TraderRegistered
from smartcustoms.business.traders.model import (
    PREFIX,
    Identity,
    IdentityKind,
    IdentityTaken,
    Name,
    NoSuchTrader,
    NotAnIdentity,
    Particulars,
    PartySeen,
    Role,
    State,
    Trader,
)
from smartcustoms.business.traders.numbers import checked
from smartcustoms.business.traders.particulars import cleaned, fitting
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import Conflict
from smartcustoms.kernel.identifiers import numbered
from smartcustoms.kernel.people import queries as people
from smartcustoms.kernel.words.model import sentence


class TraderChangedMeanwhile(Conflict):
    """Somebody changed the trader after it was read."""

    code = "trader_changed_meanwhile"


class TraderClosed(Conflict):
    """The trader is closed, or is another's by a merge."""

    code = "trader_closed"


class AccountTaken(Conflict):
    """The organisation has another trader already, or the trader another organisation."""

    code = "account_taken"


def take_in(uow: UnitOfWork, seen: Iterable[PartySeen]) -> dict[str, str]:
    """Put parties that something lodged names into the register; one that is there gains the role. Again changes nothing.

    Codes that cannot be kept (empty, too long, control signs) are left out.

    Returns:
        The number of the trader, as living, behind each code.
    """
    parties: dict[str, set[Role]] = {}
    names: dict[str, str] = {}
    for each in seen:
        if code := _code(each.code):
            parties.setdefault(code, set()).add(each.role)
            names[code] = names.get(code) or cleaned(each.name)[:200]
    known = store.register.numbers_by_values(uow, parties, kind=IdentityKind.DECLARED)
    new = sorted(set(parties) - set(known))
    for at in range(0, len(new), 500):
        known |= _insert(uow, new[at : at + 500], parties, names)
    roles = store.register.roles_of(uow, {known[code] for code in parties if code in known})
    for code, wanted in parties.items():
        if more := {role for role in wanted if role.value not in roles.get(known[code], frozenset())}:
            store.register.add_roles(uow, known[code], more)
    return known


def _insert(
    uow: UnitOfWork, codes: list[str], parties: Mapping[str, set[Role]], names: Mapping[str, str]
) -> dict[str, str]:
    numbers = dict(zip(codes, _numbers(uow, len(codes)), strict=True))
    identities = {code: Identity(IdentityKind.DECLARED, code) for code in codes}
    kept = store.register.insert_identities(uow, [(numbers[code], None, identities[code]) for code in codes])
    mine = {value for _, _, value in kept}
    made = [
        Trader(
            number=numbers[code],
            names=(Name(names[code] or code),),
            identities=(identities[code],),
            roles=frozenset(parties[code]),
            since=uow.at,
            changed_at=uow.at,
        )
        for code in codes
        if code in mine
    ]
    store.register.insert(uow, made)
    if made:
        uow.note("traders.taken_in", made[0].number, count=len(made))
    lost = [code for code in codes if code not in mine]  # another transaction was quicker: its number counts
    return {code: numbers[code] for code in mine} | store.register.numbers_by_values(
        uow, lost, kind=IdentityKind.DECLARED
    )


def count(uow: UnitOfWork, what: str, codes: Iterable[str]) -> None:
    """Count, in this year, that something happened to the traders behind some codes, once for each time a code is given.

    A code nobody has is left out. Call it from a reaction's step: the same event has its effect once.
    """
    given = Counter(codes)
    known = store.register.numbers_by_values(uow, given, kind=IdentityKind.DECLARED)
    counts: Counter[tuple[str, str, int]] = Counter()
    for code, number in known.items():
        counts[number, what, uow.at.year] += given[code]
    store.register.add_to_tallies(uow, counts)


def register(uow: UnitOfWork, written: Particulars, *, organisation: str | None = None) -> Trader:
    """Register a trader that an officer has checked; `organisation` is the account that may see it.

    Raises:
        NotATrader, NotAnIdentity: what was written cannot be kept.
        IdentityTaken: another trader has one of the numbers.
        AccountTaken: the organisation has a trader already.
    """
    fits = fitting(written)
    if organisation:
        _free_account(uow, organisation, number="")
    made = Trader(
        number=_numbers(uow, 1)[0],
        names=fits.names,
        identities=fits.identities,
        addresses=fits.addresses,
        roles=fits.roles,
        state=State.REGISTERED,
        organisation=organisation,
        since=uow.at,
        changed_at=uow.at,
    )
    _keep_identities(uow, made)
    store.register.insert(uow, [made])
    uow.note("trader.registered", made.number, name=made.name)
    uow.record(TraderRegistered(number=made.number, organisation=organisation or ""))
    return made


def ensure_account(uow: UnitOfWork, organisation: str, *, role: Role) -> str:
    """Give the number of the trader that has an organisation's account; it is put into the register when it is not there."""
    there = store.register.number_of_organisation(uow, organisation)
    if there is not None:
        return there
    name = people.organisation_name(uow, organisation) or organisation
    made = Trader(
        number=_numbers(uow, 1)[0],
        names=(Name(cleaned(name)[:200] or organisation),),
        roles=frozenset({role}),
        organisation=organisation,
        since=uow.at,
        changed_at=uow.at,
    )
    store.register.insert(uow, [made])
    uow.note("trader.account_ensured", made.number, organisation=organisation)
    return made.number


def change(uow: UnitOfWork, number: str, written: Particulars, *, version: int, because: str) -> Trader:
    """Change what is written of a trader; `version` is the one that was read. What was merged into it stays apart.

    Raises:
        NoSuchTrader, TraderClosed, TraderChangedMeanwhile, NotATrader, NotAnIdentity, IdentityTaken.
    """
    old = own(uow, number)
    if old.version != version:
        raise TraderChangedMeanwhile(
            sentence("Somebody changed this trader meanwhile."), mend=sentence("Load it anew and change it again."),
            field="version", seen=str(version),
        )  # fmt: skip
    fits = fitting(written)
    new = replace(
        old,
        names=fits.names,
        identities=fits.identities,
        addresses=fits.addresses,
        roles=fits.roles,
        state=State.REGISTERED if old.state is State.KNOWN else old.state,
        changed_at=uow.at,
    )
    _keep_identities(uow, new)
    store.register.change(uow, new)
    uow.note("trader.changed", number, because=because, was=[each.text for each in old.names])
    uow.record(TraderChanged(number=number, organisation=old.organisation or ""))
    return store.register.whole(uow, [number])[0]


def close(uow: UnitOfWork, number: str, *, because: str) -> None:
    """Close a trader that no longer trades; it stays to be found.

    Raises:
        NoSuchTrader, TraderClosed.
    """
    old = own(uow, number)
    store.register.change(uow, replace(old, state=State.CLOSED, changed_at=uow.at))
    uow.note("trader.closed", number, because=because)
    uow.record(TraderChanged(number=number, organisation=old.organisation or ""))


def link(uow: UnitOfWork, number: str, organisation: str) -> None:
    """Let an organisation's account be a trader's: its people see it and speak for it. Again changes nothing.

    Raises:
        NoSuchTrader, TraderClosed; AccountTaken: one of the two has another already.
    """
    old = own(uow, number)
    if old.organisation == organisation:
        return
    if old.organisation:
        raise _taken(old.organisation)
    _free_account(uow, organisation, number=number)
    store.register.set_organisation(uow, [number, *store.register.whole(uow, [number])[0].absorbed], organisation)
    uow.note("trader.linked", number, organisation=organisation)


def own(uow: UnitOfWork, number: str) -> Trader:
    """Give a living trader's own row, locked, without what was merged into it.

    Raises:
        NoSuchTrader, TraderClosed.
    """
    found = store.register.whole(uow, [number], lock=True, alone=True)
    if not found:
        raise NoSuchTrader(
            sentence("There is no such trader."), mend=sentence("Look in the register."), seen=number[:40]
        )
    if found[0].state in {State.CLOSED, State.MERGED}:
        raise TraderClosed(
            sentence("This trader is closed, or merged into another."), mend=sentence("Open the one it belongs to."),
            seen=number[:40],
        )  # fmt: skip
    return found[0]


def _keep_identities(uow: UnitOfWork, made: Trader) -> None:
    taken = store.register.replace_identities(uow, made.number, made.organisation, made.identities)
    if taken:
        raise IdentityTaken(
            sentence("Another trader is known by this number already."),
            mend=sentence("Look for that trader: the two may be one, and can be merged."),
            field="identity", seen=", ".join(sorted(taken))[:100],
        )  # fmt: skip


def _free_account(uow: UnitOfWork, organisation: str, *, number: str) -> None:
    there = store.register.number_of_organisation(uow, organisation)
    if there is not None and there != number:
        raise _taken(there)


def _taken(seen: str) -> AccountTaken:
    return AccountTaken(
        sentence("The organisation has another trader already, or the trader another organisation."),
        mend=sentence("Look whether the two traders are one, and merge them."), field="organisation", seen=seen[:60],
    )  # fmt: skip


def _numbers(uow: UnitOfWork, many: int) -> list[str]:
    return [numbered(PREFIX, uow.at.year, each) for each in store.register.serials(uow, many)]


def _code(text: str) -> str:
    try:
        return checked(Identity(IdentityKind.DECLARED, text)).value
    except NotAnIdentity:
        return ""
