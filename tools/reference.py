"""Writes docs/reference.md: what start-up finds (capabilities, events and what follows them, settings, commands)."""

import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from smartcustoms.app.cli import main as command
from smartcustoms.app.commands import every
from smartcustoms.app.discover import discover, reactions
from smartcustoms.kernel.commands import Command
from smartcustoms.kernel.events.model import Event
from smartcustoms.kernel.settings import Settings

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference.md"


def text() -> str:
    """Give the whole page."""
    return "\n".join(["# Reference", "", "Written by `make docs`; do not edit.", "", *_lines(), ""])


def _lines() -> Iterator[str]:
    yield from ("## Capabilities", "", "| capability | question it answers |", "|---|---|")
    for each in discover():
        module = sys.modules[f"smartcustoms.{each.pillar}.{each.name}"]
        yield f"| {each.pillar}/{each.name} | {(module.__doc__ or '').strip().splitlines()[0]} |"
    yield from ("", "## Events and what follows", "", "| event | fact | steps |", "|---|---|---|")
    follows = {each.event: ", ".join(step.__name__ for step in each.steps) for each in reactions()}
    for event in sorted(_events(Event), key=lambda each: each.__name__):
        fact = (event.__doc__ or "").strip().splitlines()[0]
        yield f"| {event.__name__} | {fact} | {follows.get(event, '–')} |"
    yield from ("", "## Settings", "", "| variable | what it does |", "|---|---|")
    for field in fields(Settings):
        yield f"| SMARTCUSTOMS_{field.name.upper()} | {field.metadata['says']} |"
    yield from ("", "## Commands", "", "| command | what it does | permission |", "|---|---|---|")
    for name, each in sorted(every(command, "smartcustoms")):
        if not isinstance(each, Command):
            raise TypeError(f"{name} names no permission")
        yield f"| `{name}` | {each.get_short_help_str(200)} | {each.permission.code} |"


def _events(base: type[Event]) -> Iterator[type[Event]]:
    for each in base.__subclasses__():
        if each.__module__.startswith("smartcustoms."):
            yield each
            yield from _events(each)


if __name__ == "__main__":
    PAGE.write_text(text())
