"""Public sets in their layouts, made here small (no picture of any set): scans in, labels apart, what is lost said."""

import io
import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from smartcustoms.app.cli import main
from smartcustoms.boundary.scans import package, queries
from smartcustoms.boundary.scans.model import Kind, Layout, ScanUnreadable
from smartcustoms.boundary.scans.public_sets import Labelled, SetUnreadable


def drawn(path: Path, seed: int, *, mode: str = "RGB", size: tuple[int, int] = (40, 30)) -> None:
    luck = np.random.default_rng(seed)
    shape = (size[1], size[0], 3) if mode == "RGB" else (size[1], size[0])
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(luck.integers(0, 256, shape, dtype=np.uint8)).save(path)


def read(folder: Path, layout: Layout) -> list[Labelled]:
    return list(queries.labelled(folder, layout))


@pytest.fixture
def pidray(tmp_path: Path) -> Path:
    for n in (1, 2):
        drawn(tmp_path / "easy" / f"xray_easy{n:05}.png", n)
    marks = {
        "images": [{"id": n, "file_name": f"xray_easy{n:05}.png", "width": 40, "height": 30} for n in (1, 2)],
        "categories": [{"id": 7, "name": "Gun"}, {"id": 11, "name": "Knife"}],
        "annotations": [
            {"id": 1, "image_id": 1, "category_id": 7, "bbox": [5, 6, 10, 8], "segmentation": [[5, 6, 14, 6, 14, 13, 5, 13]]},
            {"id": 2, "image_id": 1, "category_id": 11, "bbox": [30.4, 20, 15, 9.6], "iscrowd": 0},
        ],
    }  # fmt: skip
    (tmp_path / "annotations").mkdir()
    (tmp_path / "annotations" / "xray_test_easy.json").write_text(json.dumps(marks))
    return tmp_path


def test_coco_boxes_and_polygons_become_truth_and_the_package_holds_none_of_it(pidray: Path) -> None:
    one, two = read(pidray, Layout.COCO)
    assert (one.name, one.package.kind, one.package.simulated) == ("xray_easy00001", Kind.BAG, False)
    assert set(one.package.lost) == {"low", "high as measured", "size of a pixel", "beam"}
    told = json.loads(one.truth(Layout.COCO))
    gun, knife = told["views"][0]["things"]
    assert (gun["label"], gun["box"]) == ("Gun", [5, 6, 10, 8])
    assert sum(gun["mask"][1::2]) == 80
    assert sum(gun["mask"]) <= 40 * 30
    assert (knife["label"], knife["box"]) == ("Knife", [30, 20, 10, 10]), "cut to the picture"
    assert two.things == ((),)
    content = package.written(one.package)
    again = package.read(content)
    assert again.lost == one.package.lost
    assert not again.is_dual_energy
    assert b"Gun" not in content
    assert b"Knife" not in content


def test_compass_gives_both_energies_and_no_beam(tmp_path: Path) -> None:
    for n, folder in enumerate(("Low", "High", "Grey", "Colour")):
        drawn(tmp_path / folder / "0001.png", n, mode="L" if folder != "Colour" else "RGB")
    (tmp_path / "meta.txt").write_text("basename\tinstance\tclass\tdangerous\n0001\t12\tcarving knife\tTrue\n")
    (one,) = read(tmp_path, Layout.COMPASS)
    (view,) = one.package.views
    assert view.low is not None
    assert not (view.low == view.high).all()
    assert set(one.package.lost) == {"size of a pixel", "beam"}
    assert not one.package.is_dual_energy, "without its beam no matter is told"
    assert one.things[0][0] == {"label": "carving knife", "threat": True, "box": (0, 0, 40, 30), "whole_picture": True}
    drawn(tmp_path / "Low" / "0001.png", 9, mode="L", size=(10, 10))
    with pytest.raises(SetUnreadable, match="different sizes"):
        read(tmp_path, Layout.COMPASS)


def test_voc_corners_become_boxes(tmp_path: Path) -> None:
    drawn(tmp_path / "JPEGImage" / "P00001.jpg", 1)
    corners = "<bndbox><xmin>3</xmin><ymin>4</ymin><xmax>13</xmax><ymax>24</ymax></bndbox>"
    label = f"<annotation><object><name>Pliers</name>{corners}</object></annotation>"
    (tmp_path / "Annotation").mkdir()
    (tmp_path / "Annotation" / "P00001.xml").write_text(label)
    (one,) = read(tmp_path, Layout.VOC)
    assert one.things[0][0]["box"] == (3, 4, 10, 20)
    bomb = '<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z SYSTEM "file:///etc/passwd">]><annotation><object><name>&z;</name></object></annotation>'
    for bad in (
        "<annotation>",
        label.replace("13", "x"),
        label.replace("<xmax>13", "<xmax>2"),
        label.replace("Pliers", ""),
        bomb,
    ):
        (tmp_path / "Annotation" / "P00001.xml").write_text(bad)
        with pytest.raises(SetUnreadable):
            read(tmp_path, Layout.VOC)


def test_dvxray_pairs_become_two_views(tmp_path: Path) -> None:
    drawn(tmp_path / "P0001_OL.png", 1)
    drawn(tmp_path / "P0001_SD.png", 2, size=(40, 20))
    marks = {
        "objects": [
            {"label": "Gun", "ol_bb": [1, 2, 11, 12], "sd_bb": [3, 4, 8, 9]},
            {"label": "Lighter", "ol_bb": [20, 20, 25, 25], "sd_bb": None},
        ]
    }
    (tmp_path / "P0001.json").write_text(json.dumps(marks))
    drawn(tmp_path / "negative" / "N0001_OL.png", 3)
    drawn(tmp_path / "negative" / "N0001_SD.png", 4)
    one, clean = sorted(read(tmp_path, Layout.DVXRAY), key=lambda each: each.name, reverse=True)
    assert [each.name for each in one.package.views] == ["top", "side"]
    assert [[thing["label"] for thing in view] for view in one.things] == [["Gun", "Lighter"], ["Gun"]]
    assert clean.things == ((), ())


def test_what_is_no_such_set_is_refused_in_words(pidray: Path, tmp_path: Path) -> None:
    labels = pidray / "annotations" / "xray_test_easy.json"
    known = json.loads(labels.read_text())
    for wrong in (
        b"{",
        b"[]",
        json.dumps({**known, "annotations": [{"image_id": 1, "category_id": 7, "bbox": [1, 2, 3]}]}).encode(),
        json.dumps({**known, "annotations": [{"image_id": 1, "category_id": 99, "bbox": [1, 2, 3, 4]}]}).encode(),
        json.dumps({**known, "annotations": [{"image_id": 1, "category_id": 7, "bbox": [99, 2, 3, 4]}]}).encode(),
        json.dumps({**known, "images": [{"id": 1, "file_name": "../../../../etc/passwd"}]}).encode(),
        json.dumps({**known, "annotations": [{**known["annotations"][0], "segmentation": [[1, 2, 3]]}]}).encode(),
    ):  # fmt: skip
        labels.write_bytes(wrong)
        with pytest.raises(SetUnreadable):
            read(pidray, Layout.COCO)
    for layout in Layout:
        empty = tmp_path / "empty"
        empty.mkdir(exist_ok=True)
        with pytest.raises(ScanUnreadable):
            read(empty, layout)


def test_the_command_writes_packages_that_can_be_brought(pidray: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = CliRunner().invoke(
        main, ["scans", "import-set", str(pidray), "--layout", "coco", "--out", str(out), "--most", "1", "--json"]
    )
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["things"] == 2
    assert sorted(each.name for each in out.iterdir()) == ["xray_easy00001.scan.zip", "xray_easy00001.truth.json"]
    assert queries.from_file(out / "xray_easy00001.scan.zip").views[0].low is None
    refused = CliRunner().invoke(main, ["scans", "import-set", str(out), "--layout", "voc", "--out", str(out)])
    assert refused.exit_code == 2
    assert io.StringIO(refused.output).read().startswith("There is no folder")
