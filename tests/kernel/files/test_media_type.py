"""The bytes say what a file is; the claim does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.kernel.files.media_type import SHOWN, sniffed


@pytest.mark.parametrize(
    ("content", "claimed", "is_a"),
    [
        (b"\xff\xd8\xff\xe0 jfif", "image/png", "image/jpeg"),
        (b"%PDF-1.7", "", "application/pdf"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "", "image/webp"),
        (b"PK\x03\x04....xl/workbook.xml", "", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (b"PK\x03\x04....a.txt", "", "application/zip"),
        (b"a,b\n1,2\n", "text/csv; charset=utf-8", "text/csv"),
        (b"a,b\n1,2\n", "text/html", "text/plain"),
        (b"\xef\xbb\xbf <script>alert(1)</script>", "text/csv", "application/xml"),
        ("貨物".encode(), "text/plain", "text/plain"),
        (b"\x00\x01\x02", "image/png", "application/octet-stream"),
    ],
)
def test_kind_is_by_the_bytes(content: bytes, claimed: str, is_a: str) -> None:
    assert sniffed(content, claimed=claimed) == is_a


@given(st.binary(max_size=300), st.text(max_size=30))
def test_a_claim_never_makes_a_picture_or_a_page(content: bytes, claimed: str) -> None:
    assert sniffed(content, claimed=claimed) != "text/html"
    if sniffed(content) not in SHOWN:
        assert sniffed(content, claimed=claimed) not in SHOWN
