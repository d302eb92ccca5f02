"""Hostile attachments: whatever the bytes, a kind is told at once, and never one that a browser would run."""

import random

import pytest

from smartcustoms.kernel.files.media_type import _STARTS, SHOWN, sniffed
from tests.hostile import COUNTS, ODD_TEXTS, corpus, torn, withstood

HEADS = [start for start, _ in _STARTS] + [
    b"RIFF\0\0\0\0WEBP", b"\0\0\0\x18ftypisom", b"\0" * 128 + b"DICM", b"PK\x03\x04xl/", b"<svg onload=alert(1)>", b"<!DOCTYPE html>",
    b"\xef\xbb\xbf<script>", b"%!PS", b"MZ", b"\x7fELF", b"#!/bin/sh\n", b"GIF89a/*<script>*/=1", b"", "貨物".encode(),
]  # fmt: skip
CLAIMS = (
    "text/html",
    "image/svg+xml",
    "application/javascript",
    "image/png",
    "text/csv; charset=\x00",
    "x" * 9000,
    "",
    "\ud800",
)


def attachment(luck: random.Random) -> bytes:
    """Make an attachment that begins as one thing and goes on as another."""
    rest = luck.choice(
        [
            luck.randbytes(luck.randrange(3000)),
            luck.choice(ODD_TEXTS).encode("utf-8", "replace"),
            b"\0" * luck.randrange(99),
        ]
    )
    made = luck.choice(HEADS) + luck.choice([b"", b" " * 70_000]) + rest
    return torn(made, luck) if luck.random() < 0.5 else made


@pytest.mark.parametrize("count", COUNTS)
def test_attachments(count: int) -> None:
    def sniff(content: bytes) -> str:
        kinds = {sniffed(content, claimed=claim) for claim in CLAIMS}
        assert not kinds & {"text/html", "image/svg+xml", "application/javascript", "application/xhtml+xml"}
        assert len(kinds & SHOWN) <= 1, "the claim chose among pictures"
        return " ".join(sorted(kinds))

    assert len(withstood(sniff, corpus(attachment, count))) > 8
