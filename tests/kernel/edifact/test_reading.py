"""Interchanges are read as they were written; each fault names its segment, element and value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.kernel.edifact.model import EdifactRefused, Weight, at
from smartcustoms.kernel.edifact.reading import accepted, read
from smartcustoms.kernel.edifact.splitting import REPEATED
from smartcustoms.kernel.edifact.writing import written
from tests.kernel.edifact.builders import CUSCAR, CUSDEC, group


def faults(content: bytes) -> list[tuple[str, str, str]]:
    return [(each.code, each.path, each.value) for each in read(content).faults if each.weight is Weight.REFUSES]


def told(content: bytes) -> list[tuple[str, str]]:
    return [(each.code, each.path) for each in read(content).faults if each.weight is Weight.TELLS]


def changed(before: str, after: str, content: bytes = CUSCAR) -> bytes:
    assert content.count(before.encode()) == 1
    return content.replace(before.encode(), after.encode())


def test_a_good_interchange_is_read_whole() -> None:
    found = read(CUSCAR)
    assert found.faults == ()
    (interchange,) = found.interchanges
    (message,) = interchange.messages
    rows = message.segments()
    assert (interchange.sender, interchange.recipient, interchange.reference) == ("SENDER", "HKCUSTOMS", "REF1")
    assert (message.type, message.directory, message.count, message.starts) == ("CUSCAR", "D.96B", 18, 2)
    assert len(rows) == 18
    assert at(rows[5], 8, 3) == "EVER 'GIVEN'"
    assert at(rows[5], 99) == at(rows[5], 1, 9) == ""


def test_two_sections_and_no_una() -> None:
    assert read(CUSDEC).faults == ()


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("UNT+18+1'", "UNT+17+1'", [("count_wrong", "19/UNT/1", "17")]),
        ("UNT+18+1'", "UNT+18+2'", [("reference_differs", "19/UNT/2", "2")]),
        ("UNZ+1+REF1'", "UNZ+2+REF1'", [("count_wrong", "20/UNZ/1", "2")]),
        ("UNZ+1+REF1'", "UNZ+1+REF2'", [("reference_differs", "20/UNZ/2", "REF2")]),
        ("UNZ+1+REF1'", "", [("interchange_not_ended", "1/UNB", "")]),
        ("UNT+18+1'\n", "", [("message_not_ended", "2/UNH", "")]),
        ("UNZ+1+REF1'", "UNZ+1+REF1", [("interchange_not_ended", "1/UNB", ""), ("not_ended", "20", "UNZ+1+REF1")]),
        ("202611241200:203", "202613241200:203", [("not_a_time", "4/DTM/1.2", "202613241200")]),
        ("202611241200:203", "20261124:203", [("not_a_time", "4/DTM/1.2", "20261124")]),
        ("GID+1+10:CT'", "GID+1+TEN:CT'", [("not_a_number", "15/GID/2.1", "TEN")]),
        ("GID+1+10:CT'", "GID+1+123456789:CT'", [("too_long", "15/GID/2.1", "123456789")]),
        ("NAD+CZ+++ACME'", "NAD++++ACME'", [("missing", "14/NAD/1", "")]),
        ("LOC+9+CNSHA'", "LOQ+9+CNSHA'", [("segment_unknown", "13/LOQ", "LOQ")]),
        ("LOC+9+CNSHA'", "'", [("empty_segment", "13", "")]),
        ("UNOA:2", "UNOZ:2", [("syntax_unknown", "1/UNB/1.1", "UNOZ:2")]),
        ("UNOA:2", "UNOA:7", [("syntax_unknown", "1/UNB/1.1", "UNOA:7")]),
        ("UNA:+.? '", "UNA::.? '", [("una_unusable", "1/UNA", "UNA::.? '")]),
        ("UNA:+.? '", "UNAA+.? '", [("una_unusable", "1/UNA", "UNAA+.? '")]),
        ("ACME", "AC\x00ME", [("control_character", "14", "\\x00")]),
        ("ACME", "ACMÉ", [("character_wrong", "14", "\\xc3\\x89'G")]),
        ("+REF1'\nUNH", "'\nUNH", [("missing", "1/UNB/5", ""), ("reference_differs", "20/UNZ/2", "REF1")]),
        ("UNH+1+CUSCAR:D:96B:UN'", "UNH+1+CUSCAR:D:96B'", [("missing", "2/UNH/2.4", "")]),
    ],
)
def test_every_fault_names_its_place(before: str, after: str, expected: list[tuple[str, str, str]]) -> None:
    assert faults(changed(before, after)) == expected


def test_a_mandatory_segment_that_is_not_there_is_named_before_the_next() -> None:
    found = read(changed("BGM+785+MAN123+9'\n", "", changed("UNT+18", "UNT+17"))).faults
    assert [(each.code, each.path, str(each.says)) for each in found] == [
        ("segment_missing", "3/DTM", "The segment BGM is missing before this one.")
    ]
    assert faults(CUSDEC.replace(b"UNS+S'", b"").replace(b"UNT+15", b"UNT+14")) == [
        ("segment_missing", "14/CNT", "UNS")
    ]


def test_too_often_refuses_where_the_number_is_certain() -> None:
    assert faults(CUSDEC.replace(b"BGM+929+D1+9'", b"BGM+929+D1+9'" * 2).replace(b"UNT+15", b"UNT+16")) == [
        ("segment_too_often", "4/BGM", "BGM")
    ]


def test_what_the_table_only_remembers_is_told_and_not_refused() -> None:
    many = "DTM+137:202611241200:203'\n"
    content = CUSCAR.replace(many.encode(), many.encode() * 12).replace(b"UNT+18", b"UNT+29")
    assert faults(content) == []
    assert told(content) == [("segment_often", "13/DTM")]
    assert told(changed("SEL+123+CA'", "LIN+1'")) == [("segment_unexpected", "10/LIN")]
    assert told(changed("ACME", "Acme")) == [("character_of_higher_level", "14")]


def test_what_comes_before_its_section_does_not_hide_the_section() -> None:
    early = CUSDEC.replace(b"MOA+39:100:HKD'UNS+D", b"MOA+39:100:HKD'TAX+1'UNS+D").replace(b"UNT+15", b"UNT+16")
    assert faults(early) == []
    assert told(early) == [("segment_unexpected", "8/TAX")]


def test_a_group_that_stands_more_often_than_remembered_is_told() -> None:
    many = CUSDEC.replace(b"NAD+IM", b"RFF+ABE:1'" * 120 + b"NAD+IM").replace(b"UNT+15", b"UNT+135")
    assert faults(many) == []
    assert {code for code, _ in told(many)} <= {"segment_unexpected", "segment_often"}


def test_groups_are_counted_and_compared() -> None:
    good = group("1", "2")
    assert faults(good) == []
    assert [each.group for each in read(good).messages()] == ["G1", "G1"]
    assert faults(good.replace(b"UNE+2", b"UNE+3")) == [("count_wrong", "9/UNE/1", "3")]
    assert faults(good.replace(b"UNE+2+G1", b"UNE+2+G2")) == [("reference_differs", "9/UNE/2", "G2")]
    assert faults(good.replace(b"UNE+2+G1'", b"")) == [("group_not_ended", "2/UNG", "")]
    assert faults(good.replace(b"UNH+2", b"UNH+1").replace(b"UNT+3+2", b"UNT+3+1")) == [
        ("reference_twice", "6/UNH/1", "1")
    ]


def test_messages_beside_groups_are_refused() -> None:
    loose = group("1").replace(b"UNZ+1", b"UNH+9+CUSCAR:D:96B:UN'BGM+785+9+9'UNT+3+9'UNZ+1")
    assert ("mixed", "7/UNH", "") in faults(loose)


def test_segments_outside_messages_are_named() -> None:
    assert faults(CUSDEC.replace(b"UNZ+1", b"FTX+AAA'UNZ+1"))[0][:2] == ("outside_message", "17")
    assert faults(CUSDEC + b"FTX+AAA'")[0][:2] == ("outside_message", "18")
    assert faults(CUSDEC.replace(b"UNH+A", b"BGM+1'UNH+A"))[0][:2] == ("outside_message", "2")


def test_several_interchanges_in_a_file() -> None:
    found = read(CUSDEC + b"\r\n" + CUSDEC.replace(b"+7'", b"+8'"))
    assert found.faults == ()
    assert [each.reference for each in found.interchanges] == ["7", "8"]


@pytest.mark.parametrize(
    ("level", "text", "encoding"),
    [
        ("UNOC", "Müller & Søn", "iso8859-1"),
        ("UNOD", "Łódź", "iso8859-2"),
        ("UNOE", "Москва", "iso8859-5"),
        ("UNOF", "Αθήνα", "iso8859-7"),
        ("UNOG", "Ĉielo", "iso8859-3"),
        ("UNOH", "Rīga", "iso8859-4"),
        ("UNOI", "دبي", "iso8859-6"),
        ("UNOJ", "חיפה", "iso8859-8"),
        ("UNOK", "İstanbul", "iso8859-9"),
        ("UNOL", "5 €", "iso8859-15"),
        ("UNOW", "香港 €", "utf-8"),
        ("UNOX", "日本", "iso2022_jp_2"),
        ("UNOY", "深圳", "utf-8"),
    ],
)
def test_each_level_has_its_character_set(level: str, text: str, encoding: str) -> None:
    content = CUSCAR.decode().replace("UNOA:2", f"{level}:3").replace("ACME", text).encode(encoding)
    found = read(content)
    assert found.faults == ()
    assert at(next(found.messages()).segments()[12], 4) == text


@pytest.mark.parametrize(
    "una", ["UNA:+.? '", "UNA#|,!*~", "UNA:+,? '", "UNA'+.?*:", "UNA\\+.? '", "UNA\"+.? '", "UNA:+. ~|"]
)
def test_any_usable_separators_give_the_same_message(una: str) -> None:
    component, element, _, release, _, terminator = una[3:]
    rows = next(read(CUSDEC).messages()).segments()
    separators = {component, element, release, terminator} - {" "}

    def said(text: str) -> str:
        return "".join(release + each if each in separators else each for each in text)

    plain = read(CUSDEC).interchanges[0]
    head = [["UNB"], ["UNOC", "4" if una[7] == "*" else "3"], ["BROKER"], ["CUSTOMS"], ["20261124", "0930"], ["7"]]
    every = [head, *rows, [["UNZ"], ["1"], ["7"]]]
    body = "".join(element.join(component.join(map(said, one)) for one in row) + terminator for row in every)
    found = read((una + body).encode())
    assert found.faults == ()
    assert next(found.messages()).segments() == rows == plain.messages[0].segments()


def test_repetitions_of_version_4_are_kept_apart() -> None:
    content = CUSDEC.replace(b"UNOC:3", b"UNOC:4").replace(b"NAD+IM+C1::95", b"NAD+IM+C1::95*C2")
    row = next(read(content).messages()).segments()[4]
    assert row[2] == ("C1", "", "95", REPEATED, "C2")
    below = next(read(CUSDEC.replace(b"C1::95", b"C1*C2::95")).messages()).segments()[4]
    assert below[2] == ("C1*C2", "", "95")


def test_level_b_without_graphic_separators() -> None:
    content = CUSDEC.replace(b"UNOC:3", b"UNOB:1")
    content = content.replace(b"'", b"\x1c").replace(b"+", b"\x1d").replace(b":", b"\x1f")
    assert read(content).faults == ()


def test_refused_says_the_first_place() -> None:
    with pytest.raises(EdifactRefused, match="Segment 19: 18 are counted here, 17 are stated") as refused:
        accepted(changed("UNT+18+1'", "UNT+17+1'"))
    assert refused.value.field == "19/UNT/1"
    assert accepted(CUSCAR).is_accepted


texts = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20)


@given(st.lists(st.lists(texts, min_size=1, max_size=4), min_size=1, max_size=5))
def test_what_is_written_is_read_again(elements: list[list[str]]) -> None:
    row = ["FTX", *elements]
    body = written(
        [("UNB", ("UNOW", "3"), "S", "R", ("261124", "1200"), "1"), ("UNH", "1", ("X", "D", "1", "UN")), row]
    )
    (_, again) = next(read((body + "UNT+3+1'UNZ+1+1'").encode(), check=False).messages()).segments()[:2]
    for place, element in enumerate(elements, start=1):
        for part, text in enumerate(element):
            assert at(again, place, part) == text
