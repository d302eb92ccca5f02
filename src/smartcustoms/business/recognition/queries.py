"""What can be asked of recognition: arrangements, links, partners' operators, refused messages; whether a message is genuine."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from smartcustoms.business.aeo import queries as aeo
from smartcustoms.business.recognition.agreeing import check_agreed
from smartcustoms.business.recognition.arrangements import arrangement, arrangements, of_party
from smartcustoms.business.recognition.keyring import own_keys, public, read_keys, trial_keys
from smartcustoms.business.recognition.likeness import agrees, contradicts, number_key
from smartcustoms.business.recognition.model import (
    Arrangement,
    Consent,
    Consignor,
    Fault,
    Keys,
    Link,
    Match,
    MatchState,
    Message,
    MessageRefused,
    NoSuchMatch,
    Opened,
    Operator,
    Quarantined,
    Status,
    TrustedConsignor,
    Waiting,
)
from smartcustoms.business.recognition.payload import operator_of
from smartcustoms.business.recognition.sealing import open_sealed, seal
from smartcustoms.business.recognition.store import exchange as store
from smartcustoms.business.recognition.store import matches as kept
from smartcustoms.kernel.database.platform import on_behalf_of_platform
from smartcustoms.kernel.database.statements import Ready
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.outside import JsonUnfit, read_json
from smartcustoms.kernel.settings import Settings, read_settings
from smartcustoms.kernel.spreadsheet import csv_of
from smartcustoms.kernel.words.model import sentence

LARGEST_EXPORT: Final = 100_000
_ANY_TIME: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Exchange:
    """How the exchange with one partner stands."""

    arrangement: Arrangement
    partner: str
    link: Link
    waiting: int
    late: int
    known: int
    trusted: bool
    untold: int
    """Our operators that consent and of which the partner cannot be told, since no key of it is trusted."""


def every_arrangement() -> tuple[Arrangement, ...]:
    """Give all arrangements."""
    return arrangements()


def one_arrangement(code: str) -> Arrangement:
    """Give one arrangement.

    Raises:
        NoSuchArrangement: there is none of this code.
    """
    return arrangement(code)


def exchanges(uow: UnitOfWork, settings: Settings) -> list[Exchange]:
    """Give how the exchange with each partner stands: what waits, what is late, how many operators are known."""
    own = settings.administration
    links, counts, consenting = store.links(uow), store.counts(uow), store.consent_counts(uow)
    waiting = store.waiting(uow, limit=100_000, body=False)
    trusted = {each["party"] for each in store.keys(uow)}
    found = []
    for each in of_party(own):
        partner = each.partner_of(own)
        mine = [one for one in waiting if one.arrangement == each.code]
        late = sum(one.is_late(uow.at) for one in mine)
        link = links.get(each.code, Link(each.code))
        known, untold = partner in trusted, 0 if partner in trusted else consenting.get(each.code, 0)
        found.append(Exchange(each, partner, link, len(mine), late, counts.get(partner, 0), known, untold))
    return found


def waiting(uow: UnitOfWork, limit: int = 100) -> list[Waiting]:
    """Give messages of ours that no receipt has answered."""
    return store.waiting(uow, limit=limit, body=False)


def partners_operators(
    uow: UnitOfWork, settings: Settings, *, administration: str = "", text: str = "", page: int = 1, size: int = 50
) -> tuple[list[tuple[str, Operator]], int]:
    """Give a page of partners' operators with their administration, by number, TIN or part of the name."""
    own = settings.administration
    wanted = administration if administration != own else ""
    return store.operators(uow, wanted or None, text=text, own=own, limit=size, offset=(page - 1) * size)


def partner_operator(uow: UnitOfWork, administration: str, number: str) -> Operator | None:
    """Give one operator as its administration told of it last."""
    return store.operator(uow, administration, number)


def is_recognised(uow: UnitOfWork, administration: str, number: str) -> bool:
    """Tell whether a partner's operator is to be treated as authorised now: risk asks this."""
    found = store.operator(uow, administration, number)
    until = found.valid_until if found else None
    return found is not None and found.status is Status.ACTIVE and (until is None or uow.at.date() <= until)


def consignors_asked(codes: Iterable[str], *, on: date) -> Ready:
    """Give the question for which consignors are partners' operators in good standing, to be asked with others."""
    return kept.trusted_asked(codes, map(number_key, codes), on)


def trusted_consignors(
    rows: Iterable[Sequence[Any]], consignors: Iterable[Consignor], settings: Settings, *, on: date
) -> list[tuple[Consignor, TrustedConsignor]]:
    """Read the answer of `consignors_asked`: the operators that consignors are, as declared, and what their arrangements spare them.

    Anybody can write an operator's number. So one counts only where the name declared beside it is the operator's; else, and
    where the declaration brought them together by name, once an officer said that they are the same.
    """
    own = settings.administration
    under = {each.partner_of(own): each for each in of_party(own)}
    by_code: dict[str, list[_Behind]] = {}
    for each in map(_behind, rows):
        by_code.setdefault(each.code, []).append(each)
    known: dict[tuple[Consignor, str, str], TrustedConsignor] = {}
    for who in consignors:
        matched, numbered = by_code.get(who.code, []), by_code.get(number_key(who.code), [])
        not_they = {(each.where, each.operator.number) for each in matched if each.state is MatchState.REJECTED}
        for each in [*matched, *numbered]:
            found = under.get(each.where)
            if found is None or (each.where, each.operator.number) in not_they or not each.is_they(who):
                continue
            if found.spared and found.tells(each.where) and found.holds(on):
                one = (each.where, each.operator.number)
                known[who, *one] = TrustedConsignor(who.code, *one, found.code, found.spared)
    return [(who, one) for (who, _, _), one in known.items()]


@dataclass(frozen=True, slots=True)
class _Behind:
    """An operator in good standing behind a code (state None: behind a number), and whether an officer decided on it."""

    code: str
    where: str
    operator: Operator
    state: MatchState | None
    by_officer: bool

    def is_they(self, who: Consignor) -> bool:
        """Tell whether the consignor, as declared, is the operator."""
        if self.state is None:
            return agrees(who, self.operator)
        return self.state is MatchState.ACCEPTED and self.by_officer and not contradicts(who, self.operator)


def _behind(row: Sequence[Any]) -> _Behind:
    code, where, number, state, by_officer, name, address = row
    operator = Operator(number, Status.ACTIVE, _ANY_TIME, name=name, address=address)
    return _Behind(code, where, operator, MatchState(state) if state else None, bool(by_officer))


def matches(
    uow: UnitOfWork, *, state: MatchState | None = MatchState.PROPOSED, text: str = "", page: int = 1, size: int = 50
) -> tuple[list[Match], int]:
    """Give a page of consignors with the operators they are or may be, those that are sure first, and how many there are."""
    return kept.listed(uow, state, text=text, limit=size, offset=(page - 1) * size)


def match(uow: UnitOfWork, code: str, administration: str, number: str) -> Match:
    """Give one match.

    Raises:
        NoSuchMatch: nothing of the kind was proposed.
    """
    found = kept.one(uow, code, administration, number)
    if found is None:
        raise NoSuchMatch(
            sentence("There is no such match of a consignor with an operator."),
            mend=sentence("Open the list of matches again."),
            seen=f"{code} {administration} {number}"[:60],
        )
    return found


def match_counts(uow: UnitOfWork) -> dict[str, int]:
    """Give how many matches there are in each state."""
    return {each.value: 0 for each in MatchState} | kept.counts(uow)


def matches_table(uow: UnitOfWork, *, state: MatchState | None, text: str = "") -> str:
    """Give matches as CSV, at most 100,000."""
    heads = (
        "code", "name", "address", "administration", "number", "operator", "status", "score", "sure", "how", "state", "proposed_at",
        "decided_at", "decided_by", "because",
    )  # fmt: skip
    found, _ = kept.listed(uow, state, text=text, limit=LARGEST_EXPORT, offset=0)
    return csv_of(heads, map(_cells, found))


def _cells(each: Match) -> list[str]:
    operator = each.operator
    return [
        each.consignor.code, each.consignor.name, each.consignor.address, each.likely.administration, each.likely.number,
        (operator.name or "") if operator else "", operator.status.value if operator else "", f"{each.likely.score:.3f}",
        "yes" if each.likely.sure else "no", each.how.value, each.state.value, each.proposed_at.isoformat(),
        each.decided_at.isoformat() if each.decided_at else "", each.decided_by, each.says,
    ]  # fmt: skip


def consents_of(uow: UnitOfWork, numbers: Sequence[str]) -> list[Consent]:
    """Give what operators said of each arrangement, those withdrawn too. Whether the asker may see them is asked before."""
    with on_behalf_of_platform(uow):
        return store.consents_of(uow, numbers)


def own_consents(uow: UnitOfWork) -> list[tuple[str, str, list[tuple[Arrangement, Consent | None]]]]:
    """Give the asker's organisation's operators (number, name), each with every arrangement and what was said of it."""
    operators, _ = aeo.own(uow)
    said = {(each.number, each.arrangement): each for each in consents_of(uow, [each.number for each in operators])}
    own = read_settings().administration
    return [
        (one.number, one.name, [(each, said.get((one.number, each.code))) for each in of_party(own)])
        for one in operators
    ]


def our_operators(
    uow: UnitOfWork, settings: Settings, *, text: str = "", page: int = 1, size: int = 50
) -> tuple[list[tuple[Operator, list[str]]], int]:
    """Give a page of our own operators as partners are told of them, each with the arrangements it consents to, and how many there are."""
    own = settings.administration
    found, total = store.operators(uow, own, text=text, own=own, limit=size, offset=(page - 1) * size)
    held: dict[str, list[str]] = {}
    for each in store.consents_of(uow, [one.number for _, one in found]):
        if each.withdrawn_at is None:
            held.setdefault(each.number, []).append(each.arrangement)
    return [(one, held.get(one.number, [])) for _, one in found], total


def operators_table(uow: UnitOfWork, settings: Settings, *, administration: str, text: str = "") -> str:
    """Give partners' operators (administration empty: of all partners), or our own with the arrangements they consent to, as CSV."""
    heads = (
        "administration",
        "number",
        "tin",
        "name",
        "address",
        "status",
        "tier",
        "valid_from",
        "valid_until",
        "changed_at",
    )
    if administration == settings.administration:
        ours, _ = our_operators(uow, settings, text=text, size=LARGEST_EXPORT)
        return csv_of((*heads, "consents"), ([*_operator_cells(administration, one), " ".join(to)] for one, to in ours))
    found, _ = partners_operators(uow, settings, administration=administration, text=text, size=LARGEST_EXPORT)
    return csv_of(heads, (_operator_cells(where, one) for where, one in found))


def refused_table(uow: UnitOfWork) -> str:
    """Give the messages that were refused as CSV."""
    found, _ = store.quarantined(uow, limit=LARGEST_EXPORT, offset=0)
    rows = (
        [each.at.isoformat(), each.fault.value, each.says, each.arrangement, each.times, each.digest] for each in found
    )
    return csv_of(("at", "fault", "says", "arrangement", "times", "digest"), rows)


def _operator_cells(administration: str, one: Operator) -> list[str]:
    days = [each.isoformat() if each else "" for each in (one.valid_from, one.valid_until)]
    said = [one.number, one.tin or "", one.name or "", one.address or "", one.status.value, str(one.tier or "")]
    return [administration, *said, *days, one.changed_at.isoformat()]


def consents(uow: UnitOfWork, number: str) -> list[str]:
    """Give the arrangements under which one of our operators consents to be told."""
    return store.consents(uow, number)


def quarantined(uow: UnitOfWork, *, page: int = 1, size: int = 50) -> tuple[list[Quarantined], int]:
    """Give refused messages, the newest first, and how many there are."""
    return store.quarantined(uow, limit=size, offset=(page - 1) * size)


def public_keys(settings: Settings) -> dict[str, Any]:
    """Give the installation's own public keys, for partners to trust."""
    return {"keys": public(own_keys(settings))}


def keys_in(content: bytes) -> Keys:
    """Read a file of keys.

    Raises:
        KeysUnusable: it cannot be used.
    """
    return read_keys(content)


def keys_for_trial(settings: Settings, code: str, own: str = "") -> Keys:
    """Give trial keys of both parties of an arrangement, to make and verify messages on one machine."""
    return trial_keys(settings, own, arrangement(code).parties)


def keys_for_every_trial(settings: Settings, own: str) -> Keys:
    """Give the trial keys of every party of every arrangement, to read what `recognition sign` made here."""
    parties = dict.fromkeys(party for each in arrangements() for party in each.parties)
    return trial_keys(settings, own, parties)


def written_operators(rows: Sequence[Any]) -> tuple[Operator, ...]:
    """Read operators from plain JSON.

    Raises:
        MessageRefused: one is not of the form.
    """
    return tuple(operator_of(each) for each in rows)


def json_of(content: bytes) -> Any:
    """Read a file of operators.

    Raises:
        MessageRefused: it is no JSON that can be kept.
    """
    try:
        return read_json(content)
    except JsonUnfit as fault:
        raise MessageRefused(
            Fault.UNREADABLE,
            sentence("The content is no JSON that can be kept."),
            mend=sentence("Write a JSON list of operators, each with number, status and changed_at."),
            seen=str(fault)[:80],
        ) from fault


def sealed(message: Message, keys: Keys) -> bytes:
    """Sign a message and encrypt it for its recipient.

    Raises:
        MessageRefused: a key is not known. NoSuchArrangement.
    """
    return seal(message, arrangement(message.arrangement), keys)


def verified(content: bytes, keys: Keys, *, at: datetime) -> Opened:
    """Verify a message apart from any exchange: genuine, within its arrangement. Whether it was sent before, only the exchange knows.

    Raises:
        MessageRefused: says why it is not. NoSuchArrangement.
    """
    opened = open_sealed(content, keys)
    check_agreed(opened, arrangement(opened.message.arrangement), own=keys.own, at=at)
    return opened
