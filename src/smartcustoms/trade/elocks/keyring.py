"""This installation's own keys for e-locks: its administration's and its gateway's, each derived from the master secret."""

from dataclasses import dataclass
from typing import Final

from smartcustoms.kernel.keys import key
from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.elocks.proofs.trust import Certified, Role, certify
from smartcustoms.trade.elocks.signing.suites import SigningKey

ALWAYS: Final = 253_370_764_800_000
"""Unix milliseconds of the year 9999: the installation's own keys end when its secret does."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys of one administration: its own and its gateway's."""

    administration: str
    own: SigningKey
    gateway_name: str
    gateway: SigningKey

    def gateway_certificate(self) -> bytes:
        """Certify the gateway in the administration's name."""
        public = self.gateway.public
        return certify(Certified(Role.GATEWAY, self.gateway_name, public, 0, ALWAYS, self.administration), self.own)

    def lock_certificate(self, lock: str, public: "SigningKey") -> bytes:
        """Certify a lock's key in the administration's name."""
        return certify(Certified(Role.LOCK, lock, public.public, 0, ALWAYS, self.administration), self.own)


def keyring(settings: Settings, *, suite: str = "ed25519") -> Keyring:
    """Give this installation's keys."""
    name = settings.administration
    own, gateway = (
        SigningKey.of(suite, key(settings, f"elocks {role} {suite}")) for role in ("administration", "gateway")
    )
    return Keyring(name, own, f"{name} gateway", gateway)
