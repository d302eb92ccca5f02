"""The centre's own key, by which lanes verify books and drivers' codes; it follows from the master secret."""

from smartcustoms.kernel.keys import key
from smartcustoms.kernel.settings import Settings


def centre_seed(settings: Settings) -> bytes:
    """Give the seed of the key that signs books and codes."""
    return key(settings, "crossing signing")
