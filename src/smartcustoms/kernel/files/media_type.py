"""What kind of file some bytes are, by their own first bytes: a name or a browser's word is not believed."""

from typing import Final

_STARTS: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"%PDF-", "application/pdf"),
    (b"PAR1", "application/vnd.apache.parquet"),
    (b"\x1f\x8b", "application/gzip"),
    (b"(\xb5/\xfd", "application/zstd"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
)

_OFFICE: Final = (
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
)

_HARMLESS_TEXT: Final = frozenset({"text/csv", "text/plain", "application/json", "application/edifact"})
"""Kinds of text that are believed when the bytes are text; never HTML, SVG or script, which a browser would run."""

SHOWN: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""Kinds that a page may show; everything else is only offered for download."""


def sniffed(content: bytes, *, claimed: str = "") -> str:
    """Tell the media type of some bytes; the claim only chooses among harmless kinds of text.

    >>> sniffed(b"%PDF-1.7 ...", claimed="image/png")
    'application/pdf'
    """
    for start, media_type in _STARTS:
        if content.startswith(start):
            return media_type
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp":
        return "video/mp4"
    if content[128:132] == b"DICM":
        return "application/dicom"
    if content.startswith(b"PK\x03\x04"):
        return next((kind for mark, kind in _OFFICE if mark in content[:65536]), "application/zip")
    return _text(content, claimed)


def _text(content: bytes, claimed: str) -> str:
    head = content[:65536]
    if b"\x00" in head:
        return "application/octet-stream"
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as fault:
        if fault.start < len(head) - 4:  # a character cut at the end of the head is no fault
            return "application/octet-stream"
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return "application/xml"
    kind = claimed.split(";")[0].strip().lower()
    return kind if kind in _HARMLESS_TEXT else "text/plain"
