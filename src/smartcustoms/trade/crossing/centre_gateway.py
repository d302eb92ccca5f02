"""The centre as a lane sees it: give me the next book, here is my journal. The real one speaks HTTP; a twin in memory can be cut off."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import httpx

from smartcustoms.trade.crossing.model import Device

_PATIENCE: Final = 5.0


class CentreAway(Exception):
    """The centre cannot be reached, or will not answer now."""


class Centre(Protocol):
    """What a lane asks of the centre. Both raise CentreAway."""

    def book(self, lane: str, *, waiting: int, out_of_order: Sequence[Device]) -> str:
        """Give the lane's next signed book."""

    def journal(self, lane: str, lines: Sequence[str]) -> int:
        """Bring in lines of the journal; gives up to which place the centre has it."""


@dataclass
class MemoryCentre:
    """A centre for tests, by two functions; `cut` cuts the line."""

    give: Callable[[str], str]
    take: Callable[[str, Sequence[str]], int]
    cut: bool = False

    def book(self, lane: str, *, waiting: int, out_of_order: Sequence[Device]) -> str:  # noqa: ARG002 - the port's own
        """Give a book."""
        if self.cut:
            raise CentreAway("the line is cut (in memory)")
        return self.give(lane)

    def journal(self, lane: str, lines: Sequence[str]) -> int:
        """Take lines."""
        if self.cut:
            raise CentreAway("the line is cut (in memory)")
        return self.take(lane, lines)


@dataclass(frozen=True)
class HttpCentre:
    """The platform's API, with a machine's token."""

    address: str
    token: str
    client: httpx.Client

    def book(self, lane: str, *, waiting: int, out_of_order: Sequence[Device]) -> str:
        """Ask for the next book."""
        return self._post(f"{lane}/book", {"waiting": waiting, "out_of_order": list(out_of_order)}).text

    def journal(self, lane: str, lines: Sequence[str]) -> int:
        """Bring in lines."""
        return int(self._post(f"{lane}/journal", {"lines": list(lines)}).json()["place"])

    def _post(self, path: str, body: dict[str, object]) -> httpx.Response:
        heads = {"Authorization": f"Bearer {self.token}"}
        try:
            found = self.client.post(
                f"{self.address.rstrip('/')}/api/v1/crossing/lanes/{path}", json=body, headers=heads, timeout=_PATIENCE
            )
            return found.raise_for_status()
        except httpx.HTTPStatusError as refused:
            raise CentreAway(f"{refused.response.status_code}: {refused.response.text[:300]}") from refused
        except httpx.HTTPError as away:
            raise CentreAway(str(away)) from away
