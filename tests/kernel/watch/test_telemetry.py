"""Logs: one form, with the trace; and the trace that flows from a request through an event into its step."""

import json
import logging
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
import structlog

from smartcustoms.kernel.database.unit import Database, UnitOfWork
from smartcustoms.kernel.events.relay import consumers, relay_here
from smartcustoms.kernel.events.steps import StepRunner
from smartcustoms.kernel.events.trace import current_trace, following
from smartcustoms.kernel.watch.telemetry import LevelUnknown, set_up_logs
from tests.kernel.events.a_parcel import ParcelOpened, TestReaction, make_effects, open_parcels

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
def logs() -> Iterator[None]:
    """Logs as the test needs them, put back afterwards."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = before
    structlog.reset_defaults()


def test_lines_are_json_with_the_trace_and_the_service(capsys: pytest.CaptureFixture[str], logs: None) -> None:
    set_up_logs("info", "worker", "json")
    with following(PARENT, "a step"):
        structlog.get_logger("a").info("lodged", number="26HK")
        structlog.get_logger("a").debug("not told")
        logging.getLogger("library").warning("slow")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["event"] for line in lines] == ["lodged", "slow"]
    assert {line["service"] for line in lines} == {"worker"}
    assert {line["trace"] for line in lines} == {"0af7651916cd43dd8448eb211c80319c"}


def test_an_unknown_level_is_told() -> None:
    with pytest.raises(LevelUnknown, match="debug, info, warning, error"):
        set_up_logs("loud", "web", "json")


def test_a_new_trace_begins_where_none_was_given() -> None:
    assert current_trace() is None
    with following(None, "first"):
        first = current_trace()
    with following(None, "second"):
        second = current_trace()
    assert first is not None
    assert second is not None
    assert first.split("-")[1] != second.split("-")[1]


def test_a_step_goes_on_with_the_trace_its_event_carries(database: Database) -> None:
    make_effects(database)
    open_parcels(database, ["A"])
    seen: list[str | None] = []

    def look(_uow: UnitOfWork, _event: ParcelOpened) -> None:
        seen.append(current_trace())

    with database.engine.begin() as connection:
        connection.execute(sa.text("update event_outbox set trace = :trace"), {"trace": PARENT})
    reaction = TestReaction(ParcelOpened, (look,))
    relay_here(database, consumers([reaction]))
    StepRunner(database, [reaction]).turn()
    (trace,) = seen
    assert trace is not None
    assert trace.split("-")[1] == PARENT.split("-")[1]
