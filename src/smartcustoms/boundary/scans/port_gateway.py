"""Where a scanner's scans go: into a watched folder, or to the platform's HTTP port with a machine's token. A twin in memory for tests."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

import httpx

PATIENCE_S: Final = 30.0
"""Seconds for a scan of some megabytes over a poor line: set it on the client."""
_AGAIN: Final = frozenset({429, 500, 502, 503, 504, 507})


class PortAway(Exception):
    """The port cannot be reached or will not answer now: the same scan is sent again."""


class PortRefused(Exception):
    """The port does not take this scan, or this sender."""


class Port(Protocol):
    """What takes a scanner's scans."""

    def send(self, name: str, content: bytes) -> str:
        """Send one scan; give its number, or an empty text where the port does not tell it.

        Raises:
            PortAway: not now. PortRefused: not this one.
        """


@dataclass
class MemoryPort:
    """The twin: keeps what it was sent, and is away as often as it is told."""

    sent: list[tuple[str, bytes]] = field(default_factory=list)
    away: int = 0

    def send(self, name: str, content: bytes) -> str:
        """Keep a scan."""
        if self.away:
            self.away -= 1
            raise PortAway("away (in memory)")
        self.sent.append((name, content))
        return f"S{len(self.sent)}"


@dataclass(frozen=True)
class FolderPort:
    """A watched folder: a file is written under a name that says it is on its way, and then given its own."""

    folder: Path

    def send(self, name: str, content: bytes) -> str:
        """Write a file into `in`."""
        place = self.folder / "in"
        try:
            place.mkdir(parents=True, exist_ok=True)
            part = place / f"{name}.part"
            with part.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.replace(place / name)
        except OSError as wrong:
            raise PortAway(f"{place}: {wrong.strerror}") from wrong
        return ""


@dataclass(frozen=True)
class HttpPort:
    """The platform's API: `POST /api/v1/scans`, a file in a form, with a machine's token."""

    address: str
    token: str
    client: httpx.Client

    def send(self, name: str, content: bytes) -> str:
        """Post a file; the same file again is the same scan."""
        try:
            answer = self.client.post(
                f"{self.address.rstrip('/')}/api/v1/scans",
                headers={"Authorization": f"Bearer {self.token}"},
                files={"file": (name, content, "application/zip")},
            )
        except httpx.HTTPError as wrong:
            raise PortAway(type(wrong).__name__) from wrong
        if answer.status_code in _AGAIN:
            raise PortAway(f"status {answer.status_code}")
        if answer.status_code != 201:
            raise PortRefused(f"status {answer.status_code}: {answer.text[:200]}")
        try:
            return str(answer.json()["number"])
        except (ValueError, KeyError, TypeError) as wrong:
            raise PortRefused("the answer is not the platform's") from wrong
