"""The JSON of what agencies keep: officers, absences, templates, figures, and which organisation each agency is."""

from uuid import UUID

from fastapi import APIRouter, Request

from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.pages import reader_of
from smartcustoms.trade.agencies import actions, queries
from smartcustoms.trade.agencies.model import named
from smartcustoms.trade.agencies.web.asked import Decides, Keeps, Measures, sees_everywhere
from smartcustoms.trade.agencies.web.keeping import Days
from smartcustoms.trade.agencies.web.shapes import (
    AbsenceShape,
    AgencyGiven,
    FiguresGiven,
    OfficersGiven,
    OfficerShape,
    OrganisationTaken,
    TemplateShape,
)

router = APIRouter(prefix="/api/v1", tags=["reviews"])


@router.get("/reviews/figures")
def figures(who: Measures, uow: Uow, days: Days = 90) -> list[FiguresGiven]:
    """Give how long decisions took against the promise, by agency and kind, in business hours."""
    found = queries.figures(uow, days=days, everywhere=sees_everywhere(who))
    return [FiguresGiven.model_validate(each, from_attributes=True) for each in found]


@router.get("/reviews/officers")
def officers(who: Decides, uow: Uow) -> OfficersGiven:
    """Give the agency's officers, absences and templates."""
    return OfficersGiven(
        officers=[
            OfficerShape(
                user=each.user, name=each.name, skills=sorted(each.skills), on_duty=each.on_duty, load=each.load
            )
            for each in queries.officers(uow)
        ],
        absences=[AbsenceShape.model_validate(each, from_attributes=True) for each in queries.absences(uow)],
        templates=[
            TemplateShape(code=each.code, kind=each.kind, says=dict(each.says)) for each in queries.templates(uow)
        ],
    )


@router.post("/reviews/officers")
def put_officer(who: Decides, uow: Uow, taken: OfficerShape) -> OfficersGiven:
    """Say which skills an officer has, and whether he is on duty."""
    skills = frozenset(taken.skills)
    actions.put_officer(uow, user=taken.user, name=taken.name, skills=skills, on_duty=taken.on_duty)
    return officers(who, uow)


@router.post("/reviews/absences")
def add_absence(who: Decides, uow: Uow, taken: AbsenceShape) -> OfficersGiven:
    """Say that an officer is away, and who stands in."""
    actions.add_absence(uow, user=taken.user, to=taken.to, from_day=taken.from_day, until=taken.until)
    return officers(who, uow)


@router.post("/reviews/absences/{which}/drop")
def drop_absence(who: Decides, uow: Uow, which: UUID) -> OfficersGiven:
    """Take an absence back."""
    actions.drop_absence(uow, which)
    return officers(who, uow)


@router.post("/reviews/templates")
def put_template(who: Decides, uow: Uow, taken: TemplateShape) -> OfficersGiven:
    """Keep words that the agency uses again."""
    actions.put_template(uow, code=taken.code, kind=taken.kind, says=taken.says)
    return officers(who, uow)


@router.post("/reviews/templates/{code}/drop")
def drop_template(who: Decides, uow: Uow, code: str) -> OfficersGiven:
    """Take a template away."""
    actions.drop_template(uow, code)
    return officers(who, uow)


@router.get("/agencies")
def agencies(request: Request, who: Keeps, uow: Uow) -> list[AgencyGiven]:
    """List the agencies with their organisations."""
    return _agencies(request, uow)


@router.post("/agencies/{code}")
def name_agency(request: Request, who: Keeps, uow: Uow, code: str, taken: OrganisationTaken) -> list[AgencyGiven]:
    """Say which organisation an agency is, and register it."""
    actions.name_agency(uow, code, organisation=taken.organisation)
    return _agencies(request, uow)


def _agencies(request: Request, uow: Uow) -> list[AgencyGiven]:
    language, organisations = reader_of(request).language, queries.agency_organisations(uow)
    return [
        AgencyGiven(
            code=each.code, name=named(each.names, language), organisation=organisations[code], source=each.source
        )
        for code, each in queries.agencies().items()
    ]
