"""Catalogues: what each sentence is in the other languages, read from every capability's `words/<language>.po`."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from babel.messages.pofile import read_po

import smartcustoms
from smartcustoms.kernel.words.model import LANGUAGES

ROOT = Path(smartcustoms.__file__).parent


class CatalogueUnreadable(ValueError):
    """A `.po` file cannot be read; the message names the file and the line."""


def folders(root: Path = ROOT) -> list[Path]:
    """Give the folders that own words: each capability, the home pages, the reactions and the kernel's own files."""
    pillars = [root / name for name in ("kernel", "business", "trade", "boundary", "investigation")]
    inside = [each for pillar in pillars if pillar.is_dir() for each in pillar.iterdir()]
    capabilities = [each for each in inside if each.is_dir() and not each.name.startswith("_")]
    found = [*capabilities, root / "kernel", root / "app", root / "reactions", root / "imaging"]
    return sorted(each for each in found if each.is_dir())


@cache
def translations(language: str) -> Mapping[str, str]:
    """Give what is written for each English text in a language; texts without a translation are not in it.

    Raises:
        CatalogueUnreadable: a `.po` file is broken.
    """
    found: dict[str, str] = {}
    if language == "en" or language not in LANGUAGES:
        return MappingProxyType(found)
    for folder in folders():
        path = folder / "words" / f"{language}.po"
        if path.exists():
            found.update(read(path))
    return MappingProxyType(found)


@cache
def own_translations(capability: str, language: str) -> Mapping[str, str]:
    """Give what one capability (by its folder's name) writes: the same English word may mean another thing elsewhere."""
    found: dict[str, str] = {}
    for folder in folders():
        path = folder / "words" / f"{language}.po"
        if folder.name == capability and language in LANGUAGES and path.exists():
            found.update(read(path))
    return MappingProxyType(found)


def read(path: Path) -> dict[str, str]:
    """Read one `.po` file: English text to its translation. Fuzzy and empty entries are left out.

    Raises:
        CatalogueUnreadable: the file is broken; the message names it.
    """
    try:
        with path.open("rb") as file:
            catalogue = read_po(file, charset="utf-8", abort_invalid=True)
    except (ValueError, UnicodeDecodeError, OSError) as broken:
        raise CatalogueUnreadable(
            f"{path} cannot be read: {broken}; mend the file as gettext's .po format says"
        ) from broken
    found = {}
    for message in catalogue:
        texts = [message.id] if isinstance(message.id, str) else list(message.id)
        said = [message.string] if isinstance(message.string, str) else [each or "" for each in message.string or [""]]
        if texts[0] and said[0] and not message.fuzzy:
            found.update({text: said[min(n, len(said) - 1)] for n, text in enumerate(texts)})
    return found
