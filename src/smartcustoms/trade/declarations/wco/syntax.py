"""What the XML parser found unreadable, in plain words: its error numbers by our own codes."""

import re
from typing import Any, Final

from lxml.etree import ErrorTypes

from smartcustoms.trade.declarations.wco.faults import Fault, fault

_NAMES: Final = {
    "ERR_DOCUMENT_EMPTY": "no_xml",
    "ERR_DOCUMENT_START": "no_xml",
    "ERR_DOCUMENT_END": "more_after_end",
    "ERR_EXTRA_CONTENT": "more_after_end",
    "ERR_XMLDECL_NOT_STARTED": "declaration_misplaced",
    "ERR_XMLDECL_NOT_FINISHED": "declaration_misplaced",
    "ERR_RESERVED_XML_NAME": "declaration_misplaced",
    "ERR_VERSION_MISSING": "declaration_misplaced",
    "ERR_UNKNOWN_VERSION": "declaration_misplaced",
    "ERR_STANDALONE_VALUE": "declaration_misplaced",
    "ERR_HYPHEN_IN_COMMENT": "comment_unusable",
    "ERR_COMMENT_NOT_FINISHED": "comment_not_closed",
    "ERR_COMMENT_NOT_STARTED": "tag_unusable",
    "ERR_TAG_NAME_MISMATCH": "tags_differ",
    "ERR_TAG_NOT_FINISHED": "not_closed",
    "ERR_LTSLASH_REQUIRED": "not_closed",
    "ERR_CDATA_NOT_FINISHED": "not_closed",
    "ERR_PI_NOT_FINISHED": "not_closed",
    "ERR_NAME_REQUIRED": "tag_unusable",
    "ERR_LT_REQUIRED": "tag_unusable",
    "ERR_GT_REQUIRED": "tag_unusable",
    "ERR_SPACE_REQUIRED": "tag_unusable",
    "ERR_PI_NOT_STARTED": "tag_unusable",
    "ERR_MISPLACED_CDATA_END": "tag_unusable",
    "ERR_ATTRIBUTE_REDEFINED": "attribute_twice",
    "NS_ERR_ATTRIBUTE_REDEFINED": "attribute_twice",
    "ERR_ATTRIBUTE_NOT_STARTED": "attribute_unusable",
    "ERR_ATTRIBUTE_NOT_FINISHED": "attribute_unusable",
    "ERR_ATTRIBUTE_WITHOUT_VALUE": "attribute_unusable",
    "ERR_EQUAL_REQUIRED": "attribute_unusable",
    "ERR_LT_IN_ATTRIBUTE": "attribute_unusable",
    "ERR_UNDECLARED_ENTITY": "entity_unknown",
    "WAR_UNDECLARED_ENTITY": "entity_unknown",
    "ERR_ENTITYREF_SEMICOL_MISSING": "entity_unknown",
    "ERR_ENTITYREF_NO_NAME": "entity_unknown",
    "ERR_INVALID_CHARREF": "entity_unknown",
    "ERR_INVALID_HEX_CHARREF": "entity_unknown",
    "ERR_INVALID_DEC_CHARREF": "entity_unknown",
    "NS_ERR_UNDEFINED_NAMESPACE": "prefix_unknown",
    "NS_ERR_QNAME": "prefix_unknown",
    "NS_ERR_COLON": "prefix_unknown",
    "ERR_INVALID_CHAR": "character_forbidden",
    "ERR_INVALID_ENCODING": "characters_wrong",
    "ERR_UNKNOWN_ENCODING": "encoding_unknown",
    "ERR_UNSUPPORTED_ENCODING": "encoding_unknown",
    "I18N_CONV_FAILED": "characters_wrong",
    "I18N_NO_INPUT": "characters_wrong",
    "ERR_INTERNAL_ERROR": "file_too_deep",
    "ERR_RESOURCE_LIMIT": "file_too_large",
    "ERR_NAME_TOO_LONG": "tag_unusable",
}
_CODES: Final = {getattr(ErrorTypes, name): code for name, code in _NAMES.items() if hasattr(ErrorTypes, name)}
_CUT: Final = frozenset({"tag_unusable", "attribute_unusable", "xml_unusable"})
_REFERENCES: Final = ("xmlParseEntityRef", "xmlParseCharRef")
_MISMATCH: Final = re.compile(r"tag mismatch: (?P<open>\S+) line \d+ and (?P<found>\S+)")
_UNFINISHED: Final = re.compile(r"Premature end of data in tag (?P<name>\S+) line (?P<line>\d+)")
_PREFIX: Final = re.compile(r"Namespace prefix (?P<prefix>\S+) (?:of attribute \S+|on \S+|for \S+)")


def syntax_fault(broken: Any, content: bytes) -> Fault:
    """Say in plain words what the parser could not read: the first thing, since the rest follows from it."""
    entries = [each for each in broken.error_log if not each.type_name.startswith("SCHEMA")]
    first = entries[0] if entries else None
    number, told = (first.type, first.message) if first else (broken.code, str(broken))
    line = (first.line if first else broken.lineno) or 1
    code = "entity_unknown" if told.startswith(_REFERENCES) else _CODES.get(number, "xml_unusable")
    if code in _CUT and not content.rstrip(b" \t\r\n\x00").endswith(b">"):
        code = "not_closed"
    if mismatch := _MISMATCH.search(told):
        return fault("tags_differ", line=line, value=mismatch["found"], open=mismatch["open"], found=mismatch["found"])
    if unfinished := _UNFINISHED.search(told):
        return fault("not_closed", line=line, value=unfinished["name"])
    if code == "prefix_unknown" and (prefix := _PREFIX.search(told)):
        return fault(code, line=line, value=prefix["prefix"])
    return fault(code, line=line, value=_seen(content, line), deepest=60, largest=8, most=200_000)


def _seen(content: bytes, line: int) -> str | None:
    """Show the line itself, as far as it can be shown."""
    place = 0
    for _ in range(line - 1):
        place = content.find(b"\n", place) + 1
        if not place:
            return None
    until = content.find(b"\n", place, place + 400)
    shown = content[place : until if until >= 0 else place + 400].decode("utf-8", "replace").strip()
    return "".join(each if each.isprintable() else "�" for each in shown) or None
