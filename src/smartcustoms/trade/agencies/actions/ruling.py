"""Keep an agency's rulebook: draft, change the draft, put it in force from a day; what held before stays on record."""

from collections.abc import Mapping
from datetime import date

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.errors import Conflict, Fault, NotPermitted
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.agencies import queries, store
from smartcustoms.trade.agencies.model import NoSuchRules, RulesVersion
from smartcustoms.trade.agencies.rulebook import RulesUnusable, book_of

_LONGEST = 4000
_MOST = 3000


class RulesInForce(Conflict):
    """A version that is in force is not changed any more."""

    code = "rules_in_force"


def draft_rules(uow: UnitOfWork, agency: str, cells: Mapping[str, str]) -> int:
    """Keep a new draft of the own agency's rulebook; give its number.

    Raises:
        NotPermitted: it is another agency's.
        RulesUnusable: it has faults; each is named.
    """
    _own(uow, agency)
    kept = _checked(cells, since=day_of(uow.at))
    number = store.add_rules(uow, agency, kept)
    uow.note("agency.rules_drafted", agency, version=number)
    return number


def redraft_rules(uow: UnitOfWork, agency: str, number: int, cells: Mapping[str, str]) -> None:
    """Change a draft.

    Raises:
        NotPermitted, NoSuchRules, RulesInForce, RulesUnusable.
    """
    _own(uow, agency)
    _draft(uow, agency, number)
    changes = {"cells": _checked(cells, since=day_of(uow.at)), "written_by": uow.by.user, "written_at": uow.at}
    store.change_rules(uow, agency, number, changes)
    uow.note("agency.rules_redrafted", agency, version=number)


def activate_rules(uow: UnitOfWork, agency: str, number: int, *, on: date) -> None:
    """Put a draft in force from a day; reviews begun before keep what they were promised. The same again changes nothing.

    Raises:
        NotPermitted, NoSuchRules, RulesInForce.
        RulesUnusable: the day is over.
    """
    _own(uow, agency)
    held = store.rules_version(uow, agency, number, lock=True)
    if held is not None and held.state == "active" and held.since == on:
        return
    _draft(uow, agency, number)
    if on < day_of(uow.at):
        fault = Fault("on", sentence("This day is over."), sentence("Choose today or a later day."), on.isoformat())
        raise RulesUnusable((fault,))
    store.change_rules(uow, agency, number, {"state": "active", "since": on, "activated_at": uow.at})
    uow.note("agency.rules_activated", agency, version=number, on=on.isoformat())


def _checked(cells: Mapping[str, str], *, since: date) -> dict[str, str]:
    kept = {name[:60]: text[:_LONGEST] for name, text in list(cells.items())[:_MOST] if text.strip()}
    book_of(kept, since=since)
    return kept


def _own(uow: UnitOfWork, agency: str) -> None:
    if agency not in {each.code for each in queries.own_agencies(uow)}:
        raise NotPermitted(
            sentence("These are the rules of another agency."),
            mend=sentence("Write those of your own."),
            seen=agency[:20],
        )


def _draft(uow: UnitOfWork, agency: str, number: int) -> RulesVersion:
    found = store.rules_version(uow, agency, number, lock=True)
    if found is None:
        raise NoSuchRules(
            sentence("There is no such version."), mend=sentence("Look in the list of versions."), seen=str(number)
        )
    if found.state != "draft":
        raise RulesInForce(
            sentence("This version is in force and is not changed any more."),
            mend=sentence("Begin a new version of it."),
            seen=found.state,
        )
    return found
