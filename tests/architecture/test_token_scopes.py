"""Every call of the API × a machine's token that names its permission, and one that names all others: let in, and refused.

The roles of both tokens are the same, so it is the token alone that decides. Requests are real ones.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from fastapi.routing import APIRoute

from smartcustoms.app.discover import permissions as declared
from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.people import actions
from smartcustoms.kernel.people.queries import nameable
from smartcustoms.kernel.permissions import Permission
from smartcustoms.kernel.settings import Settings
from tests.architecture.test_access_matrix import entries, permissions
from tests.cast import BELA
from tests.web_client import Client, client

NAMEABLE = {each.code: each for each in nameable(BELA, declared())}


@pytest.fixture
def opened(database: Database, settings: Settings) -> Iterator[Client]:
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        actions.make_demo_cast(uow)
    with client(database, settings) as made:
        made.headers["accept"] = "application/json"
        yield made


def token(database: Database, *scopes: str) -> dict[str, str]:
    with database.unit(by=BELA, at=clock.now()) as uow:
        _, secret = actions.make_token(uow, name="a system", given=["trader"], scopes=scopes, days=1)
    return {"authorization": f"Bearer {secret}"}


def calls(app: Any) -> Iterator[tuple[str, str, Permission]]:
    """Give method, address and permission of every entry a trader's token could be for."""
    for name, route in entries(app).items():
        assert isinstance(route, APIRoute)
        for permission in permissions(route.dependant):
            if permission.code in NAMEABLE:
                method, _, path = name.partition(" ")
                yield method, path.replace("{", "").replace("}", ""), permission


def test_a_token_that_names_everything_else_is_refused_with_a_sentence(database: Database, opened: Client) -> None:
    wrong, asked = [], 0
    without = {code: token(database, *(NAMEABLE.keys() - {code})) for code in NAMEABLE}
    for method, path, permission in calls(opened.app):
        answer = opened.request(method, path, headers=without[permission.code], follow_redirects=False)
        told, asked = answer.json() if "json" in answer.headers["content-type"] else {}, asked + 1
        if answer.status_code != 403 or permission.code not in told.get("mend", "") or not told.get("message"):
            wrong.append((method, path, permission.code, answer.status_code, told))
    assert not wrong
    assert asked > 20


def test_a_token_that_names_it_alone_is_let_in(database: Database, opened: Client) -> None:
    wrong = []
    named = {code: token(database, code) for code in NAMEABLE}
    for method, path, permission in calls(opened.app):
        answer = opened.request(method, path, headers=named[permission.code], follow_redirects=False)
        refused = answer.status_code == 401 or (answer.status_code == 403 and answer.json()["code"] == "not_permitted")
        if refused or answer.status_code >= 500:
            wrong.append((method, path, permission.code, answer.status_code, answer.text[:200]))
    assert not wrong


def test_a_token_of_every_permission_reaches_nothing_its_roles_do_not_grant(database: Database, opened: Client) -> None:
    everything = replace(BELA, scopes=frozenset(each.code for each in declared()))
    heads = token(database, *NAMEABLE)
    beyond = [each for each in entries(opened.app).items() if each[0].startswith("GET /api/v1/risk")]
    assert beyond
    for name, route in beyond:
        if all(each.code not in NAMEABLE for each in permissions(route.dependant)):
            path = name.partition(" ")[2].replace("{", "").replace("}", "")
            assert opened.get(path, headers=heads).status_code == 403, name
    assert {each.code for each in nameable(everything, declared())} <= NAMEABLE.keys()
