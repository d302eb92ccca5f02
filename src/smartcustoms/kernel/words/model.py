"""A sentence that can be said in every language: an English template and the values that go into it."""

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

LANGUAGES: Final = ("en", "zh-Hant", "zh-Hans")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence kept untranslated: `text` is the English template with `{names}`, `values` what fills them.

    Values may be text, int, Decimal, float, date, datetime, Money or another Sentence; they are formatted for the
    reader's language when said.
    """

    text: str
    values: MappingProxyType[str, Any] | dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text.format_map({name: str(value) for name, value in self.values.items()})


def sentence(text: str, /, **values: Any) -> Sentence:
    """Write a sentence: `sentence("Item {item} has no origin", item=3)`. Babel extracts the text for translation."""
    return Sentence(text, values)
