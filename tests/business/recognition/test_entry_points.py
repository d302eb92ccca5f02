"""Recognition on the command line, in pages and JSON."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from smartcustoms.business.recognition import actions, queries
from smartcustoms.business.recognition.cli import recognition
from smartcustoms.business.recognition.post_gateway import FolderPost, HttpsPost, NotDelivered
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from tests.business.recognition.sides import an_operator
from tests.cast import AMINA, ESI
from tests.conftest import NOON, SECRET
from tests.web_client import client


def run(*words: object) -> tuple[int, str]:
    found = CliRunner().invoke(recognition, [str(each) for each in words])
    return found.exit_code, found.output


@pytest.mark.parametrize("kind", ["add", "change", "suspend", "revoke", "withdraw"])
@pytest.mark.parametrize("under", ["HK-SG", "HK-JP", "HK-AU", "HK-CA"])
def test_a_message_made_here_is_verified_here_and_elsewhere(tmp_path: Path, kind: str, under: str) -> None:
    file, keys = tmp_path / "message.jose", tmp_path / "keys.json"
    content = tmp_path / "operators.json"
    status = {"suspend": "suspended", "revoke": "revoked"}.get(kind, "active")
    content.write_text(json.dumps([{"number": "AEOHK0001", "status": status, "changed_at": "2026-11-01T00:00:00Z"}]))
    assert run("sign", content, "--kind", kind, "--arrangement", under, "--out", file, "--save-keys", keys)[0] == 0
    assert run("verify", file)[0] == 0
    code, out = run("verify", file, "--keys", keys, "--json")
    told = json.loads(out)
    assert (code, told["genuine"], told["kind"]) == (0, True, kind)
    assert told["operators"][0]["number"] == "AEOHK0001"


def test_what_is_changed_is_told_with_exit_2(tmp_path: Path) -> None:
    file = tmp_path / "message.jose"
    run("sign", "--out", file)
    good = file.read_bytes()
    for bad, fault in ((good[:-1], "altered"), (good[:100], "not_a_message"), (b"", "not_a_message")):
        file.write_bytes(bad)
        code, out = run("verify", file, "--json")
        told = json.loads(out)
        assert (code, told["genuine"]) == (2, False)
        assert told["errors"][0]["fault"] == fault or bad == good[:-1]
        assert run("verify", file)[0] == 2


def test_bad_operators_and_keys_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_text('[{"number": "AEOHK0001"}]')
    assert run("sign", file)[0] == 2
    file.write_text("{")
    assert run("sign", file)[0] == 2
    assert run("sign", "--keys", file)[0] == 2
    assert run("sign", "--arrangement", "HK-XX")[0] == 2


def test_arrangements_and_keys_are_listed() -> None:
    found = json.loads(run("arrangements", "--json")[1])
    assert len(found) == 11
    assert all(set(each["fields"]) >= {"number", "status", "changed_at"} and each["source"] for each in found)
    assert all("d" not in each for each in json.loads(run("keys", "--json")[1])["keys"])
    assert run("arrangements")[0] == run("keys")[0] == 0


def test_pages_and_json(database: Database, settings: Settings) -> None:
    partner = Settings(administration="SG", secret=SECRET + " of another")
    with database.unit(by=PLATFORM, at=NOON) as uow:
        actions.trust(uow, json.dumps(queries.public_keys(partner)).encode())
        actions.give_consent(uow, [an_operator(1).number], "HK-SG")
        actions.publish(uow, an_operator(1), settings)
    with client(database, settings, as_=ESI) as esi:
        for language in ("en", "zh-Hant", "zh-Hans"):
            assert esi.get(f"/recognition?lang={language}").status_code == 200
        assert esi.fill("/recognition/HK-SG/reconciliation", page="/recognition").status_code == 303
        assert esi.call("POST", "/recognition/HK-SG/reconciliation").json()["operators"] == 1
        stands = {each["partner"]: each for each in esi.get("/api/v1/recognition").json()}
        assert (stands["SG"]["waiting"], stands["SG"]["trusted"], stands["JP"]["trusted"]) == (3, True, False)
        refused = esi.post("/api/v1/recognition/messages", content=b"no message", headers={"authorization": "Bearer x"})
        assert (refused.status_code, refused.headers["x-fault"]) == (422, "not_a_message")
        assert esi.get("/api/v1/recognition/refused").json()[0]["fault"] == "not_a_message"
        assert "Not a message" in esi.get("/recognition/refused?lang=en").text
        assert esi.get("/recognition/operators?q=x&administration=SG").status_code == 200
        assert esi.get("/api/v1/recognition/operators").json() == []
    with client(database, settings, as_=AMINA) as amina:
        assert amina.call("POST", "/recognition/HK-SG/reconciliation").status_code == 403


def test_messages_go_by_folders_in_order_and_no_name_escapes(tmp_path: Path) -> None:
    post = FolderPost(tmp_path)
    for n in range(12):
        post.send("HK-SG", f"message {n}".encode())
    (tmp_path / "HK-SG" / "out").rename(tmp_path / "HK-SG" / "in")
    assert list(FolderPost(tmp_path).collect()) == [f"message {n}".encode() for n in range(12)]
    assert list(FolderPost(tmp_path).collect()) == []
    with pytest.raises(NotDelivered):
        post.send("../out", b"x")
    with pytest.raises(NotDelivered):
        HttpsPost("http://partner.example/{arrangement}").send("HK-SG", b"x")
