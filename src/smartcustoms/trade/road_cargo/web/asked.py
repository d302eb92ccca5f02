"""What requests about road cargo carry: who asks, filters of lists, the eight items of a form, a trip."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from fastapi import Depends, Header
from pydantic import BaseModel, Field

from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.day import day_or_none, zone
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.web.access import may
from smartcustoms.kernel.web.sent import fields
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.road_cargo.actions import Trip
from smartcustoms.trade.road_cargo.model import (
    ASSIST,
    BUNDLE,
    LODGE,
    OVERRIDE,
    SEE,
    BundleState,
    BundlesWanted,
    Direction,
    Instruction,
    Jurisdiction,
    Plate,
    State,
    VehicleKind,
    Wanted,
    plate,
)

Lodger = Annotated[Actor, Depends(may(LODGE))]
Seer = Annotated[Actor, Depends(may(SEE))]
Bundler = Annotated[Actor, Depends(may(BUNDLE))]
Helper = Annotated[Actor, Depends(may(ASSIST))]
Overrider = Annotated[Actor, Depends(may(OVERRIDE))]
IdempotencyKey = Annotated[str, Header(alias="Idempotency-Key", max_length=150)]
LARGEST: Final = 8 * 1024 * 1024
ROWS: Final = 3
"""Rows for packages that an empty form shows."""


class TripUnreadable(Refused):
    """Direction or time of a trip cannot be read."""

    code = "trip_unreadable"


class PackageShape(BaseModel):
    """Packages of one kind."""

    count: int | str = Field(description="number of packages")
    kind: str = Field(max_length=2000, description="description of the packages, such as cartons")
    goods: str = Field(max_length=2000, description="description of the articles in each package")


class PartyShape(BaseModel):
    """Who sends or receives."""

    name: str = Field("", max_length=2000)
    address: str = Field("", max_length=2000)


class CargoShape(BaseModel):
    """The eight items, and which way the goods cross."""

    direction: str = Field(max_length=20, description="inbound or outbound")
    packages: list[PackageShape] = Field(max_length=200)
    consignor: PartyShape
    consignee: PartyShape
    expected_on: str = Field(max_length=20, description="day of arrival or departure, as 2026-11-30")
    declaration: str = Field("", max_length=40, description="the declaration of these goods, if there is one")
    replaces: str = Field("", max_length=20, description="the reference of a truck that was sent back")
    shipper: str = Field(
        "",
        max_length=40,
        description="for an agent: number of the shipper, in the register of traders or otherwise known",
    )


class AmendmentShape(BaseModel):
    """The items as they should be, the version that was read, and why."""

    cargo: CargoShape
    version: int = Field(ge=1)
    because: str = Field("", max_length=500)


class BecauseShape(BaseModel):
    """Why."""

    because: str = Field("", max_length=500)


class TripShape(BaseModel):
    """A truck's trip: references, or an exemption, which way, where and when."""

    truck: str = Field(max_length=40)
    references: list[str] = Field([], max_length=200)
    exemption: str = Field("", max_length=40)
    direction: str = Field(max_length=20)
    control_point: str = Field(max_length=10)
    expected_at: str = Field(max_length=40, description="moment of the crossing, ISO 8601 with its zone")


class TruckShape(BaseModel):
    """A truck: its plates by administration (hk, cn, mo), kind, and a PIN for the voice line."""

    plates: dict[str, str]
    kind: str = Field(max_length=20)
    pin: str = Field("", max_length=12)
    truck: str = Field("", max_length=40)


class InstructionShape(BaseModel):
    """Another instruction, and why."""

    to: str = Field(max_length=20, description="go or inspect")
    because: str = Field(max_length=500)


class DecisionShape(BaseModel):
    """What the second officer says."""

    agreed: bool


class CallShape(BaseModel):
    """What a caller keyed on the voice line."""

    keys: str = Field(max_length=2000)
    caller: str = Field("", max_length=40)
    call: str = Field("", max_length=80, description="the gateway's number of the call")


def _wanted(
    q: str = "", direction: str = "", state: str = "", since: str = "", until: str = "", sort: str = "-lodged_at",
    page: int = 1, size: int = 25,
) -> Wanted:  # fmt: skip
    """Read the filters of the list; what is none of the known values filters nothing."""
    return Wanted(
        text=q.strip()[:60],
        direction=Direction(direction) if direction in list(Direction) else None,
        state=State(state) if state in list(State) else None,
        since=day_or_none(since),
        until=day_or_none(until),
        sort=sort[:20],
        page=min(max(page, 1), 100_000),
        per_page=min(max(size, 1), 100),
    )


def _bundles_wanted(
    q: str = "", direction: str = "", state: str = "", instruction: str = "", control_point: str = "", page: int = 1, size: int = 25
) -> BundlesWanted:  # fmt: skip
    return BundlesWanted(
        text=q.strip()[:60],
        direction=Direction(direction) if direction in list(Direction) else None,
        state=BundleState(state) if state in list(BundleState) else None,
        instruction=Instruction(instruction) if instruction in list(Instruction) else None,
        control_point=control_point[:10],
        page=min(max(page, 1), 100_000),
        per_page=min(max(size, 1), 100),
    )


Filters = Annotated[Wanted, Depends(_wanted)]
BundleFilters = Annotated[BundlesWanted, Depends(_bundles_wanted)]


Sent = Annotated[dict[str, str], Depends(fields(20_000))]
"""The fields of a form, as text."""


def items_in(sent: Mapping[str, str]) -> dict[str, Any]:
    """Give the eight items that a form carries; rows of packages left empty count for nothing."""
    rows = []
    for place in range(60):
        row = {part: sent.get(f"packages.{place}.{part}", "").strip() for part in ("count", "kind", "goods")}
        if any(row.values()):
            rows.append(row)
    parties = {
        who: {part: sent.get(f"{who}.{part}", "") for part in ("name", "address")} for who in ("consignor", "consignee")
    }
    return {
        "direction": sent.get("direction", ""),
        "expected_on": sent.get("expected_on", ""),
        "packages": rows,
        **parties,
    }


def trip_of(
    references: list[str], exemption: str, direction: str, control_point: str, expected_at: str, *, local: bool = False
) -> Trip:
    """Read a trip; `local` when a form gives the time of the boundary without a zone.

    Raises:
        TripUnreadable: direction or time cannot be read.
    """
    try:
        moment = datetime.fromisoformat(expected_at.strip())
        moment = moment.replace(tzinfo=zone()) if local and moment.tzinfo is None else moment
        moment = moment.astimezone(UTC) if moment.tzinfo else _no_time(expected_at)
    except (ValueError, OverflowError):
        moment = _no_time(expected_at)
    if direction not in list(Direction):
        raise TripUnreadable(
            sentence("It is not said which way the goods cross."),
            mend=sentence("Write inbound or outbound."),
            field="direction",
            seen=direction[:20],
        )
    return Trip(
        references=tuple(each for each in references if each.strip()),
        exemption=exemption,
        direction=Direction(direction),
        control_point=control_point,
        expected_at=moment,
    )


def plates_of(written: Mapping[str, str]) -> list[Plate]:
    """Read plates by administration; those left empty are none."""
    return [plate(each, written[each.value]) for each in Jurisdiction if written.get(each.value, "").strip()]


def kind_of(text: str) -> VehicleKind:
    """Read the kind of a vehicle; what is none is a goods vehicle's usual kind."""
    return VehicleKind(text) if text in list(VehicleKind) else VehicleKind.GOODS


def instruction_of(text: str) -> Instruction:
    """Read an instruction; what is none is unknown, which is refused later."""
    return Instruction(text) if text in list(Instruction) else Instruction.UNKNOWN


def _no_time(seen: str) -> datetime:
    raise TripUnreadable(
        sentence("The time of the crossing cannot be read."),
        mend=sentence("Give day and time, such as 2026-11-30T14:30+08:00."),
        field="expected_at",
        seen=seen[:40],
    )
