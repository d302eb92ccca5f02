"""Commands are named from the text of the capabilities' files; only the one that is called is imported."""

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from smartcustoms.app import commands as module
from smartcustoms.app.cli import main
from smartcustoms.app.commands import Written, every, written
from smartcustoms.app.discover import NotACapability, gathered

HEAVY = ("sqlalchemy", "polars", "fastapi", "pydantic", "numpy", "duckdb", "cedarpy", "cryptography", "rich")


def imported_by(*arguments: str) -> set[str]:
    """Run the command in a process of its own and give which of the heavy libraries it imported."""
    program = (
        "import sys, atexit; atexit.register(lambda: print('\\nIMPORTED', *[name for name in sys.modules if '.' not in name]));"
        "from smartcustoms.app.cli import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True)
    return set(done.stdout.rsplit("IMPORTED", 1)[1].split()) & set(HEAVY)


def test_naming_the_commands_imports_nothing_heavy() -> None:
    assert imported_by("-h") == set()


def test_the_text_says_what_the_modules_give() -> None:
    given = {each.name: each.help for each in gathered("cli", "commands")}
    said = {each.name: each.says for each in written()}
    assert said.keys() == given.keys()
    assert {name: "".join(text.split()) for name, text in said.items()} == {
        name: "".join((text or "").split()) for name, text in given.items()
    }


def test_help_lists_every_command_with_its_first_sentence() -> None:
    shown = CliRunner().invoke(main, ["-h"]).output
    assert "Prove that the audit trail is as it was written." in shown
    assert all(each.name in shown for each in written())


def test_a_shell_completes_the_names() -> None:
    context = click.Context(main)
    assert [each.value for each in main.shell_complete(context, "se")] == ["serve", "settings"]
    assert "--version" in [each.value for each in main.shell_complete(context, "--v")]


def test_an_unknown_command_is_refused_in_words() -> None:
    told = CliRunner().invoke(main, ["asess"])
    assert told.exit_code == 2
    assert "No such command 'asess'. Did you mean assess or cases?" in told.output


def test_a_name_like_none_is_refused_too() -> None:
    told = CliRunner().invoke(main, ["zzz"])
    assert (told.exit_code, "No such command 'zzz'" in told.output) == (2, True)


NO_JSON = {
    "smartcustoms serve": "runs until it is stopped",
    "smartcustoms worker": "runs until it is stopped",
    "smartcustoms elocks decode": "prints JSON lines",
    "smartcustoms elocks judge": "prints JSON lines",
    "smartcustoms elocks keys": "prints JSON",
    "smartcustoms elocks gateway": "runs until it is stopped",
    "smartcustoms elocks simulate": "prints JSON",
    "smartcustoms elocks worker": "runs until it is stopped",
    "smartcustoms crossing lane": "runs until it is stopped; prints JSON lines",
    "smartcustoms crossing key": "prints the key alone, to be put into a file",
    "smartcustoms crossing enrol": "prints the key alone, to be put into a file",
    "smartcustoms cargo-reports read": "prints JSON",
    "smartcustoms edifact answer": "prints EDIFACT",
    "smartcustoms edifact read": "prints JSON",
    "smartcustoms declarations read": "prints JSON",
    "smartcustoms declarations write": "prints XML",
    "smartcustoms notifications read": "prints JSON",
    "smartcustoms notifications write": "prints XML",
}


def test_every_command_has_help_and_prints_json_but_those_that_say_why_not() -> None:
    without = set()
    for path, command in every(main, "smartcustoms"):
        told = CliRunner().invoke(main, [*path.split()[1:], "--help"])
        assert (told.exit_code, told.output.startswith(f"Usage: main {path.partition(' ')[2]}")) == (0, True)
        assert all(option.help for option in command.params if isinstance(option, click.Option)), path
        if not any("--json" in option.opts for option in command.params):
            without.add(path)
    assert without == set(NO_JSON)


def test_a_shell_is_given_its_completion() -> None:
    program = "from smartcustoms.app.cli import main; main(prog_name='smartcustoms')"
    asked = {
        **os.environ,
        "_SMARTCUSTOMS_COMPLETE": "bash_complete",
        "COMP_WORDS": "smartcustoms assess --bud",
        "COMP_CWORD": "2",
    }
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=asked, check=False)
    assert done.stdout.strip() == "plain,--budget"


def test_a_port_out_of_range_is_refused() -> None:
    told = CliRunner().invoke(main, ["serve", "--port", "99999"])
    assert (told.exit_code, "1<=x<=65535" in told.output) == (2, True)


@pytest.mark.parametrize(
    ("text", "why"),
    [("import click\n", "has no list `commands`"), ("commands = [gone]\n", "neither defines nor imports it")],
)
def test_a_file_that_gives_no_command_is_said(
    text: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bad.py").write_text(text)
    monkeypatch.setattr(module, "_ROOT", tmp_path)
    monkeypatch.setattr(module, "folders", lambda _: ())
    with pytest.raises(NotACapability, match=why):
        list(written(["smartcustoms.bad"]))


def test_a_name_given_to_the_decorator_is_the_commands_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (
        '@click.command("import")\ndef bring() -> None:\n    """Bring."""\n\n'
        '@click.command(cls=X, name="list")\ndef all_of() -> None:\n    """All."""\n\n'
        "@click.command()\ndef two_words() -> None: ...\n\ncommands = [bring, all_of, two_words]\n"
    )
    (tmp_path / "some.py").write_text(text)
    monkeypatch.setattr(module, "_ROOT", tmp_path)
    monkeypatch.setattr(module, "folders", lambda _: ())
    assert list(written(["smartcustoms.some"])) == [
        Written("import", "smartcustoms.some", "bring", "Bring."),
        Written("list", "smartcustoms.some", "all_of", "All."),
        Written("two-words", "smartcustoms.some", "two_words", ""),
    ]
