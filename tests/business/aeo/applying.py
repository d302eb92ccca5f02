"""Applications, visits and operators for tests, through the actions a user would take."""

from datetime import datetime, timedelta
from io import BytesIO

from PIL import Image

from smartcustoms.business.aeo import actions, queries
from smartcustoms.business.aeo.model import Deed, Met, Operator
from smartcustoms.business.self_assessment import actions as self_assessments
from smartcustoms.business.self_assessment import queries as self_assessment
from smartcustoms.business.traders import queries as traders
from smartcustoms.kernel.actor import PLATFORM, Actor
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.files.object_gateway import in_memory
from tests.cast import BELA, DAOUD, ESI
from tests.conftest import NOON

FORM = {
    "name": "Bela Trading (simulated)",
    "registration": "SIM-0001",
    "parties": "bela-1, BELA-2",
    "address": "1 Simulated Road",
    "founded": "1999",
    "employees": "25",
    "role": "importer",
    "outsourced": "none",
    "contact": "Trader Bela",
    "contact_mail": "bela@bela.example",
    "sites": "Simulated warehouse",
    "crisis": "With the manager; exercised in May (simulated)",
    "public": "yes",
    "partners": "yes",
}
OBJECTS = in_memory()


def picture(shade: int = 200) -> bytes:
    made = BytesIO()
    Image.new("RGB", (60, 40), (shade, 120, 90)).save(made, "PNG")
    return made.getvalue()


def assessed(database: Database, who: Actor = BELA, *, tier: int = 1, at: datetime = NOON) -> str:
    """Finish a self-assessment with the best answers."""
    asked = self_assessment.question_set().questions_of(tier)
    with database.unit(by=who, at=at) as uow:
        number = self_assessments.begin(uow, tier=tier).number
        self_assessments.save(uow, number, {each.id: each.choices[0].code for each in asked})
        self_assessments.finish(uow, number)
    return number


def lodged(
    database: Database, who: Actor = BELA, *, tier: int = 1, at: datetime = NOON, form: dict[str, str] | None = None
) -> str:
    """Lodge a complete application."""
    assessed(database, who, tier=tier, at=at)
    with database.unit(by=who, at=at) as uow:
        number = actions.begin(uow, tier=tier).number
        actions.carry_over(uow, number)
        actions.save(uow, number, FORM | (form or {}))
        for code in ("process_map", "site_plan"):
            actions.attach(uow, number, code, picture(len(code)), name=f"{code}.png", through=OBJECTS)
        actions.lodge(uow, number)
    return number


def visited(database: Database, about: str, *, at: datetime = NOON) -> str:
    """Visit, find everything met, and close."""
    with database.unit(by=DAOUD, at=at) as uow:
        made = actions.plan_visit(uow, about, site="Simulated warehouse", on=day_of(at), officers=("daoud",))
        points = [each.id for _, asked in queries.visit(uow, made.number).criteria for each in asked]
        actions.note_points(uow, made.number, dict.fromkeys(points, (Met.MET, "")))
        actions.close_visit(uow, made.number, conclusion="All seen (simulated).")
    return made.number


def decided(database: Database, about: str, deed: Deed, *, at: datetime = NOON, agree: bool = True) -> None:
    """Let Officer Daoud propose and Supervisor Esi decide."""
    with database.unit(by=DAOUD, at=at) as uow:
        made = actions.propose(uow, about, deed, because="The visit showed it (simulated).")
    with database.unit(by=ESI, at=at + timedelta(minutes=1)) as uow:
        actions.decide(uow, made.id, agree=agree, because="Seen (simulated).")


def granted(
    database: Database, who: Actor = BELA, *, tier: int = 1, at: datetime = NOON, form: dict[str, str] | None = None
) -> Operator:
    """Go the whole way to the certificate."""
    number = lodged(database, who, tier=tier, at=at, form=form)
    visited(database, number, at=at)
    decided(database, number, Deed.GRANT, at=at)
    with database.unit(by=who, at=at) as uow:
        return queries.own(uow)[0][0]


def claimed(database: Database, code: str, *, lodger: str = "bela-trading", at: datetime = NOON) -> str | None:
    """Give the number of the operator whose trust a lodging under an importer's code may claim."""
    with database.unit(by=PLATFORM, at=at) as uow:
        (rows,) = uow.ask(traders.owners_asked([code], on=day_of(at)))
        known = queries.trust(uow, on=day_of(at))
        found = queries.lenient(uow, known, traders.owners(rows), codes=[code], lodger=lodger)
    return found[code].number if code in found else None
