"""What can be asked of the nomenclature. It is in memory: nothing here needs a transaction."""

import csv
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

from smartcustoms.kernel.errors import NotFound, Refused
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.duty import queries as duty
from smartcustoms.trade.duty.model import Assessment, Goods
from smartcustoms.trade.tariff import everyday, nomenclature, searching
from smartcustoms.trade.tariff import notes as legal
from smartcustoms.trade.tariff.measures import holding
from smartcustoms.trade.tariff.measures import measures as held
from smartcustoms.trade.tariff.model import EDITION, IN_FORCE_FROM, Due, HsLine, Kind, Measure, Note, Way

_HEADS = ("administration", "prefix", "direction", "kind", "reference", "from", "until", "law", "source", "assumed")


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
    """Give every code of six digits that goods can be declared under (not 999999, which only statistics use)."""
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
    """Give the lines that match words or the start of a code, best first.

    English words are sought in the nomenclature's texts and our own list of everyday words, Chinese ones in that list alone: it
    names every chapter and some headings and subheadings (`reference/everyday_words.csv`).
    """
    asked = query[:200]
    return everyday.found(asked, at_most) if everyday.is_chinese(asked) else searching.found(query, at_most)


def named(code: str, language: str) -> str:
    """Give our everyday words for a line in a language; empty where the list has none."""
    return everyday.named(code, language)


def section(code: str) -> tuple[str, str] | None:
    """Give number and title of the section a line stands in; None for what stands in none."""
    number = line(code).section
    title = nomenclature.sections().get(number)
    return (number, title) if title else None


def general_rules() -> list[Note]:
    """Give the General Rules for the Interpretation, in our own words."""
    return [each for each in legal.notes() if each.of == legal.GENERAL]


def notes(code: str) -> list[Note]:
    """Give what the legal notes say of a line, in our own words: those of its section, then of its chapter.

    Raises:
        NoSuchLine: there is none.
    """
    return list(legal.holding(line(code).code))


def notes_leading_to(code: str) -> list[Note]:
    """Give the notes of other chapters that send goods to a line's heading.

    Raises:
        NoSuchLine: there is none.
    """
    return list(legal.leading(line(code).code))


def measures(
    code: str = "",
    *,
    on: date,
    way: Way | None = None,
    kind: Kind | None = None,
    administration: str = "HK",
    among_below: bool = False,
) -> list[Measure]:
    """Give the measures of an administration that hold on a day.

    Args:
        code: of goods, or the start of one; empty for all measures.
        on: the day.
        way: which way the goods go; None for any.
        kind: of these only.
        administration: whose measures.
        among_below: give those of lines below the code too, not only those that hold for all of it.
    """
    own = [each for each in held() if each.administration == administration and (kind is None or each.kind is kind)]
    if not code:
        return [each for each in own if each.holds(way, on)]
    found = holding(code, way, on, own)
    if among_below:
        found += [
            each
            for each in own
            if len(each.prefix) > len(code) and each.prefix.startswith(code) and each.holds(way, on)
        ]
    return found


def due(
    code: str, goods: Goods, *, on: date, way: Way, administration: str = "HK", exchange: Decimal | None = None
) -> list[Due]:
    """Work out each duty and levy that holds for goods of a code; what was not said of the goods is named instead.

    Args:
        code: of the goods.
        goods: their figures; class and kind are the measure's.
        on: the day whose measures and rates hold.
        way: which way they go.
        administration: whose measures.
        exchange: local money for one unit of the value's currency.
    """
    charged = [
        each
        for each in measures(code, on=on, way=way, administration=administration)
        if each.kind in {Kind.DUTY, Kind.LEVY}
    ]
    return [_due(each, goods, on, exchange) for each in charged]


def assessed(measure: Measure, goods: Goods, *, on: date, exchange: Decimal | None = None) -> Assessment:
    """Work out one duty or levy for goods, by the class and kind that the measure names.

    Raises:
        Refused: something needed was not said of the goods, or no rate is held for the day.
    """
    asked = replace(goods, goods=measure.goods_class, kind=measure.goods_kind)
    return duty.assess(asked, on=on, exchange=exchange)


def _due(measure: Measure, goods: Goods, on: date, exchange: Decimal | None) -> Due:
    try:
        return Due(measure, assessment=assessed(measure, goods, on=on, exchange=exchange))
    except Refused as lacks:
        return Due(measure, lacks=lacks)


def plain_measure(measure: Measure) -> dict[str, Any]:
    """Give a measure as plain JSON values."""
    return {
        "administration": measure.administration,
        "prefix": measure.prefix,
        "direction": measure.way.value if measure.way else "any",
        "kind": measure.kind.value,
        "reference": measure.reference,
        "from": measure.since.isoformat(),
        "until": measure.until.isoformat() if measure.until else None,
        "law": measure.law,
        "source": measure.source,
        "assumed": measure.assumed,
        "says": measure.says,
    }


def plain_note(note: Note) -> dict[str, Any]:
    """Give a note as plain JSON values."""
    where = {"of": note.of, "number": note.number, "kind": note.kind.value, "leads_to": list(note.leads_to)}
    return where | {"says": note.says, "assumed": True}


def exported(found: Iterable[Measure]) -> str:
    """Give measures as CSV, as the reference file writes them."""
    into = StringIO()
    rows = [
        {**(plain := plain_measure(each)), **plain.pop("says"), "assumed": "yes" if each.assumed else "no"}
        for each in found
    ]
    heads = [*_HEADS, "en", "zh-Hant", "zh-Hans"]
    file = csv.DictWriter(into, heads, lineterminator="\r\n", extrasaction="ignore")
    file.writeheader()
    file.writerows(rows)
    return into.getvalue()
