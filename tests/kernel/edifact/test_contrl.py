"""CONTRL answers every interchange: taken, or refused with the numbers of ISO 9735, segment by segment."""

from datetime import UTC, datetime

from smartcustoms.kernel.edifact.contrl import answers
from smartcustoms.kernel.edifact.reading import read
from tests.kernel.edifact.builders import CUSCAR, CUSDEC

AT = datetime(2026, 11, 24, 12, 5, tzinfo=UTC)
HEAD = "UNB+UNOA:2+HKCUSTOMS:ZZ+SENDER:ZZ+261124:1205+7'UNH+1+CONTRL:D:3:UN'"


def body(content: bytes) -> str:
    (text,) = answers(read(content), at=AT, first=7)
    assert text.startswith(HEAD)
    return text.removeprefix(HEAD)


def test_what_is_in_order_is_acknowledged() -> None:
    assert body(CUSCAR) == "UCI+REF1+SENDER:ZZ+HKCUSTOMS:ZZ+8'UCM+1+CUSCAR:D:96B:UN+7'UNT+4+1'UNZ+1+7'"


def test_a_message_is_refused_alone_with_segment_and_element() -> None:
    hurt = CUSCAR.replace(b"GID+1+10:CT", b"GID+1+TEN:CT").replace(b"LOC+9+CNSHA'", b"LOQ'")
    assert body(hurt) == (
        "UCI+REF1+SENDER:ZZ+HKCUSTOMS:ZZ+8'UCM+1+CUSCAR:D:96B:UN+4'UCS+12+15'UCS+14'UCD+37+2:1'UNT+7+1'UNZ+1+7'"
    )


def test_a_wrong_count_refuses_all() -> None:
    assert body(CUSCAR.replace(b"UNZ+1", b"UNZ+2")) == (
        "UCI+REF1+SENDER:ZZ+HKCUSTOMS:ZZ+4+29+UNZ+1'UCM+1+CUSCAR:D:96B:UN+4'UNT+4+1'UNZ+1+7'"
    )


def test_answers_can_be_read_and_are_not_answered() -> None:
    both = answers(read(CUSCAR + CUSDEC.replace(b"UNOC:3", b"UNOA:2")), at=AT)
    assert [read(each.encode()).faults for each in both] == [(), ()]
    assert answers(read("".join(both).encode()), at=AT) == []
