"""The services that collect payments: the port, its memory twin, and two simulated ones whose messages are signed and verified.

A service is asked to collect and gives what the payer is shown; later its message comes, once, twice, late or with another amount.
What a message says is taken only when its signature (HMAC-SHA256 over its body, with the service's own key) agrees.
"""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Protocol

from smartcustoms.kernel.keys import key
from smartcustoms.kernel.money import Money, NotAnAmount, amount
from smartcustoms.kernel.outside import JsonUnfit, read_json
from smartcustoms.kernel.places import currencies
from smartcustoms.kernel.settings import Settings
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.payments import emv_code
from smartcustoms.trade.payments.model import Attempt, CallbackForged, Confirmation, NoService
from smartcustoms.trade.payments.terms import terms

LARGEST_MESSAGE: Final = 16 * 1024
_FIELDS: Final = ("transaction", "reference", "amount", "currency", "paid_at")


@dataclass(frozen=True, slots=True)
class Shown:
    """What the payer is shown: a code to scan, or the address of a page to pay on."""

    code: str = ""
    page: str = ""


class CollectingGateway(Protocol):
    """A service that collects payments."""

    @property
    def name(self) -> str:
        """Its name, as notes and addresses say it."""

    def ask(self, attempt: Attempt) -> Shown:
        """Ask it to collect; asking again for the same attempt gives the same."""

    def read(self, body: bytes, signature: str) -> Confirmation:
        """Read a message of it.

        Raises:
            CallbackForged: it is not signed by the service, or cannot be read.
        """

    def give_back(self, reference: str, amount: Money) -> str:
        """Ask it to give money back; gives its own reference, the same for the same of ours."""


@dataclass
class MemoryGateway:
    """The twin for tests: it remembers what it was asked, and signs what tests let it say."""

    name: str = "memory"
    secret: bytes = b"a secret of tests"
    asked: list[tuple[str, Money]] = field(default_factory=list)
    given_back: list[tuple[str, Money]] = field(default_factory=list)

    def ask(self, attempt: Attempt) -> Shown:
        """Remember what was asked."""
        self.asked.append((attempt.reference, attempt.amount))
        return Shown(page=f"memory:{attempt.reference}")

    def read(self, body: bytes, signature: str) -> Confirmation:
        """Read a message signed by `signed`."""
        return read_message(self.name, self.secret, body, signature)

    def give_back(self, reference: str, amount: Money) -> str:
        """Remember what was given back."""
        if (reference, amount) not in self.given_back:
            self.given_back.append((reference, amount))
        return f"back-{reference}"


@dataclass(frozen=True)
class FpsLikeGateway:
    """A service like Hong Kong's FPS: the payer scans a code with his bank's app. The bank behind it is simulated."""

    secret: bytes
    name: str = "fps"

    def ask(self, attempt: Attempt) -> Shown:
        """Give the code to scan."""
        return Shown(code=emv_code.written(attempt.amount, attempt.reference, terms().payee))

    def read(self, body: bytes, signature: str) -> Confirmation:
        """Read a message of the bank."""
        return read_message(self.name, self.secret, body, signature)

    def give_back(self, reference: str, amount: Money) -> str:
        """The simulated bank gives back at once; its reference is made of ours."""
        return _reference_of(self.name, reference, amount)


@dataclass(frozen=True)
class CardLikeGateway:
    """A service like a card scheme's: the payer is sent to its page. The page is simulated and lies with us."""

    secret: bytes
    name: str = "card"

    def ask(self, attempt: Attempt) -> Shown:
        """Give the address of the page; its mark proves that we sent the payer there."""
        mark = signature_of(self.secret, attempt.reference.encode())[:32]
        return Shown(page=f"/payments/card/{attempt.reference}?mark={mark}")

    def read(self, body: bytes, signature: str) -> Confirmation:
        """Read a message of the service."""
        return read_message(self.name, self.secret, body, signature)

    def give_back(self, reference: str, amount: Money) -> str:
        """The simulated service gives back at once; its reference is made of ours."""
        return _reference_of(self.name, reference, amount)

    def sent_by_us(self, reference: str, mark: str) -> bool:
        """Tell whether a payer comes with the mark that `ask` gave."""
        return hmac.compare_digest(signature_of(self.secret, reference.encode())[:32].encode(), mark.encode())


def gateways(settings: Settings) -> dict[str, CollectingGateway]:
    """Give the services that collect for this installation: the simulated ones in the demo; none elsewhere is connected yet."""
    if not settings.demo:
        return {}
    made: list[CollectingGateway] = [
        FpsLikeGateway(key(settings, "payments fps")),
        CardLikeGateway(key(settings, "payments card")),
    ]
    return {each.name: each for each in made}


def gateway(settings: Settings, name: str) -> CollectingGateway:
    """Give one service by its name.

    Raises:
        NoService: none of that name collects here.
    """
    found = gateways(settings).get(name)
    if found is None:
        raise NoService(
            sentence("No such service collects payments here."),
            mend=sentence("Pay at the counter, or by bank transfer naming the note."),
            field="gateway",
            seen=name[:40],
        )
    return found


def message(transaction: str, reference: str, paid: Money, at: datetime) -> bytes:
    """Write a message as the simulated services do."""
    return json.dumps(
        {
            "transaction": transaction,
            "reference": reference,
            "amount": str(paid.amount),
            "currency": paid.currency,
            "paid_at": at.isoformat(),
        }
    ).encode()


def signature_of(secret: bytes, body: bytes) -> str:
    """Give the signature of a message."""
    return hmac.new(secret, body, hashlib.sha256).hexdigest()


def read_message(name: str, secret: bytes, body: bytes, signature: str) -> Confirmation:
    """Read a signed message of a service.

    Raises:
        CallbackForged: it is not signed with the service's key, or something in it cannot be read.
    """
    if len(body) > LARGEST_MESSAGE or not hmac.compare_digest(
        signature_of(secret, body).encode(), signature.encode("utf-8", "replace")
    ):
        raise _forged("signature", signature)
    try:
        given: Any = read_json(body)
    except JsonUnfit as unfit:
        raise _forged("body", str(unfit)) from None
    if not isinstance(given, dict) or not all(isinstance(given.get(each), str) for each in _FIELDS):
        raise _forged("body", str(given))
    return _confirmation(name, given)


def _confirmation(name: str, given: dict[str, str]) -> Confirmation:
    if not 0 < len(given["transaction"]) <= 80 or len(given["reference"]) > 80:
        raise _forged("transaction", given["transaction"])
    try:
        paid, at = amount(given["amount"]), datetime.fromisoformat(given["paid_at"])
    except (NotAnAmount, ValueError):
        raise _forged("amount", given["amount"]) from None
    if given["currency"] not in currencies() or at.tzinfo is None:
        raise _forged("currency", given["currency"])
    money = Money(paid, given["currency"])
    if not 0 < paid <= Decimal("1e12") or money.rounded() != money:
        raise _forged("amount", given["amount"])
    return Confirmation(
        gateway=name,
        gateway_reference=given["transaction"],
        reference=given["reference"],
        amount=money.rounded(),
        paid_at=at,
    )


def _forged(where: str, seen: str) -> CallbackForged:
    return CallbackForged(
        sentence("This message is not one of the payment service."),
        mend=sentence("Send it as the service signed it; nothing was taken from it."),
        field=where,
        seen=seen[:60],
    )


def _reference_of(name: str, reference: str, amount: Money) -> str:
    made = hashlib.sha256(f"{name}:{reference}:{amount}".encode()).digest()
    return f"{name.upper()}R{base64.b32encode(made)[:12].decode()}"
