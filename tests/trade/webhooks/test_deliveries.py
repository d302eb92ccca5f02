"""Each notice arrives once: through a real HTTP server that is down, slow, broken, then well."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from lxml import etree

from smartcustoms.app.discover import reactions
from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.events.relay import consumers, relay_here
from smartcustoms.kernel.events.steps import StepRunner
from smartcustoms.kernel.notify import queries as told
from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.declarations import actions as declarations
from smartcustoms.trade.declarations.model import Channel
from smartcustoms.trade.declarations.reading import drafted
from smartcustoms.trade.webhooks import actions, queries
from smartcustoms.trade.webhooks.model import TRIES, Delivery, DeliveryWaits, Hindrance, Standing, WebhookEnded
from smartcustoms.trade.webhooks.post_gateway import HttpPost, MemoryPost, NotDelivered
from smartcustoms.trade.webhooks.signing import is_signed
from tests.cast import BELA, CHEN, ESI
from tests.conftest import NOON
from tests.trade.declarations.builders import entered
from tests.trade.webhooks.receiving import receiver
from tests.web_client import client


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The moment, which a test moves on; a little after that of the reactions, which read the clock themselves."""
    moment = [clock.now() + timedelta(minutes=1)]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    return moment


def add(database: Database, address: str, form: str = "json", kinds: tuple[str, ...] = ()) -> str:
    with database.unit(by=BELA, at=clock.now()) as uow:
        return actions.add(uow, address=address, form=form, kinds=kinds, private=True).number


def lodge(database: Database, reference: str = "A") -> str:
    sent = entered(reference=reference)
    with database.unit(by=BELA, at=clock.now()) as uow:
        made = declarations.lodge(uow, drafted(sent), through=Channel.API, original=json.dumps(sent).encode())
    react(database)
    return made.number


def react(database: Database) -> None:
    known = reactions()
    while relay_here(database, consumers(known)):
        pass
    runner = StepRunner(database, known)
    while runner.turn():
        pass


def standing(database: Database, hook: str) -> list[Delivery]:
    with database.unit(by=BELA, at=clock.now()) as uow:
        return queries.deliveries(uow, hook)[0]


def test_each_notice_arrives_once_through_a_system_that_is_down_slow_and_broken(
    database: Database, settings: Settings, now: list[datetime]
) -> None:
    with receiver() as gone:
        port = gone.port
    hook = add(database, f"http://127.0.0.1:{port}/notices")
    number = lodge(database)
    queued = standing(database, hook)
    assert {each.declaration for each in queued} == {number}
    assert len(queued) >= 2, "accepted, and released or under control"
    through, hasty = HttpPost(private=True), HttpPost(private=True, patience_s=0.5)

    assert actions.send_due(database, settings, through)["waiting"] == len(queued)
    assert {(each.hindrance, each.tries) for each in standing(database, hook)} == {(Hindrance.NOT_REACHED, 1)}
    assert not any(actions.send_due(database, settings, through).values()), "nothing is due before its pause is over"

    with receiver(port) as system:
        for answer, hindrance in ((2.0, Hindrance.TOO_SLOW), (500, Hindrance.ANSWER), (503, Hindrance.ANSWER)):
            now[0] += timedelta(hours=1)
            system.answers = [answer]
            actions.send_due(database, settings, hasty if hindrance is Hindrance.TOO_SLOW else through)
            assert {each.hindrance for each in standing(database, hook)} == {hindrance}
        now[0] += timedelta(hours=1)
        assert actions.send_due(database, settings, through)["delivered"] == len(queued)
        now[0] += timedelta(days=1)
        assert not any(actions.send_due(database, settings, through).values())
    assert sorted(system.ids) == sorted(str(each.id) for each in queued)
    assert next(json.loads(body)["kind"] for _, body in system.taken) == "accepted", "in their order"
    with database.unit(by=BELA, at=now[0]) as uow:
        secrets = queries.secrets_of(settings, queries.webhook(uow, hook), at=0, overlap=actions.OVERLAP)
    for heads, body in system.taken:
        time = int((now[0] - timedelta(days=1)).timestamp())
        assert is_signed(
            heads["smartcustoms-signature"], secrets, now=time, delivery=heads["smartcustoms-delivery"], body=body
        )
        assert json.loads(body)["message"]["MetaData"]["Response"][0]["Declaration"]["ID"] == number


def test_a_delivery_that_fails_too_often_is_dead_with_its_reason_and_can_be_sent_again(
    database: Database, settings: Settings, now: list[datetime]
) -> None:
    hook = add(database, "http://127.0.0.1:9/notices", "xml", ("accepted",))
    lodge(database)
    (waits,) = standing(database, hook)
    with database.unit(by=BELA, at=now[0]) as uow, pytest.raises(DeliveryWaits):
        actions.send_again(uow, hook, str(waits.id))
    failing = MemoryPost(fails=[NotDelivered(Hindrance.ANSWER, "HTTP 410", is_down=False)] * TRIES)
    for _ in range(TRIES):
        now[0] += timedelta(hours=6)
        actions.send_due(database, settings, failing)
    (dead,) = standing(database, hook)
    assert (dead.standing, dead.hindrance, dead.seen) == (Standing.DEAD, Hindrance.ANSWER, "HTTP 410")
    with database.unit(by=BELA, at=now[0]) as uow:
        assert any(each.about == hook for each in told.inbox(uow, page=1)[0]), "its organisation is told"
    with database.unit(by=BELA, at=now[0]) as uow:
        actions.send_again(uow, hook, str(dead.id))
    well = MemoryPost()
    assert actions.send_due(database, settings, well)["delivered"] == 1
    ((_, body, heads),) = well.taken
    assert heads["Smartcustoms-Delivery"] == str(dead.id)
    assert etree.fromstring(body).tag.endswith("}MetaData")


def test_a_refused_notice_does_not_hold_up_the_others_and_a_redirect_is_not_followed(
    database: Database, settings: Settings, now: list[datetime]
) -> None:
    with receiver() as system:
        hook = add(database, system.address)
        lodge(database)
        count = len(standing(database, hook))
        system.answers = [302]
        done = actions.send_due(database, settings, HttpPost(private=True))
    assert (done["waiting"], done["delivered"]) == (1, count - 1)
    assert len(system.asked) == count, "nobody asked at the other place"
    assert {each.hindrance for each in standing(database, hook)} == {Hindrance.REDIRECT, None}


def test_who_dies_while_posting_leaves_the_delivery_to_be_taken_again(
    database: Database, settings: Settings, now: list[datetime]
) -> None:
    class Killed(MemoryPost):
        def post(self, address: str, body: bytes, heads: Any) -> None:
            super().post(address, body, heads)
            raise KeyboardInterrupt

    hook = add(database, "http://127.0.0.1:9/", kinds=("accepted",))
    lodge(database)
    first, second = Killed(), MemoryPost()
    with pytest.raises(KeyboardInterrupt):
        actions.send_due(database, settings, first)
    assert not any(actions.send_due(database, settings, second).values()), "the lease holds"
    now[0] += actions.LEASE
    assert actions.send_due(database, settings, second)["delivered"] == 1
    assert first.taken[0][2]["Smartcustoms-Delivery"] == second.taken[0][2]["Smartcustoms-Delivery"]
    assert standing(database, hook)[0].tries == 2


def test_what_is_paused_waits_what_is_ended_does_not_and_repeated_events_queue_nothing(
    database: Database, settings: Settings, now: list[datetime]
) -> None:
    hook, other = add(database, "http://127.0.0.1:9/"), add(database, "http://127.0.0.1:9/", kinds=("cleared",))
    with database.unit(by=BELA, at=now[0]) as uow:
        actions.pause(uow, hook, paused=True)
        actions.pause(uow, hook, paused=True)
    number = lodge(database)
    count = len(standing(database, hook))
    assert standing(database, other) == []
    assert not any(actions.send_due(database, settings, MemoryPost()).values())
    with database.unit(by=PLATFORM, at=now[0]) as uow:
        for _ in range(3):
            actions.queue(uow, BELA.organisation, (number,))
    assert len(standing(database, hook)) == count
    with database.unit(by=BELA, at=now[0]) as uow:
        actions.pause(uow, hook, paused=False)
    assert actions.send_due(database, settings, MemoryPost())["delivered"] == count
    with database.unit(by=BELA, at=now[0]) as uow:
        actions.end(uow, hook)
    with database.unit(by=BELA, at=now[0]) as uow:
        assert hook not in [each.number for each in queries.webhooks(uow)]
        with pytest.raises(WebhookEnded):
            actions.test(uow, hook)


def test_for_a_day_after_a_rotation_both_secrets_sign(
    database: Database, settings: Settings, now: list[datetime]
) -> None:
    hook = add(database, "http://127.0.0.1:9/")
    with database.unit(by=BELA, at=now[0]) as uow:
        old = queries.secret_of(settings, queries.webhook(uow, hook))
        new = queries.secret_of(settings, actions.rotate(uow, hook))
    assert old != new
    for hours, signers in ((1, {old, new}), (25, {new})):
        at = now[0] + timedelta(hours=hours)
        with database.unit(by=BELA, at=at) as uow:
            actions.test(uow, hook)
            found = queries.secrets_of(
                settings, queries.webhook(uow, hook), at=int(at.timestamp()), overlap=actions.OVERLAP
            )
        assert set(found.values()) == signers


def test_what_is_old_is_forgotten(database: Database, settings: Settings, now: list[datetime]) -> None:
    hook = add(database, "http://127.0.0.1:9/", kinds=("accepted",))
    lodge(database, "A")
    actions.send_due(database, settings, MemoryPost())
    lodge(database, "B")
    with database.unit(by=PLATFORM, at=now[0] + timedelta(days=91)) as uow:
        assert actions.forget_old(uow) == 1
    assert [each.standing for each in standing(database, hook)] == [Standing.WAITING]


def test_pages_and_api_keep_a_webhook_and_nobody_elses(database: Database, settings: Settings) -> None:
    private = replace(settings, webhooks_private=True)
    with client(database, private, as_=BELA) as web:
        made = web.call("POST", "/webhooks", {"address": "http://127.0.0.1:9/x", "form": "xml", "kinds": ["accepted"]})
        secret, number = made.json()["secret"], made.json()["number"]
        assert (made.status_code, secret[:6]) == (201, "whsec_")
        assert secret not in web.get(f"/webhooks/{number}").text + web.get(f"/api/v1/webhooks/{number}").text
        shown = web.fill("/webhooks", {"address": "http://127.0.0.1:9/y", "form": "json"})
        assert "whsec_" in shown.text
        assert web.fill(f"/webhooks/{number}/test", {}).status_code == 303
        listed = web.get(f"/api/v1/webhooks/{number}/deliveries").json()
        assert [each["kind"] for each in listed["deliveries"]] == ["test"]
        assert listed["deliveries"][0]["id"] in web.get(f"/webhooks/{number}/deliveries").text
        assert web.fill(f"/webhooks/{number}/pause", {"paused": "true"}).status_code == 303
        assert web.get(f"/api/v1/webhooks/{number}").json()["paused"] is True
        bad = web.call("POST", "/webhooks", {"address": "https://10.0.0.1/", "form": "tsv"})
        assert (bad.status_code, bad.json()["field"]) == (422, "form")
        assert web.call("POST", "/webhooks", {"address": "nowhere"}).json()["code"] == "webhook_address_unfit"
        wrong = web.fill("/webhooks", {"address": "nowhere", "form": "json"})
        assert (wrong.status_code, "This is not an address" in wrong.text) == (422, True)
    with client(database, settings, as_=BELA) as web:
        assert web.call("POST", "/webhooks", {"address": "https://10.0.0.1/"}).status_code == 422
    with client(database, settings, as_=CHEN) as other:
        for path in (f"/webhooks/{number}", f"/webhooks/{number}/deliveries"):
            assert other.get(path).status_code == 404
        assert other.call("POST", f"/webhooks/{number}/test").status_code == 404
        assert other.get("/api/v1/webhooks").json() == []
    with database.unit(by=ESI, at=NOON) as uow, pytest.raises(Refused):
        actions.test(uow, number)


def test_an_organisation_has_a_bounded_number_of_them(database: Database, now: list[datetime]) -> None:
    numbers = {add(database, f"http://127.0.0.1:9/{each}") for each in range(20)}
    assert len(numbers) == 20
    with pytest.raises(Refused, match="20 webhooks"):
        add(database, "http://127.0.0.1:9/more")
    assert all(UUID(str(each.id)) for each in standing(database, numbers.pop()))
