"""One engineer can read us: files of about 400 lines, functions of about 40."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(p for folder in ("src", "tools", "benchmarks") for p in (ROOT / folder).rglob("*.py"))
FILE_LIMIT, FUNCTION_LIMIT = 420, 60


def functions(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            lines = (node.end_lineno or 0) - body[0].lineno + 1 if body else 0
            yield node.name, lines


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_size(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= FILE_LIMIT, "split the file: house.md says how"
    long = [f"{name}: {lines} lines" for name, lines in functions(ast.parse(text)) if lines > FUNCTION_LIMIT]
    assert not long


def test_no_vague_names() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "manager", "misc", "data", "info"}
    found = [str(p.relative_to(ROOT)) for p in SOURCES if p.stem in vague or p.parent.name in vague]
    assert not found
