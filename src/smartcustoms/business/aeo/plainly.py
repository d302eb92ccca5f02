"""The programme's things as plain JSON values. Pure."""

import dataclasses
import enum
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from smartcustoms.kernel.words.model import Sentence


def plain(found: Any) -> Any:
    """Give a thing of the programme as plain JSON values: dates in ISO, numbers with decimals as text."""
    if isinstance(found, Sentence):
        return str(found)
    if dataclasses.is_dataclass(found) and not isinstance(found, type):
        return {each.name: plain(getattr(found, each.name)) for each in dataclasses.fields(found)}
    if isinstance(found, Mapping):
        return {str(key): plain(each) for key, each in found.items()}
    if isinstance(found, list | tuple | set | frozenset):
        return [plain(each) for each in found]
    if isinstance(found, enum.Enum):
        return found.value
    if isinstance(found, Decimal | UUID):
        return str(found)
    return found.isoformat() if isinstance(found, date) else found
