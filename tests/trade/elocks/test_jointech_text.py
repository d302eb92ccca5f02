"""Jointech's text messages, made up after the protocol's field tables: unlock records, alerts, events, answers."""

from datetime import UTC, datetime

import pytest

from smartcustoms.trade.elocks.model import By, FrameRefused, Kind, Source, Unlock
from smartcustoms.trade.elocks.protocols import jt600


def read(sentence: str) -> jt600.Message:
    (message,) = jt600.capture(sentence.encode(), jt600.Session())
    return message


@pytest.mark.parametrize("head", ["7591225008,P45", "7591225008,1,001,P45"])
def test_an_unlock_record_tells_by_what_and_whether_it_was_let(head: str) -> None:
    message = read(f"({head},190521,095139,22.548080,N,113.867653,E,A,0,0,1,1,0009999999,0,2,15)")
    (fix,) = message.positions
    assert (message.device, fix.time) == ("7591225008", datetime(2021, 5, 19, 9, 51, 39, tzinfo=UTC))
    assert (fix.latitude, fix.longitude, fix.valid) == (22.54808, 113.867653, True)
    assert fix.lock.unlock == Unlock(By.CARD, "9999999", accepted=True, result_code=1)
    assert fix.lock.wrong_password is True
    assert fix.lock.index == 15


def test_south_and_west() -> None:
    (fix,) = read("(1,P45,190521,095139,22.548080,S,113.867653,W,V,0,0,2,0,0,0,0,1)").positions
    assert (fix.latitude, fix.longitude, fix.valid, fix.source) == (-22.54808, -113.867653, False, Source.NONE)


def test_a_clock_never_set_is_no_time() -> None:
    (fix,) = read("(3,U01,000000,000000,F,00.000000,N,000.000000,E,0,0,0,50%,00000000000000,741,14,22,0,206)").positions
    assert (fix.time, fix.lock.clock, fix.lock.battery_percent) == (None, "unset", 50)


def test_an_answer_carries_no_position() -> None:
    message = read("(7591225008,1,001,P35,1)")
    assert (message.kind, message.positions, message.device) == (Kind.ANSWER, (), "7591225008")


def test_several_glued_together() -> None:
    one = "(3,U01,010121,010203,T,22.500000,N,114.000000,E,0,0,9,50%,00000000000000,741,14,22,0,1)"
    messages = jt600.capture((one + one.replace(",1)", ",2)")).encode(), jt600.Session())
    assert [message.positions[0].lock.index for message in messages] == [1, 2]


@pytest.mark.parametrize(
    "sentence", ["(3,U01,321321,010203,T,22.5,N,114.0,E,0,0,9,50%,0,741,14,22,0,1)", "(abc)", "(3,U01"]
)
def test_what_cannot_be_is_refused(sentence: str) -> None:
    with pytest.raises(FrameRefused):
        read(sentence)
