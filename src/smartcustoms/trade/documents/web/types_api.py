"""The JSON API of the catalogue: types, their schemas, and what goods need."""

from typing import Any

from fastapi import APIRouter

from smartcustoms.kernel import clock
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.web.access import Uow
from smartcustoms.trade.documents import queries
from smartcustoms.trade.documents.asking import asked_country, asked_day, asked_direction, lines_meant
from smartcustoms.trade.documents.web.asked import Asker

router = APIRouter(prefix="/api/v1", tags=["documents"])


@router.get("/documents/types")
def types(
    who: Asker, uow: Uow, agency: str = "", direction: str = "", phase: str = "", text: str = "", on: str = ""
) -> list[dict[str, Any]]:
    """List the documents that may be applied for on a day."""
    day = asked_day(on, day_of(clock.now()))
    going = asked_direction(direction) if direction else ""
    wanted = int(phase) if phase.isascii() and phase.isdigit() else None
    found = queries.types(uow, on=day, agency=agency, direction=going, phase=wanted, text=text)
    return [queries.plain_type(each, on=day) for each in found]


@router.get("/documents/types/{code}")
def one_type(code: str, who: Asker, uow: Uow, on: str = "") -> dict[str, Any]:
    """Give one type of document, with the JSON Schema (draft 2020-12) of its form."""
    day = asked_day(on, day_of(clock.now()))
    found = queries.document_type(uow, code, on=day)
    return {**queries.plain_type(found, on=day), "schema": queries.schema_of(found)}


@router.get("/documents/types/{code}/schema")
def schema(code: str, who: Asker, uow: Uow, on: str = "") -> dict[str, Any]:
    """Give the JSON Schema (draft 2020-12) that an application's content must fit; it stands on its own."""
    return queries.schema_of(queries.document_type(uow, code, on=asked_day(on, day_of(clock.now()))))


@router.get("/documents/needs")
def needs(
    who: Asker, uow: Uow, goods: str, direction: str = "import", on: str = "", origin: str = "", destination: str = ""
) -> dict[str, Any]:
    """Tell what goods need: `goods` is an HS code or words; documents, agencies, fees, time limits, duty, law.

    `origin` and `destination` are countries (ISO 3166): sanctions, quotas, papers of the other country and exemptions by them.
    """
    day = asked_day(on, day_of(clock.now()))
    line, *also = lines_meant(goods)
    found = queries.needs(
        uow,
        hs_code=line.code,
        direction=asked_direction(direction),
        on=day,
        origin=asked_country(origin, "origin"),
        destination=asked_country(destination, "destination"),
    )
    return queries.plain_need(found) | {"may_also_mean": [each.code for each in also]}
