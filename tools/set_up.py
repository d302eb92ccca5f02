"""Sets up a clone: the virtual environment, hashed packages, page assets. Nothing but Python's own library is used here.

Run by the Makefile with the system's Python: `set_up.py run` for the platform, `set_up.py check` for the tests as well.
"""

import os
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
BIN = VENV / "bin"


def main(what: str) -> None:
    """Install what is asked for and leave a stamp that make compares with the lists."""
    began = time.monotonic()
    if not (BIN / "python").exists():
        make_environment()
    install(ROOT / "requirements" / f"{what}.txt")
    if what == "run":
        install_ourselves()
        say("page assets")
        run([str(BIN / "python"), str(ROOT / "tools" / "page_assets.py")])
    (VENV / ("set-up" if what == "run" else f"set-up-{what}")).touch()
    say(f"set up in {time.monotonic() - began:.0f} s")


def make_environment() -> None:
    """Make the virtual environment; Debian keeps the needed part in a package of its own."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this script runs before anything checked the version
        raise SystemExit(f"Python 3.11 or later is needed, this is {sys.version.split()[0]}")
    say("virtual environment")
    try:
        venv.create(VENV, with_pip=True)
    except subprocess.CalledProcessError:
        shutil.rmtree(VENV, ignore_errors=True)
        raise SystemExit(
            "python3 cannot make virtual environments here; run: apt-get install -y python3-venv make"
        ) from None


def install(requirements: Path) -> None:
    """Install a hashed list with uv, which is several times quicker, or with pip where uv cannot be had."""
    say(f"packages of {requirements.name}")
    if not (BIN / "uv").exists():
        hashed = ["--require-hashes", "-r", str(ROOT / "requirements" / "uv.txt")]
        subprocess.run([str(BIN / "pip"), "install", "-q", *hashed], check=False, env=environment())
    if (BIN / "uv").exists():
        run(
            [
                str(BIN / "uv"),
                "pip",
                "install",
                "-q",
                "--python",
                str(BIN / "python"),
                "--require-hashes",
                "-r",
                str(requirements),
            ]
        )
    else:
        run([str(BIN / "pip"), "install", "-q", "--require-hashes", "-r", str(requirements)])


def install_ourselves() -> None:
    """Put the platform itself and its command into the environment, from this folder, without the network."""
    ours = ["install", "-q", "--no-deps", "--no-build-isolation", "--no-index", "-e", str(ROOT)]
    run([str(BIN / "pip"), *ours])


def run(command: list[str]) -> None:
    """Run a command, or end with its exit code."""
    done = subprocess.run(command, check=False, env=environment(), cwd=ROOT)
    if done.returncode:
        raise SystemExit(f"set-up stopped: {' '.join(command)} ended with {done.returncode}")


def environment() -> dict[str, str]:
    """Give the environment without what would turn pip's own warnings into noise."""
    return {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}


def say(what: str) -> None:
    """Tell the engineer what is being done."""
    print(f"set-up: {what}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "run")
