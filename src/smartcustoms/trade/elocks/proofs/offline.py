"""Unlocking without a network: the lock shows a challenge, an officer's phone answers, and the counter is burned either way.

The answer is the truncation of RFC 4226 over HMAC-SHA256 of challenge, journey and action, with a key that the lock shares with one
administration. Five wrong answers lock the keypad out and raise an alarm. Where the risk is high both administrations must answer.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from smartcustoms.trade.elocks.model import FrameRefused

DIGITS: Final = 8
TRIES: Final = 5


def challenge(key: bytes, lock: str, counter: int) -> str:
    """Give the eight digits that a lock shows for a counter; nobody without a key can foretell the next."""
    return _digits(hmac.digest(key, f"challenge\0{lock}\0{counter}".encode(), hashlib.sha256))


def response(key: bytes, shown: str, journey: str, action: str = "unlock") -> str:
    """Give the eight digits that answer a challenge, for one journey and action."""
    return _digits(hmac.digest(key, f"response\0{shown}\0{journey}\0{action}".encode(), hashlib.sha256))


def _digits(mac: bytes) -> str:
    start = mac[-1] & 0xF
    number = int.from_bytes(mac[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


@dataclass(frozen=True, slots=True)
class OfflineUnlock:
    """What the lock keeps for later: under which counter it opened, by whose answers."""

    counter: int
    shown: str
    administrations: tuple[str, ...]


@dataclass(slots=True)
class Keypad:
    """The lock's side: its own key for challenges, one key per administration, the counter, wrong answers in a row."""

    lock: str
    own: bytes
    keys: Mapping[str, bytes]
    journey: str
    needs: int = 1
    counter: int = 0
    wrong: int = 0
    opened: list[OfflineUnlock] = field(default_factory=list)

    @property
    def is_locked_out(self) -> bool:
        """Tell whether too many answers were wrong; only an administration's token, on the network, ends it."""
        return self.wrong >= TRIES

    def shown(self) -> str:
        """Give the challenge on the display."""
        return challenge(self.own, self.lock, self.counter)

    def answer(self, answers: Sequence[str], action: str = "unlock") -> OfflineUnlock:
        """Take answers to the challenge shown; the counter is burned, right or wrong. Refused: wrong, or locked out."""
        if self.is_locked_out:
            raise FrameRefused(f"token: locked out after {TRIES} wrong answers")
        shown = self.shown()
        self.counter += 1
        right = {
            name for name, key in self.keys.items()
            if any(hmac.compare_digest(response(key, shown, self.journey, action).encode(), each.encode()) for each in answers)
        }  # fmt: skip
        if len(right) < self.needs:
            self.wrong += 1
            raise FrameRefused(
                f"token: {len(right)} right answers, {self.needs} needed; {TRIES - self.wrong} tries left"
            )
        self.wrong = 0
        unlock = OfflineUnlock(self.counter - 1, shown, tuple(sorted(right)))
        self.opened.append(unlock)
        return unlock
