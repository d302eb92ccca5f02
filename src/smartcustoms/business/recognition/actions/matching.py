"""Match consignors with partners' operators: by number where the name beside it agrees, else once an officer says so.

What an officer said is kept: the same consignor and operator are not proposed again. A consignor that comes under another name than was
matched goes back to the officer, and is trusted no more until then. A match by number and name tells officers what was seen; it makes no
later declaration trusted that writes the number alone (`queries.trusted_consignors`).
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from smartcustoms.business.recognition import likeness, queries
from smartcustoms.business.recognition.model import (
    Consignor,
    How,
    Likely,
    Match,
    MatchState,
    Operator,
)
from smartcustoms.business.recognition.store import matches as store
from smartcustoms.business.traders import queries as traders
from smartcustoms.business.traders.model import Why
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.settings import Settings

BATCH: Final = 2_000
AGAIN_AFTER: Final = timedelta(days=1)
"""A consignor of the same name and address is looked for again after so long: partners' lists change."""
_MOST_PROPOSED: Final = 3
_LONGEST_SAYS: Final = 600


def index_operators(uow: UnitOfWork, settings: Settings, *, limit: int = BATCH) -> int:
    """Make the lookup keys of partners' operators that are new or changed; give how many. For the platform."""
    found = store.unindexed(uow, settings.administration, limit)
    if found:
        rows = [
            (key, administration, each.number)
            for administration, _, each in found
            for key in likeness.keys(each.name or "", each.address or "", each.number, each.tin or "")
        ]
        store.put_keys(uow, [(administration, each.number) for administration, _, each in found], rows)
    return len(found)


def look_for(uow: UnitOfWork, consignors: Sequence[Consignor]) -> int:
    """Look for consignors among partners' operators and keep what was found; give how many were looked for. For the platform.

    One that no declaration or bill names is named by the register of traders. The same one is looked for once a day.
    """
    named = _named(uow, {each.code: each for each in consignors if each.code})
    due = store.due(uow, {code: _digest(each) for code, each in named.items()}, again_after=AGAIN_AFTER)
    said = store.of_codes(uow, due) if due else {}
    for code in sorted(due):
        _look_for(uow, named[code], said[code])
    return len(due)


def forget_looked(uow: UnitOfWork) -> int:
    """Forget which consignors were looked for so long ago that they are looked for anew anyhow; give how many."""
    return store.forget_looked(uow, uow.at - AGAIN_AFTER)


def decide_match(
    uow: UnitOfWork, code: str, administration: str, number: str, *, accepted: bool, because: str = ""
) -> None:
    """Say that a consignor is a partner's operator, or that it is not; the same again does nothing.

    Raises:
        NoSuchMatch: nothing of the kind was proposed.
    """
    found = queries.match(uow, code, administration, number)
    state = MatchState.ACCEPTED if accepted else MatchState.REJECTED
    if found.state is state and found.decided_by:
        return
    says = because.strip()[:_LONGEST_SAYS]
    store.put(uow, replace(found, state=state, decided_at=uow.at, decided_by=uow.by.user, says=says))
    uow.note(
        f"recognition.match_{state.value}", code, operator=f"{administration}:{number}", because=says,
        score=found.likely.score,
    )  # fmt: skip


def undo_match(uow: UnitOfWork, code: str, administration: str, number: str) -> None:
    """Take a decision back: the match waits for an officer again.

    Raises:
        NoSuchMatch: nothing of the kind was proposed.
    """
    found = queries.match(uow, code, administration, number)
    if found.state is not MatchState.PROPOSED:
        store.put(uow, _back(found, uow))
        uow.note("recognition.match_undone", code, operator=f"{administration}:{number}", was=found.state.value)


def _look_for(uow: UnitOfWork, consignor: Consignor, said: Sequence[Match]) -> None:
    known = {(each.likely.administration, each.likely.number): each for each in said}
    for each in known.values():
        _doubt(uow, each, consignor)
    asked = likeness.keys(consignor.name, consignor.address, consignor.code)
    operators = store.sharing(uow, asked)
    numbered = [each for each in operators if likeness.is_number_of(consignor.code, each[1])]
    for administration, operator in numbered:
        before = known.get((administration, operator.number))
        if before is None or _was_not_named(before, consignor):
            _keep_numbered(uow, consignor, administration, operator)
    if numbered or not consignor.name:
        return
    for likely in likeness.likely(consignor, operators)[:_MOST_PROPOSED]:
        before = known.get((likely.administration, likely.number))
        if before is None or before.state is MatchState.PROPOSED:
            at = before.proposed_at if before else uow.at
            store.put(uow, Match(consignor, likely, How.NAME, MatchState.PROPOSED, None, at))


def _keep_numbered(uow: UnitOfWork, consignor: Consignor, administration: str, operator: Operator) -> None:
    """Keep a match by number: the same where the name beside it is the operator's, else an officer's to decide."""
    is_they = likeness.agrees(consignor, operator)
    why: tuple[Why, ...] = (Why("same_number", 1.0, consignor.code, operator.tin or operator.number),)
    alike = likeness.likely(consignor, [(administration, operator)]) if consignor.name else []
    why += (
        alike[0].reasons
        if alike
        else (Why("name_not_alike" if consignor.name else "not_named", 0.0, consignor.name, operator.name or ""),)
    )
    state = MatchState.ACCEPTED if is_they else MatchState.PROPOSED
    found = Likely(administration, operator.number, 1.0 if is_they else alike[0].score if alike else 0.0, is_they, why)
    store.put(uow, Match(consignor, found, How.NUMBER, state, None, uow.at, decided_at=uow.at if is_they else None))
    uow.note(
        "recognition.matched_by_number",
        consignor.code,
        operator=f"{administration}:{operator.number}",
        state=state.value,
    )


def _was_not_named(known: Match, consignor: Consignor) -> bool:
    """Tell whether a match by number waits only because nobody was named so far, and now somebody is."""
    waits = known.state is MatchState.PROPOSED and known.how is How.NUMBER
    return waits and not known.consignor.name and bool(consignor.name)


def _doubt(uow: UnitOfWork, known: Match, consignor: Consignor) -> None:
    """Let an officer look again where the consignor now goes by quite another name than its operator."""
    if known.state is not MatchState.ACCEPTED or known.operator is None or consignor.name == known.consignor.name:
        return
    if likeness.contradicts(consignor, known.operator):
        store.put(uow, _back(replace(known, consignor=consignor), uow))
        uow.note("recognition.match_doubted", known.consignor.code, operator=known.likely.number)


def _back(found: Match, uow: UnitOfWork) -> Match:
    return replace(
        found, state=MatchState.PROPOSED, proposed_at=uow.at, decided_at=None, decided_by="", says=""
    )  # fmt: skip


def _named(uow: UnitOfWork, consignors: Mapping[str, Consignor]) -> dict[str, Consignor]:
    """Name consignors of which only the code is known, by the register of traders."""
    nameless = [code for code, each in consignors.items() if not each.name]
    given = dict(consignors)
    for code, found in (traders.all_named(uow, nameless) if nameless else {}).items():
        if found.names:
            address = next((each.text for each in found.addresses), "")
            given[code] = replace(given[code], name=found.name, address=address)
    return given


def _digest(consignor: Consignor) -> str:
    return hashlib.sha256(f"{consignor.name}\n{consignor.address}".encode()).hexdigest()[:32]
