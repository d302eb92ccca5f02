"""The demo world's cases: those that its own seizures and cut e-locks opened, of which two are being worked on."""

from datetime import datetime, timedelta

from smartcustoms.app.demo.cast import cast
from smartcustoms.app.demo.following import let_follow
from smartcustoms.investigation.cases import actions as cases
from smartcustoms.investigation.cases import queries as cases_asked
from smartcustoms.investigation.cases.model import About, Reason, Subject, Wanted
from smartcustoms.kernel import clock
from smartcustoms.kernel.database.unit import Database, UnitOfWork
from smartcustoms.kernel.day import day_of


def cases_there(uow: UnitOfWork) -> bool:
    """Tell whether anybody leads a case."""
    return bool(cases_asked.leads(uow))


def make_cases(database: Database, at: datetime) -> None:
    """Let what happened have its consequences; the newest case of a lock and of a find go to Investigator Ines."""
    let_follow(database)
    at = max(at, clock.now())  # steps run by the clock, and nobody takes a case before it is opened
    ines, idris = cast()["ines"], cast()["idris"]
    with database.unit(by=cast()["amina"], at=at) as uow:
        cases.refer(
            uow,
            about=Subject(About.TRUCK, "SIM 1002"),
            title="The same truck twice at closed yards (simulated)",
            summary="Two informants saw it leave a closed yard at night, once on Monday and once today (simulated).",
        )
    chosen = []
    with database.unit(by=idris, at=at) as uow:
        for because in (Reason.ELOCK_TAMPERED, Reason.PROHIBITED):
            chosen += [
                each.number for each in cases_asked.cases(uow, Wanted(live=True, because=because, per_page=1))[0]
            ]
        for number in chosen:
            cases.assign(uow, number, to=ines.user)
    for number in chosen[:1]:
        with database.unit(by=ines, at=at) as uow:
            cases.take(uow, number)
            cases.note(uow, number, "The driver says that he was asked to wait at a lay-by for an hour (simulated).")
            cases.add_task(
                uow,
                number,
                "Ask the gantry for its pictures (simulated)",
                due=day_of(at) + timedelta(days=3),
                whose=ines.user,
            )
    let_follow(database)
