"""Keys: each purpose has its own, derived (HKDF, RFC 5869) from the one master secret."""

import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from smartcustoms.kernel.settings import Settings


class SecretTooShort(ValueError):
    """The master secret has fewer than 32 characters."""


def key(settings: Settings, purpose: str) -> bytes:
    """Give the 32-byte key of a purpose, such as `"audit signing"` or `"random selection"`; the same each time.

    Raises:
        SecretTooShort: SMARTCUSTOMS_SECRET is set but shorter than 32 characters.
    """
    master = settings.secret.encode() or _kept(settings.home / "secret")
    if len(master) < 32:
        raise SecretTooShort(f"SMARTCUSTOMS_SECRET has {len(master)} characters; it needs at least 32")
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(master)


def _kept(path: Path) -> bytes:
    """Read the secret of this installation, made at first use. Two processes starting together keep the same one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    if not path.exists():
        made.touch(mode=0o600)
        made.write_text(secrets.token_urlsafe(48))
        try:
            os.link(made, path)
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return path.read_bytes()
