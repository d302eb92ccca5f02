"""Posting to a stranger's address: the gateway's protocol, its memory twin, and HTTPS with every bound on.

The name is resolved once, each address it has is looked at, and the connection goes to one of these: a name that changes between the
look and the connection changes nothing. Redirects are not followed, proxies of the environment not used, and one clock bounds it all.
"""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final, Protocol

import httpx

from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.webhooks.addresses import Address, Target, is_public, literal, target
from smartcustoms.trade.webhooks.model import AddressUnfit, Hindrance

PATIENCE_S: Final = 10.0
_LONGEST_ANSWER: Final = 64 * 1024
_GOOD: Final = range(200, 300)
_MOVED: Final = range(300, 400)

Resolve = Callable[[str, int], Awaitable[list[Address]]]


class NotDelivered(Exception):
    """A try did not succeed. `is_down`: nothing else of this webhook would get through now either."""

    def __init__(self, hindrance: Hindrance, seen: str, *, is_down: bool = True) -> None:
        super().__init__(f"{hindrance}: {seen}")
        self.hindrance, self.seen, self.is_down = hindrance, seen, is_down


class PostGateway(Protocol):
    """Posts a body; raises NotDelivered when it did not arrive."""

    def post(self, address: str, body: bytes, heads: Mapping[str, str]) -> None:
        """Post one body."""


@dataclass
class MemoryPost:
    """The memory twin: keeps what it was given, and fails as it is told to."""

    taken: list[tuple[str, bytes, dict[str, str]]] = field(default_factory=list)
    fails: list[NotDelivered] = field(default_factory=list)

    def post(self, address: str, body: bytes, heads: Mapping[str, str]) -> None:
        """Keep the body, or fail."""
        if self.fails:
            raise self.fails.pop(0)
        self.taken.append((address, body, dict(heads)))


async def resolved(host: str, port: int) -> list[Address]:
    """Give the addresses that a name has."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in found]


@dataclass(frozen=True)
class HttpPost:
    """By HTTP. `private` lets it go to private addresses, for tests and closed networks."""

    private: bool = False
    patience_s: float = PATIENCE_S
    resolve: Resolve = resolved

    def post(self, address: str, body: bytes, heads: Mapping[str, str]) -> None:
        """Post one body within the bound of time.

        Raises:
            NotDelivered: the answer was not 2xx, or there was none.
        """
        try:
            where = target(address, private=self.private)
        except AddressUnfit as unfit:
            raise NotDelivered(Hindrance.NOT_PUBLIC, str(unfit)[:200]) from unfit
        asyncio.run(self._within(where, body, heads))

    async def _within(self, where: Target, body: bytes, heads: Mapping[str, str]) -> None:
        try:
            async with asyncio.timeout(self.patience_s):
                status = await self._posted(where, await self._pinned(where), body, heads)
        except (TimeoutError, httpx.TimeoutException) as slow:
            raise NotDelivered(Hindrance.TOO_SLOW, f"{self.patience_s:g} s") from slow
        except httpx.HTTPError as broken:
            raise _told(broken) from broken
        if status in _MOVED:
            raise NotDelivered(Hindrance.REDIRECT, f"HTTP {status}", is_down=False)
        if status not in _GOOD:
            raise NotDelivered(Hindrance.ANSWER, f"HTTP {status}", is_down=status >= 500 or status in (408, 429))

    async def _pinned(self, where: Target) -> Address:
        """Give the address to connect to; a name of which any address is private is refused whole."""
        numeric = literal(where.host)
        try:
            found = [numeric] if numeric is not None else await self.resolve(where.host, where.port)
        except (OSError, UnicodeError) as unknown:
            raise NotDelivered(Hindrance.NAME_UNKNOWN, where.host[:100]) from unknown
        if not found:
            raise NotDelivered(Hindrance.NAME_UNKNOWN, where.host[:100])
        wrong = next((each for each in found if not is_public(each)), None)
        if wrong is not None and not self.private:
            raise NotDelivered(Hindrance.NOT_PUBLIC, f"{where.host[:80]}: {wrong}")
        return found[0]

    async def _posted(self, where: Target, to: Address, body: bytes, heads: Mapping[str, str]) -> int:
        host = f"[{to}]" if to.version == 6 else str(to)
        async with httpx.AsyncClient(verify=_trusted(), trust_env=False, timeout=self.patience_s) as client:
            asked = client.build_request(
                "POST", f"{where.scheme}://{host}:{where.port}{where.rest}", content=body,
                headers={"Host": where.authority, "Accept-Encoding": "identity", **heads}, extensions={"sni_hostname": where.host},
            )  # fmt: skip
            answer = await client.send(asked, stream=True)
            size = 0
            async for block in answer.aiter_raw():
                size += len(block)
                if size > _LONGEST_ANSWER:
                    break
            await answer.aclose()
            return answer.status_code


@cache
def _trusted() -> ssl.SSLContext:
    """Give the certificates that are trusted; reading them takes longer than a whole post."""
    return httpx.create_ssl_context(trust_env=False)


def _told(broken: httpx.HTTPError) -> NotDelivered:
    cause: BaseException | None = broken
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return NotDelivered(Hindrance.CERTIFICATE, cause.verify_message[:200])
        cause = cause.__cause__ or cause.__context__
    return NotDelivered(Hindrance.NOT_REACHED, f"{type(broken).__name__}: {broken}"[:200])


def post_gateway(settings: Settings) -> PostGateway:
    """Give the gateway that the settings ask for."""
    return HttpPost(private=settings.webhooks_private)
