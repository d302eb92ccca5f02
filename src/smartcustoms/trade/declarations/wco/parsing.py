"""Turn the bytes of a message into an XML tree: size, depth and tags capped, no document type, no entities, no network."""

import re
import threading
from typing import Any, Final

from lxml import etree

from smartcustoms.kernel.errors import Refused
from smartcustoms.trade.declarations.wco.faults import Fault, fault
from smartcustoms.trade.declarations.wco.syntax import syntax_fault

LARGEST: Final = 8 * 1024 * 1024
MOST_TAGS: Final = 200_000
DEEPEST: Final = 60
_ENCODING: Final = re.compile(rb"""\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_KNOWN: Final = re.compile(
    r"utf-?8|utf-?16(?:le|be)?|us-ascii|ascii|iso-?8859-\d{1,2}|latin-?1|windows-125\d|gb2312|gbk|gb18030|big5(?:-hkscs)?|euc-(?:jp|kr)|shift_jis",
    re.IGNORECASE,
)
_PROLOG: Final = 400
_ROOT: Final = re.compile(r"\A\ufeff?\s*(?:<\?[^>]*\?>\s*)?<[A-Za-z_]")
_OWN: Final = threading.local()
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class MessageUnusable(Refused):
    """The message cannot be used; every fault is told, the first one as the sentence."""

    code = "message_unusable"

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        """Refuse with all faults."""
        first = faults[0]
        super().__init__(
            first.says, mend=first.mend, field=f"{first.path or ''}:{first.line or ''}".strip(":"), seen=first.value
        )
        self.faults = faults


def parsed(content: bytes) -> Any:
    """Parse a message.

    Raises:
        MessageUnusable: it is no XML that is read here; the fault names the line.
    """
    _cap(content)
    etree.clear_error_log()
    try:
        root = etree.fromstring(content, _parser())
    except etree.XMLSyntaxError as broken:
        raise MessageUnusable((syntax_fault(broken, content),)) from broken
    except (ValueError, LookupError) as broken:
        raise MessageUnusable((fault("xml_unusable", line=1),)) from broken
    if root.getroottree().docinfo.internalDTD is not None:
        raise MessageUnusable((fault("dtd_refused", line=1),))
    return root


def _parser() -> Any:
    """Give this thread's parser: no entities, no document type, no network, no comments and instructions."""
    if not hasattr(_OWN, "parser"):
        _OWN.parser = etree.XMLParser(
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
            collect_ids=False,
            remove_comments=True,
            remove_pis=True,
        )
    return _OWN.parser


def _cap(content: bytes) -> None:
    if content[:1] != b"<" and not content.strip(b" \t\r\n\x00"):
        raise MessageUnusable((fault("file_empty", line=1),))
    if len(content) > LARGEST or (
        len(content) > MOST_TAGS and (content.count(b"<") > MOST_TAGS or content.count(b"=") > 2 * MOST_TAGS)
    ):
        raise MessageUnusable((fault("file_too_large", line=1, largest=LARGEST >> 20, most=MOST_TAGS),))
    named = _ENCODING.match(content)
    if named and not _KNOWN.fullmatch(named.group(1).decode("ascii")):
        raise MessageUnusable((fault("encoding_unknown", line=1, value=named.group(1).decode("ascii")),))
    line = _document_type(content)
    if line:
        raise MessageUnusable((fault("dtd_refused", line=line, value="<!DOCTYPE"),))


def _document_type(content: bytes) -> int | None:
    """Give the line of a document type before the root element, looking past comments and instructions."""
    if b"!" not in content:
        return None
    text, place = _read_for_look(content[:_PROLOG]), 0
    if not _ROOT.search(text):
        text = _read_for_look(content)
    while True:
        while place < len(text) and text[place] in " \t\r\n\ufeff":
            place += 1
        ends = "-->" if text.startswith("<!--", place) else "?>" if text.startswith("<?", place) else None
        if ends is None:
            found = text[place : place + 9].upper().startswith(("<!DOCTYPE", "<!ENTITY", "<!ELEMENT"))
            return text.count("\n", 0, place) + 1 if found else None
        after = text.find(ends, place + 4 if ends == "-->" else place + 2)
        if after < 0:
            return None
        place = after + len(ends)


def _read_for_look(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    if content[:4] in (b"<\x00?\x00", b"<\x00!\x00"):
        return content.decode("utf-16-le", "replace")
    if content[:4] in (b"\x00<\x00?", b"\x00<\x00!"):
        return content.decode("utf-16-be", "replace")
    return content.decode("latin-1")
