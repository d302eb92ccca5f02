"""Every route and command × every role × own and other organisation, against `access.csv`: who may what, written by hand.

The table is a statement independent of the policies: it was written from what each role does, not read off Cedar. A route
or command that is not in it fails. Cells: `no` refused, `yes` let in, `own` only for the own organisation's things,
`all` for every organisation's. Requests are real ones, through sign-in sessions, with the token a form would carry.
"""

import csv
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import pytest
from fastapi.routing import APIRoute

from smartcustoms.app.cli import main
from smartcustoms.app.commands import every
from smartcustoms.app.web import make_app
from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import NOBODY, PLATFORM, Actor, Kind
from smartcustoms.kernel.database.connect import Server, connect, drop_database, make_database
from smartcustoms.kernel.database.unit import Database, UnitOfWork
from smartcustoms.kernel.people import actions
from smartcustoms.kernel.people.model import Organisation
from smartcustoms.kernel.people.queries import may
from smartcustoms.kernel.permissions import Permission
from smartcustoms.kernel.settings import Settings
from smartcustoms.kernel.web import csrf
from smartcustoms.kernel.web.access import permission_of
from tests.architecture.things import Things, belas_things
from tests.architecture.things_of_payments import with_payments
from tests.architecture.things_of_transhipment import with_transhipment
from tests.web_client import Client

TABLE = Path(__file__).with_name("access.csv")
CUSTOMS = (
    "targeting_officer", "examining_officer", "investigator", "investigation_supervisor", "supervisor", "operator", "administrator",
)  # fmt: skip
OUTSIDE = ("trader", "declarant", "agency_officer")
ROLES = ("public", *OUTSIDE, *CUSTOMS)
STRANGERS = ("chen-co", "agency", "")  # what of Bela's must appear in no answer to them
ALLOWED = {"no", "yes", "own", "all"}


def table() -> dict[str, dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["entry"] for row in rows}) == len(rows), "an entry stands twice in access.csv"
    return {row["entry"]: row for row in rows}


@dataclass(frozen=True)
class Asker:
    """Somebody with one role, of Bela's organisation, of another trader's, of an agency's, of customs or of none."""

    role: str
    organisation: str
    kind: Kind

    @property
    def actor(self) -> Actor:
        if self.role == "public":
            return NOBODY
        return Actor(f"{self.role}@{self.organisation}", self.organisation, self.kind, frozenset({self.role}))


ASKERS = (
    Asker("public", "", Kind.PUBLIC),
    *(Asker(role, where, Kind.TRADER) for role in ("trader", "declarant") for where in ("bela-trading", "chen-co")),
    Asker("agency_officer", "agency", Kind.AGENCY),
    *(Asker(role, "customs", Kind.CUSTOMS) for role in CUSTOMS),
)


def routes(app: Any) -> Iterator[APIRoute]:
    """Walk the routes, through the routers that were included (which must have no prefix of their own)."""
    for each in app.routes:
        if isinstance(each, APIRoute):
            yield each
        else:
            assert each.include_context.prefix == "", "name the whole path in the route"
            yield from routes(each.original_router)


def permissions(dependant: Any) -> list[Permission]:
    own = permission_of(dependant.call) if dependant.call else None
    return ([own] if own else []) + [found for each in dependant.dependencies for found in permissions(each)]


def entries(app: Any) -> dict[str, APIRoute]:
    return {
        f"{method} {route.path}": route
        for route in routes(app)
        for method in sorted(set(route.methods or ()) - {"HEAD"})
    }


def commands() -> Iterator[tuple[str, click.Command]]:
    return every(main, "smartcustoms")


@pytest.fixture(scope="module")
def bare_app() -> Any:
    return make_app(Settings(secret="a secret for tests only, long enough"), None)  # type: ignore[arg-type] # never asked


def test_every_entry_is_in_the_table_and_nothing_else(bare_app: Any) -> None:
    found = set(entries(bare_app)) | {path for path, _ in commands()}
    missing, gone = sorted(found - set(table())), sorted(set(table()) - found)
    assert not missing, f"say in access.csv who may use: {missing}"
    assert not gone, f"no longer there, take out of access.csv: {gone}"


def test_every_cell_is_filled() -> None:
    wrong = [(name, role) for name, row in table().items() for role in ROLES if row[role] not in ALLOWED]
    assert not wrong


def test_what_names_no_permission_says_why(bare_app: Any) -> None:
    silent = [
        name
        for name, route in entries(bare_app).items()
        if not permissions(route.dependant) and not table().get(name, {"note": ""})["note"].strip()
    ]
    assert not silent, f"a route names its permission, or access.csv says in `note` why it needs none: {silent}"


def test_what_the_public_may_use_says_why() -> None:
    assert not [name for name, row in table().items() if row["public"] != "no" and not row["note"].strip()]


def test_every_command_names_its_permission_and_the_policies_agree() -> None:
    wrong = []
    said = table()
    for path, command in commands():
        permission = getattr(command, "permission", None)
        assert isinstance(permission, Permission), f"{path} names no permission"
        for asker in ASKERS:
            expected = said.get(path, {}).get(asker.role, "no") != "no"
            if may(asker.actor, permission) != expected:
                wrong.append((path, asker.role, f"expected {'yes' if expected else 'no'} by {permission.code}"))
    assert not wrong


@dataclass(frozen=True)
class World:
    """The application over a database in which every asker has an account and Bela's organisation has things."""

    client: Client
    database: Database
    settings: Settings
    things: Things


@pytest.fixture(scope="module")
def world(cluster: Server, template: str, settings: Settings) -> Iterator[World]:
    name = f"test_{uuid.uuid4().hex[:12]}"
    make_database(cluster, name, template=template)
    database = connect(cluster.dsn(name), pool=8)
    demo = replace(
        settings, demo=True
    )  # the demo asks for no second factor; roles have no effect elsewhere without one
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        for each in ASKERS[1:]:
            _make_account(uow, each.actor)
    things = with_transhipment(with_payments(belas_things(database), database), database)
    with Client(make_app(demo, database), base_url="http://testserver", raise_server_exceptions=False) as client:
        yield World(client, database, demo, things)
    database.close()
    drop_database(cluster, name)


@pytest.mark.parametrize("asker", ASKERS, ids=lambda a: f"{a.role}@{a.organisation}")
def test_every_route_answers_as_the_table_says(asker: Asker, world: World) -> None:
    wrong = []
    said = table()
    for name, route in entries(world.client.app).items():
        if name not in said:
            continue  # told by the test of completeness
        path, is_thing = world.things.address(route.path)
        status, code, text = _ask(world, asker, name, path)
        cell = said[name][asker.role]
        reads = name.startswith("GET") and name not in world.things.lacking
        if fault := _fault(cell, asker, status, code, is_thing=is_thing, reads=reads):
            wrong.append(f"{name} as {asker.role} of {asker.organisation or 'nowhere'}: {fault}")
        if asker.organisation in STRANGERS and not is_thing and (told := world.things.told_in(text)):
            wrong.append(f"{name} as {asker.role} of {asker.organisation or 'nowhere'}: tells of Bela's {told}")
    assert not wrong, "\n".join(wrong)


def _make_account(uow: UnitOfWork, who: Actor) -> None:
    mail = f"{who.user}.example"
    actions.found_organisation(uow, Organisation(who.organisation, who.organisation, who.kind))
    actions.invite(
        uow, name=who.user, email=mail, organisation=who.organisation, roles_given=who.roles, number=who.user
    )
    actions.set_password(uow, mail, "Only-for-tests-1")


def _ask(world: World, asker: Asker, name: str, path: str) -> tuple[int, str, str]:
    """Send one request in a session of its own; give the status, of a refusal its code, and the text."""
    settings, client = world.settings, world.client
    client.cookies.clear()
    cookie = csrf.session_cookie(settings) if asker.role != "public" else csrf.VISITOR
    bound = "a visitor"
    if asker.role != "public":
        with world.database.unit(by=PLATFORM, at=clock.now()) as uow:
            bound = actions.begin_session(uow, asker.actor.user, asker.actor.roles, client="test")
    client.cookies.set(cookie, bound)
    seen = SimpleNamespace(
        app=SimpleNamespace(state=SimpleNamespace(settings=settings)), cookies={cookie: bound}, state=SimpleNamespace()
    )
    headers = {"accept": "application/json", "x-csrf-token": csrf.token(seen)}  # type: ignore[arg-type]
    body = world.things.bodies.get(name)
    method = name.partition(" ")[0]
    answer = client.request(method, path, headers=headers, json=body, follow_redirects=False)
    told = answer.headers.get("content-type", "").startswith("application/problem+json")
    return answer.status_code, str(answer.json().get("code", "")) if told else "", answer.text


def _fault(cell: str, asker: Asker, status: int, code: str, *, is_thing: bool, reads: bool) -> str:
    """Say what is wrong with an answer; nothing when it is as the table says."""
    if status >= 500 and status != 503:
        return f"broke with {status}"
    refused = status == 401 or (status == 403 and code == "not_permitted")
    if cell == "no":
        right = 401 if asker.role == "public" else 403
        return "" if refused and status == right else f"should be refused with {right}, answered {status} {code}"
    others = is_thing and cell == "own" and asker.organisation != "bela-trading"
    if others:
        return "" if refused or status == 404 else f"another organisation's thing was given: {status} {code}"
    if refused or (status == 403 and code != "password_too_weak"):
        return f"should be let in, refused with {status} {code}"
    if is_thing and reads and status == 404:
        return "should be found, answered 404"
    return ""
