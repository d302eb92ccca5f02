"""LightGBM, also where the system has no OpenMP runtime (a bare Debian): scikit-learn's is lent to it.

LightGBM's wheel asks the loader for `libgomp.so.1` and brings none. scikit-learn's wheel brings one under a name of its own making. A
copy in memory, named back to `libgomp.so.1`, is loaded first; the loader then finds the library that LightGBM asks for.
"""

import ctypes
import importlib.util
import os
from pathlib import Path
from typing import Any, Final

_NAME: Final = b"libgomp.so.1"


class NoOpenMp(ImportError):
    """There is no OpenMP runtime: neither the system's nor scikit-learn's."""


def lightgbm() -> Any:
    """Import LightGBM when it is first needed: it takes a second, and most commands do without.

    Raises:
        NoOpenMp: its library cannot be loaded here.
    """
    try:
        ctypes.CDLL(_NAME.decode())
    except OSError:
        lend()
    import lightgbm as library

    return library


def lend() -> None:
    """Load scikit-learn's OpenMP runtime under the system's name.

    Raises:
        NoOpenMp: scikit-learn's wheel holds none that can be named so.
    """
    found = importlib.util.find_spec("sklearn")
    folder = Path(found.origin).parents[1] / "scikit_learn.libs" if found and found.origin else Path()
    path = next(folder.glob("libgomp-*.so*"), None)
    own = path.name.encode() if path else b""
    content = path.read_bytes() if path else b""
    if content.count(own + b"\0") != 1 or len(own) < len(_NAME):
        raise NoOpenMp(
            f"LightGBM needs libgomp.so.1 (looked in the system and {folder}); run: apt-get install -y libgomp1"
        )
    memory = os.memfd_create(_NAME.decode())  # left open: the loader has mapped it
    with os.fdopen(memory, "wb", closefd=False) as copy:
        copy.write(content.replace(own + b"\0", _NAME.ljust(len(own) + 1, b"\0")))
    ctypes.CDLL(f"/proc/self/fd/{memory}", ctypes.RTLD_GLOBAL)
