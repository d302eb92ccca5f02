"""Whose trust a number on a declaration stands for: the register of traders decides, not the number alone.

Anybody can write an operator's number on a declaration, and an applicant may write another's among his own. So a number stands
for an operator where the register ties it to the operator's own account; where the register knows nobody behind it, those
written in the operator's application, which officers validated, count.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from smartcustoms.business.traders.model import Owner, State

_UNCHECKED: Final = frozenset({State.KNOWN})
"""States of a trader without account that anybody's number has once it was declared: nobody has checked who it is."""


@dataclass(frozen=True, slots=True)
class Trusted:
    """What the platform's other parts need of an operator in good standing: `spared` from 0 to 1."""

    number: str
    organisation: str
    tier: int
    spared: float


@dataclass(frozen=True, slots=True)
class Trust:
    """The operators in good standing: by their organisation, and by each number of their application (in capitals)."""

    operators: Mapping[str, Trusted] = field(default_factory=dict)
    parties: Mapping[str, tuple[Trusted, ...]] = field(default_factory=dict)

    def meant(self, code: str, owners: Iterable[Owner]) -> Trusted | None:
        """Give the operator that a code on a declaration means; None where it is nobody's, several's or another's.

        owners: the traders that the register knows by this code; a code of declarations goes before other numbers.
        """
        every = list(owners)
        known = [each for each in every if each.declared] or every
        if len(known) > 1:
            return None
        if known and known[0].organisation:
            return None if known[0].state is State.CLOSED else self.operators.get(known[0].organisation)
        if known and known[0].state not in _UNCHECKED:
            return None
        claimed = self.parties.get(code.strip().upper(), ())
        return claimed[0] if len(claimed) == 1 else None


def trust_of(operators: Iterable[tuple[Trusted, Iterable[str]]]) -> Trust:
    """Put operators and the numbers of their applications together."""
    by_organisation: dict[str, Trusted] = {}
    parties: dict[str, tuple[Trusted, ...]] = {}
    for each, numbers in operators:
        by_organisation[each.organisation] = each
        for number in {each.organisation.upper(), *(one.upper() for one in numbers)}:
            parties[number] = (*parties.get(number, ()), each)
    return Trust(by_organisation, parties)
