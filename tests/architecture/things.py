"""Things that belong to Trader Bela's organisation, so that the access matrix can ask for them in every name."""

import re
from dataclasses import dataclass, field

from smartcustoms.kernel.database.unit import Database


@dataclass
class Things:
    """Addresses with placeholders filled: by prefix of the path, the number of a thing of Bela's."""

    numbers: dict[str, str] = field(default_factory=dict)

    def address(self, path: str) -> tuple[str, bool]:
        """Fill a route's path; tell whether it is now the address of a thing of Bela's (else of nothing that exists)."""
        for prefix, number in self.numbers.items():
            if path.startswith(prefix + "/{"):
                rest = re.sub(r"^\{[^}]+\}", number, path[len(prefix) + 1 :])
                return f"{prefix}/{_filled(rest)}", "{" not in rest
        return _filled(path), False


def _filled(path: str) -> str:
    return re.sub(r"\{[^}]+\}", "none", path)


def belas_things(database: Database) -> Things:
    """Make what belongs to Bela's organisation, through the actions of the capabilities."""
    return Things()
