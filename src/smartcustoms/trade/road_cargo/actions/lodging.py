"""Lodge, amend and withdraw cargo information."""

import hashlib
import json

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import NotPermitted
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.road_cargo import queries, store
from smartcustoms.trade.road_cargo.checking import checked
from smartcustoms.trade.road_cargo.model import (
    Consignment,
    Direction,
    Entered,
    Items,
    KeyUsed,
    NoAuthority,
    NoSuchConsignment,
    NotNow,
    State,
    Way,
    reference,
)

_TRIES = 8
LONGEST_KEY = 220


def lodge(
    uow: UnitOfWork,
    given: Entered,
    *,
    way: Way,
    key: str = "",
    shipper: str = "",
    declaration: str = "",
    replaces: str = "",
) -> Consignment:
    """Lodge cargo information for the actor's organisation, or as its agent for another; give it with its reference.

    Args:
        uow: the unit of work.
        given: what the sender wrote.
        way: by what it came.
        key: the sender's idempotency key: the same key with the same content gives the same reference.
        shipper: the code of the business for which an agent lodges (`queries.shipper_named`); "" for one's own.
        declaration: number of the declaration of these goods, if the sender names one.
        replaces: the reference of a truck that was sent back, which this one replaces.

    Raises:
        NotAccepted: items are missing, unreadable or out of time.
        KeyUsed: the key was used for other content.
        NoAuthority: the shipper gave the agent no authority to lodge that holds today.
        NoSuchConsignment: what this is to replace is no consignment of the shipper's that the actor may see.
    """
    direction, items = checked(given, at=uow.at)
    whose = whose_cargo(uow, shipper)
    if replaces and found(uow, replaces).shipper != whose:
        raise no_such(replaces)
    told = {"given": dict(given.values), "shipper": whose, "declaration": declaration, "replaces": replaces}
    digest = hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode("utf-8", "replace")).hexdigest()
    there = claimed(uow, f"consignment {key}", digest) if key else ""
    if there:
        return found(uow, there)
    for attempt in range(_TRIES):
        serial = _serial(uow, digest, key, attempt)
        one = _consignment(uow, direction, items, whose, way, declaration, replaces, serial)
        if store.consignments.insert_consignment(uow, one):
            if key:
                store.consignments.name_key(uow, f"consignment {key}"[:LONGEST_KEY], one.number)
            uow.note("road_cargo.lodged", one.number, direction=direction.value, shipper=whose, way=way.value)
            return one
    raise RuntimeError("no number was free")


def whose_cargo(uow: UnitOfWork, shipper: str) -> str:
    """Give the organisation for which the actor's lodges: its own, or that of the shipper named, whose agent it must be.

    Raises:
        NoAuthority: it is not, or nobody the register knows bears the code; which of the two is not told.
    """
    code = shipper.strip()
    found = queries.shipper_named(uow, code, agent=uow.by.organisation) if code else uow.by.organisation
    if found is None:
        raise NoAuthority(
            sentence("You have no authority to lodge for this shipper."),
            mend=sentence("Ask the shipper to give it on the page of its business, or correct the shipper's number."),
            field="shipper",
            seen=code[:40],
        )
    return found


def claimed(uow: UnitOfWork, key: str, digest: str) -> str:
    """Claim an idempotency key; give the number that holds it already for the same content, "" when it is free.

    Raises:
        KeyUsed: it holds other content.
    """
    kept, number = store.consignments.claim_key(uow, key[:LONGEST_KEY], digest)
    if kept != digest:
        raise KeyUsed(
            sentence("The idempotency key {key} was used for other cargo information.", key=key[:60]),
            mend=sentence("Take a new key for new content."),
            field="Idempotency-Key",
            seen=key[:60],
        )
    return number


def amend(uow: UnitOfWork, number: str, given: Entered, *, version: int, because: str) -> Consignment:
    """Put new items in the place of a consignment's that is not bundled; the old ones are kept.

    Raises:
        NoSuchConsignment, NotAccepted.
        NotPermitted: it is another's. NoAuthority: the actor is its agent no longer.
        NotNow: it is bundled, crossed, sent back or withdrawn, or has another version by now.
    """
    old = own(uow, number)
    _need_unbundled(old)
    if old.version != version:
        raise NotNow(
            sentence("{number} is in version {now} by now.", number=number, now=old.version),
            mend=sentence("Open it again and make your change there."),
            field="version",
            seen=str(version),
        )
    direction, items = checked(given, at=uow.at)
    if direction is not old.direction:
        raise NotNow(
            sentence("A reference keeps its direction."),
            mend=sentence("Withdraw it and lodge another."),
            field="direction",
            seen=direction.value,
        )
    store.consignments.replace_items(uow, old, items, because=because.strip()[:500])
    uow.note("road_cargo.amended", number, version=old.version + 1)
    return found(uow, number)


def withdraw(uow: UnitOfWork, number: str, *, because: str) -> Consignment:
    """Withdraw cargo information that is not bundled.

    Raises:
        NoSuchConsignment.
        NotPermitted: it is another's. NoAuthority: the actor is its agent no longer.
        NotNow: it is bundled, crossed or sent back.
    """
    old = own(uow, number)
    if old.state is State.WITHDRAWN:
        return old
    _need_unbundled(old)
    store.consignments.change_consignments(uow, [number], {"state": State.WITHDRAWN.value})
    uow.note("road_cargo.withdrawn", number, because=because.strip()[:500])
    return found(uow, number)


def own(uow: UnitOfWork, number: str) -> Consignment:
    """Give a consignment of the actor's own, locked for a change."""
    one = store.consignments.consignments(uow, [number], lock=True).get(number)
    if one is None:
        raise no_such(number)
    if uow.by.organisation not in (one.shipper, one.agent):
        raise NotPermitted(
            sentence("Only its shipper and his agent change cargo information."),
            mend=sentence("Ask them to amend it."),
            seen=number[:40],
        )
    need_authority(uow, one, uow.by.organisation)
    return one


def need_authority(uow: UnitOfWork, one: Consignment, organisation: str) -> None:
    """Refuse an agent whose authority of the shipper is over; a haulier who is not its agent needs none.

    Raises:
        NoAuthority.
    """
    if organisation != one.agent or queries.may_act(uow, one, organisation):
        return
    raise NoAuthority(
        sentence("Your authority to act for the shipper of {number} is over.", number=one.number),
        mend=sentence("Ask the shipper to give it again, or to do this himself."),
        field="reference",
        seen=one.number,
    )


def found(uow: UnitOfWork, number: str) -> Consignment:
    """Give a consignment that the actor may see."""
    one = store.consignments.consignments(uow, [number]).get(number)
    if one is None:
        raise no_such(number)
    return one


def no_such(number: str) -> NoSuchConsignment:
    """Give the refusal of a reference that is not there, or not for the asker."""
    return NoSuchConsignment(
        sentence("There is no such customs cargo reference."),
        mend=sentence("Compare each digit with what the shipper gave you."),
        field="reference",
        seen=number[:40],
    )


def _need_unbundled(one: Consignment) -> None:
    if one.state is State.LODGED:
        return
    mend = (
        sentence("Ask the trucker to take it out of its bundle first; then amend it and let him bundle it again.")
        if one.state is State.BUNDLED
        else sentence("Lodge new cargo information.")
    )
    raise NotNow(
        sentence("Cargo information is changed only while it is not bundled."),
        mend=mend,
        field="number",
        seen=one.number,
    )


def _serial(uow: UnitOfWork, digest: str, key: str, attempt: int) -> int:
    """Give a serial that nobody foresees: from the idempotency key and what was sent, or from the moment."""
    seed = f"{uow.by.organisation}:{uow.by.user}:{digest}:{key or uow.at.isoformat()}:{attempt}"
    return int(hashlib.sha256(seed.encode("utf-8", "replace")).hexdigest()[:12], 16) % 10**9


def _consignment(
    uow: UnitOfWork,
    direction: Direction,
    items: Items,
    whose: str,
    way: Way,
    declaration: str,
    replaces: str,
    serial: int,
) -> Consignment:
    return Consignment(
        number=reference(uow.at.year, serial),
        shipper=whose,
        agent="" if whose == uow.by.organisation else uow.by.organisation,
        direction=direction,
        items=items,
        state=State.LODGED,
        version=1,
        lodged_by=uow.by.user,
        lodged_at=uow.at,
        changed_at=uow.at,
        way=way,
        declaration=declaration.strip()[:40],
        replaces=replaces,
    )
