"""Which commands there are, read from the text of the `cli.py` files: naming them all imports none of them.

Running every `cli.py` would import the whole platform for `smartcustoms -h`. So the folder stays the registration, and the text of its
`cli.py` says what it gives: the names in its list `commands`, with the docstrings of the functions. Only the command that is
called is imported. A test holds that the text says what the modules give.
"""

import ast
import importlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

import smartcustoms
from smartcustoms.app.discover import NotACapability, folders

_ROOT = Path(smartcustoms.__file__).parent


@dataclass(frozen=True, slots=True)
class Written:
    """A command as the text says it: its name, the module and variable that hold it, its docstring."""

    name: str
    module: str
    variable: str
    says: str

    def command(self) -> click.Command:
        """Import the module and give the command."""
        given: click.Command = getattr(importlib.import_module(self.module), self.variable)
        return given


def written(own: Sequence[str] = ()) -> Iterator[Written]:
    """Read the commands of every capability, and those of the modules named in `own`.

    Raises:
        NotACapability: a `cli.py` has no list `commands`, or names in it what it neither defines nor imports.
    """
    modules = [*own, *(f"smartcustoms.{pillar}.{name}.cli" for pillar, name, _ in folders("cli"))]
    for module in modules:
        tree = _tree(module)
        for variable in _listed(module, tree):
            yield _found(module, tree, variable)


def _tree(module: str) -> ast.Module:
    place = _ROOT.joinpath(*module.split(".")[1:])
    path = place.with_suffix(".py")
    return ast.parse((path if path.exists() else place / "__init__.py").read_text("utf-8"))


def _listed(module: str, tree: ast.Module) -> list[str]:
    for each in tree.body:
        match each:
            case ast.Assign(targets=[ast.Name("commands")], value=ast.List(elts=names)):
                return [name.id for name in names if isinstance(name, ast.Name)]
    raise NotACapability(f"{module} has no list `commands`; house.md says what each file gives")


def _found(module: str, tree: ast.Module, variable: str) -> Written:
    for each in tree.body:
        match each:
            case ast.FunctionDef(name=name) if name == variable:
                return Written(_name(each), module, variable, ast.get_docstring(each) or "")
            case ast.ImportFrom(module=str(other), names=names) if variable in [name.name for name in names]:
                return _found(other, _tree(other), variable)
    raise NotACapability(f"{module} names {variable} in `commands` and neither defines nor imports it")


def _name(function: ast.FunctionDef) -> str:
    """Give the name in the decorator `@click.command("name")` or `(name="name")`, else the function's."""
    for each in function.decorator_list:
        match each:
            case ast.Call(func=ast.Attribute(attr="command" | "group"), args=[ast.Constant(str(name)), *_]):
                return name
            case ast.Call(func=ast.Attribute(attr="command" | "group"), keywords=given):
                named = [one.value.value for one in given if one.arg == "name" and isinstance(one.value, ast.Constant)]
                return str(named[0]) if named else function.name.replace("_", "-")
    return function.name.replace("_", "-")


class House(click.Group):
    """The group of every capability's commands; a command is imported when it is called."""

    def __init__(self, *arguments: Any, own: Sequence[str] = (), **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._own = own

    @cached_property
    def written(self) -> dict[str, Written]:
        """The commands by name, as the text says; of a group that several capabilities give to, the first."""
        return {name: first for name, (first, *_) in self._givers.items()}

    @cached_property
    def _givers(self) -> dict[str, list[Written]]:
        found: dict[str, list[Written]] = {}
        for each in written(self._own):
            found.setdefault(each.name, []).append(each)
        return found

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's
        """Name every command."""
        return sorted(self.written)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's
        """Import a command; None when there is none of this name. Groups of one name are one group: `scans` has parts in three folders."""
        found = [each.command() for each in self._givers.get(cmd_name, [])]
        if len(found) < 2:
            return found[0] if found else None
        parts = [(name, each) for group in found for name, each in _parts(group)]
        if len(dict(parts)) < len(parts):
            raise NotACapability(f"two capabilities give a command of the same name to {cmd_name!r}")
        return click.Group(cmd_name, commands=dict(parts), help=found[0].help)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is called; a wrong name is told with the ones that look like it."""
        near = get_close_matches(args[0], self.written, n=3) if args[0] not in self.written else []
        if near and not args[0].startswith("-"):
            ctx.fail(f"No such command {args[0]!r}. Did you mean {' or '.join(near)}?")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with the first sentence of each, without importing them."""
        room = formatter.width - 6 - max(map(len, self.written))
        with formatter.section("Commands"):
            formatter.write_dl([(name, self._short(name, room)) for name in self.list_commands(ctx)])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete a command's name, or an option of the group, without importing any command."""
        names = [name for name in self.list_commands(ctx) if name.startswith(incomplete)]
        found = [CompletionItem(name, help=self._short(name, 45)) for name in names]
        return [*found, *click.Command.shell_complete(self, ctx, incomplete)]

    def _short(self, name: str, room: int) -> str:
        return click.Command(name, help=self.written[name].says).get_short_help_str(room)


def _parts(group: click.Command) -> list[tuple[str, click.Command]]:
    if not isinstance(group, click.Group):
        raise NotACapability(f"two capabilities give {group.name!r}, and it is no group")
    return list(group.commands.items())


def every(group: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    """Import and give every command below a group, with the words that call it: "smartcustoms audit verify"."""
    if not isinstance(group, click.Group):
        yield path, group
        return
    context = click.Context(group)
    for name in group.list_commands(context):
        if found := group.get_command(context, name):
            yield from every(found, f"{path} {name}")
