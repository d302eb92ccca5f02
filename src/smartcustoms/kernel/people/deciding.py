"""Who may do what: the policies of every capability, as one Cedar policy set. Denied unless a policy grants it.

Every decision names the policies that made it: by their `@id("...")`, else by capability and position (`risk:3` is the third
policy in risk's `policy.cedar`). A refusal that no policy forbids names none: nothing granted it.

A machine's token narrows its roles to the permissions it names: the policies see whether it does as `context.in_scope`, and one
of them forbids the rest.
"""

from functools import lru_cache
from pathlib import Path

import cedarpy
import structlog

from smartcustoms.kernel.actor import Kind
from smartcustoms.kernel.people.model import Decision

_ROOT = Path(__file__).resolve().parents[2]
OWN, OTHER = "own", "other"
log = structlog.get_logger("smartcustoms.people")


@lru_cache(maxsize=1)
def policies() -> str:
    """Gather `policy.cedar` of every capability into one policy text, in the order of their folders."""
    return "\n".join(text for _, text in _texts())


@lru_cache(maxsize=1)
def policy_names() -> tuple[str, ...]:
    """Name each policy of `policies()` in order, by capability and position, as refusals and the audit trail tell it."""
    counted = ((name, len(cedarpy.PolicySet.from_str(text))) for name, text in _texts())
    return tuple(f"{name}:{place}" for name, count in counted for place in range(1, count + 1))


@lru_cache(maxsize=65536)
def decide(roles: frozenset[str], kind: Kind, permission: str, owner: str, in_scope: bool = True) -> Decision:
    """Decide for roles, kind of organisation and permission code whether they may act on an own or another's thing.

    The decision depends on nothing else, so it is kept: a policy may name roles, kinds, ownership and scope only.

    Args:
        roles: codes of the roles.
        kind: kind of the asker's organisation.
        permission: code of the permission.
        owner: `OWN` or `OTHER`, whose the thing is.
        in_scope: whether the token that asks names the permission; people have no token and are never narrowed.
    """
    everyone = [_entity("Role", role) for role in sorted(roles)]
    parents = [{"type": "Role", "id": role} for role in sorted(roles)]
    who = {"uid": _uid("User", "asker"), "attrs": {"organisation": OWN, "kind": kind.value}, "parents": parents}
    thing = {"uid": _uid("Thing", "asked"), "attrs": {"organisation": owner}, "parents": []}
    request = {
        "principal": 'User::"asker"',
        "action": f'Action::"{permission}"',
        "resource": 'Thing::"asked"',
        "context": {"in_scope": in_scope},
    }
    result = cedarpy.is_authorized(request, _policy_set(), [who, thing, *everyone])
    told = result.diagnostics
    if told.errors:  # Cedar leaves out a policy it cannot work out; whoever wrote it must learn of it
        log.error("people.policy_failed", permission=permission, roles=sorted(roles), errors=list(told.errors))
    return Decision(bool(result.allowed), _named(told.reasons, told.id_annotations_by_reason))


def allowed(roles: frozenset[str], kind: Kind, permission: str, owner: str, in_scope: bool = True) -> bool:
    """Tell whether they may: `decide` without the policies."""
    return decide(roles, kind, permission, owner, in_scope).allowed


@lru_cache(maxsize=1)
def _texts() -> tuple[tuple[str, str], ...]:
    return tuple((path.parent.name, path.read_text()) for path in sorted(_ROOT.glob("*/*/policy.cedar")))


@lru_cache(maxsize=1)
def _policy_set() -> cedarpy.PolicySet:
    return cedarpy.PolicySet.from_str(policies())


def _named(reasons: list[str], annotated: dict[str, str]) -> tuple[str, ...]:
    """Turn Cedar's own names (`policy7`, by position in the whole text) into ours."""
    places = sorted(int(each.removeprefix("policy")) for each in reasons)
    return tuple(annotated.get(f"policy{place}") or policy_names()[place] for place in places)


def _uid(kind: str, name: str) -> dict[str, dict[str, str]]:
    return {"__entity": {"type": kind, "id": name}}


def _entity(kind: str, name: str) -> dict[str, object]:
    return {"uid": _uid(kind, name), "attrs": {}, "parents": []}
