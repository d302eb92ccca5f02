"""How messages travel: a memory twin for tests, a folder (as of an SFTP or AS4 gateway beside us), HTTPS with our certificate.

A post gives what arrived as it arrived; whether it is genuine is judged where it is received.
"""

import contextlib
import ssl
import urllib.request
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from smartcustoms.business.recognition.model import LARGEST
from smartcustoms.business.recognition.sealing import media_type
from smartcustoms.kernel.settings import Settings

_PATIENCE: Final = 20.0
_MOST_AT_ONCE: Final = 500


class NotDelivered(RuntimeError):
    """The link is down; what was to be sent stays in the queue."""


class Post(Protocol):
    """A way to a partner and back."""

    def send(self, arrangement: str, sealed: bytes) -> None:
        """Send a message. Raises NotDelivered when the link is down."""

    def collect(self) -> Iterator[bytes]:
        """Give what arrived, each once."""


@dataclass
class MemoryPost:
    """One end of a link between two installations in one process; `up` is the link itself, shared by both ends."""

    arrived: deque[bytes] = field(default_factory=deque)
    other: "MemoryPost | None" = None
    up: bool = True
    sent: int = 0

    def send(self, arrangement: str, sealed: bytes) -> None:  # noqa: ARG002 - one partner only
        """Put a message into the other end's box."""
        if not self.up or self.other is None or not self.other.up:
            raise NotDelivered("the link is down")
        self.sent += 1
        self.other.arrived.append(sealed)

    def collect(self) -> Iterator[bytes]:
        """Give what arrived."""
        while self.up and self.arrived:
            yield self.arrived.popleft()


def joined() -> tuple[MemoryPost, MemoryPost]:
    """Give both ends of a link."""
    one, two = MemoryPost(), MemoryPost()
    one.other, two.other = two, one
    return one, two


@dataclass
class FolderPost:
    """Folders `<home>/<arrangement>/out` and `in`: a file is written under another name and renamed, so that none is read half."""

    home: Path
    number: int = 0

    def send(self, arrangement: str, sealed: bytes) -> None:
        """Write a message into the folder out."""
        out = self.home / _safe(arrangement) / "out"
        try:
            out.mkdir(parents=True, exist_ok=True)
            self.number = (
                max([self.number, *(int(each.stem) for each in out.glob("*.jose") if each.stem.isdigit())]) + 1
            )
            passing = out / f".{self.number:012d}.part"
            passing.write_bytes(sealed)
            passing.rename(out / f"{self.number:012d}.jose")
        except OSError as fault:
            raise NotDelivered(str(fault)) from fault

    def collect(self) -> Iterator[bytes]:
        """Give what lies in the folders in, in the order of the names; each file is taken away when the next is asked for."""
        for path in sorted(self.home.glob("*/in/*.jose"))[:_MOST_AT_ONCE]:
            if path.is_symlink() or not path.is_file():
                continue
            with path.open("rb") as file:
                yield file.read(LARGEST + 1)
            path.unlink(missing_ok=True)


@dataclass
class HttpsPost:
    """POST to a partner's address, with our own certificate; the answer's body is the receipt."""

    address: str
    certificate: Path | None = None
    authority: Path | None = None
    answers: deque[bytes] = field(default_factory=deque)

    def send(self, arrangement: str, sealed: bytes) -> None:
        """Send a message and keep the answer for `collect`."""
        address = self.address.replace("{arrangement}", _safe(arrangement))
        if not address.startswith("https://"):
            raise NotDelivered("the address is not https")
        asked = urllib.request.Request(  # noqa: S310 - https only, checked above
            address, data=sealed, headers={"Content-Type": media_type(sealed)}, method="POST"
        )
        context = ssl.create_default_context(cafile=str(self.authority) if self.authority else None)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        if self.certificate:
            context.load_cert_chain(self.certificate)
        try:
            with urllib.request.urlopen(asked, timeout=_PATIENCE, context=context) as answer:  # noqa: S310 - https only
                body = answer.read(LARGEST + 1)
        except (OSError, ValueError) as fault:
            raise NotDelivered(str(fault)) from fault
        if body.strip():
            self.answers.append(body)

    def collect(self) -> Iterator[bytes]:
        """Give the answers; a partner's own messages come to our address."""
        with contextlib.suppress(IndexError):
            while True:
                yield self.answers.popleft()


def post_of(settings: Settings) -> Post | None:
    """Give the installation's post; None when none is set."""
    said = settings.recognition_post
    if said.startswith("https://"):
        certificate = settings.recognition_certificate
        return HttpsPost(said, Path(certificate) if certificate else None)
    return FolderPost(Path(said)) if said else None


def _safe(arrangement: str) -> str:
    if not arrangement.replace("-", "").isalnum():
        raise NotDelivered(f"{arrangement[:20]!r} is no name of a folder")
    return arrangement
