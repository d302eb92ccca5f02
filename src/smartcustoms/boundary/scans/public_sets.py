"""Public sets of X-ray images as scans: pictures and labels in, packages out, the truth apart. Pure but for reading the files it is given.

Layouts, as their publications describe them; none of the sets is shipped, and the names below were written from those descriptions,
not checked on a copy (assumed):
    compass   COMPASS-XP (Caldwell and Griffin 2019): folders Low, High, Grey, Colour of PNGs with one name; meta.txt, a table with tabs
    coco      PIDray (Wang and others 2021) and any COCO file: annotations/*.json with `images`, `annotations`, `categories`
    voc       SIXray (Miao and others 2019) and any Pascal VOC set: Annotation(s)/NAME.xml beside JPEGImage(s)/NAME.jpg
    dvxray    DvXray (Ma and others 2024): NAME_OL.png and NAME_SD.png, seen from above and from the side; NAME.json with `objects`

What a picture does not hold is said to be lost: the low energy, counts as measured, size of a pixel, beam. Nothing is guessed.
"""

import csv
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any, Final

import numpy as np
from lxml import etree

from smartcustoms.boundary.scans.decoding import read_scan
from smartcustoms.boundary.scans.model import Kind, Layout, Package, ScanUnreadable, View
from smartcustoms.boundary.scans.simulated import run_lengths
from smartcustoms.kernel.outside import JsonUnfit, read_json
from smartcustoms.kernel.words.model import Sentence, sentence

_LARGEST_PICTURE: Final = 64 * 1024 * 1024
_LARGEST_LABELS: Final = 512 * 1024 * 1024
_LARGEST_XML: Final = 4 * 1024 * 1024
_PICTURES: Final = (".png", ".jpg", ".jpeg", ".tif", ".tiff")
_NOT_WHAT: Final = frozenset({"basename", "filename", "dangerous"})

Box = tuple[int, int, int, int]


class SetUnreadable(ScanUnreadable):
    """A folder does not hold a set of this layout, or a label of it cannot be read."""

    code = "scan_set_unreadable"


@dataclass(frozen=True, slots=True)
class Labelled:
    """One scan of a set: its name, the package, and what its labels say, by view."""

    name: str
    package: Package
    things: tuple[tuple[Mapping[str, Any], ...], ...]

    def truth(self, layout: Layout) -> str:
        """Write the truth as a document apart, in the form that simulated scans have; a label says no mass and no material."""
        views = [
            {"name": view.name, "things": list(each)}
            for view, each in zip(self.package.views, self.things, strict=True)
        ]
        about = {"format": "smartcustoms-scan-truth", "version": 1, "simulated": False, "set": layout.value}
        return json.dumps(about | {"views": views}, ensure_ascii=False)


def labelled(folder: Path, layout: Layout) -> Iterator[Labelled]:
    """Read a set, one scan after the other, by name.

    Raises:
        SetUnreadable: the folder holds no such set, a label cannot be read, or a picture that a label names is missing.
        ScanUnreadable: a picture cannot be decoded.
    """
    yield from _READERS[layout](folder)


def _compass(folder: Path) -> Iterator[Labelled]:
    rows = _meta(folder / "meta.txt")
    for path in _pictures(folder / "High"):
        low, high = _picture(folder / "Low" / path.name), _picture(path)
        view = high.views[0]
        if low.views[0].high.shape != view.high.shape:
            raise _unreadable(sentence("The two energies are of different sizes."), path.name)
        both = replace(view, name="top", low=low.views[0].high)
        about = rows.get(path.stem, rows.get(path.name, {}))
        yield Labelled(path.stem, _together(high, low, (both,)), (_whole(about, view),))


def _whole(about: Mapping[str, str], view: View) -> tuple[Mapping[str, Any], ...]:
    """A set that labels whole pictures names what lies in them; its place is the whole picture."""
    label = about.get("class", "") or " ".join(value for name, value in about.items() if name not in _NOT_WHAT)[:100]
    if not label:
        return ()
    rows, columns = view.high.shape
    threat = about.get("dangerous", "").strip().lower() in {"1", "true", "yes"}
    return (_thing(label, (0, 0, columns, rows), threat=threat, whole=True),)


def _meta(path: Path) -> dict[str, dict[str, str]]:
    text = _bytes(path, _LARGEST_LABELS).decode("utf-8", "replace")
    read = csv.DictReader(text.splitlines(), delimiter="\t" if "\t" in text.partition("\n")[0] else ",")
    if not read.fieldnames or "basename" not in read.fieldnames:
        raise _unreadable(sentence("The table of labels has no column {name}.", name="basename"), path.name)
    return {row["basename"]: {name: value or "" for name, value in row.items() if name} for row in read}


def _coco(folder: Path) -> Iterator[Labelled]:
    found = sorted({*folder.glob("*.json"), *folder.glob("annotations/*.json")})
    if not found:
        raise _unreadable(sentence("There is no file of labels in this folder."), "*.json")
    for path in found:
        told = _json(path)
        names = {each.get("id"): str(each.get("name", "")) for each in _rows(told, "categories", path)}
        marks: dict[Any, list[Mapping[str, Any]]] = {}
        for each in _rows(told, "annotations", path):
            box = _box_of(each.get("bbox"), path)
            thing = _thing(names.get(each.get("category_id"), ""), box)
            marks.setdefault(each.get("image_id"), []).append(thing | {"polygons": each.get("segmentation")})
        for each in sorted(_rows(told, "images", path), key=lambda row: str(row.get("file_name"))):
            picture = _found(folder, str(each.get("file_name", "")), near=path.stem)
            read = _picture(picture)
            yield Labelled(picture.stem, read, (_inside(marks.get(each.get("id"), []), read.views[0]),))


def _voc(folder: Path) -> Iterator[Labelled]:
    labels = _folder(folder, "Annotations", "Annotation")
    pictures = _folder(folder, "JPEGImages", "JPEGImage")
    for path in sorted(labels.rglob("*.xml")):
        root = _xml(path)
        picture = next((each for end in _PICTURES for each in [pictures / f"{path.stem}{end}"] if each.is_file()), None)
        if picture is None:
            raise _unreadable(sentence("The picture of a label is missing."), path.stem)
        things = []
        for each in root.iter("object"):
            sides = [each.findtext(f"bndbox/{name}", "") for name in ("xmin", "ymin", "xmax", "ymax")]
            things.append(_thing(each.findtext("name", ""), _corners(sides, path)))
        read = _picture(picture)
        yield Labelled(path.stem, read, (_inside(things, read.views[0]),))


def _dvxray(folder: Path) -> Iterator[Labelled]:
    tops = sorted(each for each in folder.rglob("*_OL.png") if each.is_file())
    if not tops:
        raise _unreadable(sentence("There is no picture {name} in this folder.", name="*_OL.png"), folder.name)
    for path in tops:
        name = path.name.removesuffix("_OL.png")
        top, side = _picture(path), _picture(path.with_name(f"{name}_SD.png"))
        views = (replace(top.views[0], name="top"), replace(side.views[0], name="side"))
        found: list[tuple[Mapping[str, Any], ...]] = []
        marks = path.with_name(f"{name}.json")
        rows = _rows(_json(marks), "objects", marks) if marks.is_file() else []
        for view, key in zip(views, ("ol_bb", "sd_bb"), strict=True):
            seen = [_thing(str(each.get("label", "")), _corners(each[key], marks)) for each in rows if each.get(key)]
            found.append(_inside(seen, view))
        yield Labelled(name, _together(top, side, views), tuple(found))


_READERS: Final[Mapping[Layout, Callable[[Path], Iterator[Labelled]]]] = {
    Layout.COMPASS: _compass,
    Layout.COCO: _coco,
    Layout.VOC: _voc,
    Layout.DVXRAY: _dvxray,
}


def _together(first: Package, second: Package, views: tuple[View, ...]) -> Package:
    """Make one scan of two pictures; what one of them lost is lost."""
    lost = dict.fromkeys((*first.lost, *second.lost))
    if all(each.low is not None for each in views):
        lost.pop("low", None)
    files = {**first.more["files"], **second.more["files"]}
    return replace(first, views=views, lost=tuple(lost), more={"files": files})


def _picture(path: Path) -> Package:
    content = _bytes(path, _LARGEST_PICTURE)
    read = read_scan(content, kind=Kind.BAG)
    files = {path.name: hashlib.sha256(content).hexdigest()}
    return replace(read, kind=Kind.BAG, lost=(*read.lost, "beam"), more={"files": files})


def _thing(label: str, box: Box, *, threat: bool = True, whole: bool = False) -> dict[str, Any]:
    if not label:
        raise _unreadable(sentence("A label names nothing."), str(box))
    return {"label": label[:100], "threat": threat, "box": box} | ({"whole_picture": True} if whole else {})


def _inside(things: Sequence[Mapping[str, Any]], view: View) -> tuple[Mapping[str, Any], ...]:
    """Cut boxes to the picture; one that lies outside it is a wrong label."""
    rows, columns = view.high.shape
    cut = []
    for each in things:
        left, top, wide, high = each["box"]
        x, y = max(0, left), max(0, top)
        box = (x, y, min(columns, left + wide) - x, min(rows, top + high) - y)
        if box[2] < 1 or box[3] < 1:
            raise _unreadable(sentence("A box lies outside its picture."), f"{each['label']} {each['box']}")
        told = {**each, "box": box}
        polygons = told.pop("polygons", None)
        cut.append(told | ({"mask": _mask(polygons, view)} if isinstance(polygons, list) and polygons else {}))
    return tuple(cut)


def _mask(polygons: list[Any], view: View) -> list[int]:
    """Draw polygons of corners x, y, x, y …; give the lengths of runs over the whole picture, as the truth of simulated scans has them."""
    import cv2

    drawn = np.zeros(view.high.shape, np.uint8)
    for each in polygons:
        try:
            corners = np.asarray(each, np.float64).reshape(-1, 2)
        except (TypeError, ValueError) as wrong:
            raise _unreadable(sentence("A polygon is no list of corners."), str(each)[:80]) from wrong
        cv2.fillPoly(drawn, [np.clip(np.rint(corners), -1e6, 1e6).astype(np.int32)], 1)
    return run_lengths(drawn.astype(bool))


def _corners(sides: Any, path: Path) -> Box:
    """Turn left, top, right, bottom into column, row, width, height."""
    left, top, right, bottom = _box_of(sides, path)
    return left, top, right - left, bottom - top


def _box_of(sides: Any, path: Path) -> Box:
    try:
        left, top, third, fourth = (round(float(each)) for each in sides)
    except (TypeError, ValueError, OverflowError) as wrong:
        raise _unreadable(sentence("A box is no four numbers."), f"{path.name}: {sides}"[:120]) from wrong
    return left, top, third, fourth


def _rows(told: Any, name: str, path: Path) -> list[dict[str, Any]]:
    rows = told.get(name) if isinstance(told, dict) else None
    if not isinstance(rows, list) or not all(isinstance(each, dict) for each in rows):
        raise _unreadable(sentence("The labels have no list {name}.", name=name), path.name)
    return rows


def _json(path: Path) -> Any:
    try:
        return read_json(_bytes(path, _LARGEST_LABELS))
    except JsonUnfit as wrong:
        raise _unreadable(sentence("The labels are no JSON."), f"{path.name}: {wrong}"[:120]) from wrong


def _xml(path: Path) -> Any:
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(_bytes(path, _LARGEST_XML), parser)
    except (etree.XMLSyntaxError, ValueError) as wrong:
        raise _unreadable(sentence("The labels are no XML."), f"{path.name}: {wrong}"[:120]) from wrong


def _found(folder: Path, name: str, *, near: str) -> Path:
    """Find a picture by its name: in the folder, in one called as the file of labels says it, or in any below. Never outside."""
    last = Path(name).name
    part = near.rpartition("_")[2]
    for place in chain((folder / name, folder / last, folder / part / last), folder.rglob(last)):
        if place.is_file() and place.resolve().is_relative_to(folder.resolve()):
            return place
    raise _unreadable(sentence("The picture of a label is missing."), name[:80])


def _folder(folder: Path, *names: str) -> Path:
    for name in names:
        if (folder / name).is_dir():
            return folder / name
    raise _unreadable(sentence("There is no folder {name}.", name=names[0]), folder.name)


def _pictures(folder: Path) -> list[Path]:
    found = sorted(each for each in folder.rglob("*") if each.suffix.lower() in _PICTURES) if folder.is_dir() else []
    if not found:
        raise _unreadable(sentence("There is no folder {name}.", name=folder.name), folder.parent.name)
    return found


def _bytes(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as wrong:
        raise _unreadable(sentence("A file of the set cannot be read."), f"{path.name}: {wrong.strerror}") from wrong
    if len(content) > most:
        raise _unreadable(sentence("A file of the set is larger than it may be."), path.name)
    return content


def _unreadable(says: Sentence, seen: str) -> SetUnreadable:
    mend = sentence("Name the folder that holds the set as it was published, and its layout.")
    return SetUnreadable(says, mend=mend, field="folder", seen=seen)
