"""Messages: kept with the transaction, said in the reader's language, sent again after a failure, seen by their readers only."""

import base64
import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.notify import actions, queries
from smartcustoms.kernel.notify.actions import Gateways, NotReachable
from smartcustoms.kernel.notify.mail_gateway import MemoryMail, SmtpMail, mail_gateway
from smartcustoms.kernel.notify.model import Subscription
from smartcustoms.kernel.notify.push_gateway import MemoryPush, is_push_service, push_gateway
from smartcustoms.kernel.notify.sms_gateway import HttpSms, MemorySms
from smartcustoms.kernel.settings import Settings, SettingUnusable
from smartcustoms.kernel.words.model import sentence
from tests.cast import AMINA, BELA, CHEN, ESI
from tests.conftest import NOON
from tests.kernel.notify.servers import SmtpServer, WebServer, running
from tests.web_client import client

RELEASED = sentence("{number} was released.", number="26DE1")
BROWSER = Subscription("https://fcm.googleapis.com/fcm/send/abc", "key", "auth")


def _tell(database: Database, whom: str = "bela-trading") -> None:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        actions.tell(uow, whom, RELEASED, about="26DE1", link="/declarations/26DE1")


def test_an_organisation_is_told_and_another_sees_nothing(database: Database) -> None:
    _tell(database)
    with database.unit(by=BELA, at=NOON) as uow:
        (message,), total, unread = queries.inbox(uow)
        assert (message.says, message.about, total, unread) == (RELEASED, "26DE1", 1, 1)
    with database.unit(by=CHEN, at=NOON) as uow:
        assert queries.inbox(uow) == ([], 0, 0)
        actions.mark_read(uow, message.id)  # what is not his he cannot mark
    with database.unit(by=BELA, at=NOON) as uow:
        assert queries.unread(uow) == 1
        actions.mark_read(uow, message.id)
        assert queries.unread(uow) == 0


def test_a_role_is_told(database: Database) -> None:
    _tell(database, "role:supervisor")
    with database.unit(by=ESI, at=NOON) as uow:
        assert queries.unread(uow) == 1
    for other in (AMINA, BELA):
        with database.unit(by=other, at=NOON) as uow:
            assert queries.unread(uow) == 0


def test_nothing_is_told_when_the_transaction_fails(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.unit(by=PLATFORM, at=NOON) as uow:
        raise ZeroDivisionError(actions.tell(uow, "bela-trading", RELEASED, about="26DE1"))
    with database.unit(by=BELA, at=NOON) as uow:
        assert queries.inbox(uow)[1] == 0


def test_copies_go_where_somebody_asked(database: Database) -> None:
    mail, sms, push = MemoryMail(), MemorySms(), MemoryPush()
    with database.unit(by=BELA, at=NOON) as uow:
        actions.prefer(uow, mail="bela@bela.example", phone="+852 1234 5678")
        actions.subscribe(uow, BROWSER)
    _tell(database)
    with database.unit(by=PLATFORM, at=NOON) as uow:
        assert actions.send_due(uow, Gateways(mail, sms, push), origin="https://customs.example") == 3
    text = "26DE1 was released.\n\nhttps://customs.example/declarations/26DE1"
    assert mail.sent == [("bela@bela.example", "26DE1 was released.", text)]
    assert sms.sent == [("+85212345678", text)]
    assert push.sent == [(BROWSER.endpoint, "Smart Customs", "26DE1 was released.", "/declarations/26DE1")]
    with database.unit(by=PLATFORM, at=NOON) as uow:
        assert actions.send_due(uow, Gateways(mail, sms, push)) == 0
        assert queries.outbox(uow) == []


def test_without_a_gateway_copies_are_kept(database: Database) -> None:
    with database.unit(by=BELA, at=NOON) as uow:
        actions.prefer(uow, mail="bela@bela.example", phone="")
    _tell(database)
    with database.unit(by=PLATFORM, at=NOON) as uow:
        actions.send_due(uow, Gateways(None, None, None))
        assert [each.state.value for each in queries.outbox(uow)] == ["kept"]


def test_smtp_is_tried_again_until_it_takes_the_mail(database: Database) -> None:
    with database.unit(by=BELA, at=NOON) as uow:
        actions.prefer(uow, mail="bela@bela.example", phone="")
    _tell(database)
    with running(SmtpServer()) as server:
        gateway = SmtpMail(f"smtp://127.0.0.1:{server.server_address[1]}", "no-reply@customs.example")
        server.refuses = True
        with database.unit(by=PLATFORM, at=NOON) as uow:
            assert actions.send_due(uow, Gateways(gateway, None, None)) == 1
            assert "451" in queries.outbox(uow)[0].error
            assert actions.send_due(uow, Gateways(gateway, None, None)) == 0  # not due yet
        server.refuses = False
        with database.unit(by=PLATFORM, at=NOON + timedelta(minutes=3)) as uow:
            assert actions.send_due(uow, Gateways(gateway, None, None)) == 1
            assert queries.outbox(uow) == []
    assert "To: bela@bela.example" in server.mails[0]
    assert "Message-ID: <" in server.mails[0]
    assert "26DE1 was released." in server.mails[0]


def test_a_dead_server_is_given_up_at_last_and_stops_nothing_else(database: Database) -> None:
    sms = MemorySms()
    with database.unit(by=BELA, at=NOON) as uow:
        actions.prefer(uow, mail="bela@bela.example", phone="12345678")
    _tell(database)
    dead, at = SmtpMail("smtp://127.0.0.1:9", "no-reply@customs.example", patience=1), NOON
    for _ in range(actions.TRIES + 1):
        with database.unit(by=PLATFORM, at=at) as uow:
            actions.send_due(uow, Gateways(dead, sms, None))
        at += timedelta(hours=5)
    assert len(sms.sent) == 1
    with database.unit(by=PLATFORM, at=at) as uow:
        (copy,) = queries.outbox(uow)
    assert (copy.state.value, copy.tries) == ("given_up", actions.TRIES)


def test_sms_by_http() -> None:
    with running(WebServer()) as server:
        HttpSms(f"http://127.0.0.1:{server.server_address[1]}/sms").send(to="+85212345678", text="貨物已放行", id="7")
    headers, body = server.taken[0]
    assert json.loads(body) == {"to": "+85212345678", "text": "貨物已放行", "id": "7"}
    assert headers["idempotency-key"] == "7"


def test_web_push_is_encrypted_and_signed(settings: Settings) -> None:
    browser = ec.generate_private_key(ec.SECP256R1()).public_key()
    point = browser.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    keys = (base64.urlsafe_b64encode(raw).rstrip(b"=").decode() for raw in (point, bytes(16)))
    gateway = push_gateway(settings)
    with running(WebServer()) as server:
        to = Subscription(f"http://127.0.0.1:{server.server_address[1]}/push", *keys)
        gateway.send(to=to, title="Smart Customs", text="26DE1 was released.", link="/")
    headers, body = server.taken[0]
    assert headers["content-encoding"] == "aes128gcm"
    assert headers["authorization"].startswith("vapid t=")
    assert b"released" not in body
    assert gateway.public == push_gateway(settings).public


def test_a_browser_that_took_it_back_is_forgotten(database: Database) -> None:
    class Gone(MemoryPush):
        def send(self, *, to: Subscription, title: str, text: str, link: str) -> None:
            fault = RuntimeError(f"410 Gone: {to.endpoint} {title} {text} {link}")
            fault.response = type("Answer", (), {"status_code": 410})  # type: ignore[attr-defined]
            raise fault

    with database.unit(by=BELA, at=NOON) as uow:
        actions.subscribe(uow, BROWSER)
    _tell(database)
    with database.unit(by=PLATFORM, at=NOON) as uow:
        actions.send_due(uow, Gateways(None, None, Gone()))
    _tell(database)
    with database.unit(by=PLATFORM, at=NOON) as uow:
        assert actions.send_due(uow, Gateways(None, None, Gone())) == 0


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/x",
        "https://127.0.0.1/x",
        "https://evil.example/fcm.googleapis.com",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://user@evil.example/x",
    ],
)
def test_a_subscription_cannot_steer_our_requests_elsewhere(endpoint: str, database: Database) -> None:
    assert not is_push_service(endpoint)
    with database.unit(by=BELA, at=NOON) as uow, pytest.raises(NotReachable):
        actions.subscribe(uow, Subscription(endpoint, "k", "a"))


@pytest.mark.parametrize(("mail", "phone"), [("bela", ""), ("a@b,c@d", ""), ("", "12ab"), ("a@b\nBcc: c@d", "")])
def test_what_cannot_be_an_address_is_refused(database: Database, mail: str, phone: str) -> None:
    with database.unit(by=BELA, at=NOON) as uow, pytest.raises(NotReachable):
        actions.prefer(uow, mail=mail, phone=phone)


def test_an_address_that_is_not_smtp_is_refused() -> None:
    assert mail_gateway(Settings()) is None
    with pytest.raises(SettingUnusable, match="smtp://"):
        mail_gateway(Settings(smtp="http://mail"))


def test_my_messages_on_their_page(database: Database, settings: Settings) -> None:
    _tell(database)
    with client(database, settings, as_=BELA) as web:
        page = web.get("/messages")
        assert "26DE1 was released." in page.text
        assert web.get("/api/v1/messages").json()[0]["read"] is False
        assert web.fill("/messages/read", {}).status_code == 303
        assert web.get("/api/v1/messages").json()[0]["read"] is True
        assert web.fill("/messages/preferences", {"mail": "not one"}).status_code == 422
        assert web.fill("/messages/preferences", {"mail": "b@bela.example"}).status_code == 303
        assert 'value="b@bela.example"' in web.get("/messages").text
    with client(database, settings, as_=CHEN) as web:
        assert "26DE1" not in web.get("/messages").text
        assert web.get("/messages/outbox").status_code == 403
