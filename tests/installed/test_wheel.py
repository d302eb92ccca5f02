"""The wheel alone serves: its migrations, words, reference data and page assets are inside, and nothing of the clone is needed."""

import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest

from tests.faults.harness import ROOT, Platform, served

pytestmark = pytest.mark.slow
START = "from smartcustoms.app.cli import main; main()"
UV = Path(sys.executable).parent / "uv"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and install it, without what it depends on, into a folder of its own; all without the network."""
    home = tmp_path_factory.mktemp("wheel")
    build = [UV, "build", "--offline", "--wheel", "--no-build-isolation", "--out-dir", home, ROOT]
    subprocess.run(build, check=True, capture_output=True, timeout=120)
    (wheel,) = home.glob("*.whl")
    put = [UV, "pip", "install", "--offline", "--no-deps", "--python", sys.executable, "--target", home / "site", wheel]
    subprocess.run(put, check=True, capture_output=True, timeout=120)
    for folder in (home, home.parent):
        folder.chmod(0o755)
    return home / "site"


def test_the_code_that_runs_is_the_wheels(installed: Path) -> None:
    ask = [sys.executable, "-c", "import smartcustoms; print(smartcustoms.__file__)"]
    told = subprocess.run(
        ask, env={"PYTHONPATH": str(installed)}, cwd=installed, capture_output=True, text=True, check=True
    )
    assert Path(told.stdout.strip()).is_relative_to(installed)


def test_the_wheel_serves_pages_with_their_assets_and_words(installed: Path, tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    platform = Platform(tmp_path, (sys.executable, "-c", START, "serve"), "--beside", code=installed)
    with served(platform), httpx.Client(base_url=platform.address, follow_redirects=True) as client:
        page = client.get("/sign-in", headers={"Accept-Language": "zh-HK"})
        assets = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text))
        answers = {asset: client.get(urljoin("/", asset)).status_code for asset in assets}
    assert page.status_code == 200
    assert 'lang="zh-Hant' in page.text
    assert len(assets) > 4
    assert set(answers.values()) == {200}, answers
