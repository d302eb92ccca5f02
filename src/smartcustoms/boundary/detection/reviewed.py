"""What officers agreed on, as a COCO document for training. Pure.

Layout: COCO's object detection format (images, annotations with `bbox` x, y, width, height and uncompressed run lengths, categories).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from smartcustoms.boundary.detection.model import Alarm, Examined, State, Verdict


def coco(reviewed: Sequence[Examined], sizes: Mapping[str, tuple[int, int]]) -> dict[str, Any]:
    """Write reviewed scans as COCO.

    Args:
        reviewed: scans that at least two officers looked at.
        sizes: columns and rows of each scan's first view, by its number.
    """
    names = sorted({alarm.what for each in reviewed for alarm in each.alarms})
    numbers = {name: n for n, name in enumerate(names, 1)}
    images: list[dict[str, Any]] = []
    marks: list[dict[str, Any]] = []
    for n, each in enumerate(reviewed, 1):
        wide, high = sizes[each.scan]
        told = {"simulated": each.simulated, "clear": each.state is State.CLEAR}
        images.append({"id": n, "file_name": each.scan, "width": wide, "height": high} | told)
        for place, alarm in enumerate(each.alarms):
            if sum(look.verdicts.get(place) is Verdict.RIGHT for look in each.looks) >= 2:
                marks.append({"id": len(marks) + 1, "image_id": n, "category_id": numbers[alarm.what]} | _mark(alarm))
    categories = [{"id": number, "name": name} for name, number in numbers.items()]
    return {
        "info": {"description": "Alarms that two officers took for right, and scans that two found clear"},
        "images": images,
        "annotations": marks,
        "categories": categories,
    }


def _mark(alarm: Alarm) -> dict[str, Any]:
    _, _, wide, high = alarm.box
    return {
        "bbox": list(alarm.box),
        "area": sum(alarm.mask[1::2]),
        "iscrowd": 0,
        "view": alarm.view,
        "mask_in_box": {"counts": list(alarm.mask), "size": [high, wide], "order": "rows"},
        "score": alarm.score,
        "method": alarm.method,
    }
