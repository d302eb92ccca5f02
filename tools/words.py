"""Finds every sentence of code and templates, and what is missing in the other languages.

`python -m tools.words` lists what is missing, by capability; with `--write` it also writes each capability's
`words/<language>.po`: new sentences with an empty translation, gone ones taken out, translations kept.
"""

import argparse
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import write_po

from smartcustoms.kernel.words.catalogues import ROOT, folders, read
from smartcustoms.kernel.words.model import LANGUAGES

OTHERS: Final = tuple(language for language in LANGUAGES if language != "en")
_IN_CODE: Final = {"sentence": None, "Permission": (2,), "ngettext": (1, 2)}
_IN_TEMPLATES: Final = {"_": None, "gettext": None, "ngettext": (1, 2), "sentence": None}
_JINJA: Final = {"trimmed": "true", "silent": "false", "extensions": "jinja2.ext.do,jinja2.ext.loopcontrols"}


def sentences(folder: Path, root: Path = ROOT) -> dict[str, set[str]]:
    """Give every sentence of a folder with the files it stands in. Folders below that own words of their own are left out."""
    found: dict[str, set[str]] = {}
    inner = [each for each in folders(root) if each != folder and each.is_relative_to(folder)]
    for path in sorted(folder.rglob("*")):
        if path.suffix not in (".py", ".html") or any(path.is_relative_to(each) for each in inner):
            continue
        for text in _of(path):
            found.setdefault(text, set()).add(path.relative_to(root).as_posix())
    return found


def missing(folder: Path, language: str, root: Path = ROOT) -> list[str]:
    """Give the sentences of a folder that its own catalogue does not say in a language."""
    path = folder / "words" / f"{language}.po"
    said = read(path) if path.exists() else {}
    return sorted(text for text in sentences(folder, root) if text not in said)


def misplaced(folder: Path, language: str) -> list[str]:
    """Give the sentences whose translation has other `{names}` than the English: it would fail or drop a value."""
    path = folder / "words" / f"{language}.po"
    said = read(path) if path.exists() else {}
    return sorted(text for text, other in said.items() if names(text) != names(other))


def names(text: str) -> set[str]:
    """Give the `{names}` and `%(names)s` in a sentence."""
    try:
        braces = {name for _, name, _, _ in Formatter().parse(text) if name}
    except ValueError:
        braces = {text}
    return braces | {part.partition(")")[0] for part in text.split("%(")[1:]}


def write(folder: Path, language: str, root: Path = ROOT) -> None:
    """Write a folder's catalogue anew, keeping what is translated."""
    found = sentences(folder, root)
    path = folder / "words" / f"{language}.po"
    if not found:
        return
    said = read(path) if path.exists() else {}
    catalogue = Catalog(locale=language.replace("-", "_"), charset="utf-8", fuzzy=False)
    for text in sorted(found):
        catalogue.add(text, said.get(text, ""), locations=[(each, 0) for each in sorted(found[text])], flags=())
    for message in catalogue:
        message.flags.clear()
    out = BytesIO()
    write_po(out, catalogue, width=0, omit_header=True, include_lineno=False)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(out.getvalue())


def _of(path: Path) -> Iterator[str]:
    template = path.suffix == ".html"
    method = "jinja2.ext:babel_extract" if template else "python"
    keywords = _IN_TEMPLATES if template else _IN_CODE
    for _, texts, _, _ in extract_from_file(method, path, keywords=keywords, options=_JINJA if template else {}):
        yield from (text for text in ((texts,) if isinstance(texts, str) else texts) if text)


def main() -> int:
    """List what is missing; exit code 1 when something is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the catalogues with empty entries to fill")
    parser.add_argument("only", nargs="*", help="capabilities, such as risk or declarations; all when none is named")
    given = parser.parse_args()
    count = 0
    for folder in folders():
        if given.only and folder.name not in given.only:
            continue
        for language in OTHERS:
            if given.write:
                write(folder, language)
            lacking = missing(folder, language)
            count += len(lacking)
            for text in lacking:
                print(f"{folder.relative_to(ROOT)}\t{language}\t{text}")
    print(f"{count} missing", file=sys.stderr)
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
