"""Which addresses may be posted to: those on the public internet, so that no stranger steers our requests into our own network. Pure."""

import ipaddress
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.webhooks.model import AddressUnfit

_LONGEST: Final = 500
_NAT64: Final = ipaddress.ip_network("64:ff9b::/32")  # with the local prefix 64:ff9b:1::/48
_FIRST_FREE_PORT: Final = 1024

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Target:
    """Where to post: host and port to connect to, and what comes after them."""

    scheme: str
    host: str
    port: int
    rest: str

    @property
    def authority(self) -> str:
        """The head `Host`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == {"https": 443, "http": 80}[self.scheme] else f"{host}:{self.port}"


def target(address: str, *, private: bool = False) -> Target:
    """Read an address.

    Args:
        address: as a trader wrote it.
        private: the operator lets notices go to private addresses and without TLS, as in a network of tests.

    Raises:
        AddressUnfit: it is none, or notices cannot go there; the sentence says why.
    """
    parts, port = _split(address)
    if parts.username is not None or parts.fragment:
        raise _unfit(address, sentence("The address holds a name with password, or a part after #."), _WRITE)
    host = (parts.hostname or "").rstrip(".")
    numeric = literal(host)
    if numeric is not None and not private and not is_public(numeric):
        raise _unfit(address, sentence("{host} is not an address of the public internet.", host=host), _PUBLIC)
    if parts.scheme == "http" and not private:
        raise _unfit(address, sentence("Notices go over TLS only."), _WRITE)
    if not private and (numeric is None and "." not in host):
        raise _unfit(address, sentence("{host} is not a name of the public internet.", host=host), _PUBLIC)
    if port < _FIRST_FREE_PORT and port not in (80, 443) and not private:
        raise _unfit(address, sentence("Notices go to port 443, or to one from 1024 on."), _WRITE)
    return Target(parts.scheme, host, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


_WRITE: Final = sentence("Write an address such as https://example.org/notices.")
_PUBLIC: Final = sentence("Write the name of a system that can be reached from the internet.")


def _split(address: str) -> tuple[SplitResult, int]:
    text = address.strip()
    try:
        parts = urlsplit(text)
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii") if literal(parts.hostname or "") is None else "-"
    except (ValueError, UnicodeError):
        raise _unfit(address, sentence("This is not an address."), _WRITE) from None
    odd = len(text) > _LONGEST or not text.isascii() or not text.isprintable() or " " in text
    if odd or parts.scheme not in ("https", "http") or not host or port == 0:
        raise _unfit(address, sentence("This is not an address."), _WRITE)
    return parts, port or {"https": 443, "http": 80}[parts.scheme]


def literal(host: str) -> Address | None:
    """Give the address that a host is written as; None for a name. What only some systems read as one counts too."""
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        pass
    parts = host.lower().rstrip(".").split(".")
    if not 1 <= len(parts) <= 4 or not all(_is_number(each) for each in parts):
        return None
    return ipaddress.IPv4Address(0)  # 2130706433, 0x7f.1, 127.1: no public system is named so


def _is_number(text: str) -> bool:
    digits = text.removeprefix("0x")
    return bool(digits) and all(each in "0123456789abcdef" for each in digits) and (digits != text or text.isdigit())


def is_public(address: Address) -> bool:
    """Tell whether an address is one of the public internet, also where one is written inside another."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if address.teredo is not None or address.is_site_local or (inner is not None and not is_public(inner)):
            return False
    odd = address.is_multicast or address.is_reserved or address.is_unspecified or address.is_loopback
    return address.is_global and not address.is_private and not address.is_link_local and not odd


def _unfit(address: str, says: Sentence, mend: Sentence) -> AddressUnfit:
    return AddressUnfit(says, mend=mend, field="address", seen=address[:80])
