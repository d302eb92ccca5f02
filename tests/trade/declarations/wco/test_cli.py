"""`smartcustoms declarations read` and `write`, `notifications read`, `pointer`: the shapes that are used from outside."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from smartcustoms.app.cli import main
from tests.trade.declarations.wco.builders import TAX, declaration, notification
from tests.trade.declarations.wco.comparing import differences


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


def test_one_file_and_back(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(declaration(items=3))
    ran = run("declarations", "read", tmp_path / "a.xml")
    told = json.loads(ran.stdout)
    assert (ran.exit_code, told["accepted"], told["notes"]) == (0, True, [])
    assert list(told["declaration"]) == ["md:MetaData"]
    for text in (ran.stdout, json.dumps(told["declaration"])):
        (tmp_path / "a.json").write_text(text)
        ran_back = run("declarations", "write", tmp_path / "a.json")
        assert ran_back.exit_code == 0
        assert differences(declaration(items=3), ran_back.stdout_bytes) == []


def test_several_files_one_line_each_and_the_refused_one(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(declaration())
    (tmp_path / "b.xml").write_bytes(declaration().replace(b"OURS-1", b""))
    ran = run("declarations", "read", tmp_path / "a.xml", tmp_path / "b.xml")
    good, bad = map(json.loads, ran.stdout.splitlines())
    assert (ran.exit_code, good["accepted"], bad["accepted"]) == (2, True, False)
    assert bad["errors"] == [
        {
            "code": "value_missing",
            "message": "FunctionalReferenceID (Functional reference number) is empty.",
            "path": "MetaData/Declaration/FunctionalReferenceID",
            "line": 7,
            "value": "",
            "mend": "Fill it in, or leave the element out.",
            "rule": "/errors/value_missing",
        }
    ]


def test_notifications_with_their_taxes(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(
        notification(TAX.format(base="100.00", rate="5.00", due="5.00", less="0.00", tax="A00"), spaces=False)
    )
    ran = run("notifications", "read", tmp_path / "a.xml")
    told = json.loads(ran.stdout)
    assert (ran.exit_code, told["accepted"], [each["code"] for each in told["notes"]]) == (
        0,
        True,
        ["note_namespace_missing"],
    )
    assert told["summary"][0]["taxes"][0]["working"] == "exact"
    (tmp_path / "a.json").write_text(ran.stdout)
    back = run("notifications", "write", tmp_path / "a.json")
    assert (back.exit_code, "without namespaces" in back.stderr) == (0, True)
    assert differences((tmp_path / "a.xml").read_bytes(), back.stdout_bytes) == []


def test_what_cannot_be_written(tmp_path: Path) -> None:
    for content in (b"[]", b"\xff", b'{"declaration": {"MetaData": {"Declaration": "x"}}}'):
        (tmp_path / "a.json").write_bytes(content)
        ran = run("declarations", "write", tmp_path / "a.json")
        assert (ran.exit_code, json.loads(ran.stdout)["accepted"]) == (2, False)


def test_schemas_that_are_none(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(declaration())
    ran = run("declarations", "read", tmp_path / "a.xml", "--schemas", tmp_path)
    assert (ran.exit_code, json.loads(ran.stdout)["errors"][0]["code"]) == (2, "schemas_unusable")


def test_pointer() -> None:
    ran = run("pointer", "42A/67A/68A[1]/70A[1]/166", "--json")
    assert json.loads(ran.stdout)["field"] == "Government procedure, coded"
    assert run("pointer", "nothing").exit_code == 2
