"""Finds what each refusal says and how it is mended, in the code that raises it, for the pages about errors.

`python -m tools.refusals` writes each capability's `reference/refusals.json`: its codes, each with its sentences. The rule behind a
code is no matter of code: people write it in `reference/refusals.toml` beside it. `make docs` runs this; a test holds that none is missing.
"""

import ast
import importlib
import inspect
import json
import sys
from collections.abc import Iterator
from dataclasses import is_dataclass
from functools import cache
from pathlib import Path
from textwrap import dedent
from types import ModuleType
from typing import Any, Final

import smartcustoms
from smartcustoms.app.discover import folders
from smartcustoms.app.errors import SENTENCES
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.words.model import Sentence
from smartcustoms.trade.declarations.rule import Rule

ROOT: Final = Path(smartcustoms.__file__).parent
Said = dict[Path, dict[str, list[list[str]]]]
"""By folder and code: pairs of what is not so and how it is mended, as templates."""

_TABLES: Final = ("smartcustoms.kernel.edifact.faults", "smartcustoms.trade.declarations.wco.faults")
"""Modules with a table `KINDS` of the faults of their messages."""


def found() -> Said:
    """Give every code with its sentences, by the folder of the capability that owns it."""
    said: dict[tuple[Path, str], dict[tuple[str, str], None]] = {}
    for module in modules():
        for owner, code, says, mend in _of_module(module):
            said.setdefault((owner, code), {})[says, mend] = None
    by_folder: Said = {}
    for (owner, code), pairs in sorted(said.items()):
        by_folder.setdefault(owner, {})[code] = [list(pair) for pair in sorted(pairs)]
    return by_folder


def modules() -> Iterator[ModuleType]:
    """Import every module of the platform that may refuse something, as its text says."""
    for path in sorted(ROOT.rglob("*.py")):
        text = path.read_text("utf-8")
        if "sentence(" in text or "Refused" in text or "mend" in text:
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield importlib.import_module(".".join(("smartcustoms", *parts)).removesuffix(".__init__"))


def owner_of(module: str) -> Path:
    """Give the folder of the capability that a module belongs to; the kernel's own modules belong to the kernel."""
    pillar, _, name = module.removeprefix("smartcustoms.").partition(".")
    folder = ROOT / pillar / name.partition(".")[0]
    return folder if folder in _folders() else ROOT / pillar


def text_of(said: Said, folder: Path) -> str:
    """Give a folder's file."""
    return json.dumps(said[folder], ensure_ascii=False, indent=1) + "\n"


@cache
def _folders() -> set[Path]:
    return {folder for _, _, folder in folders()}


def _of_module(module: ModuleType) -> Iterator[tuple[Path, str, str, str]]:
    here = owner_of(module.__name__)
    if module.__name__ in _TABLES:
        for code, kind in vars(module)["KINDS"].items():
            yield here, code, kind.says.text, kind.mend.text
    text = Path(inspect.getsourcefile(module) or "").read_text("utf-8")
    for owner, code, says, mend in _Reader(module, ast.parse(text)).read():
        yield from ((owner or here, code, *pair) for pair in _paired(says, mend))


def _paired(says: list[str], mend: list[str]) -> Iterator[tuple[str, str]]:
    if len(says) == len(mend):
        yield from zip(says, mend, strict=True)
    elif mend:
        yield from ((each, mend[min(place, len(mend) - 1)]) for place, each in enumerate(says))


Function = ast.FunctionDef | ast.AsyncFunctionDef
Told = tuple[Path | None, str, list[str], list[str]]


class _Reader:
    """Reads the sentences of one module: of refusals made, of faults with a code, and of rules with their methods."""

    def __init__(self, module: ModuleType, tree: ast.Module) -> None:
        self.names, self.tree = vars(module), tree
        self.locals: dict[str, list[ast.expr]] = {}
        self.within: Function | None = None
        self.functions = {each.name: each for each in ast.walk(tree) if isinstance(each, Function)}

    def read(self) -> Iterator[Told]:
        """Go through classes and functions."""
        yield from self._read(self.tree, None)

    def _read(self, node: ast.AST, holder: Any) -> Iterator[Told]:
        for each in ast.iter_child_nodes(node):
            if isinstance(each, ast.ClassDef):
                made = self.names.get(each.name)
                yield from self._of_rule(made)
                yield from self._read(each, made)
            elif isinstance(each, Function):
                outer, self.locals, self.within = (self.locals, self.within), _assigned(each), each
                yield from self._read(each, holder)
                self.locals, self.within = outer
            else:
                if isinstance(each, ast.Call):
                    yield from self._of_call(each, holder)
                yield from self._read(each, holder)

    @staticmethod
    def _of_rule(made: Any) -> Iterator[Told]:
        """Read an entry rule: its methods `says` and `mend`, its own or its base's, give the sentences."""
        if isinstance(made, type) and issubclass(made, Rule) and "code" in vars(made):
            says, mend = (
                [text for each in ast.walk(ast.parse(dedent(inspect.getsource(method)))) for text in _called(each)]
                for method in (made.says, made.mend)
            )
            yield None, made.code, says, mend

    def _of_call(self, node: ast.Call, holder: Any) -> Iterator[Told]:
        named = {each.arg: each.value for each in node.keywords if each.arg}
        kind = self._value(node.func)
        if isinstance(node.func, ast.Attribute) and node.func.attr == "__init__":
            kind = holder  # a class that brings its own sentence
        if not (isinstance(kind, type) and issubclass(kind, Refused)):
            yield from self._of_fault(node)
        elif "mend" in named:
            says = next((found for each in node.args if (found := self._texts(each))), [])
            home = next(each for each in kind.__mro__ if "code" in vars(each))
            yield owner_of(home.__module__), kind.code, says, self._texts(named["mend"])

    def _of_fault(self, node: ast.Call) -> Iterator[Told]:
        """Read a fault that is made with a code, and its sentences after it: `fault(code, name, seen, says, mend)`."""
        asked = self._parameters(node.func)
        for place, (name, given) in enumerate(zip(asked, node.args, strict=False)):
            code = self._value(given)
            if name in ("code", "kind") and isinstance(code, str):
                texts = [found for each in node.args[place + 1 :] if (found := self._texts(each))]
                if len(texts) >= 2:
                    yield None, str(code), texts[0], texts[1]

    def _parameters(self, called: ast.expr) -> list[str]:
        """Name the parameters of what is called: a function or method of this module, else what its name holds."""
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        if name in self.functions:
            return [each.arg for each in self.functions[name].args.args if each.arg != "self"]
        made = self._value(called)
        return list(inspect.signature(made).parameters) if inspect.isfunction(made) or is_dataclass(made) else []

    def _texts(self, node: ast.expr) -> list[str]:
        """Give the templates that an expression may be."""
        match node:
            case ast.Call():
                return list(_called(node))
            case ast.IfExp():
                return [*self._texts(node.body), *self._texts(node.orelse)]
            case ast.Name(id=name) if name in self.locals:
                before = [each for each in self.locals[name] if each.lineno <= node.lineno]
                return [text for each in before[-1:] or self.locals[name] for text in self._texts(each)]
            case ast.Name(id=name) if self.within and name in self._parameters(ast.Name(self.within.name)):
                return self._given(self.within, name)
            case ast.Subscript():
                table = self._value(node.value)
                every = table.values() if isinstance(table, dict) else ()
                return [each.text for each in every if isinstance(each, Sentence)]
        value = self._value(node)
        return [value.text] if isinstance(value, Sentence) else []

    def _given(self, function: Function, name: str) -> list[str]:
        """Give what this module's calls of a function give for a parameter."""
        place, outer, found = self._parameters(ast.Name(function.name)).index(name), (self.locals, self.within), []
        for caller in self.functions.values():
            if caller is function:
                continue
            self.locals, self.within = _assigned(caller), None
            for each in ast.walk(caller):
                if isinstance(each, ast.Call) and getattr(each.func, "id", "") == function.name:
                    by_name = [given.value for given in each.keywords if given.arg == name]
                    for given in by_name or each.args[place : place + 1]:
                        found += self._texts(given)
        self.locals, self.within = outer
        return found

    def _value(self, node: ast.expr) -> Any:
        match node:
            case ast.Constant(value=value):
                return value
            case ast.Name(id=name):
                return self.names.get(name)
            case ast.Attribute(value=inner, attr=name):
                return getattr(self._value(inner), name, None)
        return None


def _called(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Call(func=ast.Name(id="sentence"), args=[ast.Constant(value=str(text))]):
            yield text


def _assigned(function: Function) -> dict[str, list[ast.expr]]:
    found: dict[str, list[ast.expr]] = {}
    for each in ast.walk(function):
        match each:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found.setdefault(name, []).append(value)
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                for at, value in zip(names, values, strict=False):
                    if isinstance(at, ast.Name):
                        found.setdefault(at.id, []).append(value)
    return found


def main() -> int:
    """Write every file."""
    said = found()
    for folder in said:
        path = folder / SENTENCES
        path.parent.mkdir(exist_ok=True)
        path.write_text(text_of(said, folder), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
