"""What can be asked about papers: how one stands, its files, the keys that verify them."""

import hmac
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.files import queries as files
from smartcustoms.kernel.papers import signing, store
from smartcustoms.kernel.papers.content import is_of, sections_of, standing_on
from smartcustoms.kernel.papers.model import Checked, Genuine, Paper, PublicKey, Standing
from smartcustoms.kernel.papers.verifying import check_file
from smartcustoms.kernel.words.model import Sentence, sentence

_UNKNOWN = Checked(Standing.UNKNOWN, sentence("No paper with this number and this validation code was issued here."))
_ALTERED = Checked(
    Standing.ALTERED, sentence("What is kept of this paper was altered. Do not rely on it; tell the authority.")
)


def checked(uow: UnitOfWork, number: str, code: str, *, at: datetime) -> Checked:
    """Tell how a paper stands, by its number and validation code; a wrong code and an unknown number look the same.

    The kept files are verified each time: a paper whose bytes or row were changed is never called valid.
    """
    found = store.by_number(uow, plain(number))
    if found is None or not hmac.compare_digest(found[0].code.encode(), plain(code).encode()):
        return _UNKNOWN
    paper, _ = found
    try:
        said = check_file(files.content(uow, paper.jws), keys(uow)).paper
        files.content(uow, paper.pdf)
    except Refused:
        return _ALTERED
    if not is_of(said, paper):
        return _ALTERED
    standing = standing_on(day_of(at), paper.valid_from, paper.valid_until, revoked=paper.revoked_at)
    return Checked(standing, _worded(standing, paper), paper, sections_of(said), said["content"])


def verified(uow: UnitOfWork, content: bytes, *, at: datetime) -> tuple[Genuine, Checked]:
    """Verify an uploaded file by its signature, and tell how the paper stands by what is kept here.

    Raises:
        NotGenuine: the file is no paper of ours, or was changed.
    """
    genuine = check_file(content, keys(uow))
    found = store.by_number(uow, genuine.paper["number"])
    return genuine, _UNKNOWN if found is None else checked(uow, found[0].number, found[0].code, at=at)


def paper(uow: UnitOfWork, number: str) -> Paper | None:
    """Give a paper by its number, as far as the asker may see it."""
    found = store.by_number(uow, number)
    return found[0] if found else None


def file_of(uow: UnitOfWork, paper: Paper, form: str) -> bytes:
    """Give the bytes of a paper, as `pdf` or `jws`, verified by their hash."""
    return files.content(uow, paper.pdf if form == "pdf" else paper.jws)


def keys(uow: UnitOfWork) -> tuple[PublicKey, ...]:
    """Give every public key that signs or has signed, newest first."""
    return tuple(each for each, _ in store.keys(uow))


def key_set(uow: UnitOfWork) -> dict[str, Any]:
    """Give the public keys as a JSON Web Key Set (RFC 7517), each with its certificate and the time it signs."""
    return {
        "keys": [
            {**each.jwk, "since": each.since.isoformat(), "until": each.until.isoformat() if each.until else None}
            for each in keys(uow)
        ]
    }


def offline(content: bytes, known: tuple[PublicKey, ...], *, on: date) -> tuple[Genuine, Standing]:
    """Verify a file without the database, and tell how it stands on a day by its own dates; whether it was revoked stays unknown.

    Raises:
        NotGenuine: with the reason.
    """
    genuine = check_file(content, known)
    said: Mapping[str, Any] = genuine.paper
    try:
        last = date.fromisoformat(said["valid_until"]) if said["valid_until"] else None
        return genuine, standing_on(on, date.fromisoformat(said["valid_from"]), last)
    except (KeyError, TypeError, ValueError) as fault:
        raise signing.refusal(sentence("What was signed is no paper.")) from fault


def read_keys(content: bytes) -> tuple[PublicKey, ...]:
    """Read a set of public keys from a file.

    Raises:
        NotGenuine: it is no such set.
    """
    return signing.read_keys(content)


def plain(typed: str) -> str:
    """Give a number or code as it is kept: people type spaces, hyphens and small letters."""
    return "".join(each for each in typed if each not in " -\u00a0\t").upper()[:60]


def _worded(standing: Standing, paper: Paper) -> Sentence:
    match standing:
        case Standing.VALID if paper.valid_until is None:
            return sentence("This paper is genuine and valid. It has no end.")
        case Standing.VALID:
            return sentence("This paper is genuine and valid until {day}.", day=paper.valid_until)
        case Standing.NOT_YET:
            return sentence("This paper is genuine, and valid only from {day}.", day=paper.valid_from)
        case Standing.EXPIRED:
            return sentence("This paper is genuine, but expired on {day}.", day=paper.valid_until)
        case Standing.REVOKED:
            return sentence(
                "This paper was genuine, and was revoked on {at}: {because}",
                at=paper.revoked_at,
                because=paper.revoked_because,
            )
        case _:
            return _UNKNOWN.says
