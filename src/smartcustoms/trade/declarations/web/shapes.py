"""The shapes of the JSON API: what is taken and given, for people and for OpenAPI."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from fastapi import Request
from pydantic import BaseModel, Field

from smartcustoms.kernel.errors import rule_of
from smartcustoms.kernel.web.pages import reader_of
from smartcustoms.kernel.words.say import say
from smartcustoms.trade.declarations.model import Declaration, Fault, Listed, Lodged, Reason

Amount = str | Decimal


class LicenceTaken(BaseModel):
    """A licence or permit that an item uses, and how much of it in its own unit (none said: by the net mass)."""

    number: str = Field(max_length=40)
    quantity: Amount | None = None


class ItemTaken(BaseModel):
    """One goods item. Amounts are decimals, best written as text."""

    hs_code: str = Field(examples=["690722"], description="six digits of HS 2022")
    description: str = Field(examples=["Ceramic floor tiles, glazed"])
    origin: str = Field(examples=["CN"], description="ISO 3166-1, two letters")
    net_mass_kg: Amount = Field(examples=["11352"])
    value: Amount = Field(examples=["375751.20"], description="in the declaration's currency")
    gross_mass_kg: Amount | None = None
    packages: int | str | None = None
    origin_marking: str | None = None
    tax_rate: Amount | None = Field(None, description="percent")
    tax_type: str | None = None
    licences: str | list[str | LicenceTaken] | None = Field(
        None,
        examples=["D26000000001A, D26000000002B=40"],
        description="numbers of licences and permits, with =quantity in the document's unit where that is not of mass",
    )


class DeclarationTaken(BaseModel):
    """A declaration as it is lodged."""

    declared_on: date
    direction: str = Field(examples=["import"], description="import, export or transhipment")
    office: str
    transport: str
    departure: str = Field(examples=["CN"])
    currency: str = Field(examples=["HKD"], description="ISO 4217")
    items: list[ItemTaken] = Field(min_length=1, max_length=999)
    reference: str | None = None
    importer: str | None = None
    declarant: str | None = None
    seller: str | None = None
    seller_name: str | None = None
    seller_address: str | None = None
    courier: str | None = None
    procedure: str | None = None
    type: str | None = None
    use: str | None = None
    payment: str | None = None
    destination: str | None = None
    route: str | None = Field(None, examples=["VN-HK-AU"])
    previous: str | None = Field(
        None, description="of a supplementary declaration: the simplified one that it completes"
    )


class AmendmentTaken(BaseModel):
    """A new version of a declaration."""

    version: int = Field(description="the version that was read")
    because: str = Field(max_length=500)
    declaration: DeclarationTaken


class BecauseTaken(BaseModel):
    """Why something is done."""

    because: str = Field("", max_length=500)


class ReceiptTaken(BaseModel):
    """A receipt to be verified."""

    receipt: str = Field(max_length=4000)


class FaultGiven(BaseModel):
    """One thing to mend: where, what was seen, what is wrong, how to mend it, what may be meant."""

    code: str
    path: str
    seen: str
    message: str
    mend: str
    rule: str
    meant: list[str] = []
    refuses: bool


class ReasonGiven(BaseModel):
    """One reason, and how to mend it where that can be done."""

    says: str
    mend: str | None


class LodgedGiven(BaseModel):
    """The answer to a lodging."""

    number: str
    version: int
    at: datetime
    status: str
    lane: str | None
    receipt: str
    told: list[FaultGiven]
    reasons: list[ReasonGiven]


class ListGiven(BaseModel):
    """One page of a list."""

    total: int
    page: int
    size: int
    declarations: list[dict[str, Any]]


def fault_given(request: Request, fault: Fault) -> dict[str, Any]:
    """Say a fault in the reader's language."""
    who = reader_of(request)
    return {
        "code": fault.code,
        "path": fault.path,
        "seen": fault.seen,
        "message": say(fault.says, who),
        "mend": say(fault.mend, who),
        "rule": rule_of(fault.code),
        "meant": list(fault.meant),
        "refuses": fault.weight.value == "refuses",
    }


def reason_given(request: Request, reason: Reason) -> dict[str, Any]:
    """Say a reason in the reader's language."""
    who = reader_of(request)
    return {"says": say(reason.says, who), "mend": say(reason.mend, who) if reason.mend else None}


def lodged_given(request: Request, lodged: Lodged, receipt: str) -> dict[str, Any]:
    """Write the answer to a lodging."""
    return {
        "number": lodged.number,
        "version": lodged.version,
        "at": lodged.at.isoformat(),
        "status": lodged.status.value,
        "lane": lodged.lane.value if lodged.lane else None,
        "receipt": receipt,
        "told": [fault_given(request, each) for each in lodged.told],
        "reasons": [reason_given(request, each) for each in lodged.reasons],
    }


def listed_given(row: Listed) -> dict[str, Any]:
    """Write a line of a list."""
    return {
        "number": row.number,
        "lodged_at": row.lodged_at.isoformat(),
        "declared_on": row.declared_on.isoformat(),
        "direction": row.direction.value,
        "office": row.office,
        "reference": row.reference,
        "importer": row.importer,
        "status": row.status.value,
        "lane": row.lane.value if row.lane else None,
        "items": row.items,
        "first_hs_code": row.first_hs_code,
        "value": str(row.value.amount),
        "currency": row.value.currency,
        "version": row.version,
    }


def declaration_given(found: Declaration, cells: dict[str, Any]) -> dict[str, Any]:
    """Write a declaration whole: its standing, and its cells as they are lodged."""
    return {
        "number": found.number,
        "version": found.version,
        "lodged_at": found.lodged_at.isoformat(),
        "status": found.status.value,
        "lane": found.lane.value if found.lane else None,
        "original_sha256": found.original,
        "declaration": cells,
    }
