"""`smartcustoms edifact read FILE`: one line of JSON for each file, exit 0 or 2."""

import json
from pathlib import Path

from click.testing import CliRunner

from smartcustoms.app.cli import main
from tests.kernel.edifact.builders import CUSCAR


def test_accepted_with_its_content(tmp_path: Path) -> None:
    (tmp_path / "a.edi").write_bytes(CUSCAR)
    ran = CliRunner().invoke(main, ["edifact", "read", str(tmp_path / "a.edi")])
    told = json.loads(ran.stdout)
    assert (ran.exit_code, told["accepted"], told["warnings"]) == (0, True, [])
    assert told["messages"][0]["segments"][1] == {"number": 3, "tag": "BGM", "elements": ["785", "MAN123", "9"]}


def test_refused_with_every_fault_and_its_place(tmp_path: Path) -> None:
    (tmp_path / "a.edi").write_bytes(CUSCAR)
    (tmp_path / "b.edi").write_bytes(CUSCAR.replace(b"UNT+18+1", b"UNT+17+1"))
    ran = CliRunner().invoke(main, ["edifact", "read", str(tmp_path / "a.edi"), str(tmp_path / "b.edi")])
    good, bad = map(json.loads, ran.stdout.splitlines())
    assert (ran.exit_code, good["accepted"], bad["accepted"]) == (2, True, False)
    (error,) = bad["errors"]
    assert {name: error[name] for name in ("code", "message", "path", "line", "value")} == {
        "code": "count_wrong",
        "message": "Segment 19 (UNT): 18 are counted here, 17 are stated.",
        "path": "19/UNT/1",
        "line": 19,
        "value": "17",
    }
    assert error["mend"].startswith("Count again")


def test_answered_by_contrl(tmp_path: Path) -> None:
    (tmp_path / "a.edi").write_bytes(CUSCAR)
    (tmp_path / "no.edi").write_bytes(b"hello")
    ran = CliRunner().invoke(main, ["edifact", "answer", str(tmp_path / "a.edi"), "--reference", "9"])
    assert ran.exit_code == 0
    assert ran.stdout.endswith("UCM+1+CUSCAR:D:96B:UN+7'UNT+4+1'UNZ+1+9'\n")
    bad = CliRunner().invoke(main, ["edifact", "answer", str(tmp_path / "no.edi")])
    assert (bad.exit_code, bad.stdout) == (2, "")
    assert "does not begin with UNA or UNB" in bad.stderr
