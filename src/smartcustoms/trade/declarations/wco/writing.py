"""Write the JSON of a message as XML again: the same elements, order, attributes, prefixes, namespaces and text."""

import json
import re
from typing import Any, Final

from smartcustoms.trade.declarations.wco.faults import fault
from smartcustoms.trade.declarations.wco.parsing import DEEPEST, LARGEST, MessageUnusable

_NAME: Final = re.compile(
    r"(?:[A-Za-z_\u00c0-\u02ff\u0370-\u1fff\u3001-\ud7ff][\w.\-\u00b7]*:)?[A-Za-z_\u00c0-\u02ff\u0370-\u1fff\u3001-\ud7ff][\w.\-\u00b7]*\Z"
)
_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TEXT: Final = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord("\r"): "&#13;"}
_VALUE: Final = _TEXT | {ord('"'): "&quot;", ord("\n"): "&#10;", ord("\t"): "&#9;"}
ROOTS: Final = ("declaration", "notification", "message")


def from_json(text: str) -> dict[str, Any]:
    """Read the JSON of a message: what read printed, or its `declaration` or `notification` alone. Numbers stay as they are written.

    Raises:
        MessageUnusable: it is no JSON object with one root.
    """
    try:
        read = json.loads(
            text, parse_float=str, parse_int=str, parse_constant=_no_constant, object_pairs_hook=_once_each
        )
    except (ValueError, RecursionError) as broken:
        if isinstance(broken, json.JSONDecodeError):
            raise MessageUnusable((fault("json_unusable", line=broken.lineno),)) from broken
        raise MessageUnusable((fault("json_unusable", line=1),)) from broken
    if isinstance(read, dict):
        for name in ROOTS:
            if isinstance(read.get(name), dict):
                read = read[name]
                break
    if not isinstance(read, dict) or len(read) != 1:
        raise MessageUnusable((fault("json_unusable", line=1),))
    return read


def _no_constant(_text: str) -> Any:
    raise ValueError


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError
    return made


def written(message: dict[str, Any]) -> bytes:
    """Write a message's JSON as XML in UTF-8.

    Raises:
        MessageUnusable: a name or a value cannot stand in XML; the fault names its path.
    """
    if len(message) != 1:
        raise MessageUnusable((fault("json_unusable"),))
    parts = ['<?xml version="1.0" encoding="UTF-8"?>\n']
    (name, value), *_ = message.items()
    _element(parts, name, value, "", name)
    parts.append("\n")
    content = "".join(parts).encode()
    if len(content) > LARGEST:
        raise MessageUnusable((fault("file_too_large", largest=LARGEST >> 20, most=200_000),))
    return content


def _element(parts: list[str], name: str, value: Any, indent: str, path: str) -> None:
    if not _NAME.match(name):
        raise MessageUnusable((fault("json_name_unusable", path=path, value=name),))
    if len(indent) > 2 * DEEPEST + 4:
        raise MessageUnusable((fault("file_too_deep", path=path, deepest=DEEPEST),))
    if not isinstance(value, dict):
        text = _text(value, _TEXT, path)
        parts.append(f"<{name}>{text}</{name}>" if text else f"<{name}/>")
        return
    parts.append(f"<{name}")
    for key, each in value.items():
        if key.startswith("@"):
            _attribute(parts, key, each, path)
    inside = len(parts)
    parts.append(">")
    _inside(parts, value, indent, path)
    if len(parts) == inside + 1:
        parts[inside] = "/>"
    else:
        parts.append(f"</{name}>")


def _attribute(parts: list[str], key: str, value: Any, path: str) -> None:
    if not _NAME.match(key[1:]):
        raise MessageUnusable((fault("json_name_unusable", path=path, value=key),))
    parts.append(f' {key[1:]}="{_text(value, _VALUE, path)}"')


def _inside(parts: list[str], value: dict[str, Any], indent: str, path: str) -> None:
    if "#content" in value:
        _content(parts, value["#content"], path)
        return
    if text := _text(value.get("#text", ""), _TEXT, path):
        parts.append(text)
    begun = False
    for key, each in value.items():
        if key.startswith(("@", "#")):
            if key.startswith("#") and key != "#text":
                raise MessageUnusable((fault("json_name_unusable", path=path, value=key),))
            continue
        for one in each if isinstance(each, list) else (each,):
            parts.append(f"\n{indent}  ")
            _element(parts, key, one, f"{indent}  ", f"{path}/{key}")
            begun = True
    if begun:
        parts.append(f"\n{indent}")


def _content(parts: list[str], rows: Any, path: str) -> None:
    if not isinstance(rows, list):
        raise MessageUnusable((fault("json_value_unusable", path=path),))
    for row in rows:
        if isinstance(row, dict) and len(row) == 1:
            (name, value), *_ = row.items()
            _element(parts, name, value, " " * (2 * path.count("/") + 2), f"{path}/{name}")
        else:
            parts.append(_text(row, _TEXT, path))


def _text(value: Any, escapes: dict[int, str], path: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if not isinstance(value, str):
        raise MessageUnusable((fault("json_value_unusable", path=path, value=str(value)[:60]),))
    if forbidden := _FORBIDDEN.search(value):
        raise MessageUnusable((fault("character_forbidden", path=path, value=repr(forbidden.group())),))
    return value.translate(escapes)
