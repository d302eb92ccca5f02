"""Traders as they are asked for: by number, by identity, by account, by a code, and listed."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from smartcustoms.business.traders import store
from smartcustoms.business.traders.model import (
    SORTS,
    Identity,
    IdentityKind,
    NoSuchTrader,
    NotAnIdentity,
    Owner,
    Tally,
    Trader,
    Wanted,
)
from smartcustoms.business.traders.numbers import checked
from smartcustoms.kernel.database.statements import Ready
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.spreadsheet import csv_of
from smartcustoms.kernel.words.model import sentence

LARGEST_EXPORT = 100_000
_BATCH = 1_000


def trader(uow: UnitOfWork, number: str) -> Trader:
    """Give a trader by its number; a merged one's number gives that into which it was merged.

    Raises:
        NoSuchTrader: there is none, or it is not the asker's to see.
    """
    living = store.register.living(uow, number)
    found = store.register.whole(uow, [living]) if living else []
    if not found:
        raise NoSuchTrader(
            sentence("There is no such trader."), mend=sentence("Look in the register."), seen=number[:40]
        )
    return found[0]


def by_identity(uow: UnitOfWork, kind: IdentityKind, value: str, *, country: str = "") -> Trader | None:
    """Give the trader known by a number; None when nobody the asker may see is. Forms are forgiven: spaces, small letters.

    A business registration number needs its country.
    """
    try:
        asked = checked(Identity(kind, value, country))
    except NotAnIdentity:
        return None
    known = store.register.numbers_by_values(uow, [asked.value], kind=kind, country=asked.country)
    return trader(uow, known[asked.value]) if asked.value in known else None


def named(uow: UnitOfWork, code: str) -> Trader | None:
    """Give the trader whom a code means as declarations carry it: a code of declarations, a trader's number, a TIN or other number."""
    return all_named(uow, [code]).get(code)


def all_named(uow: UnitOfWork, codes: Sequence[str]) -> dict[str, Trader]:
    """Give by code the traders whom codes mean as declarations carry them (`named`); of a code that means nobody, nothing."""
    texts = {code: code.strip() for code in codes}
    declared = store.register.numbers_by_values(uow, texts.values(), kind=IdentityKind.DECLARED)
    others = {code: text for code, text in texts.items() if text not in declared}
    known = {code: declared[text] for code, text in texts.items() if text in declared}
    if others:
        own = store.register.all_living(uow, others.values())
        upper = {code: text.upper() for code, text in others.items() if text not in own}
        values = store.register.numbers_by_values(uow, upper.values()) if upper else {}
        known |= {code: own[text] for code, text in others.items() if text in own}
        known |= {code: values[text] for code, text in upper.items() if text in values}
    living = store.register.all_living(uow, known.values()) if known else {}
    whole = {each.number: each for each in store.register.whole(uow, sorted(set(living.values())))}
    return {code: whole[living[number]] for code, number in known.items() if living.get(number) in whole}


def owners_asked(codes: Iterable[str], *, on: date) -> Ready:
    """Give the question for who stands behind codes as declarations carry them, to be asked with others; in the platform's name."""
    return store.register.owners_asked([each for each in codes if "\0" not in each], on)


def owners(rows: Iterable[tuple[Any, ...]]) -> list[Owner]:
    """Read the answer of `owners_asked`."""
    return [store.register.owner(each) for each in rows]


def of_organisation(uow: UnitOfWork, organisation: str) -> Trader | None:
    """Give the trader whose account an organisation is; None when it has none in the register."""
    number = store.register.number_of_organisation(uow, organisation)
    return trader(uow, number) if number else None


def traders(uow: UnitOfWork, wanted: Wanted) -> tuple[list[Trader], int]:
    """Give a page of the traders the asker may see, and how many there are in all; merged ones are told with the other."""
    asked = replace(
        wanted,
        sort=wanted.sort if wanted.sort in SORTS else "name",
        page=max(wanted.page, 1),
        size=min(max(wanted.size, 1), _BATCH),
    )
    return store.register.traders(uow, asked)


def tallies(uow: UnitOfWork, found: Trader) -> list[Tally]:
    """Give what was counted of a trader by year: declarations, examinations, findings."""
    return store.register.tallies(uow, [found.number, *found.absorbed])


def exported(uow: UnitOfWork, wanted: Wanted) -> str:
    """Give a list as CSV, at most 100,000 rows."""
    heads = ("number", "name", "state", "roles", "country", "identities", "addresses", "organisation", "changed_at")
    rows: list[list[str]] = []
    for page in range(1, LARGEST_EXPORT // _BATCH + 1):
        found, total = traders(uow, replace(wanted, page=page, size=_BATCH))
        rows += [_cells(each) for each in found]
        if len(rows) >= total or not found:
            break
    return csv_of(heads, rows)


def _cells(each: Trader) -> list[str]:
    return [
        each.number,
        each.name,
        each.state.value,
        " ".join(sorted(each.roles)),
        next((address.country for address in each.addresses if address.country), ""),
        "; ".join(f"{one.kind.value} {one.country}{one.value}" for one in each.identities),
        "; ".join(address.text.replace("\n", ", ") for address in each.addresses),
        each.organisation or "",
        each.changed_at.isoformat(),
    ]
