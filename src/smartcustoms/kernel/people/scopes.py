"""What a machine's token may hold: pure rules. Never a role that needs a second factor, never the making of tokens."""

from collections.abc import Iterable
from typing import Final

from smartcustoms.kernel.actor import Kind
from smartcustoms.kernel.people.deciding import OTHER, OWN, allowed
from smartcustoms.kernel.people.model import ADMINISTER, KEEP_MACHINES
from smartcustoms.kernel.people.roles import roles

NEVER: Final = frozenset({ADMINISTER.code, KEEP_MACHINES.code})
"""What no token may name: who holds a stolen one must not be able to make himself another."""


def for_machines(given: Iterable[str]) -> frozenset[str]:
    """Give those of some roles that a machine may have: it has no second factor, so none that needs one."""
    return frozenset(code for code in given if code in roles() and not roles()[code].second_factor)


def may_name(given: frozenset[str], kind: Kind, permission: str) -> bool:
    """Tell whether a token with these roles can name a permission: the roles grant it, for own things or for all."""
    return permission not in NEVER and any(allowed(given, kind, permission, owner) for owner in (OWN, OTHER))
