"""What requests about cargo reports carry: who, a file within its size, the filters of the list, a report as JSON."""

from typing import Annotated, Any

from fastapi import Depends
from pydantic import BaseModel, Field

from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.day import day_or_none
from smartcustoms.kernel.web.access import may
from smartcustoms.kernel.web.sent import fields
from smartcustoms.trade.cargo_reports.model import LODGE, MATCH, SEE, Level, Mode, State, Wanted

Lodger = Annotated[Actor, Depends(may(LODGE))]
Seer = Annotated[Actor, Depends(may(SEE))]
Matcher = Annotated[Actor, Depends(may(MATCH))]


class PartyShape(BaseModel):
    """Who sends or receives."""

    name: str = Field("", max_length=140)
    address: str = Field("", max_length=280)
    country: str = Field("", max_length=2)


class HouseShape(BaseModel):
    """A house bill as the filer of the master lists it."""

    bill: str = Field(max_length=35)
    pieces: int | None = Field(None, ge=0, le=99_999_999)
    gross_mass_kg: str = Field("", max_length=20)
    goods: str = Field("", max_length=280)
    consignee: str = Field("", max_length=140)


class ReportShape(BaseModel):
    """A cargo report in our own form."""

    mode: str = Field(max_length=10, description="air or sea")
    level: str = Field(max_length=12, description="master, house or conveyance")
    bill: str = Field(max_length=40)
    master: str = Field("", max_length=40, description="the master bill, of a house")
    carrier: str = Field("", max_length=70)
    conveyance: str = Field("", max_length=70)
    voyage: str = Field("", max_length=20)
    origin: str = Field("", max_length=8)
    destination: str = Field("", max_length=8)
    arrives: str = Field("", max_length=35)
    arrived: str = Field(
        "", max_length=35, description="of a conveyance that has arrived: when, such as 2026-11-29T08:30"
    )
    pieces: str | int = Field("", description="packages")
    gross_mass_kg: str = Field("", max_length=20)
    goods: str = Field("", max_length=2000)
    hs_code: str = Field("", max_length=14)
    consignor: PartyShape = PartyShape()
    consignee: PartyShape = PartyShape()
    containers: list[str] = Field([], max_length=500)
    consolidated: bool = False
    houses: list[HouseShape] = Field([], max_length=500)


class AmendmentTaken(BaseModel):
    """A report as it should be, the version that was read, and why."""

    report: ReportShape
    version: int = Field(ge=1)
    because: str = Field("", max_length=500)


class BecauseTaken(BaseModel):
    """Why."""

    because: str = Field("", max_length=500)


class MatchTaken(BaseModel):
    """The bill that a declaration covers, and why an officer says so."""

    report: str = Field(max_length=40)
    because: str = Field(max_length=500)


def wanted(
    q: str = "", mode: str = "", level: str = "", state: str = "", since: str = "", until: str = "",
    sort: str = "-lodged_at", page: int = 1, size: int = 25,
) -> Wanted:  # fmt: skip
    """Read the filters of the list; what is none of the known values filters nothing."""
    return Wanted(
        text=q.strip()[:40],
        mode=Mode(mode) if mode in list(Mode) else None,
        level=Level(level) if level in list(Level) else None,
        state=State(state) if state in list(State) else None,
        since=day_or_none(since),
        until=day_or_none(until),
        sort=sort[:20],
        page=min(max(page, 1), 100_000),
        per_page=min(max(size, 1), 100),
    )


Filters = Annotated[Wanted, Depends(wanted)]


Sent = Annotated[dict[str, str], Depends(fields(20_000))]
"""The fields of a form, as text."""


def values_of(form: dict[str, Any]) -> dict[str, Any]:
    """Take the fields of the form: house bills are written one a line, as bill; packages; kilograms; consignee."""
    houses = []
    for line in str(form.pop("houses", "")).splitlines()[:500]:
        if line.strip():
            parts = [part.strip() for part in line.split(";")] + [""] * 3
            houses.append({"bill": parts[0], "pieces": parts[1], "gross_mass_kg": parts[2], "consignee": parts[3]})
    return {**form, "houses": houses}
