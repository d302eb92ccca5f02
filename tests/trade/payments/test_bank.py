"""The bank's statements: read to the last cent or refused; matched only by name and amount; what is left over is told and settled."""

from contextlib import suppress
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.errors import Refused
from smartcustoms.trade.payments import actions, queries
from smartcustoms.trade.payments.model import BankLineState, NotPayable, NotThere, Reconciled, StatementUnreadable
from smartcustoms.trade.payments.statement_reading import read
from tests.cast import BELA, DAOUD, ESI
from tests.conftest import NOON
from tests.hostile import COUNTS, ODD_TEXTS, corpus, torn, withstood
from tests.trade.payments.builders import a_note, asked, balance, hkd, paid, said

HEAD = "kind,booked_on,amount,currency,reference,text\n"


def statement(*lines: tuple[str, str, str], opening: str = "0.00", closing: str = "") -> bytes:
    cents = sum(round(float(amount) * 100) for amount, _, _ in lines) + round(float(opening) * 100)
    rows = "".join(f'entry,2026-11-24,{amount},HKD,{reference},"{text}"\n' for amount, reference, text in lines)
    end = closing or f"{cents / 100:.2f}"
    return f"{HEAD}opening,2026-11-23,{opening},HKD,,\n{rows}closing,2026-11-24,{end},HKD,,\n".encode()


def camt(*lines: tuple[str, str, str], closing: str, version: str = "08") -> bytes:
    entries = "".join(
        f'<Ntry><Amt Ccy="HKD">{amount.lstrip("-")}</Amt><CdtDbtInd>{"DBIT" if amount.startswith("-") else "CRDT"}</CdtDbtInd>'
        f"<BookgDt><Dt>2026-11-24</Dt></BookgDt><NtryDtls><TxDtls><Refs><EndToEndId>{reference}</EndToEndId></Refs>"
        f"<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
        for amount, reference, text in lines
    )
    balances = "".join(
        f'<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy="HKD">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
        "<Dt><Dt>2026-11-24</Dt></Dt></Bal>"
        for kind, amount in (("OPBD", "0.00"), ("CLBD", closing))
    )
    inside = f"<Stmt><Acct><Id><Othr><Id>012-345</Id></Othr></Id></Acct>{balances}{entries}</Stmt>"
    name = f"urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"
    return f'<?xml version="1.0"?><Document xmlns="{name}"><BkToCstmrStmt>{inside}</BkToCstmrStmt></Document>'.encode()


def reconciled(database: Database, content: bytes) -> Reconciled:
    with database.unit(by=ESI, at=NOON) as uow:
        return actions.reconcile(uow, content, name="a file")


def states(found: Reconciled) -> list[str]:
    return [each.state.value for each in found.statement.lines]


@pytest.mark.parametrize("make", [statement, lambda *lines: camt(*lines, closing="100.00")])
def test_a_payment_named_with_its_amount_is_matched_and_the_clearing_ends_at_zero(
    database: Database, make: object
) -> None:
    payment = paid(database, a_note(database), "FPS-778899")
    found = reconciled(database, make(("100.00", "FPS-778899", "FPS TRANSFER")))  # type: ignore[operator]
    assert states(found) == ["matched"]
    assert found.statement.lines[0].payment == payment.number
    assert str(found.left) == "HKD 0.00"
    assert balance(database, "clearing:memory") == "0.00"
    assert balance(database, "bank") == "100.00"


def test_the_same_file_again_changes_nothing(database: Database) -> None:
    paid(database, a_note(database), "FPS-778899")
    content = statement(("100.00", "FPS-778899", ""))
    assert reconciled(database, content) == reconciled(database, content)
    assert balance(database, "bank") == "100.00"


def test_what_is_only_alike_is_left_over_with_a_word_on_it(database: Database) -> None:
    note = a_note(database)
    payment = paid(database, note, "FPS-778899")
    other = a_note(database, "55.00")
    found = reconciled(
        database,
        statement(
            ("100.00", "", "somebody"),  # the amount alone
            ("99.00", "FPS-778899", ""),  # the name alone
            ("55.00", "", f"DUTY {other}"),  # a note, paid by transfer
            ("7.00", "", "nothing"),
            ("-3.00", "", "BANK CHARGES"),
        ),
    )
    assert states(found) == ["left"] * 5
    told = [str(each.why) for each in found.statement.lines]
    assert payment.number in told[0]
    assert "amounts differ" in told[1]
    assert other in told[2]
    assert "names nothing" in told[3]
    assert "went out" in told[4]
    assert str(found.left) == "HKD 258.00"


def test_a_payment_booked_twice_is_matched_once(database: Database) -> None:
    paid(database, a_note(database), "FPS-778899")
    found = reconciled(database, statement(("100.00", "FPS-778899", ""), ("100.00", "FPS-778899", "")))
    assert states(found) == ["matched", "left"]
    assert "another line" in str(found.statement.lines[1].why)


def test_leftovers_are_settled_as_a_payment_or_in_words_until_none_is_left(database: Database) -> None:
    note = a_note(database, "55.00")
    found = reconciled(database, statement(("55.00", "", f"DUTY {note}"), ("-3.00", "", "BANK CHARGES")))
    identity = found.statement.identity
    with database.unit(by=ESI, at=NOON) as uow:
        actions.settle(uow, identity, 1, note=note)
        actions.settle(uow, identity, 2, because="The bank's own fee")
    for position, said_ in ((1, {"note": note}), (9, {"note": note})):
        with pytest.raises((NotPayable, NotThere)), database.unit(by=ESI, at=NOON) as uow:
            actions.settle(uow, identity, position, **said_)
    with database.unit(by=ESI, at=NOON) as uow:
        after = queries.statement(uow, identity)
        assert queries.note(uow, note).owed.amount == 0
    assert states(after) == ["settled", "settled"]
    assert str(after.left) == "HKD 0.00"
    assert balance(database, "bank") == "52.00"
    assert balance(database, "other") == "3.00"


def test_a_refund_that_was_sent_is_confirmed_by_the_bank(database: Database) -> None:
    over = said(database, asked(database, a_note(database)), hkd("150"), "FPS-1")
    with database.unit(by=BELA, at=NOON) as uow:
        number = actions.ask_refund(uow, over.number, hkd("50"), because="Paid too much")
    with database.unit(by=ESI, at=NOON) as uow:
        actions.decide_refund(uow, number, granted=True)
    with database.unit(by=DAOUD, at=NOON) as uow:
        actions.send_refund(uow, number, reference="OUT-4711")
    found = reconciled(database, statement(("150.00", "FPS-1", over.number), ("-50.00", "OUT-4711", number)))
    assert states(found) == ["matched", "matched"]
    with database.unit(by=BELA, at=NOON) as uow:
        assert queries.refund(uow, number).state.value == "confirmed"
    assert [balance(database, each) for each in ("clearing:memory", "refunds", "bank")] == ["0.00", "0.00", "100.00"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"kind\n",
        HEAD.encode(),
        statement(("1.00", "", ""), closing="2.00"),
        statement(("1.00", "", "")).replace(b"HKD,,\n", b"USD,,\n", 1),
        statement(("1.00", "", "")).replace(b"2026-11-24", b"2026-02-30"),
        statement(("1.00", "", "")).replace(b"1.00", b"1.001"),
        statement(("1.00", "", "")) + b"opening,2026-11-23,0.00,HKD,,\n",
        camt(("1.00", "R", ""), closing="2.00"),
        camt(("1.00", "R", ""), closing="1.00").replace(b"CRDT", b"XXXX"),
        camt(("1.00", "R", ""), closing="1.00").replace(b"</Stmt>", b""),
        camt(("1.00", "R", ""), closing="1.00").replace(b"<Stmt>", b"<Stmt/><Stmt>"),
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>' + camt(("1.00", "&b;", ""), closing="1.00")[21:],
        b"<" * 100_000,
    ],
)
def test_what_cannot_be_read_is_refused_whole(database: Database, content: bytes) -> None:
    with pytest.raises(StatementUnreadable) as refused:
        reconciled(database, content)
    assert str(refused.value.mend)
    with database.unit(by=ESI, at=NOON) as uow:
        assert queries.statements(uow) == []


def _hostile(good: bytes) -> object:
    def make(luck: Random) -> bytes:
        match luck.randrange(4):
            case 0:
                return torn(good, luck)
            case 1:
                return b"<a>" * luck.randrange(1, 50_000)
            case 2:
                odd = luck.choice(ODD_TEXTS).encode("utf-8", "surrogatepass")
                return good.replace(luck.choice([b"1.00", b"HKD", b"2026-11-24", b"R-1", b"entry", b"CRDT"]), odd)
            case _:
                entities = b"".join(b'<!ENTITY l%d "&l%d;&l%d;">' % (n, n + 1, n + 1) for n in range(30))
                return b"<!DOCTYPE z [" + entities + b"]><Document>&l0;</Document>" + luck.randbytes(luck.randrange(9))

    return make


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("good", [statement(("1.00", "R-1", "text")), camt(("1.00", "R-1", "text"), closing="1.00")])
def test_hostile_statements_are_refused_or_read(count: int, good: bytes) -> None:
    ends = withstood(lambda content: read(content) and "", corpus(_hostile(good), count))  # type: ignore[arg-type]
    assert sum(ends.values()) == count


@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda each: (HEAD + each).encode("utf-8", "surrogatepass")))
def test_only_a_refusal_leaves_the_reader(content: bytes) -> None:
    with suppress(Refused):
        read(content)


def test_states_of_lines_are_what_the_page_names() -> None:
    from smartcustoms.trade.payments.web.bank import LINE_STATES

    assert set(LINE_STATES) == {each.value for each in BankLineState}
