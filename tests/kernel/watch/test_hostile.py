"""Hostile texts of a mended event: refused in words before they are kept, on the page and by the API's own check."""

import pytest

from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from smartcustoms.kernel.watch.web import _mended
from tests.cast import OTIS
from tests.hostile import COUNTS, corpus, json_file, withstood
from tests.kernel.events.a_parcel import ParcelOpened, TestReaction, make_effects, open_parcels
from tests.kernel.events.conftest import run_here as run
from tests.kernel.events.test_steps import breaking
from tests.kernel.watch.test_web import letter
from tests.web_client import client

BODY = {"parcel": "A", "item": 9, "seen": [1, 2.5, {"by": "amina"}]}


@pytest.mark.parametrize("count", COUNTS)
def test_mended_events(count: int) -> None:
    def mend(content: bytes) -> None:
        assert isinstance(_mended(content.decode("utf-8", "replace")), dict)

    ends = withstood(mend, corpus(json_file(BODY), count))
    assert ends["BodyUnreadable"] > count // 3
    assert ends["read"] > count // 9


@pytest.mark.parametrize(
    "body",
    [
        '{"item": NaN}',
        '{"item": 1e999}',
        '{"a":' * 900 + "1" + "}" * 900,
        '{"parcel": "\\u0000"}',
        '{"parcel": "\\ud800"}',
    ],
)
def test_what_the_database_cannot_keep_is_refused(database: Database, settings: Settings, body: str) -> None:
    make_effects(database)
    open_parcels(database, ["A"], items=1)
    run(database, TestReaction(ParcelOpened, (breaking(lambda _: True),)))
    at = letter(database)
    with client(database, settings, as_=OTIS) as operator:
        assert operator.fill(f"{at}/replay", {"body": body}).status_code == 422
        heads = {"x-csrf-token": operator.get("/api/v1/token").json()["token"], "content-type": "application/json"}
        sent = operator.post(f"/api/v1{at}/replay", content=f'{{"body": {body}}}', headers=heads)
        assert 400 <= sent.status_code < 500, sent.text
        assert operator.get(at).status_code == 200, "it is dead still, with what it said"
