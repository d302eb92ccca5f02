"""The lane alone: its signed book to the second, what is refused, and a journal that outlives the power."""

import os
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from smartcustoms.kernel.receipts import signing_key
from smartcustoms.trade.crossing import kerb
from smartcustoms.trade.crossing.journal import FIRST, Journal, JournalDamaged, digest, read_line
from smartcustoms.trade.crossing.kerb import Kerb, NotEnrolled
from smartcustoms.trade.crossing.model import BOOK_LASTS, CODE_LASTS, Answer, Direction, LaneKind, Reason
from smartcustoms.trade.crossing.signed import (
    Head,
    SignedRefused,
    Wrong,
    public_of,
    public_text,
    read_code,
    write_book,
    write_code,
)
from tests.conftest import NOON
from tests.trade.crossing.builders import a_truck, seen_of

CENTRE, OTHER = b"c" * 32, b"o" * 32
LANE = "LMC-OUT-01"
ONE, TWO = a_truck(1), a_truck(2)


def a_book(
    serial: int = 1, *, at: datetime = NOON, lane: str = LANE, by: bytes = CENTRE, lasts: timedelta = BOOK_LASTS
) -> str:
    head = Head(
        lane, serial, at, at + lasts, ("SL1", "SL2"), "LMC", Direction.OUTBOUND, LaneKind.ORDINARY, ("camera",), True
    )
    return write_book([ONE, TWO], ["BN-GONE"], head, by)


@pytest.fixture
def lane(tmp_path: Path) -> Kerb:
    return opened(tmp_path)


def opened(folder: Path, at: datetime = NOON) -> Kerb:
    kerb.trust(folder, public_text(CENTRE))
    return Kerb(folder, lane=LANE, at=at)


def test_a_lane_without_the_centres_key_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(NotEnrolled):
        Kerb(tmp_path, lane=LANE, at=NOON)


def test_go_by_the_book_and_once_only(lane: Kerb) -> None:
    lane.take_book(a_book(), at=NOON)
    assert lane.decide(seen_of(ONE), at=NOON).answer is Answer.GO
    assert lane.decide(seen_of(ONE), at=NOON).reasons == (Reason.ALREADY_PASSED,)


def test_the_book_ends_exactly_after_15_minutes(lane: Kerb) -> None:
    lane.take_book(a_book(), at=NOON)
    end = NOON + timedelta(minutes=15)
    assert lane.decide(seen_of(ONE), at=end - timedelta(microseconds=1)).answer is Answer.GO
    late = lane.decide(seen_of(TWO), at=end)
    assert (late.answer, late.reasons, late.slip) == (Answer.INSPECT, (Reason.NO_BOOK,), "SL1")
    assert lane.decide(seen_of(TWO), at=end).slip == "SL2"
    assert lane.decide(seen_of(TWO), at=end).slip == ""  # none left: still never a go


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (a_book(by=OTHER), Wrong.SIGNATURE),
        (a_book(lane="LMC-OUT-02"), Wrong.LANE),
        (a_book(at=NOON - timedelta(minutes=15)), Wrong.EXPIRED),
        (a_book(at=NOON + timedelta(minutes=2)), Wrong.EARLY),
        (a_book(lasts=timedelta(minutes=16)), Wrong.EXPIRED),
        (a_book(serial=0), Wrong.REPLAYED),
        (a_book().replace("TAG-1002", "TAG-1003"), Wrong.BODY),
        (write_code("BN1", at=NOON, seed=CENTRE), Wrong.SIGNATURE),  # signed by the centre, but no book
        ("", Wrong.SIGNATURE),
        ("a.b.c\n[]", Wrong.SIGNATURE),
    ],
)
def test_a_book_that_is_refused(lane: Kerb, text: str, why: Wrong) -> None:
    with pytest.raises(SignedRefused) as refused:
        lane.take_book(text, at=NOON)
    assert refused.value.why is why
    assert lane.decide(seen_of(ONE), at=NOON).answer is Answer.INSPECT


def test_an_older_book_is_refused_also_after_a_restart(tmp_path: Path) -> None:
    first = opened(tmp_path)
    first.take_book(a_book(5), at=NOON)
    first.decide(seen_of(ONE), at=NOON)
    first.close()
    again = opened(tmp_path)
    assert again.is_good(NOON)
    with pytest.raises(SignedRefused, match="replayed"):
        again.take_book(a_book(5), at=NOON)
    assert again.decide(seen_of(ONE), at=NOON).reasons == (Reason.ALREADY_PASSED,)
    assert again.decide(seen_of(TWO), at=NOON).answer is Answer.GO
    (tmp_path / "book.txt").write_text(a_book(4), "utf-8")  # somebody put an old one back
    assert not opened(tmp_path).is_good(NOON)


def test_the_drivers_code(lane: Kerb) -> None:
    lane.take_book(a_book(), at=NOON)
    good = write_code(ONE.bundle, at=NOON, seed=CENTRE)
    assert read_code(good, public_of(public_text(CENTRE)), at=NOON + CODE_LASTS - timedelta(seconds=1)) == ONE.bundle
    for code in (
        write_code(ONE.bundle, at=NOON - CODE_LASTS, seed=CENTRE),
        write_code(ONE.bundle, at=NOON, seed=OTHER),
        "?",
    ):
        assert lane.decide(seen_of(ONE), code=code, at=NOON).reasons == (Reason.CODE_REFUSED,)
    assert lane.decide(seen_of(TWO), code=good, at=NOON).reasons == (Reason.IDENTITIES_DISAGREE,)
    assert Reason.CODE_REFUSED in lane.decide(seen_of(ONE), code=good, at=NOON).reasons  # shown before: a copy
    fresh = write_code(TWO.bundle, at=NOON, seed=CENTRE)
    assert lane.decide(seen_of(TWO), code=fresh, at=NOON).answer is Answer.GO


def test_the_journal_is_signed_and_chained(lane: Kerb) -> None:
    lane.take_book(a_book(), at=NOON)
    made = [lane.decide(seen_of(each), at=NOON, alone=True) for each in (ONE, TWO)]
    public, before = signing_key(lane.seed), FIRST
    for text, passage in zip(lane.waiting(), made, strict=True):
        line = read_line(text, public, lane=LANE)
        assert line.passage == passage
        assert line.before == before
        before = digest(text)
    lane.confirmed(1)
    assert [read_line(each, public, lane=LANE).passage.place for each in lane.waiting()] == [2]
    lane.confirmed(99)
    lane.confirmed(0)
    assert lane.taken == 1


def test_damage_is_told_and_a_torn_end_dropped(lane: Kerb) -> None:
    lane.take_book(a_book(), at=NOON)
    for each in (ONE, TWO):
        lane.decide(seen_of(each), at=NOON)
    path, whole = lane.folder / "journal.jws", (lane.folder / "journal.jws").read_bytes()
    path.write_bytes(whole[:-9])
    assert Journal(path, lane=LANE, seed=lane.seed).next_place == 2
    path.write_bytes(whole.split(b"\n")[1] + b"\n")
    with pytest.raises(JournalDamaged, match="line 1"):
        Journal(path, lane=LANE, seed=lane.seed)


_LANE = """
import sys
from datetime import datetime
from pathlib import Path
from smartcustoms.trade.crossing.kerb import Kerb
from smartcustoms.trade.crossing.model import Seen
at = datetime.fromisoformat(sys.argv[2])
lane = Kerb(Path(sys.argv[1]), lane="LMC-OUT-01", at=at)
while True:
    print(lane.decide(Seen(plates=("AB 1001",)), at=at).place, flush=True)
"""


@pytest.mark.slow
def test_ten_kills_lose_no_answer_that_was_given(tmp_path: Path) -> None:
    first = opened(tmp_path)
    first.take_book(a_book(), at=NOON)
    first.close()
    told = 0
    for turn in range(10):
        asked = [sys.executable, "-c", _LANE, str(tmp_path), NOON.isoformat()]
        with subprocess.Popen(asked, stdout=subprocess.PIPE, text=True) as running:
            assert running.stdout
            answered = [int(running.stdout.readline()) for _ in range(5 + turn)]
            time.sleep(0.002 * turn)
            os.kill(running.pid, signal.SIGKILL)
            answered += [int(line) for line in running.stdout.read().split("\n")[:-1]]
        assert answered == list(range(answered[0], answered[0] + len(answered)))
        assert answered[0] in (told + 1, told + 2)  # one may have been written and not told
        told = answered[-1]
    assert opened(tmp_path)._journal.next_place - 1 >= told
