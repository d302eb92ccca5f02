"""What the platform does next: one file per event. An event without a file has a line here saying why none is needed."""

from typing import Final

from smartcustoms.kernel.words.model import Sentence

UNANSWERED: Final[dict[str, str]] = {}


def worded(because: str) -> Sentence | str:
    """Give a reason so that it is translated when it is one of ours; words somebody typed stay as they are, braces too."""
    return because if "{" in because or "}" in because else Sentence(because)
