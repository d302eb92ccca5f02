"""What the pages of traders share: who may, what a form says of a trader, and how kinds are called."""

from datetime import date
from typing import Annotated, Any

from fastapi import Depends, Request
from pydantic import BaseModel, Field
from starlette.datastructures import FormData

from smartcustoms.business.traders import wording
from smartcustoms.business.traders.model import (
    APPLY,
    KEEP,
    LEAD,
    OWN,
    SEE,
    Address,
    Identity,
    IdentityKind,
    Name,
    NameKind,
    NotATrader,
    Particulars,
    Role,
    Trader,
)
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.places import country_names
from smartcustoms.kernel.web.access import may
from smartcustoms.kernel.web.pages import reader_of
from smartcustoms.kernel.words.model import sentence

Seer = Annotated[Actor, Depends(may(SEE))]
Keeper = Annotated[Actor, Depends(may(KEEP))]
Owner = Annotated[Actor, Depends(may(OWN))]
Leader = Annotated[Actor, Depends(may(LEAD))]
Applicant = Annotated[Actor, Depends(may(APPLY))]
SIZE = 50


class NameTaken(BaseModel):
    """One name."""

    text: str = Field(max_length=500)
    kind: NameKind = NameKind.LEGAL
    language: str = Field("", max_length=35)


class IdentityTaken(BaseModel):
    """One number."""

    kind: IdentityKind
    value: str = Field(max_length=100)
    country: str = Field("", max_length=2)
    since: date | None = None
    until: date | None = None


class AddressTaken(BaseModel):
    """One address."""

    text: str = Field(max_length=1000)
    country: str = Field("", max_length=2)


class ParticularsTaken(BaseModel):
    """What is written of a trader."""

    names: list[NameTaken] = Field(max_length=50)
    identities: list[IdentityTaken] = Field(default_factory=list, max_length=50)
    addresses: list[AddressTaken] = Field(default_factory=list, max_length=50)
    roles: list[Role] = Field(default_factory=list, max_length=20)

    def written(self) -> Particulars:
        """Give it as the register takes it."""
        return Particulars(
            tuple(Name(each.text, each.kind, each.language) for each in self.names),
            tuple(Identity(each.kind, each.value, each.country, each.since, each.until) for each in self.identities),
            tuple(Address(each.text, each.country) for each in self.addresses),
            frozenset(self.roles),
        )


class ReasonTaken(BaseModel):
    """Why."""

    because: str = Field("", max_length=600)


async def form_of(request: Request) -> FormData:
    """Read a form's fields."""
    return await request.form()


Filled = Annotated[FormData, Depends(form_of)]


def text_of(form: FormData, name: str, most: int = 600) -> str:
    """Give one text of a form; empty when it is not there."""
    value = form.get(name)
    return value[:most] if isinstance(value, str) else ""


def texts_of(form: FormData, name: str) -> list[str]:
    """Give every text of one name, in order."""
    return [each if isinstance(each, str) else "" for each in form.getlist(name)]


def particulars_of(form: FormData) -> Particulars:
    """Read what a form says of a trader; rows without a text are left out.

    Raises:
        NotATrader: a kind, role or day is none.
    """
    names = zip(texts_of(form, "name"), texts_of(form, "name_kind"), texts_of(form, "name_language"), strict=False)
    numbers = zip(
        texts_of(form, "number"), texts_of(form, "number_kind"), texts_of(form, "number_country"),
        texts_of(form, "number_since"), texts_of(form, "number_until"), strict=False,
    )  # fmt: skip
    addresses = zip(texts_of(form, "address"), texts_of(form, "address_country"), strict=False)
    try:
        return Particulars(
            tuple(Name(text, NameKind(kind or "legal"), language) for text, kind, language in names if text.strip()),
            tuple(
                Identity(IdentityKind(kind), value, country, _day(since), _day(until))
                for value, kind, country, since, until in numbers
                if value.strip()
            ),
            tuple(Address(text, country) for text, country in addresses if text.strip()),
            frozenset(Role(each) for each in texts_of(form, "role")),
        )
    except ValueError as wrong:
        raise NotATrader(
            sentence("A kind, role or day is none."), mend=sentence("Choose one of the list; write days as 2026-11-28."),
            field="name", seen=str(wrong)[:80],
        ) from wrong  # fmt: skip


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text.strip() else None


def written_of(found: Trader) -> Particulars:
    """Give what is written of a trader, to be shown in a form."""
    return Particulars(found.names, found.identities, found.addresses, found.roles)


def worded(request: Request) -> dict[str, Any]:
    """Give what every page of traders names."""
    return {
        "states": wording.STATES,
        "role_names": wording.ROLES,
        "identity_kinds": wording.IDENTITIES,
        "name_kinds": wording.NAME_KINDS,
        "relation_kinds": wording.RELATIONS,
        "whats": wording.WHATS,
        "progress_names": wording.PROGRESS,
        "whys": wording.WHYS,
        "stages": wording.STAGES,
        "counted": wording.COUNTED,
        "countries": list(country_names(reader_of(request).language).items()),
    }
