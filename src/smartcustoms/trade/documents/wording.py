"""The words under which a document is found: number, reference, type, goods. Chinese by pairs of characters. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

MOST: Final = 60
_LONGEST = 40
_WORD = re.compile(r"[^\W_\u3400-\u9fff]+(?:[.&/-][^\W_\u3400-\u9fff]+)*|[\u3400-\u9fff]+")


def words_of(texts: Iterable[str]) -> list[str]:
    """Give the words of texts, each once, at most 60: lower case, Chinese as pairs of characters that stand side by side."""
    found: dict[str, None] = {}
    for text in texts:
        for word in _WORD.findall(unicodedata.normalize("NFKC", text[:2000]).lower()):
            found.update(dict.fromkeys(_parts(word)))
            if len(found) >= MOST:
                return list(found)[:MOST]
    return list(found)


def _parts(word: str) -> list[str]:
    if "\u3400" <= word[0] <= "\u9fff":
        return [word[n : n + 2] for n in range(len(word) - 1)] or [word]
    pieces = re.split(r"[.&/-]", word)
    return [each[:_LONGEST] for each in ([word, *pieces] if len(pieces) > 1 else [word])]
