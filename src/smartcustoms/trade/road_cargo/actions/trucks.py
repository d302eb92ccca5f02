"""Keep a haulier's trucks: which plates belong together, and the PIN for the voice line."""

import hashlib
import re
from collections.abc import Sequence

from smartcustoms.kernel.database.platform import on_behalf_of_platform
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import Conflict, Refused
from smartcustoms.kernel.identifiers import numbered
from smartcustoms.kernel.people.passwords import hashed
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.road_cargo import store
from smartcustoms.trade.road_cargo.model import Jurisdiction, NoSuchTruck, Plate, Truck, VehicleKind

_PREFIX = "TK"


class PlatesUnclear(Refused):
    """A truck has no plate, or two of one administration."""

    code = "plates_unclear"


class PlateTaken(Conflict):
    """Another truck bears a plate."""

    code = "plate_taken"


class PinUnfit(Refused):
    """A PIN is not six digits."""

    code = "pin_unfit"


def keep_truck(
    uow: UnitOfWork, plates: Sequence[Plate], kind: VehicleKind, *, pin: str = "", number: str = ""
) -> Truck:
    """Enter a truck with its linked plates, or change one of one's own; `pin` (six digits) is for the voice line.

    Raises:
        PlatesUnclear, PlateTaken, PinUnfit, NoSuchTruck.
    """
    if not plates or len({each.jurisdiction for each in plates}) != len(plates):
        raise PlatesUnclear(
            sentence("A truck has one plate of each administration at most, and one at least."),
            mend=sentence("Write the plates that the truck bears."),
            field="plate_hk",
        )
    if pin and not re.fullmatch(r"[0-9]{6}", pin, re.ASCII):
        raise PinUnfit(
            sentence("The PIN of the voice line has six digits."), mend=sentence("Choose six digits."), field="pin"
        )
    known = _known(uow, number)
    with on_behalf_of_platform(uow):
        for each in plates:
            if any(one.number != number for one in store.trucks.trucks(uow, mark=each.mark)):
                raise PlateTaken(
                    sentence("The plate {mark} belongs to another truck.", mark=each.mark),
                    mend=sentence("Compare it with the truck; if it is yours, ask customs to free it."),
                    field=f"plate_{each.jurisdiction.value}",
                    seen=each.mark,
                )
    made = Truck(
        number=known.number if known else _number(uow, plates),
        organisation=uow.by.organisation,
        plates=tuple(sorted(plates, key=lambda each: list(Jurisdiction).index(each.jurisdiction))),
        kind=kind,
        has_pin=bool(pin) or bool(known and known.has_pin),
        changed_at=uow.at,
    )
    store.trucks.put_truck(uow, made, pin_hash=hashed(pin) if pin else None)
    uow.note("truck.kept", made.number, marks=[each.mark for each in made.plates], pin_changed=bool(pin))
    return made


def retire_truck(uow: UnitOfWork, number: str) -> None:
    """Note that a truck is no longer the haulier's; its bundles stay.

    Raises:
        NoSuchTruck.
    """
    _known(uow, number)
    store.trucks.retire_truck(uow, number)
    uow.note("truck.retired", number)


def _known(uow: UnitOfWork, number: str) -> Truck | None:
    if not number:
        return None
    found = store.trucks.trucks(uow, number=number, organisation=uow.by.organisation)
    if not found:
        raise NoSuchTruck(
            sentence("There is no such truck."), mend=sentence("Choose one of your trucks."), seen=number[:40]
        )
    return found[0]


def _number(uow: UnitOfWork, plates: Sequence[Plate]) -> str:
    seed = f"{uow.by.organisation}:{uow.at.isoformat()}:{[each.mark for each in plates]}"
    return numbered(_PREFIX, uow.at.year, int(hashlib.sha256(seed.encode()).hexdigest()[:12], 16) % 10**9)
