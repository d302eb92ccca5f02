"""The catalogue: types of documents read from dated files and checked; which are in force on a day."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from smartcustoms.kernel import outside
from smartcustoms.kernel.money import Money
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.documents.faults import faults_of
from smartcustoms.trade.documents.form_schema import bundled, faults_of_form
from smartcustoms.trade.documents.model import (
    Agency,
    Attachment,
    Condition,
    DocumentType,
    Fault,
    Limits,
    PostIssueDuty,
    RouteStep,
    Scope,
    TypeUnusable,
)
from smartcustoms.trade.tariff import queries as tariff

LARGEST: Final = 256 * 1024
_HERE = Path(__file__).with_name("reference")


@cache
def shipped() -> Mapping[str, DocumentType]:
    """Give the types of `reference/types/`, by code.

    Raises:
        TypeUnusable: a file has faults.
    """
    files = sorted((_HERE / "types").glob("*.json"))
    found = [checked(json.loads(path.read_text(encoding="utf-8"))) for path in files]
    return {each.code: each for each in found}


@cache
def agencies() -> Mapping[str, Agency]:
    """Give the agencies, by code."""
    rows = json.loads((_HERE / "agencies.json").read_text(encoding="utf-8"))["agencies"]
    return {row["code"]: Agency(row["code"], row["names"], row["source"]) for row in rows}


@cache
def phases() -> Mapping[int, date]:
    """Give since when each phase of the Single Window is open."""
    rows = json.loads((_HERE / "phases.json").read_text(encoding="utf-8"))["phases"]
    return {row["phase"]: date.fromisoformat(row["since"]) for row in rows}


def read(text: str | bytes) -> DocumentType:
    """Read a type that somebody wrote.

    Raises:
        TypeUnusable: it is too large, no JSON, or has faults; each is named.
    """
    if len(text) > LARGEST:
        raise _unusable([Fault("type", sentence("This is too much."), sentence("Write at most 256 kB."))])
    try:
        body = outside.read_json(text)
    except outside.JsonUnfit as wrong:
        says = sentence("This is no JSON: {why}.", why=str(wrong)[:120])
        raise _unusable([Fault("type", says, sentence("Mend it at that place."))]) from wrong
    return checked(body)


def checked(body: Any, *, version: str = "shipped") -> DocumentType:
    """Give a type from what was read, when nothing is wrong with it.

    Raises:
        TypeUnusable: it has faults; each is named.
    """
    try:
        found = list(faults_of(_schema(), body)) or [*_meaning(body), *faults_of_form(body["form"])]
    except RecursionError as wrong:
        raise _unusable([Fault("type", sentence("This is nested too deep."), _FLATTER)]) from wrong
    if found:
        raise _unusable(found)
    return _type(body, version)


@cache
def _schema() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads((_HERE / "type.schema.json").read_text(encoding="utf-8"))
    return found


_FLATTER = sentence("Write the form as sections of fields.")


def _unusable(faults: Iterable[Fault]) -> TypeUnusable:
    return TypeUnusable(
        sentence("This type of document has faults and cannot be used."),
        mend=sentence("Mend each fault that is named and send it again."),
        faults=tuple(faults),
    )


def _meaning(body: Mapping[str, Any]) -> Iterator[Fault]:
    """Give what a schema cannot see: agencies, HS codes and days that there are not; a route without one lead."""
    known = agencies()
    named = [
        ("agency", body["agency"]),
        *((f"route.{n}.agency", each["agency"]) for n, each in enumerate(body["route"])),
    ]
    for field, code in named:
        if code not in known:
            mend = sentence("Choose one of: {known}.", known=", ".join(known))
            yield Fault(field, sentence("There is no such agency."), mend, str(code)[:20])
    for place, prefix in enumerate(body["scope"]["hs"]):
        if not is_heading(prefix):
            near = ", ".join(tariff.nearest(prefix)) or "2 to 6 digits"
            says = sentence("The nomenclature has no line with this code.")
            yield Fault(f"scope.hs.{place}", says, sentence("Did you mean {codes}?", codes=near), prefix)
    if sum(step["lead"] for step in body["route"]) != 1:
        yield Fault("route", sentence("One agency leads."), sentence("Mark one step of the route as the lead."))
    if body.get("until", "9999-12-31") <= body["since"]:
        yield Fault("until", sentence("It ends before it begins."), sentence("Write a later day."), body["until"])
    if "goods" not in body["form"].get("properties", {}) and body["use"] != "unlimited":
        mend = sentence("Take in the section `goods`, or set use to unlimited.")
        yield Fault(
            "use", sentence("Quantities are written off goods, which the form does not ask."), mend, body["use"]
        )


def is_heading(prefix: str) -> bool:
    """Tell whether the nomenclature has a line with these 2, 4 or 6 digits."""
    try:
        tariff.line(prefix)
    except tariff.NoSuchLine:
        return False
    return True


def _type(body: Mapping[str, Any], version: str) -> DocumentType:
    limits = body["time_limits"]
    return DocumentType(
        code=body["code"],
        kind=body["kind"],
        names=body["names"],
        agency=body["agency"],
        direction=tuple(body["direction"]),
        scope=Scope(tuple(body["scope"]["hs"]), tuple(body["scope"]["control_lists"])),
        phase=body["phase"],
        since=date.fromisoformat(body["since"]),
        until=date.fromisoformat(body["until"]) if "until" in body else None,
        law=body["law"]["says"],
        law_link=body["law"]["link"],
        source=body["source"],
        fee=Money(Decimal(body["fee"]["amount"]), body["fee"]["currency"]),
        valid_days=body["valid_days"],
        use=body["use"],
        limits=Limits(limits["decide_days"], limits["answer_days"], limits["renew_before_days"]),
        route=tuple(RouteStep(**each) for each in body["route"]),
        conditions=tuple(Condition(**each) for each in body["conditions"]),
        duties=tuple(PostIssueDuty(**each) for each in body["duties"]),
        attachments=tuple(Attachment(**{**each, "types": tuple(each["types"])}) for each in body["attachments"]),
        form=bundled(body["form"]),
        body=body,
        version=version,
        applied_at=body.get("applied_at", ""),
    )


@lru_cache(maxsize=512)
def kept_type(text: str, version: str) -> DocumentType:
    """Give a type that was checked when it was kept, read once."""
    return checked(json.loads(text), version=version)
