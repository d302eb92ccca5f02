"""What can be asked about webhooks; never writes."""

from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Final

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.keys import key
from smartcustoms.kernel.settings import Settings
from smartcustoms.kernel.spreadsheet import csv_of
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.declarations import queries as declarations
from smartcustoms.trade.webhooks import store
from smartcustoms.trade.webhooks.model import TEST, Delivery, Hindrance, NoSuchWebhook, Standing, Webhook
from smartcustoms.trade.webhooks.signing import key_id

STANDINGS: Final[Mapping[Standing, Sentence]] = {
    Standing.WAITING: sentence("Waits"),
    Standing.DELIVERED: sentence("Arrived"),
    Standing.DEAD: sentence("Given up"),
}
HINDRANCES: Final[Mapping[Hindrance, Sentence]] = {
    Hindrance.NAME_UNKNOWN: sentence("The name of the system is not known on the internet."),
    Hindrance.NOT_PUBLIC: sentence("The address is not one of the public internet, or not one that notices go to."),
    Hindrance.NOT_REACHED: sentence("The system could not be reached."),
    Hindrance.TOO_SLOW: sentence("The system did not answer in time."),
    Hindrance.CERTIFICATE: sentence("The system's certificate is not trusted."),
    Hindrance.REDIRECT: sentence("The system sent us elsewhere; notices go only to the address that was written."),
    Hindrance.ANSWER: sentence("The system refused the notice."),
}
_TEST_NAME: Final = sentence("Test")


def webhook(uow: UnitOfWork, number: str) -> Webhook:
    """Give one webhook.

    Raises:
        NoSuchWebhook: there is none of this number, or it is not the asker's.
    """
    found = store.webhook(uow, number)
    if found is None:
        raise NoSuchWebhook(sentence("There is no such webhook."), mend=sentence("Look in the list of webhooks."))
    return found


def webhooks(uow: UnitOfWork) -> list[Webhook]:
    """Give the webhooks of the asker's organisation that were not ended, the oldest first."""
    return store.webhooks(uow, uow.by.organisation)


def counts(uow: UnitOfWork) -> dict[str, dict[str, int]]:
    """Give by webhook how many deliveries stand how."""
    return store.counts(uow, uow.by.organisation)


def deliveries(
    uow: UnitOfWork, number: str, *, standing: Standing | None = None, text: str = "", page: int = 1, size: int = 50
) -> tuple[list[Delivery], int]:
    """Give a page of a webhook's deliveries, the newest first, and how many there are.

    Raises:
        NoSuchWebhook.
    """
    return store.deliveries(uow, webhook(uow, number).number, standing=standing, text=text, page=page, size=size)


def deliveries_csv(found: Iterable[Delivery]) -> str:
    """Write deliveries as a table."""
    heads = ["id", "declaration", "kind", "standing", "tries", "reason", "seen", "made_at", "due_at", "delivered_at"]
    rows = (
        [
            str(each.id), each.declaration, each.kind, each.standing.value, each.tries, each.hindrance or "", each.seen,
            each.made_at.isoformat(), each.due_at.isoformat(), each.delivered_at.isoformat() if each.delivered_at else "",
        ]
        for each in found
    )  # fmt: skip
    return csv_of(heads, rows)


def kind_names() -> dict[str, Sentence]:
    """Name the kinds of notices, the test's too."""
    return {**declarations.state_names(), TEST: _TEST_NAME}


def secret_of(settings: Settings, hook: Webhook) -> str:
    """Give a webhook's present secret. It follows from the installation's own, so nothing that signs lies in the database."""
    return _secret(settings, hook.number, hook.generation)


def secrets_of(settings: Settings, hook: Webhook, *, at: int, overlap: timedelta) -> dict[str, str]:
    """Give the secrets that sign at a moment, by key id: the present one, and for a while after a rotation the one before."""
    generations = [hook.generation]
    if hook.rotated_at is not None and hook.rotated_at.timestamp() + overlap.total_seconds() > at:
        generations.append(hook.generation - 1)
    return {key_id(hook.number, each): _secret(settings, hook.number, each) for each in generations}


def _secret(settings: Settings, number: str, generation: int) -> str:
    made = key(settings, f"webhook {number} {generation}")
    return f"whsec_{urlsafe_b64encode(made).decode().rstrip('=')}"
