"""From the camera's picture to the answer: sure plates are matched, doubts and blank pictures report, a dead camera is gone round."""

import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from smartcustoms.trade.crossing.centre_gateway import MemoryCentre
from smartcustoms.trade.crossing.devices_gateway import MemoryCamera
from smartcustoms.trade.crossing.kerb import Kerb
from smartcustoms.trade.crossing.lane_screen import served
from smartcustoms.trade.crossing.looking import Eye
from smartcustoms.trade.crossing.model import Answer, Device, Reason
from smartcustoms.trade.crossing.plate_reader_gateway import Found, MemoryPlateReader, OcrPlateReader
from smartcustoms.trade.crossing.plates import Reading, read
from smartcustoms.trade.crossing.running import Running
from tests.conftest import NOON
from tests.trade.crossing.drawn import scene
from tests.trade.crossing.test_kerb import ONE, a_book, opened

MINE, OTHERS, DOUBT, BLANK = b"mine", b"others", b"doubt", b"blank"
TAG = json.dumps({"rfid": ONE.rfid, "weight_kg": ONE.weight_kg})


def found(text: str, sure: float = 0.99) -> Found:
    reading = read(text)
    assert isinstance(reading, Reading)
    return Found(reading, sure, ())


CENTRE = MemoryCentre(give=lambda *_: "", take=lambda _lane, lines: len(lines))
READER = MemoryPlateReader({
    MINE: [found("AB1001"), found("粤Z1001港")],
    OTHERS: [found("KT87"), found("粤Z9999港")],
    DOUBT: [found("AB1001", sure=0.3)],
    BLANK: [],
})  # fmt: skip


@pytest.fixture
def lane(tmp_path: Path) -> Kerb:
    made = opened(tmp_path)
    made.take_book(a_book(), at=NOON)
    return made


def running(lane: Kerb, shows: bytes | None) -> Running:
    return Running(lane, CENTRE, eye=Eye(READER, MemoryCamera(shows)), alone=False)


@pytest.mark.parametrize(
    ("shows", "answer", "reasons"),
    [
        (MINE, Answer.GO, set()),
        (OTHERS, Answer.INSPECT, {Reason.UNKNOWN_PLATE}),
        (DOUBT, Answer.INSPECT, {Reason.UNREADABLE}),
        (BLANK, Answer.INSPECT, {Reason.UNREADABLE}),
        (None, Answer.GO, set()),  # the camera is dead: tag and weight agree
        (b"no picture", Answer.INSPECT, {Reason.UNREADABLE}),
    ],
)
def test_a_picture_becomes_the_plates_of_the_reading(
    lane: Kerb, shows: bytes | None, answer: Answer, reasons: set[Reason]
) -> None:
    here = running(lane, shows)
    passage = here.answer(TAG, at=NOON)
    assert passage.answer is answer
    assert reasons <= set(passage.reasons)
    assert (Device.CAMERA in here.out_of_order) == (shows is None)


def test_plates_that_come_with_the_reading_are_not_looked_for(lane: Kerb) -> None:
    here = running(lane, OTHERS)
    assert here.answer(json.dumps({"plates": ["AB 1001", "粤Z·1001港"]}), at=NOON).answer is Answer.GO
    assert here.sight is None


def test_a_camera_that_works_again_is_in_order_again(lane: Kerb) -> None:
    here = running(lane, None)
    here.answer(TAG, at=NOON)
    assert Device.CAMERA in here.out_of_order
    here.eye = Eye(READER, MemoryCamera(MINE))
    here.answer(TAG, at=NOON)
    assert Device.CAMERA not in here.out_of_order


@contextmanager
def door(here: Running) -> Iterator[str]:
    screen = served(here, "127.0.0.1", 0, at=lambda: NOON)
    threading.Thread(target=screen.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{screen.server_address[1]}"
    finally:
        screen.shutdown()
        screen.server_close()


@pytest.mark.slow
def test_a_drawn_truck_goes_from_its_picture_to_the_answer_by_the_real_reader(lane: Kerb) -> None:
    mine, other = scene(("AB 1001", "粤Z·1001港")).picture, scene(("KT 87", "粤Z·K7P2澳")).picture
    with door(Running(lane, CENTRE, eye=Eye(OcrPlateReader()), alone=False)) as at:
        wrong = httpx.post(f"{at}/look", content=other, headers={"Reading": TAG}, timeout=60).json()
        right = httpx.post(f"{at}/look", content=mine, timeout=60).json()
        shown = httpx.get(f"{at}/answer", timeout=10).json()
    assert (wrong["answer"], "unknown_plate" in wrong["reasons"]) == ("inspect", True)
    assert (right["answer"], right["bundle"]) == ("go", ONE.bundle), right
    assert set(right["read"]["plates"]) == {"AB1001", "粤Z1001港"}
    assert shown["kind"] == "go"


def test_a_lane_that_reads_no_pictures_says_so_and_too_long_ones_are_not_taken(lane: Kerb) -> None:
    with door(Running(lane, CENTRE, alone=False)) as at:
        refused = httpx.post(f"{at}/look", content=MINE, timeout=10)
        assert (refused.status_code, refused.json()["answer"]) == (422, "inspect")
        long = http.client.HTTPConnection(at.removeprefix("http://"), timeout=10)
        long.putrequest("POST", "/look")
        long.putheader("Content-Length", "99999999999")
        long.endheaders()
        assert long.getresponse().status == 404
        long.close()
