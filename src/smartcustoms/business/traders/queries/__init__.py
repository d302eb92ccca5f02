"""What can be asked of the register of traders. Never writes but the note of a look."""

from smartcustoms.business.traders.queries.alike import (
    are_other_forms,
    likeness_of_addresses,
    likeness_of_names,
    lookup_keys,
)
from smartcustoms.business.traders.queries.dealings import (
    authorisations,
    candidates,
    correction,
    corrections,
    looks,
    may_act_for,
    merges,
    registration,
    registrations,
    relations,
)
from smartcustoms.business.traders.queries.register import (
    all_named,
    by_identity,
    exported,
    named,
    of_organisation,
    owners,
    owners_asked,
    tallies,
    trader,
    traders,
)

__all__ = [
    "all_named",
    "are_other_forms",
    "authorisations",
    "by_identity",
    "candidates",
    "correction",
    "corrections",
    "exported",
    "likeness_of_addresses",
    "likeness_of_names",
    "looks",
    "lookup_keys",
    "may_act_for",
    "merges",
    "named",
    "of_organisation",
    "owners",
    "owners_asked",
    "registration",
    "registrations",
    "relations",
    "tallies",
    "trader",
    "traders",
]
