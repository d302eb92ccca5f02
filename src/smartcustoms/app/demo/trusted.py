"""Simulated operators of the AEO programme, each somewhere else in its life: authorised, suspended, being validated, just lodged."""

from datetime import datetime, timedelta
from io import BytesIO
from typing import Final

from PIL import Image

from smartcustoms.business.aeo import actions, queries
from smartcustoms.business.aeo.model import Deed, Met
from smartcustoms.business.self_assessment import actions as self_assessments
from smartcustoms.business.self_assessment import queries as self_assessment
from smartcustoms.kernel.actor import Actor, Kind
from smartcustoms.kernel.database.unit import Database, UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.people import actions as people
from smartcustoms.kernel.people.model import Organisation

_OFFICERS: Final = (
    Actor("daoud", "customs", Kind.CUSTOMS, frozenset({"examining_officer"}), name="Officer Daoud"),
    Actor("esi", "customs", Kind.CUSTOMS, frozenset({"supervisor"}), name="Supervisor Esi"),
)
_LIVES: Final = (
    ("bela-trading", "Bela Trading", 1, ("visit", Deed.GRANT)),
    ("sim-aeo-1", "Simulated Shipping 1", 2, ("visit", Deed.GRANT)),
    ("sim-aeo-2", "Simulated Trading 2", 1, ("visit", Deed.GRANT, Deed.SUSPEND)),
    ("sim-aeo-3", "Simulated Foods 3", 1, ("visit",)),
    ("sim-aeo-4", "Simulated Metals 4", 2, ()),
)


def operators_there(uow: UnitOfWork) -> bool:
    """Tell whether any application was lodged."""
    return queries.applications(uow, queries.ListedApplications(), size=1)[1] > 0


def make_operators(database: Database, at: datetime) -> None:
    """Let each organisation assess itself, apply, and go on as far as its life goes; some weeks ago."""
    for number, (organisation, name, tier, life) in enumerate(_LIVES):
        begun = at - timedelta(days=40 - number)
        number_of = _applied(database, organisation, name, tier, begun)
        for step in life:
            begun += timedelta(days=3)
            if step == "visit":
                _visited(database, number_of, begun)
            elif isinstance(step, Deed):
                _decided(database, organisation, number_of, step, begun)


def _applied(database: Database, organisation: str, name: str, tier: int, at: datetime) -> str:
    who = Actor(f"{organisation}-user", organisation, Kind.TRADER, frozenset({"trader"}), name=name)
    with database.unit(by=_OFFICERS[1], at=at) as uow:
        people.found_organisation(uow, Organisation(organisation, f"{name} (demo)", Kind.TRADER))
    with database.unit(by=who, at=at) as uow:
        assessed = self_assessments.begin(uow, tier=tier).number
        asked = self_assessment.question_set().questions_of(tier)
        self_assessments.save(uow, assessed, {each.id: each.choices[0].code for each in asked})
        self_assessments.finish(uow, assessed)
        made = actions.begin(uow, tier=tier).number
        actions.save(uow, made, _form(organisation, f"{name} (simulated)"))
        for code in ("process_map", "site_plan"):
            actions.attach(uow, made, code, _picture(code), name=f"{code}.png")
        actions.lodge(uow, made)
    return made


def _visited(database: Database, about: str, at: datetime) -> None:
    with database.unit(by=_OFFICERS[0], at=at) as uow:
        visit = actions.plan_visit(uow, about, site="Warehouse (simulated)", on=day_of(at), officers=("daoud",)).number
        points = [each.id for _, ones in queries.visit(uow, visit).criteria for each in ones]
        actions.note_points(uow, visit, dict.fromkeys(points, (Met.MET, "")))
        actions.close_visit(uow, visit, conclusion="Everything was seen (simulated).")


def _decided(database: Database, organisation: str, application: str, deed: Deed, at: datetime) -> None:
    about = application
    if deed is not Deed.GRANT:
        with database.unit(by=_OFFICERS[0], at=at) as uow:
            wanted = queries.ListedOperators(text=organisation)
            about = queries.operators(uow, wanted)[0][0].number
    with database.unit(by=_OFFICERS[0], at=at) as uow:
        proposed = actions.propose(uow, about, deed, because="Simulated, to show how it looks.")
    with database.unit(by=_OFFICERS[1], at=at + timedelta(hours=1)) as uow:
        actions.decide(uow, proposed.id, agree=True)


def _form(organisation: str, name: str) -> dict[str, str]:
    return {
        "name": name,
        "registration": organisation.upper(),
        "parties": organisation.upper(),
        "address": "1 Simulated Road",
        "founded": "1999",
        "employees": "40",
        "role": "importer",
        "outsourced": "none",
        "contact": "Manager (simulated)",
        "contact_mail": f"{organisation}@example.org",
        "sites": "Warehouse (simulated)",
        "crisis": "With the manager; exercised in May (simulated)",
        "public": "yes",
        "partners": "yes",
    }


def _picture(code: str) -> bytes:
    made = BytesIO()
    Image.new("RGB", (320, 200), (230, 230, 40 + 8 * len(code))).save(made, "PNG")
    return made.getvalue()
