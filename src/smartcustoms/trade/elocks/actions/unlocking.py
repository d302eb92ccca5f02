"""Who may unlock: tokens issued here, tokens of the other side taken in, and challenges answered without a network.

A token is for one lock, journey, zone and span of time, and opens once: its counter is burned. An answer to a challenge gives a token
too, so that an unlock without a network is judged like any other when the lock tells of it.
"""

import secrets
from datetime import datetime, timedelta
from typing import Final

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import Conflict, NotFound, Refused
from smartcustoms.kernel.keys import key
from smartcustoms.kernel.settings import Settings
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.elocks import store
from smartcustoms.trade.elocks.actions.attesting import StatementRefused
from smartcustoms.trade.elocks.actions.taking import rejudge
from smartcustoms.trade.elocks.corridor import distance_m
from smartcustoms.trade.elocks.keyring import Keyring
from smartcustoms.trade.elocks.model import FrameRefused, JourneyRecord, TokenRecord
from smartcustoms.trade.elocks.permits import journey_of, zones_of
from smartcustoms.trade.elocks.proofs.offline import DIGITS, response
from smartcustoms.trade.elocks.proofs.tokens import Token
from smartcustoms.trade.elocks.proofs.trust import Trust

LONGEST: Final = timedelta(hours=12)
"""The longest span of a token; assumed."""
ANSWERED: Final = timedelta(minutes=30)
"""How long an answer to a challenge may take to be typed in; assumed."""
_LATE: Final = timedelta(minutes=1)


class UnlockUnfit(Refused):
    """The unlock cannot be permitted as it is asked for."""

    code = "elock_unlock_unfit"


class CounterBurned(Conflict):
    """The counter or the challenge was used before."""

    code = "elock_counter_burned"


def permit_unlock(
    uow: UnitOfWork, number: str, zone: str, *, not_before: datetime, not_after: datetime, keys: Keyring
) -> TokenRecord:
    """Issue a token: the right to unlock a journey's lock once, in one of its zones, within a span of time.

    Asked again by the same officer for the same zone and span, the token is the same.

    Raises:
        NotFound: there is no such journey.
        UnlockUnfit: it is over, has no such zone, the zone is another administration's, or the span cannot be.
    """
    record = _open_journey(uow, number)
    _check_span(uow, not_before, not_after)
    for each in store.tokens.of_journeys(uow, [number]).get(number, []):
        if (each.zone, each.not_before, each.not_after, each.officer) == (zone, not_before, not_after, uow.by.user):
            return each
    return _issued(uow, record, zone, not_before, not_after, keys, challenge=None)


def answer_challenge(
    uow: UnitOfWork, number: str, zone: str, shown: str, *, keys: Keyring, settings: Settings
) -> tuple[TokenRecord, str]:
    """Answer the eight digits that a lock without a network shows; give the token that stands for it, and the answer.

    Raises:
        UnlockUnfit: these are no eight digits, or the unlock may not be permitted here.
        CounterBurned: another officer answered this challenge; each is answered once.
    """
    record = _open_journey(uow, number)
    if len(shown) != DIGITS or not shown.isascii() or not shown.isdecimal():
        raise UnlockUnfit(
            sentence("A challenge has eight digits."), mend=sentence("Type the digits that the lock shows."), field="challenge",
            seen=shown[:20],
        )  # fmt: skip
    token = store.tokens.by_challenge(uow, record.lock, shown)
    if token is not None and (token.officer, token.journey, token.zone) != (uow.by.user, number, zone):
        raise CounterBurned(
            sentence("This challenge was answered already."), mend=sentence("Let the lock show the next one."), seen=shown
        )  # fmt: skip
    if token is None:
        token = _issued(uow, record, zone, uow.at - _LATE, uow.at + ANSWERED, keys, challenge=shown)
    return token, response(offline_key(settings, record.lock), shown, number)


def offline_key(settings: Settings, lock: str) -> bytes:
    """Give the key that a lock shares with this administration for unlocking without a network; put into the lock when it is accredited."""
    return key(settings, f"elocks offline {lock}")


def take_token(uow: UnitOfWork, raw: bytes, *, keys: Keyring) -> TokenRecord:
    """Keep another administration's token for a journey; once more, it changes nothing. An alarm that it explains is taken back.

    Raises:
        StatementRefused: it is not signed by the administration that it names, or fits no zone of the journey.
        CounterBurned: another token of the same counter is there.
    """
    try:
        trust = Trust.of({**store.evidence.partners(uow), keys.administration: keys.own.public})
        token = Token.read(raw, trust)
        record, zone = _fitting(uow, token)
    except FrameRefused as refused:
        raise StatementRefused(
            sentence("The statement of the other administration cannot be taken."),
            mend=sentence("Ask it to send the statement again, and compare its key."), seen=refused.reason[:200],
        ) from None  # fmt: skip
    for each in store.tokens.of_journeys(uow, [record.number]).get(record.number, []):
        if each.statement == raw:
            return each
    start, end = (datetime.fromtimestamp(each / 1000, uow.at.tzinfo) for each in (token.not_before, token.not_after))
    kept = TokenRecord(
        record.number, record.lock, token.administration, zone, token.counter, start, end, token.officer, None, raw, uow.at
    )  # fmt: skip
    return _kept(uow, kept)


def require_two(uow: UnitOfWork, number: str) -> None:
    """Let both administrations have to permit a journey's next unlock: its risk has become high. Once more changes nothing."""
    record = store.journeys.one(uow, number, lock=True)
    if record is not None and record.needs < 2 and record.origin != record.destination:
        store.journeys.change(uow, number, {"needs": 2, "changed_at": uow.at})
        uow.note("elock.two_must_permit", number)


def _fitting(uow: UnitOfWork, token: Token) -> tuple[JourneyRecord, str]:
    record = store.journeys.one(uow, token.journey, lock=True)
    if record is None or record.lock != token.lock:
        raise FrameRefused(f"token: journey {token.journey[:40]} with lock {token.lock[:40]} is not ours")
    place, radius = (token.latitude / 1e7, token.longitude / 1e7), journey_of(record).rules.zone_radius_m
    for name, (centre, _) in zones_of(record).items():
        if distance_m(centre, place) <= 1 and token.radius_m <= radius:
            return record, name
    raise FrameRefused("token: its place is no zone of the journey, or wider than one")


def _open_journey(uow: UnitOfWork, number: str) -> JourneyRecord:
    record = store.journeys.one(uow, number, lock=True)
    if record is None:
        raise NotFound(sentence("There is no such journey."), mend=sentence("Look in the list."), seen=number[:40])
    if record.closed_at is not None:
        raise UnlockUnfit(
            sentence("The journey is over."), mend=sentence("Permit unlocks while it is under way."), seen=number[:40]
        )  # fmt: skip
    return record


def _check_span(uow: UnitOfWork, not_before: datetime, not_after: datetime) -> None:
    if not (not_before < not_after <= not_before + LONGEST and not_after > uow.at):
        raise UnlockUnfit(
            sentence("A token cannot hold for this span of time."),
            mend=sentence("Let it begin before it ends, end in the future, and last 12 hours at most."),
            field="not_after", seen=f"{not_before.isoformat()} {not_after.isoformat()}",
        )  # fmt: skip


def _issued(
    uow: UnitOfWork, record: JourneyRecord, zone: str, start: datetime, end: datetime, keys: Keyring, *, challenge: str | None
) -> TokenRecord:  # fmt: skip
    zones = zones_of(record)
    if zone not in zones:
        raise UnlockUnfit(
            sentence("The journey has no such zone."), mend=sentence("Choose one of the list."), field="zone", seen=zone[:40]
        )  # fmt: skip
    place, whose = zones[zone]
    if whose != keys.administration and record.needs < 2:
        raise UnlockUnfit(
            sentence("This zone is another administration's."), mend=sentence("Ask it for its token."), field="zone", seen=whose
        )  # fmt: skip
    counter = store.tokens.next_counter(uow, record.lock, keys.administration)
    token = Token(
        keys.administration, record.lock, record.number, round(place[0] * 1e7), round(place[1] * 1e7),
        round(journey_of(record).rules.zone_radius_m), _ms(start), _ms(end), counter, uow.by.user, secrets.token_hex(8),
    )  # fmt: skip
    kept = TokenRecord(
        record.number, record.lock, keys.administration, zone, counter, start, end, uow.by.user, challenge, token.signed(keys.own), uow.at
    )  # fmt: skip
    return _kept(uow, kept)


def _kept(uow: UnitOfWork, token: TokenRecord) -> TokenRecord:
    if not store.tokens.put(uow, token):
        raise CounterBurned(
            sentence("Another token with this counter is there."), mend=sentence("Ask for a new token."), seen=str(token.counter)
        )  # fmt: skip
    uow.note(
        "elock.unlock_permitted", token.journey, lock=token.lock, zone=token.zone, administration=token.administration,
        counter=token.counter, offline=token.challenge is not None,
    )  # fmt: skip
    rejudge(uow, token.journey)
    return token


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
