"""Keep types of documents: draft, change the draft, put it in force from a day."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.documents import catalogue, store
from smartcustoms.trade.documents.model import NoSuchType, NotNow, TypeVersion


class DayPast(Refused):
    """A type cannot be put in force from a day that is over."""

    code = "day_past"


def draft_type(uow: UnitOfWork, body: Mapping[str, Any]) -> tuple[str, int]:
    """Keep a new draft of a type, of a new code or of one that is there; give its code and version.

    Raises:
        TypeUnusable: it has faults; each is named.
    """
    kind = catalogue.checked(body)
    number = store.types.add_version(uow, kind.code, _written(body))
    uow.note("document_type.drafted", kind.code, version=number)
    return kind.code, number


def redraft_type(uow: UnitOfWork, code: str, number: int, body: Mapping[str, Any]) -> None:
    """Change a draft.

    Raises:
        NoSuchType, NotNow: there is no such draft.
        TypeUnusable: it has faults, or another code.
    """
    found = _draft(uow, code, number)
    kind = catalogue.checked(body)
    if kind.code != code:
        raise NotNow(
            sentence("A draft keeps its code."),
            mend=sentence("Begin a new type for another code."),
            field="code",
            seen=kind.code,
        )
    store.types.change_version(
        uow, code, found.version, {"body": _written(body), "written_by": uow.by.user, "written_at": uow.at}
    )
    uow.note("document_type.redrafted", code, version=number)


def activate_type(uow: UnitOfWork, code: str, number: int, *, on: date) -> None:
    """Put a draft in force from a day. Applications lodged before keep the version they were lodged in.

    Raises:
        NoSuchType, NotNow: there is no such draft.
        DayPast: the day is over.
    """
    found = _draft(uow, code, number)
    if on < day_of(uow.at):
        raise DayPast(
            sentence("This day is over."),
            mend=sentence("Choose today or a later day."),
            field="on",
            seen=on.isoformat(),
        )
    store.types.change_version(uow, code, found.version, {"state": "active", "since": on, "activated_at": uow.at})
    uow.note("document_type.activated", code, version=number, on=on.isoformat())


def _draft(uow: UnitOfWork, code: str, number: int) -> TypeVersion:
    found = store.types.version(uow, code, number, lock=True)
    if found is None:
        raise NoSuchType(
            sentence("There is no such version."), mend=sentence("Look in the list of documents."), seen=code[:30]
        )
    if found.state != "draft":
        raise NotNow(
            sentence("This version is in force and is not changed any more."),
            mend=sentence("Begin a new version of it."),
            seen=found.state,
        )
    return found


def _written(body: Mapping[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False)
