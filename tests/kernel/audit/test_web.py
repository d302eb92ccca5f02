"""The audit page: search, paging, proofs; only for those who may, and every look is noted."""

import pytest

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.audit import queries
from smartcustoms.kernel.audit.merkle import is_included, leaf_hash
from smartcustoms.kernel.audit.note import opened, read_public_key
from smartcustoms.kernel.audit.sequencing import sequence_all
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from tests.cast import AMINA, BELA, DAOUD, ESI
from tests.web_client import client


@pytest.fixture
def noted(database: Database, settings: Settings) -> Database:
    with database.unit(by=AMINA, at=clock.now()) as uow:
        for n in range(70):
            uow.note("declaration.seen", f"<D{n}>", items=n)
    sequence_all(database, settings, clock.now())
    return database


def test_search_paging_and_proof(noted: Database, settings: Settings) -> None:
    with client(noted, settings, as_=ESI) as web:
        page = web.get("/audit", params={"by": "amina"}).text
        assert "&lt;D69&gt;" in page
        assert "Earlier deeds" in page
        first = web.get("/api/v1/audit/deeds", params={"deed": "declaration."}).json()
        rest = web.get("/api/v1/audit/deeds", params={"deed": "declaration.", "before": first[-1]["id"]}).json()
        assert [len(first), len(rest)] == [50, 20]
        assert web.get("/api/v1/audit/deeds", params={"by": "amina", "since": "2999-01-01"}).json() == []
        assert web.get("/api/v1/audit/deeds", params={"by": "amina", "since": "nonsense"}).status_code == 200
        proof = web.get(f"/audit/{first[0]['id']}/proof.json").json()
    checkpoint = opened(proof["checkpoint"], read_public_key(proof["key"]))
    path = [bytes.fromhex(step) for step in proof["path"]]
    assert is_included(leaf_hash(proof["leaf"].encode()), proof["position"], proof["size"], path, checkpoint.root)


def test_a_look_is_noted(noted: Database, settings: Settings) -> None:
    with client(noted, settings, as_=ESI) as web:
        web.get("/audit", params={"about": "26DE1"})
    with noted.unit(by=PLATFORM, at=clock.now()) as uow:
        look = queries.deeds(uow, who="esi", about="audit trail")[0]
    assert (look.deed, look.facts) == ("looked", {"about": "26DE1", "policies": ["audit:1"]})


@pytest.mark.parametrize("who", [BELA, DAOUD], ids=["trader", "examining officer"])
def test_others_are_refused(noted: Database, settings: Settings, who: object) -> None:
    with client(noted, settings, as_=who) as web:  # type: ignore[arg-type]
        assert web.get("/audit").status_code == 403
        assert web.get("/api/v1/audit/deeds").status_code == 403
