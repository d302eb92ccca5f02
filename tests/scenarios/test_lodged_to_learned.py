"""Trader Bela lodges; an officer's rule makes it red; Officer Daoud examines and finds; profiles and rule learn; Bela is told.

Everything through HTTP, with the worker beside it. Trader Chen sees nothing of it.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest

from smartcustoms.app.worker import run_worker
from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.audit import queries as audit
from smartcustoms.kernel.audit.checkpoint_gateway import signing_key
from smartcustoms.kernel.audit.sequencing import sequence_all
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.risk import queries as risk
from smartcustoms.trade.risk.features import NAMES
from smartcustoms.trade.risk.queries import rules
from tests.cast import AMINA, BELA, CHEN, DAOUD, ESI
from tests.reactions.line import rule_in_force
from tests.trade.declarations.builders import entered
from tests.web_client import Client, client

JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256))


@contextmanager
def working(database: Database, settings: Settings) -> Iterator[None]:
    """Run the worker, without its jobs: nothing here waits for the clock."""
    stop = threading.Event()
    thread = threading.Thread(target=run_worker, args=(settings, database, stop), kwargs={"jobs": ()})
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(30)


def soon(ask: Callable[[], Any]) -> Any:
    """Ask until the worker has done it."""
    deadline = time.monotonic() + 60
    while not (found := ask()):
        assert time.monotonic() < deadline, "the worker did not do it in time"
        time.sleep(0.05)
    return found


def lodge(bela: Client, reference: str) -> dict[str, Any]:
    """Lodge by the API, as a trader's own system does."""
    headers = {"X-CSRF-Token": bela.get("/api/v1/token").json()["token"], "Idempotency-Key": reference}
    sent = entered(reference=reference, declared_on=clock.now().date().isoformat())
    answer = bela.post("/api/v1/declarations", json=sent, headers=headers)
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def my_order(daoud: Client, declaration: str) -> str | None:
    """Give the number of Daoud's order about a declaration."""
    found = daoud.get("/api/v1/examinations").json()
    return next((each["number"] for each in found if each["declaration"] == declaration), None)


def messages(web: Client) -> list[str]:
    """Give what somebody was told, newest first."""
    return [each["text"] for each in web.get("/api/v1/messages").json()]


def feature(database: Database, declaration: str, name: str) -> float:
    """Give one feature with which a declaration was judged."""
    with database.unit(by=AMINA, at=clock.now()) as uow:
        found = risk.assessment(uow, declaration)
    assert found is not None
    return float(np.frombuffer(found.features, dtype=np.float32).reshape(-1, len(NAMES))[0, NAMES.index(name)])


@pytest.fixture
def house(database: Database, settings: Settings) -> Iterator[Database]:
    """A house with a rule in force, Daoud on duty, and the worker running."""
    rule_in_force(database)
    with client(database, settings, as_=ESI) as esi:
        form = {"user": "daoud", "name": "Officer Daoud", "skills": "general", "on_duty": "true"}
        assert esi.fill("/examinations/examiners", form, page="/examinations/all").status_code == 303
    with working(database, settings):
        yield database


def test_lodged_examined_learned(house: Database, settings: Settings) -> None:
    with client(house, settings, as_=BELA) as bela, client(house, settings, as_=DAOUD) as daoud:
        first = lodge(bela, "BELA-1")
        assert first["lane"] == "red"
        order = soon(lambda: my_order(daoud, first["number"]))
        soon(lambda: messages(bela))

        page = f"/examinations/{order}"
        assert "TILES-1" in daoud.get(page).text  # the officer sees why
        photo = {"photo": ("box.jpg", JPEG, "image/jpeg")}
        done = daoud.fill(f"{page}/steps/1", {"note": "Invoice in the box"}, page=page, files=photo)
        assert done.status_code == 303
        form = {"result": "undervalued", "item": "1", "revenue": "4000.00", "note": "Paid twice what is declared"}
        assert daoud.fill(f"{page}/result", form, page=page).status_code == 303

        released = soon(lambda: [text for text in messages(bela) if "were released" in text])
        assert first["number"] in released[0]
        assert "Paid twice" not in "".join(messages(bela))  # the officer's note is not the trader's to read
        soon(lambda: _rate(house) == (1, 1, 4000.0))

        second = lodge(bela, "BELA-2")
    assert feature(house, second["number"], "importer:known") > feature(house, first["number"], "importer:known")
    assert feature(house, second["number"], "importer:rate") > feature(house, first["number"], "importer:rate")
    _chen_sees_nothing(house, settings, first["number"], order)
    _the_trail_holds(house, settings, first["number"])


def test_seized_goods_are_detained(house: Database, settings: Settings) -> None:
    with client(house, settings, as_=BELA) as bela, client(house, settings, as_=DAOUD) as daoud:
        number = lodge(bela, "BELA-1")["number"]
        page = f"/examinations/{soon(lambda: my_order(daoud, number))}"
        form = {"result": "seizure", "item": "", "revenue": "", "note": "Cigarettes between the tiles"}
        assert daoud.fill(f"{page}/result", form, page=page).status_code == 303
        detained = soon(lambda: [text for text in messages(bela) if "were detained" in text])
        assert number in detained[0]
        assert "Cigarettes" not in detained[0]
        assert bela.get(f"/api/v1/declarations/{number}").json()["status"] == "detained"
    with client(house, settings, as_=ESI) as esi:
        assert soon(lambda: [text for text in messages(esi) if number in text and "detained" in text])


def _rate(database: Database) -> tuple[int, int, float]:
    with database.unit(by=AMINA, at=clock.now()) as uow:
        doing = rules.rule_doing(uow, "TILES-1")
    assert doing is not None
    return doing.rate.examined, doing.rate.found, doing.rate.revenue


def _chen_sees_nothing(database: Database, settings: Settings, number: str, order: str) -> None:
    with client(database, settings, as_=CHEN) as chen:
        assert messages(chen) == []
        for path in (f"/declarations/{number}", f"/api/v1/declarations/{number}"):
            assert chen.get(path).status_code == 404
        for path in (f"/examinations/{order}", f"/risk/declarations/{number}", "/audit"):
            assert chen.get(path).status_code == 403
        assert number not in chen.get("/declarations").text


def _the_trail_holds(database: Database, settings: Settings, number: str) -> None:
    sequence_all(database, settings, clock.now())
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        assert audit.verify(uow, key=signing_key(settings).public_key()).sound
        deeds = {each.deed for each in audit.deeds(uow, about=number, limit=100)}
    assert {"declaration.lodged", "risk.assessed", "risk.learned", "declaration.released"} <= deeds
