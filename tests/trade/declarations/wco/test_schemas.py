# ruff: noqa: E501 - one case a line
"""An administration's schemas: what they refuse is told in plain words, and the table of classes refuses the same."""

import random
from pathlib import Path

import pytest

from smartcustoms.trade.declarations.wco.parsing import MessageUnusable
from smartcustoms.trade.declarations.wco.reading import Matter, read
from smartcustoms.trade.declarations.wco.schemas import Schemas, schemas_of
from tests.shared_data import shared
from tests.trade.declarations.wco.builders import declaration, notification

GOOD = declaration(items=2)


@pytest.fixture(scope="module")
def schemas() -> Schemas:
    return schemas_of(Path(shared("wco-dm")) / "schemas")


def test_our_own_messages_are_valid(schemas: Schemas) -> None:
    assert read(GOOD, Matter.DECLARATION, schemas).faults == ()
    assert read(notification(spaces=False), Matter.NOTIFICATION, schemas).faults == ()


@pytest.mark.parametrize(
    ("old", "new", "code", "message"),
    [
        (b"9</Fun", b"77</Fun", "not_among", "FunctionCode (Message function, coded) is not one of the allowed codes."),
        (b">20.5<", b">20,5<", "not_a_number", "GrossMassMeasure (Gross weight item level) is not a number."),
        (b">OURS-1<", b">" + b"x" * 40 + b"<", "value_too_long", "FunctionalReferenceID (Functional reference number) has 40 characters; 35 are the most."),
        (b">OURS-1<", b"> <", "value_missing", "FunctionalReferenceID (Functional reference number) is empty."),
        (b"<Origin>", b"<Origins/><Origin>", "element_unknown", "GovernmentAgencyGoodsItem has no element Origins."),
        (b' currencyID="HKD"', b' currency="HKD"', "attribute_unknown", "StatisticalValueAmount (Statistical value) has no attribute currency."),
    ],
)  # fmt: skip
def test_in_plain_words(schemas: Schemas, old: bytes, new: bytes, code: str, message: str) -> None:
    faults = read(GOOD.replace(old, new, 1), Matter.DECLARATION, schemas).faults
    assert (faults[0].code, faults[0].line is not None) == (code, True)
    assert str(faults[0].says) == message


def hurt(content: bytes, luck: random.Random) -> bytes:
    """Change a name, a value or an attribute, drop or double an element: what people and programs get wrong."""
    lines = content.split(b"\n")
    places = [
        place
        for place, line in enumerate(lines)
        if line.strip().startswith(b"<") and b"xmlns" not in line and b"<?" not in line
    ]
    place = luck.choice(places)
    line = lines[place]
    leaf = line.strip().count(b"<") == 2 and b"</" in line
    kind = luck.randrange(7)
    if kind == 0 and leaf:
        lines[place] = b""
    elif kind == 1 and leaf:
        lines[place] = line + line
    elif kind == 2 and leaf:
        other = luck.choice(places)
        lines.insert(other, line)
    elif kind == 3:
        value = luck.choice(
            [
                b"",
                b" ",
                b"x" * luck.randrange(1, 600),
                b"1.5",
                b"-1",
                b"12345678901234567890.123",
                b"20260101",
                b"true",
                "é".encode(),
                b"a\nb",
            ]
        )
        lines[place] = line.replace(line[line.find(b">") + 1 : line.find(b"</")], value, 1) if leaf else line
    elif kind == 4:
        lines[place] = line.replace(b"Code", b"Codes")
    elif kind == 5:
        lines[place] = line.replace(
            b">",
            luck.choice([b' listID="1">', b' unitCode="KGM">', b' currencyID="GBP">', b' nope="">', b' schemeID="x">']),
            1,
        )
    else:
        lines[place] = line.replace(b"<ID>", b"<Name>").replace(b"</ID>", b"</Name>")
    return b"\n".join(lines)


def test_the_table_refuses_what_the_schemas_refuse(schemas: Schemas) -> None:
    """Over given declarations with something changed: the table alone and the schemas agree on each."""
    luck = random.Random(3)
    files = sorted((Path(shared("wco-dm")) / "declarations").glob("*.xml"))
    goods = [content for path in files if not read(content := path.read_bytes(), Matter.DECLARATION).faults]
    differ, refused = [], 0
    for place in range(600):
        content = hurt(goods[place % len(goods)], luck)
        by_table, by_schema = read(content, Matter.DECLARATION), read(content, Matter.DECLARATION, schemas)
        refused += not by_schema.is_accepted
        assert all(str(each.says) and each.line for each in by_schema.faults)
        if by_table.is_accepted != by_schema.is_accepted:
            differ.append((by_table.faults, by_schema.faults))
    assert refused > 150
    assert differ == []


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"a.xsd": "<no"},
        {
            "a.xsd": '<x:schema xmlns:x="http://www.w3.org/2001/XMLSchema"><x:import schemaLocation="http://evil/a.xsd"/></x:schema>'
        },
    ],
)
def test_unusable_schemas(tmp_path: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    with pytest.raises(MessageUnusable) as refused:
        Schemas(tmp_path)
    assert refused.value.faults[0].code == "schemas_unusable"
