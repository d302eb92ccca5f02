"""The import contracts hold, and each one fails on a deliberate breach."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = {
    "kernel/clock.py": "",
    "kernel/database/unit.py": "import sqlalchemy",
    "kernel/web/access.py": "import fastapi",
    "app/web.py": "import fastapi",
    "reactions/elock_tampered.py": "from smartcustoms.trade.risk import actions",
    "investigation/cases/model.py": "",
    "boundary/scans/model.py": "",
    "business/aeo/model.py": "",
    "business/aeo/queries.py": "from smartcustoms.business.aeo import store",
    "business/aeo/store.py": "import sqlalchemy\nfrom smartcustoms.business.aeo import model",
    "trade/risk/model.py": "",
    "trade/risk/queries.py": "",
    "trade/risk/actions.py": "from smartcustoms.trade.risk import store",
    "trade/risk/store.py": "import sqlalchemy",
    "trade/elocks/model.py": "",
    "trade/elocks/liquor.py": "",
    "trade/elocks/store.py": "import sqlalchemy",
    "trade/elocks/events.py": "from smartcustoms.trade.elocks import model",
    "trade/elocks/queries.py": "from smartcustoms.trade.elocks import store",
    "trade/elocks/actions.py": "from smartcustoms.trade.elocks import store, liquor\nfrom smartcustoms.trade.risk import queries",
    "trade/elocks/web.py": "import fastapi\nfrom smartcustoms.trade.elocks import actions",
}
BREACHES = [
    ("pillars", "trade/risk/queries.py", "import smartcustoms.boundary.scans.model"),
    ("pillars", "kernel/clock.py", "import smartcustoms.trade.risk.model"),
    ("pillars", "boundary/scans/model.py", "import smartcustoms.investigation.cases.model"),
    ("pillars", "business/aeo/queries.py", "import smartcustoms.reactions.elock_tampered"),
    ("pillars", "utils/strings.py", ""),
    ("no-loops", "trade/risk/queries.py", "import smartcustoms.trade.elocks.queries"),
    ("inside", "trade/elocks/store.py", "import smartcustoms.trade.elocks.actions"),
    ("inside", "trade/elocks/model.py", "import smartcustoms.trade.elocks.events"),
    ("inside", "trade/elocks/queries.py", "import smartcustoms.trade.elocks.actions"),
    ("store", "trade/elocks/web.py", "import smartcustoms.trade.elocks.store"),
    ("front-doors", "trade/elocks/actions.py", "import smartcustoms.trade.risk.store"),
    ("sql", "trade/elocks/liquor.py", "import sqlalchemy"),
    ("sql", "trade/parcels/queries.py", "import sqlalchemy"),
    ("http", "trade/elocks/actions.py", "import fastapi"),
    ("front-doors", "reactions/elock_tampered.py", "import smartcustoms.trade.elocks.liquor"),
    ("front-doors", "boundary/scans/queries.py", "import smartcustoms.trade.elocks.web"),
]


def lint(source: Path) -> "subprocess.CompletedProcess[str]":
    command = [
        str(Path(sys.executable).with_name("lint-imports")),
        "--config",
        str(ROOT / ".importlinter"),
        "--no-cache",
    ]
    environment = {**os.environ, "PYTHONPATH": f"{source}:{ROOT}"}
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=source, check=False)


def skeleton(where: Path) -> Path:
    package = where / "smartcustoms"
    for name, text in FILES.items():
        write(package, name, text)
    return package


def write(package: Path, name: str, text: str) -> None:
    path = package / name
    path.parent.mkdir(parents=True, exist_ok=True)
    for folder in [path.parent, *path.parent.parents]:
        if package == folder or package in folder.parents:
            (folder / "__init__.py").touch()
    before = path.read_text() + "\n" if path.exists() else ""
    path.write_text(before + text + "\n")


def test_the_house_keeps_every_contract() -> None:
    done = lint(ROOT / "src")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "7 kept, 0 broken" in done.stdout


def test_the_skeleton_keeps_every_contract(tmp_path: Path) -> None:
    skeleton(tmp_path)
    done = lint(tmp_path)
    assert "7 kept, 0 broken" in done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize(("contract", "file", "line"), BREACHES, ids=[f"{c}-{f}" for c, f, _ in BREACHES])
def test_a_breach_is_caught(tmp_path: Path, contract: str, file: str, line: str) -> None:
    write(skeleton(tmp_path), file, line)
    done = lint(tmp_path)
    broken = [each for each in done.stdout.splitlines() if each.rstrip().endswith("BROKEN")]
    assert done.returncode != 0
    assert any(NAMES[contract] in each for each in broken), done.stdout


NAMES = {
    "pillars": "The pillars stand",
    "no-loops": "No circle",
    "inside": "Inside a capability",
    "store": "touch a store",
    "sql": "SQL only",
    "http": "HTTP only",
    "front-doors": "enters a capability",
}
