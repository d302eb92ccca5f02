"""The menu: each capability's `web.py` gives entries; a reader sees those whose permission he has."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.permissions import Permission
from smartcustoms.kernel.web.permitting import permitted
from smartcustoms.kernel.words.model import Sentence, sentence

GROUPS: Final[dict[str, Sentence]] = {
    "work": sentence("My work"),
    "business": sentence("Business"),
    "trade": sentence("Trade"),
    "risk": sentence("Risk"),
    "boundary": sentence("Boundary"),
    "investigation": sentence("Investigation"),
    "people": sentence("People"),
    "platform": sentence("Platform"),
}
"""The groups of the menu, in order. An entry with another group is shown last, under More."""

MORE: Final = sentence("More")


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One line of the menu: what it says, where it leads, and the permission that shows it (None: everybody)."""

    says: Sentence
    path: str
    permission: Permission | None = None
    group: str = "work"
    order: int = 50


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """A headed group of entries."""

    says: Sentence
    entries: tuple[MenuEntry, ...]


def here_in(menu: Iterable[MenuGroup], path: str) -> str:
    """Give the address of the entry a page stands under: the longest that the page's own begins with; empty for none."""
    known = (entry.path for group in menu for entry in group.entries)
    return max((each for each in known if path == each or path.startswith(f"{each}/")), key=len, default="")


def menu_of(actor: Actor, entries: Iterable[MenuEntry]) -> tuple[MenuGroup, ...]:
    """Give the menu of a reader: his entries, grouped and in order."""
    seen = [each for each in entries if each.permission is None or permitted(actor, each.permission)]
    groups: dict[str, list[MenuEntry]] = {code: [] for code in (*GROUPS, "")}
    for entry in sorted(seen, key=lambda each: (each.order, each.path)):
        groups[entry.group if entry.group in GROUPS else ""].append(entry)
    return tuple(MenuGroup(GROUPS.get(code, MORE), tuple(found)) for code, found in groups.items() if found)
