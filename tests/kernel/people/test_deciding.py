"""Who may do what: denied unless a policy grants it."""

import importlib
import pkgutil
import re
import sys

import cedarpy
import pytest

import smartcustoms
from smartcustoms.kernel.actor import NOBODY, PLATFORM
from smartcustoms.kernel.errors import NotPermitted
from smartcustoms.kernel.people.deciding import policies
from smartcustoms.kernel.people.queries import may, require, sees_all
from smartcustoms.kernel.people.roles import roles
from smartcustoms.kernel.permissions import Permission
from tests.cast import BELA, CAST, OTIS

SEE_HOUSE = Permission("platform.see_house", "See how the platform is built")
UNHEARD = Permission("nothing.unheard_of", "Do something no policy names")


def test_denied_unless_granted() -> None:
    assert not any(may(each, UNHEARD) for each in (*CAST, NOBODY))
    assert may(OTIS, SEE_HOUSE)
    assert not may(BELA, SEE_HOUSE)
    assert may(PLATFORM, UNHEARD)


def test_what_is_not_limited_to_the_owner_reaches_everybody() -> None:
    assert sees_all(OTIS, SEE_HOUSE)
    assert not sees_all(BELA, SEE_HOUSE)


def test_a_refusal_says_what_and_how_to_mend() -> None:
    with pytest.raises(NotPermitted, match="See how the platform is built") as refused:
        require(BELA, SEE_HOUSE)
    assert "Ask an administrator" in str(refused.value.mend)


def test_the_policies_parse() -> None:
    assert cedarpy.format_policies(policies())


def test_the_policies_fit_the_schema_of_every_known_permission() -> None:
    """Cedar itself checks: each action is a permission somebody declared, each attribute exists, no policy is impossible."""
    result = cedarpy.validate_policies(policies(), _schema())
    assert result.validation_passed, [str(each) for each in result.errors]
    wrong = cedarpy.validate_policies('permit(principal, action == Action::"no.such", resource);', _schema())
    assert not wrong.validation_passed


def test_every_role_in_a_policy_is_a_role() -> None:
    assert set(re.findall(r'Role::"([^"]+)"', policies())) <= set(roles())


def _schema() -> str:
    actions = ", ".join(f'"{code}"' for code in sorted(_permissions()))
    return (
        "entity Role; entity User in [Role] { organisation: String, kind: String };"
        " entity Thing { organisation: String };"
        f" action {actions} appliesTo {{ principal: [User], resource: [Thing], context: {{ in_scope: Bool }} }};"
    )


def _permissions() -> set[str]:
    for module in pkgutil.walk_packages(smartcustoms.__path__, "smartcustoms."):
        if (
            module.name.rsplit(".", 1)[-1] in {"model", "cli", "web", "settings", "worker", "serve"}
            or ".model." in module.name
        ):
            importlib.import_module(module.name)
    modules = [module for name, module in list(sys.modules.items()) if name.startswith("smartcustoms.")]
    return {each.code for module in modules for each in vars(module).values() if isinstance(each, Permission)}
