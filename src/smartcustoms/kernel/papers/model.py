"""The words of papers: a paper, what it says, and how it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, TypeAlias

from smartcustoms.kernel.errors import Conflict, Refused
from smartcustoms.kernel.permissions import Permission
from smartcustoms.kernel.words.model import LANGUAGES, Sentence

VERIFY_PAPER: Final = Permission("papers.verify", "Verify a paper on the command line")
KEEP_KEYS: Final = Permission("papers.keep_keys", "See and renew the keys that sign papers")

Worded: TypeAlias = str | Mapping[str, str]
"""A text that is the same in every language, or one text for each language (`en`, `zh-Hant`, `zh-Hans`)."""

LARGEST: Final = 8 * 1024 * 1024
"""Bytes of a paper that is verified; one of ours has some 100,000."""


def in_language(text: Worded, language: str) -> str:
    """Give a text in a language; English, or whichever there is, where that one is missing."""
    if isinstance(text, str):
        return text
    return text.get(language) or text.get("en") or next(iter(text.values()), "")


def each_language(text: Worded) -> tuple[str, ...]:
    """Give a text in every language, each wording once: 「數量」 and 「数量」 differ, 「日期」 stands once."""
    return tuple(dict.fromkeys(in_language(text, each) for each in LANGUAGES))


@dataclass(frozen=True, slots=True)
class Section:
    """A part of what a paper shows: its heading, and labelled values."""

    heading: Worded
    rows: tuple[tuple[Worded, Worded], ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that was issued: its number and validation code, what it says, from when until when (days, both counted), and its files."""

    number: str
    kind: str
    title: Worded
    holder: str
    issuer: Worded
    code: str
    valid_from: date
    valid_until: date | None
    issued_at: datetime
    key: str
    pdf: str
    jws: str
    revoked_at: datetime | None = None
    revoked_because: str = ""

    @property
    def spaced_code(self) -> str:
        """The validation code in groups of four, as it is printed."""
        return " ".join(self.code[place : place + 4] for place in range(0, len(self.code), 4))


class Standing(StrEnum):
    """How a paper stands."""

    VALID = "valid"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    REVOKED = "revoked"
    UNKNOWN = "unknown"
    ALTERED = "altered"


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found of a number and a code: how the paper stands, in words; and what it says, unless it is unknown or altered."""

    standing: Standing
    says: Sentence
    paper: Paper | None = None
    sections: tuple[Section, ...] = ()
    content: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key by which papers can be verified: as a JSON Web Key with its certificate in `x5c`, since when it signs, until when it did."""

    kid: str
    jwk: Mapping[str, Any]
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Genuine:
    """A file that was verified: of which form, by which key, and the paper it carries, as the JWS says it."""

    form: str
    kid: str
    paper: Mapping[str, Any]


class NotGenuine(Refused):
    """A file is no paper of these keys, or was changed after it was signed."""

    code = "paper_not_genuine"


class PaperDiffers(Conflict):
    """A number has been given to a paper that says something else."""

    code = "paper_differs"


class KeyUnusable(Refused):
    """The administration's own certificate cannot be used."""

    code = "paper_key_unusable"
    status = 500
