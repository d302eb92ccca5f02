"""Finds the capabilities: the folder is the registration. A fixed-name file without its name stops start-up."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import smartcustoms

PILLARS = ("kernel", "business", "trade", "boundary", "investigation")
_FOLDERS_OF_KERNEL = ("database", "web")  # they are the frame, not capabilities


class NotACapability(RuntimeError):
    """A capability's fixed-name file lacks the name that start-up looks for."""


@dataclass(frozen=True)
class Capability:
    """One folder: where it is, and the modules it has."""

    pillar: str
    name: str
    folder: Path
    modules: dict[str, ModuleType] = field(default_factory=dict)

    def taken(self, file: str, name: str) -> Any:
        """Take a name from a fixed-name file; None when the capability has no such file.

        Raises:
            NotACapability: the file is there and the name is not.
        """
        module = self.modules.get(file)
        if module is None:
            return None
        if not hasattr(module, name):
            raise NotACapability(f"{module.__name__} has no `{name}`; house.md says what each file gives")
        return getattr(module, name)


@cache
def discover() -> tuple[Capability, ...]:
    """Import every capability's fixed-name files, in the order of the pillars; tables are known after this."""
    importlib.import_module("smartcustoms.kernel.database.outbox")
    return tuple(_capabilities())


def folders(file: str = "") -> Iterator[tuple[str, str, Path]]:
    """Name the capabilities as pillar, name and folder, importing nothing; with `file` only those that have this file."""
    root = Path(smartcustoms.__file__).parent
    for pillar in PILLARS:
        for found in sorted(pkgutil.iter_modules([str(root / pillar)]), key=lambda module: module.name):
            if not found.ispkg or (pillar == "kernel" and found.name in _FOLDERS_OF_KERNEL):
                continue
            folder = root / pillar / found.name
            if not file or _has(folder, file):
                yield pillar, found.name, folder


def _capabilities() -> Iterator[Capability]:
    for pillar, name, folder in folders():
        yield Capability(pillar, name, folder, dict(_modules(pillar, name, folder)))


def _has(folder: Path, file: str) -> bool:
    return (folder / f"{file}.py").exists() or (folder / file / "__init__.py").exists()


def _modules(pillar: str, name: str, folder: Path) -> Iterator[tuple[str, ModuleType]]:
    for file in ("model", "events", "store", "actions", "queries", "web", "cli", "jobs"):
        if _has(folder, file):
            yield file, importlib.import_module(f"smartcustoms.{pillar}.{name}.{file}")


def gathered(file: str, name: str) -> list[Any]:
    """Gather a list that capabilities give: routers, menus, commands, jobs."""
    found: list[Any] = []
    for capability in discover():
        given = capability.taken(file, name)
        found.extend(given if isinstance(given, list | tuple) else [given] if given is not None else [])
    return found


@dataclass(frozen=True)
class Reaction:
    """What follows an event: the event's class and the steps, each in its own transaction."""

    event: type[Any]
    steps: tuple[Callable[..., None], ...]


@cache
def reactions() -> tuple[Reaction, ...]:
    """Find the reactions: each file in `reactions/` names EVENT and STEPS."""
    folder = Path(smartcustoms.__file__).parent / "reactions"
    found = []
    for module in sorted(pkgutil.iter_modules([str(folder)]), key=lambda each: each.name):
        file = importlib.import_module(f"smartcustoms.reactions.{module.name}")
        if not hasattr(file, "EVENT") or not hasattr(file, "STEPS"):
            raise NotACapability(f"{file.__name__} must name EVENT and STEPS")
        found.append(Reaction(file.EVENT, tuple(file.STEPS)))
    return tuple(found)
