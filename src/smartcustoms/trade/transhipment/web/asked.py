"""What requests about transhipment carry: who, the filters of the list, the fields of forms, the bodies of the API."""

from typing import Annotated, Any, Final

from fastapi import Depends
from pydantic import BaseModel, Field

from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.people.queries import require
from smartcustoms.kernel.web.access import Uow, may
from smartcustoms.kernel.web.sent import fields
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.transhipment import queries
from smartcustoms.trade.transhipment.model import (
    APPLY,
    CHECK,
    LEAD,
    SEE,
    SERVE,
    Application,
    Class,
    CompanyState,
    ControlKind,
    FileKind,
    Incomplete,
    Mode,
    Processing,
    State,
    Wanted,
)

Seer = Annotated[Actor, Depends(may(SEE))]
Applicant = Annotated[Actor, Depends(may(APPLY))]
Server = Annotated[Actor, Depends(may(SERVE))]
Checker = Annotated[Actor, Depends(may(CHECK))]
Leader = Annotated[Actor, Depends(may(LEAD))]
SIZE: Final = 25

STATES: Final[dict[str, Sentence]] = {
    State.DRAFT: sentence("Draft"),
    State.UNPAID: sentence("Waits for payment"),
    State.QUEUED: sentence("In the queue"),
    State.IN_HAND: sentence("In an officer's hands"),
    State.UNDER_CONTROL: sentence("Under control"),
    State.ISSUED: sentence("Issued"),
    State.REFUSED: sentence("Refused"),
    State.WITHDRAWN: sentence("Withdrawn"),
    State.REVOKED: sentence("Revoked"),
}
COLOURS: Final = {
    State.DRAFT: "grey", State.UNPAID: "orange", State.QUEUED: "blue", State.IN_HAND: "turquoise", State.UNDER_CONTROL: "purple",
    State.ISSUED: "green", State.REFUSED: "red", State.WITHDRAWN: "grey", State.REVOKED: "red",
}  # fmt: skip
CLASSES: Final[dict[str, Sentence]] = {Class.AEO: sentence("AEO"), Class.OTHER: sentence("Other")}
MODES: Final[dict[str, Sentence]] = {
    Mode.AIR: sentence("Air"),
    Mode.SEA: sentence("Sea"),
    Mode.RIVER: sentence("River"),
    Mode.ROAD: sentence("Road"),
    Mode.RAIL: sentence("Rail"),
}
PROCESSINGS: Final[dict[str, Sentence]] = {
    Processing.NONE: sentence("Carried on as it came, unopened"),
    Processing.STORAGE: sentence("Stored here, unopened"),
    Processing.CONSOLIDATION: sentence("Unpacked, consolidated or packed anew"),
}
KINDS: Final[dict[str, Sentence]] = {
    ControlKind.EXAMINATION: sentence("Examination of the goods"),
    ControlKind.SUPERVISION: sentence("Supervision of the processing"),
}
FILES: Final[dict[str, Sentence]] = {
    FileKind.THROUGH_BILL: sentence("Through bill of lading"),
    FileKind.ORIGIN: sentence("Certificate of origin"),
    FileKind.OTHER: sentence("Another paper"),
}
COMPANY_STATES: Final[dict[str, Sentence]] = {
    CompanyState.ASKED: sentence("Being checked"),
    CompanyState.REGISTERED: sentence("Registered"),
    CompanyState.REFUSED: sentence("Refused"),
    CompanyState.ENDED: sentence("Ended"),
}
STEPS: Final[dict[str, Sentence]] = {
    "begin": sentence("Begun"),
    "attach": sentence("File attached"),
    "detach": sentence("File taken off"),
    "save": sentence("Draft written anew"),
    "lodge": sentence("Lodged"),
    "amend": sentence("Amended"),
    "pay": sentence("Fee paid, into the queue"),
    "take": sentence("Taken by an officer"),
    "set_aside": sentence("Set aside, into the queue again"),
    "leave_priority": sentence("Waits in the ordinary class"),
    "order_control": sentence("Control ordered"),
    "give_result": sentence("Result of the control"),
    "issue": sentence("Certificate issued"),
    "refuse": sentence("Refused"),
    "withdraw": sentence("Withdrawn"),
    "revoke": sentence("Certificate revoked"),
}


class GoodsShape(BaseModel):
    """One line of goods."""

    hs_code: str = Field("", max_length=14)
    description: str = Field("", max_length=500)
    packages: str | int | None = None
    gross_mass_kg: str | None = Field(None, max_length=20, description="decimal in text")


class ParticularsShape(BaseModel):
    """What an application says; a draft may lack anything. Days are ISO 8601, countries ISO 3166."""

    agreement: str = Field("", max_length=20)
    origin: str = Field("", max_length=2)
    destination: str = Field("", max_length=2)
    arrives_by: str = Field("", max_length=10, description="air, sea, river, road or rail")
    leaves_by: str = Field("", max_length=10)
    processing: str = Field("none", max_length=20, description="none, storage or consolidation")
    arrives_on: str = Field("", max_length=10)
    place: str = Field("", max_length=200)
    consignor: str = Field("", max_length=280)
    consignee: str = Field("", max_length=280)
    through_bill: str = Field("", max_length=40)
    bill_on: str = Field("", max_length=10)
    bill_from: str = Field("", max_length=2)
    bill_to: str = Field("", max_length=2)
    certificate: str = Field("", max_length=40, description="number of the certificate of origin")
    certificate_on: str = Field("", max_length=10)
    goods: list[GoodsShape] = Field([], max_length=200)


class Begun(BaseModel):
    """A new draft; sent again under the same key, the one that is there is given."""

    particulars: ParticularsShape
    key: str = Field("", max_length=60)


class Written(BaseModel):
    """Particulars as they should be, the version that was read, and (of what was lodged) why."""

    particulars: ParticularsShape
    version: int = Field(ge=1)
    because: str = Field("", max_length=500)


class Because(BaseModel):
    """Why."""

    because: str = Field("", max_length=500)


class Ordered(BaseModel):
    """A control to be done."""

    kind: ControlKind
    planned_on: str = Field(max_length=10)
    instructions: str = Field("", max_length=1000)


class Result(BaseModel):
    """The result of a control."""

    in_order: bool
    note: str = Field("", max_length=1000)


class Decided(BaseModel):
    """Whether a company is registered, and why not."""

    granted: bool
    because: str = Field("", max_length=500)


def wanted(
    q: str = "",
    state: str = "",
    of: str = "",
    agreement: str = "",
    sort: str = "-changed",
    page: int = 1,
    size: int = SIZE,
) -> Wanted:
    """Read the filters of the list; what is none of the known values filters nothing."""
    return Wanted(
        text=q.strip()[:40],
        state=State(state) if state in list(State) else None,
        of=Class(of) if of in list(Class) else None,
        agreement=agreement.strip()[:20],
        sort=sort[:20],
        page=min(max(page, 1), 100_000),
        per_page=min(max(size, 1), 100),
    )


Filters = Annotated[Wanted, Depends(wanted)]


Sent = Annotated[dict[str, str], Depends(fields(20_000))]
"""The fields of a form, as text."""


def seen(uow: Uow, who: Actor, number: str) -> Application:
    """Give an application that the asker may see."""
    found = queries.application(uow, number)
    require(who, SEE, owner=found.organisation, about=number)
    return found


def own(uow: Uow, who: Actor, number: str) -> Application:
    """Give an application of the asker's own organisation, to act on."""
    found = seen(uow, who, number)
    require(who, APPLY, owner=found.organisation, about=number)
    return found


def values_of(form: dict[str, str]) -> dict[str, Any]:
    """Take the fields of the form: goods are written one a line, as code; description; packages; kilograms."""
    goods = []
    for row in form.get("goods", "").splitlines()[:201]:
        if row.strip():
            parts = [part.strip() for part in row.split(";")] + [""] * 3
            goods.append(dict(zip(("hs_code", "description", "packages", "gross_mass_kg"), parts, strict=False)))
    return {**form, "goods": goods}


def written(found: Application) -> dict[str, str]:
    """Give an application's particulars as the form's fields."""
    one = found.particulars
    said = {
        name: "" if getattr(one, name) is None else str(getattr(one, name))
        for name in ParticularsShape.model_fields
        if name != "goods"
    }
    rows = (
        (g.hs_code, g.description, str(g.packages or ""), "" if g.gross_mass_kg is None else f"{g.gross_mass_kg:f}")
        for g in one.goods
    )
    return said | {"goods": "\n".join("; ".join(row) for row in rows)}


def kind_of(text: str) -> FileKind:
    """Read what a file is.

    Raises:
        Incomplete: it is none of the kinds.
    """
    if text not in list(FileKind):
        raise Incomplete(
            sentence("This is none of the choices."),
            mend=sentence("Choose one of: {known}.", known=", ".join(FileKind)),
            field="kind",
            seen=text[:40],
        )
    return FileKind(text)


def worded() -> dict[str, Any]:
    """Give the names of states, modes and kinds that templates say."""

    def plain(names: Any) -> dict[str, Any]:
        return {str(each): says for each, says in names.items()}

    return {
        "states": plain(STATES), "colours": plain(COLOURS), "classes": plain(CLASSES), "modes": plain(MODES), "kinds": plain(KINDS),
        "processings": plain(PROCESSINGS), "file_kinds": plain(FILES), "company_states": plain(COMPANY_STATES), "steps": STEPS,
    }  # fmt: skip
