"""Whose key is whose: certificates by administrations for locks, gateways and each other, and the roots that a reader trusts.

A certificate states role, name, key and time of validity. Administrations certify each other (cross-certificates): who trusts one root
can check what the other's locks and gateways signed, and nothing is trusted for being in a file.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from smartcustoms.trade.elocks.model import FrameRefused
from smartcustoms.trade.elocks.proofs.statements import Statement, read, state
from smartcustoms.trade.elocks.signing.suites import NoKey, PublicKey, SigningKey

CERTIFICATE = "certificate"


class Role(StrEnum):
    """What a certified key may sign."""

    ADMINISTRATION = "administration"
    GATEWAY = "gateway"
    LOCK = "lock"


@dataclass(frozen=True, slots=True)
class Certified:
    """A key with its holder: what a certificate says. Times are Unix milliseconds."""

    role: Role
    name: str
    key: PublicKey
    not_before: int
    not_after: int
    issuer: str
    """The administration that certifies it; a root is its own."""

    def holds_at(self, at: int) -> bool:
        """Tell whether it is valid at a moment."""
        return self.not_before <= at <= self.not_after


def certify(subject: Certified, key: SigningKey) -> bytes:
    """Write a certificate in the issuer's name."""
    body = {
        "role": subject.role.value, "name": subject.name, "suite": subject.key.suite.name, "key": subject.key.raw.hex(),
        "not_before": subject.not_before, "not_after": subject.not_after, "issuer": subject.issuer,
    }  # fmt: skip
    return state(CERTIFICATE, body, key)


def read_certificate(raw: bytes) -> tuple[Certified, Statement]:
    """Read a certificate; its signature is not checked yet."""
    found = read(raw, CERTIFICATE)
    return _certified(found), found


def _certified(found: Statement) -> Certified:
    try:
        key = PublicKey.read(found.text("suite"), bytes.fromhex(found.text("key")))
        role = Role(found.text("role"))
    except (NoKey, ValueError) as fault:
        raise FrameRefused(f"value: a certificate cannot be read: {fault}") from None
    span = found.number("not_before"), found.number("not_after")
    return Certified(role, found.text("name"), key, *span, found.text("issuer"))


@dataclass(slots=True)
class Trust:
    """Which keys are known and why: the roots, and what certificates add to them."""

    by_id: dict[bytes, Certified] = field(default_factory=dict)
    rooted: bool = True
    """Whether the roots came from the reader; else from the file itself, and only its inner consistency can be checked."""

    @classmethod
    def of(cls, roots: Mapping[str, PublicKey], *, rooted: bool = True) -> Self:
        """Trust the keys of administrations."""
        found = cls(rooted=rooted)
        for name, key in roots.items():
            found.by_id[key.id] = Certified(Role.ADMINISTRATION, name, key, 0, 2**53, name)
        return found

    def learn(self, certificates: Iterable[bytes]) -> list[str]:
        """Take what certificates add, first those of administrations; give what is wrong with the others."""
        waiting: list[tuple[Certified, Statement]] = []
        faults: list[str] = []
        for raw in certificates:
            try:
                waiting.append(read_certificate(raw))
            except FrameRefused as refused:
                faults.append(refused.reason)
        waiting.sort(key=lambda each: each[0].role is not Role.ADMINISTRATION)
        return faults + [fault for one, statement in waiting if (fault := self._take(one, statement))]

    def _take(self, one: Certified, statement: Statement) -> str | None:
        issuer = self.by_id.get(statement.key_id)
        if issuer is None or issuer.role is not Role.ADMINISTRATION or issuer.name != one.issuer:
            return f"certificate of {one.role} {one.name}: signed by no administration that is trusted"
        try:
            statement.signed.check(issuer.key)
        except FrameRefused as refused:
            return f"certificate of {one.role} {one.name}: {refused.reason}"
        known = self.by_id.get(one.key.id)
        if known is not None and (known.role, known.name) != (one.role, one.name):
            return f"certificate of {one.role} {one.name}: the key is {known.role} {known.name}'s"
        self.by_id.setdefault(one.key.id, one)
        return None

    def signer(self, statement: Statement, role: Role, at: int) -> Certified:
        """Give who signed a statement, after checking that he could and did."""
        found = self.by_id.get(statement.key_id)
        if found is None:
            raise FrameRefused(f"key: the {statement.kind} is signed with a key that nobody trusted has certified")
        if found.role is not role or not found.holds_at(at):
            raise FrameRefused(
                f"key: the {statement.kind} is signed by {found.role} {found.name}, outside its certificate"
            )
        statement.signed.check(found.key)
        return found

    def lock(self, number: str, at: int) -> list[Certified]:
        """Give the certificates of a lock that hold at a moment."""
        return [
            each for each in self.by_id.values() if each.role is Role.LOCK and each.name == number and each.holds_at(at)
        ]

    def administrations(self) -> dict[str, PublicKey]:
        """Give the administrations that are known, by name."""
        return {each.name: each.key for each in self.by_id.values() if each.role is Role.ADMINISTRATION}


def read_roots(root: Any) -> dict[str, PublicKey]:
    """Read the trust roots of a file: `{"administrations": [{"name": "HK", "suite": "ed25519", "key": "<hex>"}]}`.

    Raises:
        FrameRefused: the value has another shape, or a key is none.
    """
    listed = root.get("administrations") if isinstance(root, Mapping) else None
    if not isinstance(listed, list) or not 0 < len(listed) <= 1000:
        raise FrameRefused("value: no list of administrations with their keys")
    found: dict[str, PublicKey] = {}
    for each in listed:
        try:
            found[str(each["name"])[:60]] = PublicKey.read(str(each["suite"]), bytes.fromhex(each["key"]))
        except (KeyError, TypeError, ValueError) as fault:
            raise FrameRefused(f"value: an administration's key cannot be read: {fault}") from None
    return found


def roots_file(roots: Mapping[str, PublicKey]) -> dict[str, Any]:
    """Write trust roots as plain JSON values."""
    listed = [{"name": name, "suite": key.suite.name, "key": key.raw.hex()} for name, key in sorted(roots.items())]
    return {"administrations": listed}
