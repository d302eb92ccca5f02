"""What a page, an address or the command line asks of the tariff, read; each fault names its field."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.tariff.model import Kind, Way


class NotAsked(Refused):
    """A day, a way or a kind cannot be read."""

    code = "tariff_not_asked"


class Asked(NamedTuple):
    """The day, which way, and which kind of measure."""

    on: date
    way: Way | None
    kind: Kind | None


def asked(texts: Mapping[str, str], today: date) -> Asked:
    """Read `on`, `direction` and `kind`; empty is nothing said.

    Raises:
        NotAsked: one cannot be read.
    """
    said = {name: texts.get(name, "").strip() for name in ("on", "direction", "kind")}
    try:
        on = date.fromisoformat(said["on"]) if said["on"] else today
    except ValueError:
        raise NotAsked(
            sentence("This is not a day."),
            mend=sentence("Write year, month and day, such as 2024-11-01."),
            field="on",
            seen=said["on"][:40],
        ) from None
    way = _one_of("direction", said["direction"], tuple(Way))
    kind = _one_of("kind", said["kind"], tuple(Kind))
    return Asked(on, Way(way) if way else None, Kind(kind) if kind else None)


def _one_of(name: str, text: str, known: tuple[str, ...]) -> str:
    if text and text not in known:
        raise NotAsked(
            sentence("This is none of the choices."),
            mend=sentence("Choose one of: {known}.", known=", ".join(known)),
            field=name,
            seen=text[:40],
        )
    return text
