"""A group that several capabilities give to is one group; two commands of one name are an error."""

import click
import pytest

from smartcustoms.app.cli import main
from smartcustoms.app.commands import House
from smartcustoms.app.discover import NotACapability

here = click.Group("here", commands={"a": click.Command("a")})
commands = [here]


def test_scans_has_parts_of_several_capabilities() -> None:
    found = main.get_command(click.Context(main), "scans")
    assert isinstance(found, click.Group)
    assert {"simulate", "import", "detect", "compare"} <= set(found.commands)


def test_two_commands_of_one_name_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    house = House("x")
    twice = [type("W", (), {"command": staticmethod(lambda: here)})()] * 2
    monkeypatch.setitem(house.__dict__, "_givers", {"here": twice})
    with pytest.raises(NotACapability):
        house.get_command(click.Context(house), "here")
