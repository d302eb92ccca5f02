"""What can be done with watchlists: make one, add entries, ask for an entry's removal, confirm or refuse that."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Final
from uuid import UUID

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from smartcustoms.kernel.identifiers import new_id
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.watchlists import store
from smartcustoms.trade.watchlists.model import Entry, Subject, Watchlist

LONGEST_NAME: Final = 80
LONGEST_VALUE: Final = 200
MOST_AT_ONCE: Final = 10_000
_COMMODITY: Final = re.compile(r"\d{2,10}")


class BadWatchlist(Refused):
    """A list or entry is not written as it must be."""

    code = "bad_watchlist"


class WatchlistThere(Conflict):
    """A list of that name is there already."""

    code = "watchlist_there"


class NoSuchWatchlist(NotFound):
    """There is no list, or no entry, of that name or number."""

    code = "no_such_watchlist"


class SecondOfficerNeeded(NotPermitted):
    """Whoever asked for a removal cannot confirm it himself."""

    code = "second_officer_needed"


def make(uow: UnitOfWork, name: str, subject: Subject, *, purpose: str) -> Watchlist:
    """Make an empty list.

    Raises:
        BadWatchlist: no name or purpose, or a name too long.
        WatchlistThere: the name is taken.
    """
    name, purpose = name.strip(), purpose.strip()
    if not 0 < len(name) <= LONGEST_NAME or '"' in name or not name.isprintable():
        raise BadWatchlist(
            sentence("The name of a list has 1 to {most} characters, without quotes", most=LONGEST_NAME),
            mend=sentence("Give it another name"),
            field="name",
            seen=name[:LONGEST_NAME],
        )
    if not purpose:
        raise BadWatchlist(
            sentence("A list needs a purpose"), mend=sentence("Say what the list is for"), field="purpose", seen=""
        )
    if any(known.name == name for known in store.lists(uow, uow.at.date())):
        raise WatchlistThere(
            sentence("There is a list {name} already", name=name), mend=sentence("Give it another name"), field="name"
        )
    made = Watchlist(name, subject, purpose, uow.by.user, uow.at)
    store.add_list(uow, made)
    uow.note("watchlist.made", name, subject=subject.value, purpose=purpose)
    return made


def add(
    uow: UnitOfWork, name: str, values: Iterable[str], *, because: str, since: date, until: date | None = None
) -> int:
    """Add entries to a list; what is on it already stays. Give how many are new.

    Raises:
        NoSuchWatchlist: there is no such list.
        BadWatchlist: no reason, no value, a value that cannot be, or an end before the beginning.
    """
    known = _list(uow, name)
    wanted = list(dict.fromkeys(value.strip() for value in values if value.strip()))
    _check(known.subject, wanted, because, since, until)
    added = store.add_entries(
        uow,
        (Entry(new_id(uow.at), name, value, since, until, because.strip(), uow.by.user, uow.at) for value in wanted),
    )
    store.touch(uow, name)
    uow.note(
        "watchlist.entries_added", name, values=wanted[:100], asked=len(wanted), new=added, because=because.strip()
    )
    return added


def ask_removal(uow: UnitOfWork, number: UUID, *, because: str) -> Entry:
    """Ask for an entry to be taken off; it holds until a second officer confirms.

    Raises:
        NoSuchWatchlist: the entry is not there any more.
        BadWatchlist: no reason.
    """
    entry = _entry(uow, number)
    if not because.strip():
        raise BadWatchlist(
            sentence("A removal needs a reason"), mend=sentence("Say why the entry should go"), field="because", seen=""
        )
    store.change_entry(uow, number, {"removal_asked_by": uow.by.user, "removal_reason": because.strip()})
    uow.note("watchlist.removal_asked", entry.watchlist, value=entry.value, because=because.strip())
    return _entry(uow, number)


def decide_removal(uow: UnitOfWork, number: UUID, *, confirmed: bool) -> None:
    """Confirm or refuse a removal that another officer asked for.

    Raises:
        NoSuchWatchlist: the entry is not there, or nobody asked.
        SecondOfficerNeeded: the same officer asked.
    """
    entry = _entry(uow, number)
    if entry.removal_asked_by is None:
        raise NoSuchWatchlist(
            sentence("Nobody asked for the removal of {value}", value=entry.value),
            mend=sentence("Ask for it first; another officer then confirms"),
        )
    if confirmed and entry.removal_asked_by == uow.by.user:
        raise SecondOfficerNeeded(
            sentence("You asked for this removal yourself"), mend=sentence("Let another officer confirm it")
        )
    if confirmed:
        store.change_entry(uow, number, {"removed_by": uow.by.user, "removed_at": uow.at})
        store.touch(uow, entry.watchlist)
    else:
        store.change_entry(uow, number, {"removal_asked_by": None, "removal_reason": None})
    deed = "watchlist.entry_removed" if confirmed else "watchlist.removal_refused"
    uow.note(deed, entry.watchlist, value=entry.value, asked_by=entry.removal_asked_by, because=entry.removal_reason)


def _list(uow: UnitOfWork, name: str) -> Watchlist:
    found = next((known for known in store.lists(uow, uow.at.date()) if known.name == name), None)
    if found is None:
        raise NoSuchWatchlist(
            sentence("There is no list {name}", name=name), mend=sentence("Choose one of the lists there are")
        )
    return found


def _entry(uow: UnitOfWork, number: UUID) -> Entry:
    found = store.entry(uow, number)
    if found is None or found.removed_at is not None:
        raise NoSuchWatchlist(
            sentence("The entry is not on the list any more"), mend=sentence("Open the list again and look for it")
        )
    return found


def _check(subject: Subject, values: list[str], because: str, since: date, until: date | None) -> None:
    if not because.strip():
        raise BadWatchlist(
            sentence("An entry needs a reason"), mend=sentence("Say why it is watched"), field="because", seen=""
        )
    if not 0 < len(values) <= MOST_AT_ONCE:
        raise BadWatchlist(
            sentence("Give 1 to {most} values at a time", most=MOST_AT_ONCE),
            mend=sentence("Write one value a line"),
            field="values",
            seen=str(len(values)),
        )
    if until is not None and until < since:
        raise BadWatchlist(
            sentence("The entry would end before it begins"), mend=sentence("Choose a later end"), field="until"
        )
    for value in values:
        if (
            len(value) > LONGEST_VALUE
            or not value.isprintable()
            or (subject is Subject.COMMODITY and not _COMMODITY.fullmatch(value))
        ):
            raise BadWatchlist(
                sentence("{value} cannot be on this list", value=value[:40]),
                mend=sentence(
                    "Commodities have 2 to 10 digits; other entries at most {most} characters", most=LONGEST_VALUE
                ),
                field="values",
                seen=value[:40],
            )
