"""Who may do what: the policies of every capability, as one Cedar policy set. Denied unless a policy grants it."""

from functools import lru_cache
from pathlib import Path

import cedarpy

from smartcustoms.kernel.actor import Kind

_ROOT = Path(__file__).resolve().parents[2]
OWN, OTHER = "own", "other"


@lru_cache(maxsize=1)
def policies() -> str:
    """Gather `policy.cedar` of every capability into one policy text, in the order of their folders."""
    return "\n".join(path.read_text() for path in sorted(_ROOT.glob("*/*/policy.cedar")))


@lru_cache(maxsize=1)
def _policy_set() -> cedarpy.PolicySet:
    return cedarpy.PolicySet.from_str(policies())


@lru_cache(maxsize=65536)
def allowed(roles: frozenset[str], kind: Kind, permission: str, owner: str) -> bool:
    """Decide for roles, kind of organisation and permission code whether they may act on an own or another's thing.

    The decision depends on nothing else, so it is kept: a policy may name roles, kinds and ownership only.
    """
    everyone = [_entity("Role", role) for role in sorted(roles)]
    parents = [{"type": "Role", "id": role} for role in sorted(roles)]
    who = {"uid": _uid("User", "asker"), "attrs": {"organisation": OWN, "kind": kind.value}, "parents": parents}
    thing = {"uid": _uid("Thing", "asked"), "attrs": {"organisation": owner}, "parents": []}
    request = {
        "principal": 'User::"asker"',
        "action": f'Action::"{permission}"',
        "resource": 'Thing::"asked"',
        "context": {},
    }
    return bool(cedarpy.is_authorized(request, _policy_set(), [who, thing, *everyone]).allowed)


def _uid(kind: str, name: str) -> dict[str, dict[str, str]]:
    return {"__entity": {"type": kind, "id": name}}


def _entity(kind: str, name: str) -> dict[str, object]:
    return {"uid": _uid(kind, name), "attrs": {}, "parents": []}
