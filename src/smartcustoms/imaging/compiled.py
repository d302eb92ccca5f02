"""Compiling of inner loops: one way, so that every kernel is cached, releases the interpreter's lock, and keeps its Python type."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

from numba import njit

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a loop over arrays to machine code on its first call.

    Never with numba's own threads: web workers call these from several threads at once, which its simple thread pool does not survive.
    """
    return cast("Callable[P, R]", njit(cache=True, nogil=True, error_model="numpy")(function))
