"""What customs knows of a business as PDF, in the reader's language: what the page `My business` shows, to keep and pass on."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from smartcustoms.business.traders import wording
from smartcustoms.kernel.plain_pdf import Line, Table, drawn
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.kernel.words.say import Reader, say

_TITLE: Final = sentence("What customs knows of your business, and who looked")
_MOST_LOOKS: Final = 200


def pdf_of_own(known: dict[str, Any], who: Reader, *, at: datetime, font: Path | None = None) -> bytes:
    """Draw it; the same again gives the same bytes."""
    reader = replace(who, capability="traders")
    parts = _parts(known, reader, at)
    return drawn(say(_TITLE, reader), parts, language=who.language, subject=known["trader"].number, font=font)


def _parts(known: dict[str, Any], who: Reader, at: datetime) -> Iterator[Line | Table]:
    trader = known["trader"]
    yield Line(say(_TITLE, who), 18)
    yield Line(f"{trader.name} · {trader.number} · {say(wording.STATES[trader.state.value], who)}", 12, above=4)
    yield Line(say(sentence("As it stood on {day} (UTC)", day=f"{at:%Y-%m-%d %H:%M}"), who))
    for title, heads, rows, widths in (
        _particulars(trader, who),
        _counted(known["tallies"], who),
        _authorities(known, who),
        _corrections(known["corrections"], who),
        _relations(known["relations"], who),
        _looks(known["looks"], who),
    ):
        yield Line(say(title, who), 13, above=12)
        if rows:
            yield Table([say(each, who) for each in heads], rows, widths)
        else:
            yield Line(say(sentence("Nothing."), who))


_Part = tuple[Sentence, tuple[Sentence, ...], list[list[str]], tuple[int, ...]]


def _particulars(trader: Any, who: Reader) -> _Part:
    rows = [[say(wording.NAME_KINDS[each.kind.value], who), each.text] for each in trader.names]
    rows += [
        [say(wording.IDENTITIES[each.kind.value], who), f"{each.value} {each.country}".strip() + _days(each)]
        for each in trader.identities
    ]
    rows += [
        [say(sentence("Address"), who), ", ".join(filter(None, (each.text, each.country)))] for each in trader.addresses
    ]
    rows += [[say(sentence("Role"), who), say(wording.ROLES[role], who)] for role in sorted(trader.roles)]
    return sentence("What is written of it"), (sentence("What"), sentence("Written")), rows, (180, 280)


def _days(each: Any) -> str:
    return f" ({_day(each.since)} – {_day(each.until)})" if each.since or each.until else ""


def _counted(tallies: Iterable[Any], who: Reader) -> _Part:
    named = wording.COUNTED
    rows = [
        [str(each.year), say(named[each.what], who) if each.what in named else each.what, str(each.count)]
        for each in tallies
    ]
    heads = (sentence("Year"), sentence("What"), sentence("Count"))
    return sentence("What was counted"), heads, rows, (60, 320, 80)


def _authorities(known: dict[str, Any], who: Reader) -> _Part:
    rows = []
    for each in known["authorisations"]:
        what = ", ".join(say(wording.WHATS[code], who) for code in sorted(one.value for one in each.what))
        holds = sentence("Holds") if each.holds(known["today"]) else sentence("Not in force")
        days = f"{_day(each.since)} – {_day(each.until)}"
        rows.append([each.principal_name, each.agent_name, what, f"{days}: {say(holds, who)}"])
    heads = (sentence("Principal"), sentence("Agent"), sentence("For what"), sentence("From and until"))
    return sentence("Authority to act"), heads, rows, (115, 115, 120, 110)


def _corrections(corrections: Iterable[Any], who: Reader) -> _Part:
    rows = [
        [
            f"{each.proposed_at:%Y-%m-%d}",
            each.because,
            " · ".join(filter(None, (say(wording.PROGRESS[each.progress.value], who), each.answer))),
        ]
        for each in corrections
    ]
    heads = (sentence("Proposed"), sentence("Why"), sentence("State"))
    return sentence("Corrections you proposed"), heads, rows, (80, 220, 160)


def _relations(relations: Iterable[Any], who: Reader) -> _Part:
    rows = [[each.trader, say(wording.RELATIONS[each.kind.value], who), each.other] for each in relations]
    heads = (sentence("Trader"), sentence("Relation"), sentence("Other trader"))
    return sentence("Relations that customs noted"), heads, rows, (150, 160, 150)


def _looks(looks: Iterable[Any], who: Reader) -> _Part:
    customs = say(sentence("Customs"), who)
    rows = [
        [f"{each.at:%Y-%m-%d %H:%M}", customs if each.organisation == "customs" else each.organisation]
        for each in list(looks)[:_MOST_LOOKS]
    ]
    return sentence("Who looked at this entry"), (sentence("When"), sentence("Who")), rows, (150, 310)


def _day(day: date | None) -> str:
    return day.isoformat() if day else "…"
