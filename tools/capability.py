"""Begins a capability: the folder with its fixed files, ready for its first words. `make capability name=boundary/parcels`."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PILLARS = ("business", "trade", "boundary", "investigation")

FILES = {
    "__init__.py": '"""{title}: say in one line which question this answers.\n\nLaw or standard: name it. Open first: `model.py`.\n"""\n',
    "model.py": '"""The words of {name}."""\n\nfrom typing import Final\n\nfrom smartcustoms.kernel.permissions import Permission\n\n'
    'SEE: Final = Permission("{name}.see", "See {name}")\n',
    "queries.py": '"""What can be asked about {name}."""\n',
    "actions.py": '"""What can be done about {name}."""\n',
    "policy.cedar": '// Who may do what with {name}.\npermit(principal in Role::"supervisor", action == Action::"{name}.see", resource);\n',
    "words/zh-Hant.po": 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Language: zh_Hant\\n"\n',
    "words/zh-Hans.po": 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Language: zh_Hans\\n"\n',
}


def main(path: str) -> None:
    """Write the files, the folder of its tests and its line on the map; refuse a name that is taken or vague."""
    pillar, _, name = path.partition("/")
    if pillar not in PILLARS or not re.fullmatch(r"[a-z][a-z_]{2,40}", name):
        raise SystemExit(f"{path!r}: write pillar/name, such as boundary/parcels; pillars are {', '.join(PILLARS)}")
    folder = ROOT / "src" / "smartcustoms" / pillar / name
    if folder.exists():
        raise SystemExit(f"{folder.relative_to(ROOT)} is there already")
    for file, text in FILES.items():
        target = folder / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text.format(name=name, title=name.replace("_", " ").capitalize()), encoding="utf-8")
    tests = ROOT / "tests" / pillar / name
    tests.mkdir(parents=True)
    for each in (tests, tests.parent):
        (each / "__init__.py").touch()
    with (ROOT / "docs" / "map.md").open("a", encoding="utf-8") as page:
        page.write(f"| {pillar}/{name} | which question? | `model.py` |\n")
    print(
        f"begun: {folder.relative_to(ROOT)}; house.md's ten steps: words, rules, tables, actions, events, pages, a scenario, the map line"
    )


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
