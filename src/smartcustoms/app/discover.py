"""Finds the capabilities: the folder is the registration. A fixed-name file without its name stops start-up."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import smartcustoms
from smartcustoms.kernel.permissions import Permission

PILLARS = ("kernel", "business", "trade", "boundary", "investigation")
_SHARED = ("model", "events", "store", "actions", "queries")
_ENTRIES = ("web", "cli", "jobs")
_FOLDERS_OF_KERNEL = ("database", "web")  # they are the frame, not capabilities


class NotACapability(RuntimeError):
    """A capability's fixed-name file lacks the name that start-up looks for."""


@dataclass(frozen=True)
class Capability:
    """One folder: where it is, and the fixed-name files it has."""

    pillar: str
    name: str
    folder: Path
    files: tuple[str, ...]

    def module(self, file: str) -> ModuleType | None:
        """Import a fixed-name file; None when the capability has none of this name."""
        here = f"smartcustoms.{self.pillar}.{self.name}"
        return importlib.import_module(f"{here}.{file}") if file in self.files else None

    def taken(self, file: str, name: str) -> Any:
        """Take a name from a fixed-name file; None when the capability has no such file.

        Raises:
            NotACapability: the file is there and the name is not.
        """
        module = self.module(file)
        if module is None:
            return None
        if not hasattr(module, name):
            raise NotACapability(f"{module.__name__} has no `{name}`; house.md says what each file gives")
        return getattr(module, name)


@cache
def discover() -> tuple[Capability, ...]:
    """Find every capability, in the order of the pillars, and import what all processes need; tables are known after this.

    Entry points (`web`, `cli`, `jobs`) are imported when they are gathered: the worker needs no page, the web server no command.
    """
    importlib.import_module("smartcustoms.kernel.database.outbox")
    found = tuple(Capability(pillar, name, folder, _files(folder)) for pillar, name, folder in folders())
    for capability in found:
        for file in _SHARED:
            capability.module(file)
    return found


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


def _has(folder: Path, file: str) -> bool:
    return (folder / f"{file}.py").exists() or (folder / file / "__init__.py").exists()


def _files(folder: Path) -> tuple[str, ...]:
    return tuple(file for file in (*_SHARED, *_ENTRIES) if _has(folder, file))


def permissions() -> tuple[Permission, ...]:
    """Gather the permissions that capabilities declare in their `model.py`, in the order of their codes."""
    modules = [module for each in discover() if (module := each.module("model"))]
    found = {each.code: each for module in modules for each in vars(module).values() if isinstance(each, Permission)}
    return tuple(found[code] for code in sorted(found))


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
