"""The same events over NATS JetStream: order, repeated publications, repeated deliveries, gaps."""

from collections import Counter

import pytest
import sqlalchemy as sa

from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.events.broker import Broker, BrokerAway, publish_next, take_in
from smartcustoms.kernel.events.relay import consumers
from smartcustoms.kernel.events.steps import StepRunner
from tests.kernel.events.a_parcel import ParcelOpened, TestReaction, effects, label, make_effects, open_parcels, weigh
from tests.kernel.events.conftest import over

pytestmark = pytest.mark.services
REACTION = TestReaction(ParcelOpened, (weigh, label))
WHOM = consumers([REACTION])


def run(database: Database, broker: Broker) -> None:
    over(broker, database, WHOM)
    StepRunner(database, [REACTION]).turn()


def test_every_event_takes_effect_once_and_in_order_over_the_broker(database: Database, broker: Broker) -> None:
    make_effects(database)
    open_parcels(database, ["A", "B", "C"], items=4)
    run(database, broker)
    found = effects(database)
    assert Counter(found) == {(s, p, i): 1 for s in ("weigh", "label") for p in "ABC" for i in range(4)}
    for parcel in "ABC":
        assert [item for step, each, item in found if (step, each) == ("weigh", parcel)] == [0, 1, 2, 3]


def test_published_again_after_a_lost_mark_has_no_second_effect(database: Database, broker: Broker) -> None:
    make_effects(database)
    open_parcels(database, ["A", "B"])
    run(database, broker)
    with database.engine.begin() as connection:
        connection.execute(sa.text("update event_outbox set relayed_at = null"))
    run(database, broker)
    assert len(effects(database)) == 4


def test_delivered_again_after_a_lost_acknowledgement_has_no_second_effect(database: Database, broker: Broker) -> None:
    make_effects(database)
    open_parcels(database, ["A", "B"])
    run(database, broker)
    while take_in(database, broker, WHOM, reader="here", limit=5):
        pass
    with database.engine.begin() as connection:
        connection.execute(sa.text("update event_position set sequence = 0"))
    assert take_in(database, broker, WHOM, reader="here-again", limit=5) == 2  # a new reader gets all from the start
    StepRunner(database, [REACTION]).turn()
    assert len(effects(database)) == 4


def test_the_intake_waits_for_a_message_another_has_in_hand(database: Database, broker: Broker) -> None:
    make_effects(database)
    open_parcels(database, ["A"], items=3)
    while publish_next(database, broker, limit=7):
        pass
    (first,) = broker.fetch("here", 1)  # a worker that fetched and then died
    assert take_in(database, broker, WHOM, reader="here", limit=5) == 0
    broker.give_back([first])
    for _ in range(5):
        take_in(database, broker, WHOM, reader="here", limit=5)
    StepRunner(database, [REACTION]).turn()
    assert [item for step, _, item in effects(database) if step == "weigh"] == [0, 1, 2]


def test_a_broker_that_is_away_loses_nothing(database: Database) -> None:
    make_effects(database)
    open_parcels(database, ["A"])
    away = Broker("nats://127.0.0.1:1")
    with pytest.raises(BrokerAway):
        publish_next(database, away, limit=7)
    away.close()
    with database.engine.connect() as connection:
        assert connection.execute(sa.text("select count(*) from event_outbox where relayed_at is null")).scalar() == 1
