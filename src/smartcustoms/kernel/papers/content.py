"""What the signed JSON of a paper holds, and how it is read back. Pure."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from smartcustoms.kernel.papers.model import Paper, Section, Standing, Worded

VERSION = 1


def written(paper: Paper, content: Mapping[str, Any], sections: tuple[Section, ...], *, origin: str) -> dict[str, Any]:
    """Write a paper as the JSON that is signed."""
    return {
        "version": VERSION,
        "iss": origin,
        "iat": int(paper.issued_at.timestamp()),
        "number": paper.number,
        "kind": paper.kind,
        "title": paper.title,
        "holder": paper.holder,
        "issuer": paper.issuer,
        "valid_from": paper.valid_from.isoformat(),
        "valid_until": paper.valid_until.isoformat() if paper.valid_until else None,
        "content": dict(content),
        "sections": [{"heading": each.heading, "rows": [list(row) for row in each.rows]} for each in sections],
    }


def sections_of(said: Mapping[str, Any]) -> tuple[Section, ...]:
    """Read the sections back."""
    return tuple(
        Section(each["heading"], tuple((name, value) for name, value in each["rows"])) for each in said["sections"]
    )


def is_of(said: Mapping[str, Any], paper: Paper) -> bool:
    """Tell whether signed JSON says what is kept of the paper."""
    kept = written(paper, {}, (), origin="")
    return all(said.get(name) == kept[name] for name in kept if name not in {"iss", "content", "sections"})


def digest(
    kind: str,
    title: Worded,
    holder: str,
    issuer: Worded,
    content: Mapping[str, Any],
    sections: tuple[Section, ...],
    valid: tuple[date, date | None],
) -> str:
    """Give the hash of what is asked to be issued: the same request again gives the same."""
    parts = [kind, title, holder, issuer, content, [[each.heading, each.rows] for each in sections]]
    text = json.dumps([*parts, valid[0].isoformat(), str(valid[1])], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def standing_on(day: date, valid_from: date, valid_until: date | None, *, revoked: datetime | None = None) -> Standing:
    """Tell how a genuine paper stands on a day; both of its days count."""
    if revoked is not None:
        return Standing.REVOKED
    if day < valid_from:
        return Standing.NOT_YET
    return Standing.EXPIRED if valid_until is not None and day > valid_until else Standing.VALID
