"""The docs name every capability, event, setting and command; every command names its permission."""

from pathlib import Path

import click
import pytest

from smartcustoms.app.cli import main
from smartcustoms.app.commands import every
from smartcustoms.app.discover import Capability, discover
from smartcustoms.kernel.commands import Command
from tools import reference

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_reference_is_up_to_date() -> None:
    assert (DOCS / "reference.md").read_text() == reference.text(), "run: make docs"


@pytest.mark.parametrize("capability", discover(), ids=lambda c: f"{c.pillar}/{c.name}")
def test_the_map_shows_a_capability(capability: Capability) -> None:
    assert f"{capability.pillar}/{capability.name}" in (DOCS / "map.md").read_text()


@pytest.mark.parametrize("command", [each for _, each in every(main, "smartcustoms")], ids=lambda c: str(c.name))
def test_a_command_names_its_permission(command: click.Command) -> None:
    assert isinstance(command, Command)
    assert command.help


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=lambda p: str(p.relative_to(DOCS)))
def test_links_lead_somewhere(page: Path) -> None:
    import re

    links = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text())
    broken = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert not broken
