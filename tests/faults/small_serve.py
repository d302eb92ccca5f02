"""A server of the tests' own, run as a process: parcels are lodged with an idempotency key; real cluster, worker beside, shell of units."""

import os
import sys
from typing import Annotated

import sqlalchemy as sa
import uvicorn
from fastapi import FastAPI, Header, Response

from smartcustoms.app.beside import worker_beside
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.clock import now
from smartcustoms.kernel.database.cluster import embedded
from smartcustoms.kernel.database.connect import make_tables, opened
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import read_settings
from tests.kernel.events.a_parcel import ParcelOpened, make_effects

PARCELS = "create table parcel (n bigserial, number text, key text unique)"


def make(database: Database) -> None:
    """Make the tables once; a kill in between leaves none, as it is one table after another with the last one asked for."""
    with database.engine.connect() as connection:
        there = connection.execute(sa.text("select to_regclass('parcel')")).scalar()
    if there is None:
        make_tables(database)
        make_effects(database)
        with database.engine.begin() as connection:
            connection.execute(sa.text(PARCELS))
            connection.execute(sa.text("grant all on parcel, parcel_n_seq to smartcustoms_app"))


def application(database: Database) -> FastAPI:
    app = FastAPI()

    @app.get("/health")
    def health() -> dict[str, str]:
        with database.unit(by=PLATFORM, at=now()) as uow:
            uow.connection.execute(sa.text("select 1 from parcel limit 1"))
        return {"status": "ready"}

    @app.post("/parcels", status_code=201)
    def lodge(key: Annotated[str, Header(alias="Idempotency-Key")], answer: Response) -> dict[str, str]:
        with database.unit(by=PLATFORM, at=now()) as uow:
            insert = "insert into parcel (number, key) values ('P' || nextval('effect_n_seq'), :key)"
            query = sa.text(f"{insert} on conflict do nothing returning number")
            number = uow.connection.execute(query, {"key": key}).scalar()
            if number is None:
                answer.status_code = 200
                again = sa.text("select number from parcel where key = :key")
                return {"number": str(uow.connection.execute(again, {"key": key}).scalar_one())}
            uow.record(ParcelOpened(parcel=number))
            uow.note("parcel.lodged", number)
        return {"number": str(number)}

    return app


def main() -> None:
    """Serve until killed."""
    settings = read_settings()
    with opened(settings, watch=True) as database:
        make(database)
        dsn = embedded(settings).dsn("smartcustoms")
        command = (sys.executable, "-m", "tests.faults.small_worker", dsn, "-", "beside")
        with worker_beside(settings, command) as beside:
            beside.go()
            uvicorn.run(application(database), port=int(os.environ["SMARTCUSTOMS_PORT"]), log_level="error")


if __name__ == "__main__":
    main()
