"""A bank's statement, read: our CSV, or ISO 20022 camt.053 of any version. What cannot be read to the last cent is refused whole."""

import csv
import hashlib
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import TYPE_CHECKING, Any, Final

from smartcustoms.kernel.money import Money, NotAnAmount, amount
from smartcustoms.kernel.places import currencies
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.payments.model import BankLine, Statement, StatementUnreadable

if TYPE_CHECKING:
    from lxml.etree import _Element

LARGEST: Final = 8 * 1024 * 1024
MOST_LINES: Final = 50_000
HEAD: Final = ["kind", "booked_on", "amount", "currency", "reference", "text"]
_KINDS: Final = {"opening", "entry", "closing"}
_REFERENCES: Final = ("AcctSvcrRef", "EndToEndId", "TxId", "InstrId", "NtryRef")


def read(content: bytes) -> Statement:
    """Read a statement.

    Raises:
        StatementUnreadable: it is too large, of no known kind, or torn; or its lines do not lead from opening to closing balance.
    """
    if len(content) > LARGEST:
        raise _fault(
            sentence("The file is too large."),
            sentence("Give at most {most} MB.", most=LARGEST >> 20),
            seen=len(content),
        )
    found = _camt(content) if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" else _csv(content)
    if found.difference.amount:
        raise _fault(
            sentence(
                "The lines do not lead from the opening to the closing balance: {difference} is missing or too much.",
                difference=found.difference,
            ),
            sentence("Give the whole statement as the bank made it."),
            seen=found.difference,
        )
    return found


def _csv(content: bytes) -> Statement:
    try:
        text = content.decode("utf-8-sig")
        rows = list(csv.reader(StringIO(text), strict=True))
    except (UnicodeDecodeError, csv.Error) as wrong:
        raise _fault(sentence("The file is no CSV in UTF-8."), _MEND_CSV, seen=wrong) from None
    if not rows or rows[0] != HEAD:
        raise _fault(
            sentence("The first line is not the expected one."), _MEND_CSV, seen=",".join(rows[0]) if rows else ""
        )
    if len(rows) - 1 > MOST_LINES:
        raise _too_many()
    return _made(content, "", [_csv_row(number, cells) for number, cells in enumerate(rows[1:], 2) if cells])


_Row = tuple[str, date, Money, str, str]


def _csv_row(number: int, cells: list[str]) -> _Row:
    where = sentence("line {number}", number=number)
    if len(cells) != len(HEAD) or cells[0] not in _KINDS:
        raise _fault(sentence("{where}: this is no row of a statement.", where=where), _MEND_CSV, seen=",".join(cells))
    kind, day, sum_, currency, reference, text = cells
    return kind, _day(day, where), _money(sum_, currency, where), _plain(reference), _plain(text)


def _made(content: bytes, account: str, rows: list[_Row]) -> Statement:
    ends: dict[str, list[Money]] = {"opening": [], "closing": []}
    for kind, _, money, _, _ in rows:
        if kind in ends:
            ends[kind].append(money)
    if any(len(each) != 1 for each in ends.values()) or len({money.currency for _, _, money, _, _ in rows}) != 1:
        raise _fault(
            sentence("A statement has one opening and one closing balance, all in one currency."),
            sentence("Give one statement of one account at a time."),
            seen=f"{len(ends['opening'])}, {len(ends['closing'])}",
        )
    entries = [row for row in rows if row[0] == "entry"]
    lines = tuple(
        BankLine(position=n, booked_on=day, amount=money, reference=reference, text=text)
        for n, (_, day, money, reference, text) in enumerate(entries, 1)
    )
    (opening,), (closing,) = ends["opening"], ends["closing"]
    identity = hashlib.sha256(content).hexdigest()[:32]
    return Statement(identity=identity, account=account, opening=opening, closing=closing, lines=lines)


def _camt(content: bytes) -> Statement:
    from lxml import etree  # here, so that nothing else loads it

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as wrong:
        raise _fault(sentence("The file is no XML."), _MEND_CAMT, seen=wrong) from None
    if b"<!DOCTYPE" in content[:LARGEST] or b"<!ENTITY" in content:
        raise _fault(sentence("A statement has no document type of its own."), _MEND_CAMT, seen="DOCTYPE")
    statements = list(_inside(root, "BkToCstmrStmt", "Stmt"))
    if len(statements) != 1:
        raise _fault(
            sentence("The file holds {count} statements.", count=len(statements)), _MEND_CAMT, seen=_name(root)
        )
    (found,) = statements
    entries = list(_inside(found, "Ntry"))
    if len(entries) > MOST_LINES:
        raise _too_many()
    account = next(
        (_text(each) for path in (("IBAN",), ("Othr", "Id")) for each in _inside(found, "Acct", "Id", *path)), ""
    )
    rows = [_balance(each) for each in _inside(found, "Bal")]
    rows = [row for row in rows if row[0]] + [_entry(number, each) for number, each in enumerate(entries, 1)]
    return _made(content, account[:60], rows)


def _balance(found: "_Element") -> _Row:
    kind = next((_text(each) for each in _inside(found, "Tp", "CdOrPrtry", "Cd")), "")
    named = {"OPBD": "opening", "PRCD": "opening", "CLBD": "closing"}.get(kind, "")
    where = sentence("balance {kind}", kind=kind[:10])
    if not named:
        return "", date.min, Money(Decimal(0), "HKD"), "", ""
    return named, _booked(found, "Dt", where), _signed(found, where), "", ""


def _entry(number: int, found: "_Element") -> _Row:
    where = sentence("entry {number}", number=number)
    details = next(_inside(found, "NtryDtls", "TxDtls"), None)
    inside = [] if details is None else [*_inside(details, "Refs")]
    places = [found, *inside]
    known = [_text(each) for name in _REFERENCES for place in places for each in _inside(place, name)]
    reference = next((each for each in known if each and each != "NOTPROVIDED"), "")
    told = [] if details is None else [_text(each) for each in _inside(details, "RmtInf", "Ustrd")]
    text = " ".join([*told, *(_text(each) for each in _inside(found, "AddtlNtryInf")), *known])
    return "entry", _booked(found, "BookgDt", where), _signed(found, where), _plain(reference), _plain(text)


def _booked(found: "_Element", name: str, where: Sentence) -> date:
    days = [_text(each) for inner in ("Dt", "DtTm") for each in _inside(found, name, inner)]
    return _day(days[0][:10] if days else "", where)


def _signed(found: "_Element", where: Sentence) -> Money:
    amounts = list(_inside(found, "Amt"))
    sign = next((_text(each) for each in _inside(found, "CdtDbtInd")), "")
    if len(amounts) != 1 or sign not in {"CRDT", "DBIT"}:
        raise _fault(sentence("{where}: its amount or its direction is missing.", where=where), _MEND_CAMT, seen=sign)
    money = _money(_text(amounts[0]), amounts[0].get("Ccy", ""), where)
    if money.amount < 0:
        raise _fault(sentence("{where}: its amount or its direction is missing.", where=where), _MEND_CAMT, seen=money)
    return money if sign == "CRDT" else money * -1


def _inside(found: "_Element", *path: str) -> Iterator[Any]:
    """Give what lies at a path below, in any namespace."""
    if not path:
        yield found
        return
    for each in found:
        if isinstance(each.tag, str) and _name(each) == path[0]:
            yield from _inside(each, *path[1:])


def _name(found: "_Element") -> str:
    return str(found.tag).rpartition("}")[2]


def _text(found: "_Element") -> str:
    return (found.text or "").strip()


def _money(text: str, currency: str, where: Sentence) -> Money:
    try:
        found = Money(amount(text), currency)
    except NotAnAmount:
        raise _fault(sentence("{where}: this is not an amount.", where=where), _MEND_AMOUNT, seen=text) from None
    if currency not in currencies() or abs(found.amount) > Decimal("1e12") or found.rounded() != found:
        raise _fault(
            sentence("{where}: this is not an amount.", where=where), _MEND_AMOUNT, seen=f"{text[:30]} {currency}"
        )
    return found.rounded()


def _day(text: str, where: Sentence) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        mend = sentence("Write year, month and day, such as 2026-11-01.")
        raise _fault(sentence("{where}: this is not a day.", where=where), mend, seen=text) from None


def _plain(text: str) -> str:
    """Keep what can be kept: no control characters, at most 400 letters."""
    return re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", " ", text).strip()[:400]


_MEND_CSV: Final = sentence(
    "Write the first line kind,booked_on,amount,currency,reference,text and then rows of the kinds opening, entry and closing."
)
_MEND_CAMT: Final = sentence("Give one camt.053 statement as the bank made it.")
_MEND_AMOUNT: Final = sentence("Write an amount such as 1234.50 with its currency.")


def _too_many() -> StatementUnreadable:
    return _fault(
        sentence("The statement has too many lines."), sentence("Give at most {most}.", most=MOST_LINES), seen=""
    )


def _fault(says: Sentence, mend: Sentence, *, seen: object) -> StatementUnreadable:
    return StatementUnreadable(says, mend=mend, field="file", seen=str(seen)[:80])
