"""Reaction steps: once in effect, in order per key, retried alone, dead after too many tries."""

from collections import Counter
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.clock import now
from smartcustoms.kernel.database.unit import Database, UnitOfWork
from smartcustoms.kernel.events import actions, queries
from smartcustoms.kernel.events.model import Patience
from tests.kernel.events.a_parcel import (
    ParcelOpened,
    TestReaction,
    effect,
    effects,
    label,
    make_effects,
    open_parcels,
    weigh,
)
from tests.kernel.events.conftest import Run

REACTION = TestReaction(ParcelOpened, (weigh, label))


def breaking(when: Callable[[ParcelOpened], bool]) -> Callable[[UnitOfWork, ParcelOpened], None]:
    def fragile(uow: UnitOfWork, event: ParcelOpened) -> None:
        effect(uow, "fragile", event)
        if when(event):
            raise ValueError(f"dropped {event.parcel}")

    return fragile


@pytest.fixture
def parcels(database: Database) -> Database:
    make_effects(database)
    return database


def test_every_step_runs_once_for_every_event(run: Run, parcels: Database) -> None:
    open_parcels(parcels, ["A", "B"], items=2)
    run(parcels, REACTION)
    run(parcels, REACTION)
    wanted = {(step, parcel, item): 1 for step in ("weigh", "label") for parcel in "AB" for item in (0, 1)}
    assert Counter(effects(parcels)) == wanted


def test_a_repeated_delivery_has_no_second_effect(run: Run, parcels: Database) -> None:
    open_parcels(parcels, ["A"])
    run(parcels, REACTION)
    with parcels.engine.begin() as connection:
        connection.execute(sa.text("update event_outbox set relayed_at = null"))
    run(parcels, REACTION)
    assert len(effects(parcels)) == 2


def test_a_failing_step_delays_neither_the_other_step_nor_other_keys(run: Run, parcels: Database) -> None:
    open_parcels(parcels, ["A", "B"], items=2)
    fragile = breaking(lambda event: event.parcel == "A" and event.item == 0)
    patience = Patience(tries=3, first=60, most=60)
    run(parcels, TestReaction(ParcelOpened, (fragile, label)), patience=patience)
    found = effects(parcels)
    assert [each for each in found if each[0] == "fragile"] == [("fragile", "B", 0), ("fragile", "B", 1)]
    assert len([each for each in found if each[0] == "label"]) == 4
    with parcels.unit(by=PLATFORM, at=now()) as uow:
        (queue,) = queries.queues(uow)
    assert (queue.consumer, queue.waiting, queue.retried, queue.dead) == ("ParcelOpened.fragile", 2, 1, 0)


def test_too_many_failures_make_a_dead_letter_and_its_key_waits_in_order(run: Run, parcels: Database) -> None:
    open_parcels(parcels, ["A", "B"], items=3)
    broken = TestReaction(ParcelOpened, (breaking(lambda event: event.parcel == "A" and event.item == 0),))
    run(parcels, broken)
    with parcels.unit(by=PLATFORM, at=now()) as uow:
        (dead,) = queries.dead_letters(uow)
    assert (dead.key, dead.attempts, dead.behind) == ("A", 3, 2)
    assert "ValueError: dropped A" in dead.error
    assert [each[1] for each in effects(parcels)] == ["B", "B", "B"]

    with parcels.unit(by=PLATFORM, at=now()) as uow:
        actions.replay(uow, dead.consumer, dead.event)
    run(parcels, TestReaction(ParcelOpened, (breaking(lambda event: event.item > 5),)))
    assert [each[2] for each in effects(parcels) if each[1] == "A"] == [0, 1, 2]


def test_a_mended_letter_is_replayed_as_mended_and_all_is_audited(run: Run, parcels: Database) -> None:
    open_parcels(parcels, ["A"])
    reaction = TestReaction(ParcelOpened, (breaking(lambda event: event.item == 0),))
    run(parcels, reaction)
    with parcels.unit(by=PLATFORM, at=now()) as uow:
        (dead,) = queries.dead_letters(uow)
        actions.mend(uow, dead.consumer, dead.event, {"parcel": "A", "item": 7})
        actions.replay(uow, dead.consumer, dead.event)
    run(parcels, reaction)
    assert effects(parcels) == [("fragile", "A", 7)]
    with parcels.engine.connect() as connection:
        deeds = connection.execute(sa.text("select deed from audit_journal order by at, id")).scalars().all()
        body = connection.execute(sa.text("select body from event_inbox")).scalar()
    assert sorted(deeds) == ["event.mended", "event.replayed"]
    assert body == {"parcel": "A", "item": 0}


def test_a_dropped_letter_needs_a_reason_and_lets_the_others_go(run: Run, parcels: Database) -> None:
    open_parcels(parcels, ["A"], items=2)
    reaction = TestReaction(ParcelOpened, (breaking(lambda event: event.item == 0),))
    run(parcels, reaction)
    with parcels.unit(by=PLATFORM, at=now()) as uow:
        (dead,) = queries.dead_letters(uow)
        with pytest.raises(actions.ReasonMissing):
            actions.drop(uow, dead.consumer, dead.event, because=" ")
        actions.drop(uow, dead.consumer, dead.event, because="opened by mistake")
        with pytest.raises(queries.NotDead):
            actions.replay(uow, dead.consumer, dead.event)
    run(parcels, reaction)
    assert effects(parcels) == [("fragile", "A", 1)]


def test_an_event_that_cannot_be_read_becomes_a_dead_letter(run: Run, parcels: Database) -> None:
    open_parcels(parcels, ["A"])
    with parcels.engine.begin() as connection:
        connection.execute(sa.text("""update event_outbox set body = '{"parcel": 3}'"""))
    run(parcels, REACTION)
    with parcels.unit(by=PLATFORM, at=now()) as uow:
        assert [each.error.split(":")[0] for each in queries.dead_letters(uow)] == ["ValidationError"] * 2


def test_events_without_reactions_leave_the_outbox(run: Run, parcels: Database) -> None:
    open_parcels(parcels, ["A"])
    run(parcels)
    with parcels.unit(by=PLATFORM, at=now()) as uow:
        assert queries.outbox(uow).waiting == 0
        assert queries.queues(uow) == []


def test_old_events_are_pruned_once_all_are_through(run: Run, parcels: Database) -> None:
    from datetime import timedelta

    open_parcels(parcels, ["A", "B"])
    run(parcels, TestReaction(ParcelOpened, (breaking(lambda event: event.parcel == "A"),)))
    with parcels.unit(by=PLATFORM, at=now()) as uow:
        actions.prune(uow, older_than=timedelta(0))
    with parcels.engine.connect() as connection:
        assert connection.execute(sa.text("select key from event_inbox")).scalars().all() == ["A"]


def test_patience_doubles_up_to_its_most() -> None:
    patience = Patience(first=1, most=10)
    assert [patience.rest(n).total_seconds() for n in range(1, 7)] == [1, 2, 4, 8, 10, 10]
