"""Marks as analysts write them, and as COCO and Pascal VOC want them. Pure.

A line a mark: view, then corners as column,row, then the word: `1 120,80 260,190 package`. Two corners are a box, more a polygon.
Layouts: COCO's object detection format (T.-Y. Lin et al., 2014); Pascal VOC's annotation XML (M. Everingham et al., 2010).
"""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any, Final
from xml.etree import ElementTree  # written only, never read: nothing of a stranger's is parsed

from smartcustoms.boundary.comparison.model import Mark, NotKeepable, Reference
from smartcustoms.boundary.scans.model import Decision, Flag, Report, ReportKind, Threat
from smartcustoms.kernel.words.model import sentence

_LINE: Final = re.compile(r"(\d{1,2})((?: +-?\d{1,5},-?\d{1,5})+) +(\S.{0,59})")
_MOST: Final = 50
Size = tuple[int, int]


def read_marks(text: str, *, views: int, columns: int, rows: int) -> tuple[Mark, ...]:
    """Read marks, a line each.

    >>> read_marks("1 10,20 30,40 package", views=1, columns=100, rows=100)[0].box
    (10, 20, 20, 20)

    Raises:
        NotKeepable: a line is none, or lies outside the picture.
    """
    lines = [each.strip() for each in text.splitlines() if each.strip()]
    if len(lines) > _MOST:
        says = sentence("There are more than {most} marks.", most=_MOST)
        raise NotKeepable(says, mend=sentence("Leave some out."), field="marks", seen=str(len(lines)))
    return tuple(_mark(line, views, columns, rows) for line in lines)


def as_text(marks: Sequence[Mark]) -> str:
    """Write marks as `read_marks` reads them."""
    return "\n".join(f"{each.view + 1} {' '.join(f'{x},{y}' for x, y in each.corners)} {each.label}" for each in marks)


def coco(references: Sequence[Reference], sizes: Mapping[str, Size]) -> dict[str, Any]:
    """Write references as COCO; `sizes` are columns and rows of each scan."""
    labels = sorted({mark.label for each in references for mark in each.now.said.marks})
    numbers = {label: n for n, label in enumerate(labels, 1)}
    images: list[dict[str, Any]] = []
    marks: list[dict[str, Any]] = []
    for n, each in enumerate(references, 1):
        said = each.now.said
        told = {"reference": each.number, "version": each.now.place, "state": each.state.value}
        told |= {"vehicle": said.vehicle.value, "place": said.place.value, "method": said.method.value}
        told |= {"commodity": said.commodity, "tags": list(said.tags)}
        wide, high = sizes[each.scan]
        images.append(
            {"id": n, "file_name": each.scan, "width": wide, "height": high, "simulated": each.simulated, **told}
        )
        for mark in said.marks:
            flat = [float(value) for corner in outline(mark) for value in corner]
            marks.append(
                {
                    "id": len(marks) + 1,
                    "image_id": n,
                    "category_id": numbers[mark.label],
                    "bbox": list(mark.box),
                    "area": area(mark),
                    "segmentation": [flat],
                    "iscrowd": 0,
                    "view": mark.view,
                }
            )
    categories = [{"id": number, "name": label} for label, number in numbers.items()]
    about = {"description": "References of concealments"}
    return {"info": about, "images": images, "annotations": marks, "categories": categories}


def voc(references: Sequence[Reference], sizes: Mapping[str, Size]) -> bytes:
    """Write references as a ZIP file of Pascal VOC annotations, one a reference."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for each in references:
            entry = zipfile.ZipInfo(f"Annotations/{each.number}.xml", (1980, 1, 1, 0, 0, 0))
            packed.writestr(entry, ElementTree.tostring(_annotation(each, sizes[each.scan]), encoding="unicode"))
    return made.getvalue()


def report(reference: Reference) -> Report:
    """Give a reference as a report of what was really there, to be written as DICOS; agreed only if two analysts agreed."""
    said = reference.now.said
    threats = tuple(
        Threat(
            f"{mark.label}: {said.commodity} ({said.place.value}, {said.method.value})",
            "CONTRABAND",
            Flag.THREAT,
            mark.view,
            mark.box,
            mark.corners if len(mark.corners) > 2 else (),
        )
        for mark in said.marks
    )
    state = f"reference {reference.number} version {reference.now.place} {reference.state.value}"
    return Report(ReportKind.GROUND_TRUTH, Decision.ALARM, threats, (state,), reference.number, reference.now.at)


def outline(mark: Mark) -> tuple[tuple[int, int], ...]:
    """Give the corners of a polygon; a box has four."""
    if len(mark.corners) > 2:
        return mark.corners
    left, top, wide, high = mark.box
    return (left, top), (left + wide, top), (left + wide, top + high), (left, top + high)


def area(mark: Mark) -> float:
    """Give the area of a mark in pixels."""
    corners = outline(mark)
    pairs = zip(corners, (*corners[1:], corners[0]), strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2


def _annotation(each: Reference, size: Size) -> ElementTree.Element:
    root = ElementTree.Element("annotation")
    _line(root, "folder", "concealments")
    _line(root, "filename", each.scan)
    picture = ElementTree.SubElement(root, "size")
    for name, value in (("width", size[0]), ("height", size[1]), ("depth", 1)):
        _line(picture, name, str(value))
    _line(root, "segmented", "0")
    for mark in each.now.said.marks:
        thing = ElementTree.SubElement(root, "object")
        for name, text in (("name", mark.label), ("pose", "Unspecified"), ("truncated", "0"), ("difficult", "0")):
            _line(thing, name, text)
        left, top, wide, high = mark.box
        box = ElementTree.SubElement(thing, "bndbox")
        for name, value in (("xmin", left + 1), ("ymin", top + 1), ("xmax", left + wide), ("ymax", top + high)):
            _line(box, name, str(value))
    return root


def _line(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = text


def _mark(line: str, views: int, columns: int, rows: int) -> Mark:
    found = _LINE.fullmatch(line)
    mend = sentence("Write view, corners as column,row, and a word: 1 120,80 260,190 package.")
    if found is None:
        raise NotKeepable(sentence("A mark cannot be read."), mend=mend, field="marks", seen=line[:60])
    corners = [pair.split(",") for pair in found[2].split()]
    made = Mark(int(found[1]) - 1, found[3].strip(), tuple((int(x), int(y)) for x, y in corners))
    inside = all(0 <= x <= columns and 0 <= y <= rows for x, y in made.corners)
    if not 0 <= made.view < views or len(made.corners) < 2 or not inside or 0 in made.box[2:]:
        says = sentence("A mark lies outside the picture, or has no area.")
        raise NotKeepable(says, mend=mend, field="marks", seen=line[:60])
    return made
