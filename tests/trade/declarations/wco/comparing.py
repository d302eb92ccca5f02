"""Compare two messages element by element: names, namespaces and their prefixes, attributes in order, text, children in order."""

from typing import Any

from lxml import etree


def differences(one: bytes, other: bytes) -> list[str]:
    """Name the first places where two messages differ; comments and the white space between elements are no part of a message."""
    return _differences(etree.fromstring(one), etree.fromstring(other), "")


def _differences(one: Any, other: Any, path: str) -> list[str]:
    here = f"{path}/{one.tag}"
    if (one.tag, one.prefix, one.nsmap) != (other.tag, other.prefix, other.nsmap):
        return [f"{here}: {other.tag} {other.nsmap}"]
    if list(one.attrib.items()) != list(other.attrib.items()):
        return [f"{here}: {dict(one.attrib)} {dict(other.attrib)}"]
    children, others = _elements(one), _elements(other)
    if len(children) != len(others):
        return [f"{here}: {len(children)} elements, {len(others)}"]
    if not children and _text(one) != _text(other):
        return [f"{here}: {_text(one)!r} {_text(other)!r}"]
    return [found for pair in zip(children, others, strict=True) for found in _differences(*pair, here)]


def _elements(at: Any) -> list[Any]:
    return [each for each in at if isinstance(each.tag, str)]


def _text(at: Any) -> str:
    return "".join([at.text or "", *(each.tail or "" for each in at)])
