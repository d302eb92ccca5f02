"""What is broken gets its line, a sentence, a mend; a response is read leniently; what is written is strict."""

import json

import pytest

from smartcustoms.trade.declarations.wco.meaning import summary_of
from smartcustoms.trade.declarations.wco.parsing import LARGEST, MOST_TAGS, MessageUnusable
from smartcustoms.trade.declarations.wco.reading import Matter, read
from smartcustoms.trade.declarations.wco.shown import shown
from smartcustoms.trade.declarations.wco.strictly import written_strictly
from smartcustoms.trade.declarations.wco.writing import from_json, written
from tests.trade.declarations.wco.builders import DEC, MD, declaration, notification
from tests.trade.declarations.wco.comparing import differences

GOOD = declaration(items=2)


def told(content: bytes, matter: Matter = Matter.DECLARATION) -> list[tuple[str, int | None, str | None]]:
    reading = read(content, matter)
    assert all(str(each.says) and str(each.mend) and "{" not in str(each.says) for each in reading.faults)
    return [(each.code, each.line, each.path) for each in reading.faults]


def test_accepted() -> None:
    reading = read(GOOD, Matter.DECLARATION)
    assert (reading.faults, reading.notes) == ((), ())
    (summary,) = summary_of(reading)
    assert (summary["kind"], summary["items"], summary["reference"]) == ("original", 2, "OURS-1")


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        (b"</Origin>", b"</origin>", "tags_differ", 22),
        (b"<TypeCode>IMA", b"<TypeCode><!-- a -- b -->IMA", "comment_unusable", 8),
        (b"</md:MetaData>\n", b"", "not_closed", 41),
        (b"</md:MetaData>", b"</md:MetaData><more/>", "more_after_end", 41),
        (b"glazed &amp; cut", b"glazed & cut", "entity_unknown", 16),
        (b"glazed &amp; cut", b"glazed < cut", "tag_unusable", 16),
        (b"<?xml", b" <?xml", "declaration_misplaced", 1),
        (b'xmlns:md="' + MD.encode() + b'"', b"", "prefix_unknown", 2),
        (b'encoding="UTF-8"', b'encoding="UTF-7"', "encoding_unknown", 1),
        (b"OURS-1", b"OURS-\xe9", "characters_wrong", 7),
        (b"OURS-1", b"OURS\x01", "character_forbidden", 7),
        (b"<Declaration>", b"<!DOCTYPE a><Declaration>", "tag_unusable", 5),
        (b"<md:MetaData", b'<!DOCTYPE a [<!ENTITY b "c">]><md:MetaData', "dtd_refused", 2),
        (b' currencyID="HKD"', b' currencyID="HKD" currencyID="USD"', "attribute_twice", 14),
        (b' currencyID="HKD"', b" currencyID=HKD", "attribute_unusable", 14),
    ],
)
def test_what_cannot_be_parsed(old: bytes, new: bytes, code: str, line: int) -> None:
    assert old in GOOD
    assert told(GOOD.replace(old, new, 1)) == [(code, line, None)]


@pytest.mark.parametrize(
    ("old", "new", "code", "path"),
    [
        (f' xmlns="{DEC}"'.encode(), b"", "namespace_lost", "MetaData/Declaration"),
        (DEC.encode(), b"urn:other", "namespace_wrong", "MetaData/Declaration"),
        (MD.encode(), b"urn:other", "namespace_wrong", "MetaData"),
        (b"md:MetaData", b"md:Envelope", "root_wrong", "Envelope"),
        (b"<FunctionCode>9</FunctionCode>", b"", "element_missing", "MetaData/Declaration"),
        (b"<FunctionCode>9<", b"<FunctionCode>77<", "not_among", "MetaData/Declaration/FunctionCode"),
        (b"<TypeCode>IMA<", b"<TypeCode>IMPORTING<", "value_too_long", "MetaData/Declaration/TypeCode"),
        (b">20.5<", b">20,5<", "not_a_number", "{item}/Commodity/GoodsMeasure/GrossMassMeasure"),
        (b">20.5<", b"><", "value_missing", "{item}/Commodity/GoodsMeasure/GrossMassMeasure"),
        (b"<Origin>", b"<Origins/><Origin>", "element_unknown", "{item}/Origins"),
        (b"<Declarant>", b"<TypeCode>A</TypeCode><Declarant>", "element_misplaced", "MetaData/Declaration/TypeCode[2]"),
        (b' currencyID="HKD"', b' currency="HKD"', "attribute_unknown", "{item}/StatisticalValueAmount"),
        (b"<GoodsShipment>", b"<GoodsShipment>words", "text_misplaced", "MetaData/Declaration/GoodsShipment"),
        (b">18<", b"><a/><", "elements_in_leaf", "{item}/Commodity/GoodsMeasure/NetNetWeightMeasure"),
    ],
)
def test_what_is_not_in_order(old: bytes, new: bytes, code: str, path: str) -> None:
    assert old in GOOD
    where = path.format(item="MetaData/Declaration/GoodsShipment/GovernmentAgencyGoodsItem[1]")
    faults = told(GOOD.replace(old, new, 1) if b"MetaData" not in old else GOOD.replace(old, new))
    assert (faults[0][0], faults[0][2]) == (code, where)
    assert faults[0][1]


def test_did_you_mean() -> None:
    reading = read(GOOD.replace(b"<Origin>", b"<Orgin/><Origin>", 1), Matter.DECLARATION)
    assert str(reading.faults[0].mend).endswith("did you mean Origin?")


def test_a_response_without_namespaces_is_read_and_told() -> None:
    reading = read(notification(spaces=False), Matter.NOTIFICATION)
    assert ([each.code for each in reading.notes], reading.faults) == (["note_namespace_missing"], ())
    assert read(notification(), Matter.NOTIFICATION).notes == ()
    assert told(notification(spaces=False).replace(b"<ID>", b"<Id>").replace(b"</ID>", b"</Id>"), Matter.NOTIFICATION)


def test_another_message_says_how_to_read_it() -> None:
    reading = read(notification(), Matter.DECLARATION)
    assert str(reading.faults[0].says) == "This is a notification, not a declaration."
    assert str(reading.faults[0].mend) == "Read it with: smartcustoms notifications read."
    assert told(GOOD, Matter.NOTIFICATION)[0][0] == "another_message"


def test_an_envelope_is_kept_and_told() -> None:
    body = GOOD.partition(b"?>\n")[2]
    content = b'<e:send xmlns:e="urn:post"><e:to>HK</e:to>' + body + b"</e:send>"
    reading = read(content, Matter.DECLARATION)
    assert ([each.code for each in reading.notes], reading.faults) == (["note_envelope"], ())
    assert differences(content, written(from_json(json.dumps(shown(reading))))) == []
    assert told(b'<e:send xmlns:e="urn:post">' + body + body + b"</e:send>")[0][0] == "messages_many"
    assert (
        told(b'<e:send xmlns:e="urn:post">' + body.replace(b"9</Fun", b"99</Fun") + b"</e:send>")[0][0] == "not_among"
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"  \n",
        b"<",
        b"hello",
        b"{}",
        b"\xff\xfe",
        b"<a/>",
        b"<a" * 300,
        b"<a>" * 300_000,
        b"<" * (MOST_TAGS + 1),
        b"x" * (LARGEST + 1),
    ],
)
def test_what_is_no_message(content: bytes) -> None:
    assert len(told(content)) == 1


def test_mixed_text_and_loose_order_lose_nothing() -> None:
    content = b'<e:send xmlns:e="urn:post" e:a="&lt;&#10;&quot;" xml:lang="en">one<e:b>\r\n &#13;</e:b> two <e:c/><e:b x="1"/>'
    content += b'<c xmlns=""><d xmlns="urn:d"><e xmlns=""/></d></c>' + GOOD.partition(b"?>\n")[2] + b"</e:send>"
    reading = read(content, Matter.DECLARATION)
    assert differences(content, written(from_json(json.dumps(shown(reading))))) == []


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "utf-8-sig", "gb18030"])
def test_other_character_sets(encoding: str) -> None:
    named = {"utf-8-sig": "UTF-8"}.get(encoding, encoding)
    text = GOOD.decode().replace('encoding="UTF-8"', f'encoding="{named}"').replace("glazed", "émaillé")
    content = text.encode(encoding)
    reading = read(content, Matter.DECLARATION)
    assert reading.faults == ()
    assert differences(content, written(from_json(json.dumps(shown(reading))))) == []


def test_written_strictly() -> None:
    answer = json.dumps(shown(read(GOOD, Matter.DECLARATION)))
    content, notes = written_strictly(answer)
    assert (differences(GOOD, content), notes) == ([], ())
    for wrong in (
        answer.replace('"FunctionCode": "9"', '"FunctionCode": "9", "Nonsense": "1"'),
        answer.replace(f'"@xmlns": "{DEC}", ', ""),
        answer.replace('"TypeCode": "IMA"', '"TypeCode": null'),
        answer.replace('"TypeCode": "IMA"', '"TypeCode": "\\u0001"'),
        answer.replace('"TypeCode": "IMA"', '"Type><Code": "IMA"'),
        answer.replace('"TypeCode": "IMA"', '"@a b": "IMA"'),
        answer[:-5], "[]", "{}", '{"a": {}, "b": {}}', "[" * 100_000, '{"a": NaN}', '{"a": {"b": 1, "b": 2}}',
    ):  # fmt: skip
        with pytest.raises(MessageUnusable):
            written_strictly(wrong)


def test_numbers_of_json_are_written_as_they_stand() -> None:
    answer = json.dumps(shown(read(GOOD, Matter.DECLARATION))).replace('"20.5"', "20.50")
    assert b"<GrossMassMeasure>20.50<" in written_strictly(answer)[0]
