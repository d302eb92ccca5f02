"""What can be asked of the register of traders. Never writes but the note of a look."""

from smartcustoms.business.traders.queries.register import (
    by_identity,
    exported,
    named,
    of_organisation,
    tallies,
    trader,
    traders,
)

__all__ = ["by_identity", "exported", "named", "of_organisation", "tallies", "trader", "traders"]
