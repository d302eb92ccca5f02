"""Page assets: what the lock names is in place, changed files are seen, no font or address of elsewhere comes along."""

import json
import re
import shutil
from pathlib import Path

import pytest

from tools import page_assets


@pytest.fixture
def vendor(tmp_path: Path) -> Path:
    if not page_assets.in_place():
        pytest.skip("page assets are not installed; run make setup")
    return Path(shutil.copytree(page_assets.VENDOR, tmp_path / "vendor"))


def test_a_changed_or_missing_file_is_seen(vendor: Path) -> None:
    assert page_assets.in_place(vendor)
    (vendor / "htmx.min.js").write_text("changed")
    assert not page_assets.in_place(vendor)
    (vendor / "htmx.min.js").unlink()
    assert not page_assets.in_place(vendor)


def test_a_copy_cut_short_is_seen(vendor: Path) -> None:
    (vendor / page_assets.MANIFEST).write_text('{"lock": "')
    assert not page_assets.in_place(vendor)


def test_the_theme_brings_no_font_and_asks_nothing_of_elsewhere(vendor: Path) -> None:
    css = (vendor / "govuk-frontend.min.css").read_text()
    assert "@font-face" not in css
    assert "GDS Transport" not in css
    assert re.findall(r"url\((?!data:)[^)]*\)", css) == []


def test_the_lock_names_no_registry_and_pins_every_package() -> None:
    text = page_assets.LOCK.read_text()
    assert "http" not in text
    packages = {name: entry for name, entry in json.loads(text)["packages"].items() if name}
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    wanted = json.loads((page_assets.ROOT / "package.json").read_text())
    assert all(
        re.fullmatch(r"[0-9.]+", version)
        for version in {**wanted["dependencies"], **wanted["devDependencies"]}.values()
    )
