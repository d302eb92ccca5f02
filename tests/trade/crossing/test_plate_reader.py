"""Plates read from drawn scenes (simulated: not the font of real plates), and pictures that are none."""

import io
import time

import pytest
from PIL import Image

from smartcustoms.trade.crossing.plate_reader_gateway import OcrPlateReader, PictureUnreadable
from smartcustoms.trade.crossing.plates import bare
from tests.trade.crossing.drawn import scene

PAIRS = [("AB 1234", "粤Z·1234港"), ("KT 87", "粤Z·K7P2澳"), ("MA-12-34", "粤B·A1234"), ("VW 5806", "粤B·D12345")]


@pytest.mark.slow
def test_plates_of_drawn_scenes_are_read() -> None:
    reader, spent, right = OcrPlateReader(), [], 0
    reader.read(scene(PAIRS[0]).picture)  # loads
    for seed, pair in enumerate(PAIRS):
        drawn, begun = scene(pair, seed=seed, tilt=seed - 1.5), time.process_time()
        found = {each.reading.text for each in reader.read(drawn.picture) if not each.is_doubtful}
        spent.append(time.process_time() - begun)
        right += len(found & {bare(each) for each in pair})
        assert found <= {bare(each) for each in pair}, f"{pair}: {found}"  # nothing is invented
    assert right >= 7
    assert min(spent) < 2  # the figure is in docs/performance.md; here only that it is no minute


@pytest.mark.parametrize("picture", [b"", b"no picture", b"\x89PNG\r\n\x1a\n" + b"0" * 40, b"GIF89a" + b"0" * 60])
def test_what_is_no_picture_is_refused(picture: bytes) -> None:
    with pytest.raises(PictureUnreadable):
        OcrPlateReader().read(picture)


def test_a_picture_that_swells_is_refused() -> None:
    out = io.BytesIO()
    Image.new("1", (9000, 9000)).save(out, "PNG")
    with pytest.raises(PictureUnreadable, match="pixels"):
        OcrPlateReader().read(out.getvalue())
