"""Every error by its code: what it says, how it is mended, and the rule behind it, read from the capabilities' `reference/`.

`refusals.toml` is written by people: rules (a law, a standard, or one of the house), each with a dated source and the codes that come
from it. `refusals.json` is written by `make docs`: the sentences of each code, as the code says them.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import smartcustoms
from smartcustoms.app.discover import NotACapability, folders
from smartcustoms.kernel.errors import NotFound
from smartcustoms.kernel.words.model import sentence
from smartcustoms.kernel.words.say import translated

SENTENCES: Final = "reference/refusals.json"
RULES: Final = "reference/refusals.toml"
_NAME: Final = re.compile(r"\{[^{}]*\}")
_KERNEL: Final = Path(smartcustoms.__file__).parent / "kernel"


Words = Mapping[str, str]
"""A text by language; one that is only there in English is looked up in the catalogues, as the code would say it."""


class Kind(StrEnum):
    """Where a rule comes from."""

    LAW = "law"
    STANDARD = "standard"
    HOUSE = "house"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a refusal comes from: in words by language, where it is written, and the day on which that was read or decided."""

    id: str
    kind: Kind
    says: Words
    source: str
    dated: date
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What is said with a code, and how it is mended; `…` stands for what differs from case to case."""

    says: str
    mend: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A code of one capability: its sentences, English and untranslated, and its rule."""

    code: str
    capability: str
    told: tuple[tuple[Words, Words], ...]
    rule: Rule

    def said(self, language: str) -> list[Told]:
        """Give its sentences in a language."""
        return [Told(_plain(says, language), _plain(mend, language)) for says, mend in self.told]


@cache
def every() -> tuple[Refusal, ...]:
    """Give every code of every capability, by capability and code.

    Raises:
        NotACapability: a shared rule is named that there is not.
    """
    owners = [("kernel", _KERNEL), *((f"{pillar}/{name}", folder) for pillar, name, folder in folders())]
    shared = {each.id: each for each, _ in _rules(_table(_KERNEL), {})}
    found = [each for name, folder in owners for each in _of(name, folder, shared)]
    return tuple(sorted(found, key=lambda each: (each.capability, each.code)))


def of(code: str) -> list[Refusal]:
    """Give a code, once for each capability that has one of this name.

    Raises:
        NotFound: no capability has such a code.
    """
    found = [each for each in every() if each.code == code]
    if not found:
        raise NotFound(
            sentence("There is no error of this code."),
            mend=sentence("Look for it in the list of errors, by its code or its sentence."),
            field="code",
            seen=code[:60],
        )
    return found


def search(text: str, language: str) -> dict[str, list[Refusal]]:
    """Give the codes by capability whose code, sentence, mend or rule holds every word of a text, in a language."""
    words = text.casefold().split()
    hits = [each for each in every() if all(word in _heap(each, language) for word in words)]
    return {name: list(of_it) for name, of_it in groupby(hits, key=lambda each: each.capability)}


def shown(each: Refusal, language: str) -> dict[str, Any]:
    """Give a code in a language, as the page and JSON show it."""
    return {
        "code": each.code,
        "capability": each.capability,
        "told": [{"message": one.says, "mend": one.mend} for one in each.said(language)],
        "rule": {
            "kind": each.rule.kind.value,
            "says": _plain(each.rule.says, language),
            "source": each.rule.source,
            "dated": each.rule.dated.isoformat(),
            "assumed": each.rule.assumed,
        },
    }


def _heap(each: Refusal, language: str) -> str:
    told = [text for one in each.said(language) for text in (one.says, one.mend)]
    return " ".join([each.code, *told, _plain(each.rule.says, language), each.rule.source]).casefold()


def _plain(words: Words, language: str) -> str:
    """Say a text in a language, with `…` for the values that would stand in it."""
    return _NAME.sub("…", words.get(language) or translated(words["en"], language))


def _of(name: str, folder: Path, shared: Mapping[str, Rule]) -> Iterator[Refusal]:
    table = _table(folder)
    path = folder / SENTENCES
    written = json.loads(path.read_text("utf-8")) if path.exists() else {}
    told = {code: [({"en": says}, {"en": mend}) for says, mend in pairs] for code, pairs in written.items()}
    for one in table.get("told", ()):
        told.setdefault(one["code"], []).append((one["says"], one["mend"]))
    for rule, codes in _rules(table, shared):
        for code in codes:
            if code in told:  # a test finds what lacks one of the two; a page must not fail for it
                yield Refusal(code, name, tuple(told[code]), rule)


def _rules(table: Mapping[str, Any], shared: Mapping[str, Rule]) -> Iterator[tuple[Rule, list[str]]]:
    """Read the rules of a file with their codes; one that is only `like` a shared rule is that one."""
    for row in table.get("rule", ()):
        if "like" in row:
            if row["like"] not in shared:
                raise NotACapability(f"there is no shared rule {row['like']}; see kernel/{RULES}")
            yield shared[row["like"]], row["codes"]
            continue
        source = row["source"]
        yield (
            Rule(row["id"], Kind(row["kind"]), row["says"], source, row["dated"], "assumed" in source),
            row.get("codes", []),
        )


def _table(folder: Path) -> dict[str, Any]:
    path = folder / RULES
    return tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
