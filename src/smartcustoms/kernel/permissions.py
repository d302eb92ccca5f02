"""What may be granted. A capability names its permissions in `model.py`; `policy.cedar` beside it grants them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Permission:
    """One thing that can be allowed: a code `capability.verb` and what it lets somebody do, in English (translated)."""

    code: str
    says: str
