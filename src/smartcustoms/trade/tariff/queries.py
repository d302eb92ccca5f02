"""What can be asked of the nomenclature. It is in memory: nothing here needs a transaction."""

from datetime import date

from smartcustoms.kernel.errors import NotFound
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.tariff import nomenclature, searching
from smartcustoms.trade.tariff.model import EDITION, IN_FORCE_FROM, HsLine


class NoSuchLine(NotFound):
    """The nomenclature has no line with this code."""

    code = "tariff_line_unknown"


def line(code: str) -> HsLine:
    """Give one line by its code of 2, 4 or 6 digits, dots and spaces allowed.

    Raises:
        NoSuchLine: there is none; the mend names codes that may be meant.
    """
    plain = "".join(c for c in code if c not in ". ")
    found = nomenclature.lines().get(plain)
    if found is None:
        near = nearest(plain)
        mend = (
            sentence("Did you mean {codes}?", codes=", ".join(near))
            if near
            else sentence("Search the tariff by words.")
        )
        raise NoSuchLine(
            sentence("{edition} has no line {code}.", edition=EDITION, code=plain[:12]),
            mend=mend,
            field="hs_code",
            seen=plain[:12],
        )
    return found


def text_of(code: str) -> str:
    """Give what goods of a code are, in the nomenclature's English; empty when there is no such line."""
    found = nomenclature.lines().get(code)
    return found.text if found else ""


def subheadings() -> frozenset[str]:
    """Give every code of six digits."""
    return nomenclature.subheadings()


def is_held(on: date) -> bool:
    """Tell whether the edition in force on a day is the one held."""
    return on >= IN_FORCE_FROM


def nearest(code: str, at_most: int = 3) -> list[str]:
    """Give the six-digit codes most likely meant by a wrong one, best first; empty when nothing is near."""
    return nomenclature.nearest(code, at_most)


def path(code: str) -> list[HsLine]:
    """Give the lines from the chapter down to a line.

    Raises:
        NoSuchLine: there is none.
    """
    here = line(code)
    return [*(path(here.above) if here.above else []), here]


def lines_below(code: str | None) -> list[HsLine]:
    """Give the lines right below one; the chapters when none is named."""
    held = nomenclature.lines()
    if code is None:
        return [each for _, each in sorted(held.items()) if each.above is None]
    return [held[each] for each in nomenclature.below().get(line(code).code, ())]


def lines_found(query: str, at_most: int = 20) -> list[HsLine]:
    """Give the lines that match words (English) or the start of a code, best first."""
    return searching.found(query, at_most)
