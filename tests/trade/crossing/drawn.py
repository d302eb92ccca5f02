"""Truck fronts with plates, drawn for tests: simulated, with a font that is not that of real plates."""

import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont


@dataclass(frozen=True)
class Scene:
    """A picture (JPEG) and what stands on its plates."""

    picture: bytes
    plates: tuple[str, ...]


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(files("paperang_p2_fonts_cjk")) + "/fonts/wqy-microhei.ttc", size)


def scene(plates: tuple[str, ...], *, seed: int = 1, blur: float = 0.8, tilt: float = 0.0) -> Scene:
    """Draw a truck's front, 1280 x 720, with its plates one under the other; noise, blur and tilt by seed."""
    luck = np.random.default_rng(seed)
    image = Image.new("RGB", (1280, 720), tuple(int(v) for v in luck.integers(60, 140, 3)))
    draw = ImageDraw.Draw(image)
    draw.rectangle((260, 60, 1020, 420), fill=tuple(int(v) for v in luck.integers(20, 230, 3)))
    draw.rectangle((320, 90, 960, 300), fill=(40, 50, 60))
    for place, text in enumerate(plates):
        x, y = 380 + int(luck.integers(-40, 40)), 440 + place * 90
        dark = text[0] in "粤M"
        draw.rectangle(
            (x, y, x + 300, y + 74), fill=(15, 15, 15) if dark else (245, 245, 240), outline=(120, 120, 120), width=3
        )
        draw.text((x + 18, y + 8), text, font=_font(50), fill=(250, 250, 250) if dark else (10, 10, 10))
    image = image.rotate(tilt, fillcolor=(90, 90, 90)).filter(ImageFilter.GaussianBlur(blur))
    noisy = np.asarray(image, dtype=np.int16) + luck.normal(0, 6, (720, 1280, 1)).astype(np.int16)
    out = io.BytesIO()
    Image.fromarray(noisy.clip(0, 255).astype(np.uint8)).save(out, "JPEG", quality=85)
    return Scene(out.getvalue(), plates)
