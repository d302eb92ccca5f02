"""Hostile messages: refused with a sentence or read within the caps; none crashes, hangs, or grows past 256 MB."""

import json
import random
import resource
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smartcustoms.trade.declarations.wco.meaning import summary_of
from smartcustoms.trade.declarations.wco.parsing import LARGEST, MOST_TAGS, MessageUnusable
from smartcustoms.trade.declarations.wco.reading import Matter, read
from smartcustoms.trade.declarations.wco.shown import shown
from smartcustoms.trade.declarations.wco.strictly import written_strictly
from smartcustoms.trade.declarations.wco.writing import from_json, written
from tests.hostile import COUNTS, FUZZ, ODD_NUMBERS, ODD_TEXTS, corpus, json_file, torn, withstood
from tests.trade.declarations.wco.builders import TAX, declaration, notification
from tests.trade.declarations.wco.comparing import differences

GOOD = (
    declaration(items=2),
    notification(),
    notification(TAX.format(base="1", rate="2", due="3", less="0", tax="A"), spaces=False),
)
BOMB = (
    b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb">'
    + b"".join(b'<!ENTITY c%d "%s">' % (n, b"&b;" * 10) for n in range(9))
    + b"]>"
)


def hostile(luck: random.Random) -> bytes:
    """Make a hostile message."""
    good = luck.choice(GOOD)
    at = good.find(b"<md:MetaData") if b"<md:MetaData" in good else 0
    made = [
        lambda: torn(good, luck),
        lambda: torn(good, luck),
        lambda: good[:at] + BOMB + good[at:],
        lambda: good[:at] + b'<!DOCTYPE a SYSTEM "file:///etc/passwd">' + good[at:],
        lambda: b"<!--" + b"x" * luck.randrange(99) + b"-->" * luck.randrange(2) + BOMB + good[at:],
        lambda: good.replace(
            b"Code>", b"Code " + b'a%d="b" ' % luck.randrange(9) * luck.randrange(1, 40_000) + b">", 1
        ),
        lambda: good.replace(b"</Declaration>", b"<a>" * luck.randrange(1, 60_000) + b"</Declaration>"),
        lambda: good.replace(b"</Declaration>", b"<Agent/>" * luck.randrange(1, 60_000) + b"</Declaration>"),
        lambda: good.replace(b"1", luck.choice(ODD_NUMBERS).encode(), luck.randrange(1, 9)),
        lambda: good.replace(b"ID>", b"ID>" + luck.choice(ODD_TEXTS).encode("utf-8", "surrogatepass"), 1),
        lambda: good.decode().encode(luck.choice(["utf-16", "utf-32", "cp037", "utf-7", "utf-8-sig"])),
        lambda: good.replace(b'"UTF-8"', luck.choice([b'"UTF-7"', b'"UTF-16"', b'"x"', b'"cp037"', b'"UTF-32"'])),
        lambda: good.replace(b"xmlns", b"xmlns:a%d" % luck.randrange(9), luck.randrange(3)),
        lambda: good.replace(b"<", b"<a:", luck.randrange(30)),
        lambda: b"<a xmlns:b='" + b"x" * luck.randrange(90_000) + b"'>" + good + b"</a>",
        lambda: luck.randbytes(luck.randrange(1, 3000)),
    ]
    return luck.choice(made)()


def whole(content: bytes) -> str:
    for matter in Matter:
        reading = read(content, matter)
        answer = json.dumps(shown(reading))
        if reading.is_accepted:
            assert differences(content, written(from_json(answer))) == []
            return "read"
    raise MessageUnusable(reading.faults)


@pytest.mark.parametrize("count", COUNTS)
def test_a_corpus_of_hostile_messages(count: int) -> None:
    read(GOOD[0], Matter.DECLARATION)  # the table is loaded once
    ends = withstood(whole, corpus(hostile, count))
    assert ends.total() == count
    assert ends["MessageUnusable"] > count // 2


@pytest.mark.parametrize("count", COUNTS)
def test_a_corpus_of_hostile_json(count: int) -> None:
    good = shown(read(GOOD[0], Matter.DECLARATION))["declaration"]
    ends = withstood(
        lambda content: str(len(written_strictly(content.decode("utf-8", "replace"))[0])),
        corpus(json_file(good), count),
    )
    assert ends["MessageUnusable"] > count // 4


@pytest.mark.parametrize(
    "filling",
    [
        b"<a>",
        b"<a/>",
        b"<Agent/>",
        b"<AdditionalDocument/>",
        b"&amp;",
        b"&#65;",
        b"x",
        b" ",
        b"<!---->",
        b"<?a?>",
        b"<![CDATA[x]]>",
        b"</a>",
    ],
)
def test_the_largest_file_of_one_thing(filling: bytes) -> None:
    content = GOOD[0].replace(b"<Declarant>", filling * min(MOST_TAGS, LARGEST // len(filling) - 5000) + b"<Declarant>")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with suppress(MessageUnusable):
        withstood(whole, [content])
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 256 * 1024


@settings(max_examples=FUZZ, deadline=None)
@given(st.data())
def test_only_faults_come_of_changed_bytes(data: st.DataObject) -> None:
    good = data.draw(st.sampled_from(GOOD))
    place = data.draw(st.integers(0, len(good)))
    change = data.draw(
        st.binary(max_size=6)
        | st.sampled_from([b"<", b">", b"&", b'"', b"<!--", b"-->", b"xmlns=''", b"]]>", b"<a/>", b"</ID>"])
    )
    content = good[:place] + change + good[place + data.draw(st.integers(0, 20)) :]
    with suppress(MessageUnusable):
        whole(content)


NAMES = st.sampled_from(["a", "b", "p:a", "Declaration", "é"])
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff")
    | st.sampled_from("\t\n\r <>&\"'"),
    max_size=12,
)


@given(
    st.recursive(
        TEXTS,
        lambda inner: st.dictionaries(NAMES, inner, max_size=3).map(lambda made: {"@k": 'v\n"<', **made}),
        max_leaves=12,
    )
)
def test_what_is_written_is_read_as_the_same(value: object) -> None:
    from smartcustoms.trade.declarations.wco.parsing import parsed
    from smartcustoms.trade.declarations.wco.walking import Walk

    content = written({"root": {"@xmlns:p": "urn:p", "in": value}})
    root = parsed(content)
    again = {"root": Walk(content, root, None, checks=False).value_of(root, None, {})}
    assert differences(content, written(again)) == []


def test_a_summary_of_odd_numbers() -> None:
    for odd in (*ODD_NUMBERS, "", "-", "1e5"):
        content = notification(TAX.format(base=odd, rate=odd, due=odd, less=odd, tax="A"))
        reading = read(content, Matter.NOTIFICATION)
        if reading.is_accepted:
            assert summary_of(reading)
